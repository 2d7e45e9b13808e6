"""The pages of the contact boxes: what is to be opened, opening one, its letters on their way to the screen (RC-7)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from office.models import Promise, Role
from office.tests.factories import MONDAY, make_community, make_staff
from owners.actions import boxes
from owners.models import BoxOpening, Channel, ContactBox
from owners.tests.desk_things import make_box, promised
from owners.tests.factories import make_contact
from repairs.tests.pages import desk, elsewhere

pytestmark = pytest.mark.django_db

NOW = MONDAY.replace(minute=0)


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def typed(**fields: Any) -> dict[str, Any]:
    return {"form_key": str(uuid4()), "at": f"{NOW:%Y-%m-%dT%H:%M}", "count": "2", "note": "", **fields}


def text(response: Any) -> str:
    return str(response.content.decode())


def errors(response: Any) -> dict[str, list[str]]:
    """What the page says at which field; lazily, so in English only while that is the active language."""
    with translation.override("en"):
        return {name: list(texts) for name, texts in response.context["form"].errors.items()}


def test_rc7_the_list_says_how_each_box_stands_today() -> None:
    box, other = make_box(name="South gate"), make_box(name="North gate")
    make_box(name="Gone", active=False)
    boxes.promise_openings(now=NOW)
    boxes.note_opening(BoxOpening(box=other, at=NOW, count=0), by=make_staff(), now=NOW)
    response = desk().get("/boxes/")
    assert [(line.box, len(line.owed)) for line in response.context["lines"]] == [(box, 1), (other, 0)]
    assert ("30 min left" in text(response), "nothing to open" in text(response)) == (True, True)


def test_rc7_the_board_leads_to_the_box_and_its_button_says_so() -> None:
    box, client = make_box(), desk()
    boxes.promise_openings(now=NOW)
    promise = Promise.objects.get()
    assert "Open the box" in text(client.get("/board/"))
    assert client.get(f"/p/{promise.pk}/")["Location"] == f"/{box.number}/"


def test_rc7_opening_it_keeps_the_day_and_offers_each_letter() -> None:
    box, user = make_box(), make_staff(language="en")
    boxes.promise_openings(now=NOW)
    client = desk(user)
    response = client.post(f"/boxes/{box.number}/open/", typed(count="3", note="One parcel"), follow=True)
    assert [str(message) for message in response.context["messages"]] == ["Opened, 3 letters."]
    opening = BoxOpening.objects.get()
    assert (opening.by, opening.at, opening.count, opening.note) == (user, NOW, 3, "One parcel")
    assert [row[3] for row in promised(box.number)] == ["kept"]
    assert f"/reception/?opening={opening.pk}" in text(response)
    assert "Record letter 1 of 3" in text(response)


def test_rc7_a_letter_that_was_recorded_is_linked_and_the_next_one_offered() -> None:
    box = make_box()
    opening = boxes.note_opening(BoxOpening(box=box, at=NOW, count=2), by=make_staff(), now=NOW)
    letter = make_contact(opening=opening, channel=Channel.BOX)
    page = text(desk().get(f"/{box.number}/"))
    assert (letter.number in page, "Record letter 2 of 2" in page) == (True, True)
    make_contact(opening=opening, channel=Channel.BOX)
    assert "/reception/?opening=" not in text(desk().get(f"/{box.number}/"))


def test_cp1_a_letter_that_few_may_know_of_counts_as_recorded_and_is_not_named() -> None:
    box = make_box()
    opening = boxes.note_opening(BoxOpening(box=box, at=NOW, count=2), by=make_staff(), now=NOW)
    letter = make_contact(opening=opening, channel=Channel.BOX, confidential=True)
    shown = text(desk().get(f"/{box.number}/"))
    assert (letter.number in shown, "Record letter 2 of 2" in shown) == (False, True)


def test_rc7_the_link_of_a_letter_opens_the_reception_screen_with_it() -> None:
    opening = boxes.note_opening(BoxOpening(box=make_box(), at=NOW, count=1), by=make_staff(), now=NOW)
    response = desk().get(f"/reception/?opening={opening.pk}")
    assert (response.status_code, response.context["asked"]["opening"]) == (200, opening)


def test_no_letters_is_an_opening_too() -> None:
    box = make_box()
    response = desk().post(f"/boxes/{box.number}/open/", typed(count="0"), follow=True)
    assert [str(message) for message in response.context["messages"]] == ["Opened, no letters."]
    assert BoxOpening.objects.get().count == 0


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"at": "2026-11-23T10:05"}, "at", "This time is still to come."),
        ({"at": ""}, "at", "This field is required."),
        ({"at": "tomorrow"}, "at", "Write date and time as 2026-11-24 14:00."),
        ({"at": "0001-01-01T00:00"}, "at", "This year cannot be meant."),
        ({"count": ""}, "count", "This field is required."),
        ({"count": "-1"}, "count", "Enter a whole number."),
        ({"count": "1e2"}, "count", "Enter a whole number."),
        ({"count": "1_0"}, "count", "Enter a whole number."),
        ({"count": "501"}, "count", "Ensure this value is less than or equal to 500."),
        ({"note": "x" * 201}, "note", "Ensure this value has at most 200 characters (it has 201)."),
        ({"form_key": "abc"}, "form_key", "Enter a valid UUID."),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(fields: dict[str, str], field: str, says: str) -> None:
    box = make_box()
    response = desk().post(f"/boxes/{box.number}/open/", typed(**{"note": "One parcel", **fields}))
    assert (response.status_code, errors(response)[field]) == (422, [says])
    assert fields.get("note", "One parcel") in text(response)
    assert not BoxOpening.objects.exists()


def test_figures_of_any_width_are_figures() -> None:
    box = make_box()
    assert desk().post(f"/boxes/{box.number}/open/", typed(count="１２")).status_code == 302
    assert BoxOpening.objects.get().count == 12


def test_before_the_last_opening_is_refused_at_the_field() -> None:
    box = make_box()
    boxes.note_opening(BoxOpening(box=box, at=NOW, count=1), by=make_staff(), now=NOW)
    response = desk().post(f"/boxes/{box.number}/open/", typed(at="2026-11-23T09:59"))
    assert response.status_code == 422
    assert errors(response)["at"] == ["It was opened at 11-23 10:00 already."]
    assert BoxOpening.objects.count() == 1


def test_the_same_form_sent_twice_is_one_opening() -> None:
    box, client, form = make_box(), desk(), typed()
    assert [client.post(f"/boxes/{box.number}/open/", form).status_code for _ in range(2)] == [302, 302]
    assert BoxOpening.objects.count() == 1


def test_a_box_that_was_taken_down_can_be_read_and_not_opened() -> None:
    box = make_box(active=False)
    client = desk()
    page = text(client.get(f"/{box.number}/"))
    assert ("not in use" in page, "Ctrl Enter" in page) == (True, False)
    assert client.post(f"/boxes/{box.number}/open/", typed()).status_code == 422


@pytest.mark.parametrize(
    ("role", "answers"),
    [
        (Role.RECEPTION, [200, 200, 302]),
        (Role.HEAD, [200, 200, 302]),
        (Role.MANAGER, [200, 200, 302]),
        (Role.COMPANY, [200, 200, 403]),
        (Role.CREW, [403, 403, 403]),
        (Role.FINANCE, [403, 403, 403]),
    ],
)
def test_who_may_look_and_who_may_open(role: str, answers: list[int]) -> None:
    box, client = make_box(), desk(role)
    pages = [client.get("/boxes/"), client.get(f"/{box.number}/"), client.post(f"/boxes/{box.number}/open/", typed())]
    assert [page.status_code for page in pages] == answers


def test_only_by_post_and_in_ones_own_estate() -> None:
    box = make_box()
    assert desk().get(f"/boxes/{box.number}/open/").status_code == 405
    stranger = elsewhere()
    assert stranger.post(f"/boxes/{box.number}/open/", typed()).status_code == 404
    assert stranger.get(f"/{box.number}/").status_code == 404
    assert stranger.get("/boxes/").context["lines"] == []


def asked(client: Any, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_three_boxes_cost_as_many_statements_as_one() -> None:
    client, counts = desk(), []
    for count in (1, 2):
        for _ in range(count):
            make_box()
        boxes.promise_openings(now=NOW + timedelta(days=count))
        counts.append(asked(client, "/boxes/"))
    assert counts[0] == counts[1] <= 7


def test_three_openings_cost_as_many_statements_as_one() -> None:
    box, client, counts = make_box(), desk(), []

    def note(at: datetime) -> None:
        opening = boxes.note_opening(BoxOpening(box=box, at=at, count=2), by=make_staff(), now=at)
        make_contact(opening=opening)

    for hours in ([0], [1, 2]):
        for hour in hours:
            note(NOW + timedelta(hours=hour))
        counts.append(asked(client, f"/{box.number}/"))
    assert counts[0] == counts[1] <= 9


def test_whoever_serves_several_estates_reads_which() -> None:
    there = make_community(name="Pine Court")
    make_box()
    make_box(community=there)
    both = make_staff(language="en", communities=[ContactBox.objects.earliest("pk").community, there])
    assert "Pine Court" in text(desk(both).get("/boxes/"))
