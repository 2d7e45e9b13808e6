"""A bad line of an import is mended in its place, or on a page of its own."""

from pathlib import Path

import pytest
from pytest_django import Settings

from office.models import Access
from owners.actions import importing
from owners.models import ImportRow
from owners.tests.importing import (
    BAD,
    HTMX,
    LI,
    WANG,
    checked,
    desk,
    entered,
    mend,
    numbers,
    page,
    problems,
    row,
    states,
    work,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_a_bad_line_is_mended_in_its_place_and_can_then_be_entered() -> None:
    imported, client = checked(BAD, LI), desk()
    opened = client.get(f"/owners/imports/{imported.pk}/lines/2/", headers=HTMX).content.decode()
    assert 'value="3-2-kitchen"' in opened
    assert "<b>Room</b>: Write the room as 3-2-501." in opened
    answer = mend(client, imported, room="3栋2单元501")
    assert (answer.status_code, "ready" in answer.content.decode()) == (200, True)
    assert "Enter the 2 ready lines" in answer.content.decode()
    assert numbers(answer.content.decode()) == {"all": "2", "bad": "0", "ready": "2", "entered": "0", "unchanged": "0"}
    assert answer.content.decode().count('hx-swap-oob="true"') == 6
    assert (states(imported), problems(imported)[0]) == (["ready", "ready"], [])
    assert row(imported).values == {
        "room": "3-2-501", "name": "王小明", "capacity": "owner", "phone": "+8613800138000",
    }  # fmt: skip
    importing.enter(imported, by=imported.uploaded_by)
    assert states(work(imported)) == ["entered", "entered"]


def test_lines_are_mended_and_entered_after_the_others_too() -> None:
    imported, client = entered(BAD, LI), desk()
    assert states(imported) == ["bad", "entered"]
    mend(client, imported)
    assert client.post(f"/owners/imports/{imported.pk}/enter/").status_code == 302
    assert states(work(imported)) == ["entered", "entered"]


def test_what_is_still_wrong_is_said_at_its_field_and_what_was_typed_is_kept() -> None:
    imported, client = checked(BAD), desk()
    answer = mend(client, imported, room="3-2-502", name="x" * 61, since="soon")
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form.errors == {"name": ["At most 60 characters."], "since": ["Write the day as 2026-11-24."]}
    shown = answer.content.decode()
    assert ('value="3-2-502"' in shown, 'value="soon"' in shown, "x" * 61 in shown) == (True, True, True)
    assert states(imported) == ["bad"]
    assert row(imported).values["room"] == "3-2-kitchen"


@pytest.mark.parametrize("typed", ["\0", "3-2-501\0", "\u200b", "9" * 5000, "<script>", "'; DROP"])
def test_hostile_rooms_are_refused_in_the_form_too(typed: str) -> None:
    imported = checked(BAD)
    assert mend(desk(), imported, room=typed).status_code == 422
    assert states(imported) == ["bad"]


def test_characters_that_cannot_be_seen_are_taken_out_and_that_is_said() -> None:
    imported = checked(BAD)
    answer = mend(desk(), imported, name="王\u202e小明")
    assert "Characters that cannot be seen were taken out" in answer.content.decode()
    assert row(imported).values["name"] == "王小明"


def test_a_known_number_stands_in_the_form_as_its_mask_and_is_kept_by_it() -> None:
    imported, client = checked([*WANG[:2], "kitchen", *WANG[3:]]), desk()
    opened = client.get(f"/owners/imports/{imported.pk}/lines/2/").content.decode()
    assert ('value="138****8000"' in opened, "13800138000" in opened) == (True, False)
    mend(client, imported, phone="138****8000")
    assert row(imported).values["phone"] == "+8613800138000"
    assert not Access.objects.exists()


def test_a_number_that_is_shown_whole_is_written_down_first() -> None:
    imported, client = checked([*WANG[:5], "13800138000/13900139000", ""]), desk()
    assert "13800138000/13900139000" in client.get(f"/owners/imports/{imported.pk}/lines/2/").content.decode()
    assert Access.objects.values_list("subject", "what").get() == (f"import {imported.pk}, line 2", "phone")


def test_a_line_that_somebody_else_has_mended_stays_as_he_left_it() -> None:
    imported, client = checked(BAD), desk()
    ImportRow.objects.update(state="ready", values={"room": "9-9-999"}, problems=[])
    assert "Somebody else has mended this line." in mend(client, imported).content.decode()
    assert row(imported).values == {"room": "9-9-999"}


def test_without_scripts_the_line_has_a_page_of_its_own() -> None:
    imported, client = checked(BAD), desk()
    address = f"/owners/imports/{imported.pk}/lines/2/"
    assert "<h1>Mend line 2</h1>" in client.get(address).content.decode()
    answer = client.post(address, {"room": "3-2-501", "name": "王小明", "capacity": "owner"})
    assert answer["Location"] == f"/owners/imports/{imported.pk}/"
    assert "Line 2 is ready." in page(client, imported)


@pytest.mark.parametrize("line", ["9", "9" * 30])
def test_a_line_that_does_not_exist(line: str) -> None:
    assert desk().get(f"/owners/imports/{checked(BAD).pk}/lines/{line}/").status_code == 404
