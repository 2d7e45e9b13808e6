"""The pages of the import: upload, progress, lines, mending, entering, template; and whose they are."""

from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries, Settings

from office.models import Role
from office.tests.factories import home, make_community, make_staff
from owners.imports.reading import Reader
from owners.models import Import
from owners.tests.importing import (
    BAD,
    HEADING,
    HTMX,
    WANG,
    checked,
    desk,
    entered,
    mend,
    numbers,
    page,
    separated,
    states,
    upload,
    work,
    xlsx,
)

pytestmark = pytest.mark.django_db

# Session and user, the frame; then the files, or the file, its counts and its lines.
QUERIES_OF_THE_LIST, QUERIES_OF_A_FILE = 4, 6


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def sent(client: Client, content: bytes, name: str = "people.csv", **fields: Any) -> Any:
    """What the page answers to this file."""
    data = {"community": home().pk, "form_key": str(uuid4()), "file": SimpleUploadedFile(name, content), **fields}
    return client.post("/owners/imports/", data)


# ── upload ──────────────────────────────────────────────────────────────────
def test_an_upload_is_stored_for_a_worker_and_nothing_else_is_done() -> None:
    client = desk()
    response = sent(client, separated([HEADING, WANG]), "../../业主 2026.CSV")
    imported = Import.objects.get()
    assert response["Location"] == f"/owners/imports/{imported.pk}/"
    assert (imported.stage, imported.name, imported.community, imported.rows.count()) == (
        "uploaded", "业主 2026.CSV", home(), 0,
    )  # fmt: skip
    assert Path(imported.file.path).parent.name == "imports"
    assert "业主" not in str(imported.file.name)
    assert "Waiting for its turn" in page(client, imported)


def test_the_same_form_twice_is_one_import(settings: Settings) -> None:
    client, key = desk(), str(uuid4())
    first = sent(client, separated([HEADING, WANG]), form_key=key)
    assert sent(client, separated([HEADING, WANG]), form_key=key)["Location"] == first["Location"]
    assert Import.objects.count() == 1
    assert len(list((Path(settings.MEDIA_ROOT) / "imports").iterdir())) == 1


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "people.csv", "This file is empty."),
        (b"x", "people.txt", "Only .xlsx and .csv files can be read."),
        (b"x", "people", "Only .xlsx and .csv files can be read."),
        (b"x", "people.xlsx", "Only .xlsx and .csv files can be read."),
        (b"PK\x03\x04", "people.csv", "Only .xlsx and .csv files can be read."),
        (b"\xd0\xcf\x11\xe0", "people.xls", "This is an old Excel file, or one with a password."),
        (b"\xd0\xcf\x11\xe0", "people.xlsx", "This is an old Excel file, or one with a password."),
    ],
)
def test_a_file_that_is_none_is_refused_at_once(content: bytes, name: str, said: str) -> None:
    response = sent(desk(), content, name)
    assert (response.status_code, said in response.content.decode()) == (422, True)
    assert Import.objects.count() == 0


@pytest.mark.parametrize(("size", "status"), [(20 * 2**20, 302), (20 * 2**20 + 1, 422), (60 * 2**20, 422)])
def test_a_file_of_up_to_20_mb(size: int, status: int, settings: Settings) -> None:
    response = sent(desk(), b"x" * size)
    assert response.status_code == status
    assert ("larger than 20 MB" in response.content.decode()) == (status == 422)
    kept = Path(settings.MEDIA_ROOT) / "imports"
    assert [path.stat().st_size for path in kept.glob("*")] == ([size] if status == 302 else [])


@pytest.mark.parametrize("fields", [{"file": ""}, {"community": ""}, {"community": "abc"}, {"form_key": "x"}])
def test_a_form_without_its_parts_is_shown_again(fields: dict[str, str]) -> None:
    assert sent(desk(communities=[home(), make_community()]), b"x", **fields).status_code == 422


def test_an_estate_that_is_not_ones_own_is_no_choice() -> None:
    home()
    assert sent(desk(), b"x", community=make_community().pk).status_code == 422


def test_a_hostile_file_name_is_shown_as_text() -> None:
    client = desk()
    sent(client, separated([HEADING, WANG]), "<script>alert(1)<x>\u202egpj.csv")
    assert Import.objects.get().name == "<script>alert(1)<x>gpj.csv"
    assert "<script>alert" not in client.get("/owners/imports/").content.decode()


def test_the_list_shows_every_file_newest_first_and_a_page_costs_the_same(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = desk()
    checked(WANG, name="first.csv")
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        client.get("/owners/imports/")
    work(upload(b"x", name="second.csv"))
    upload(b"x", name="third.csv")
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        shown = client.get("/owners/imports/").content.decode()
    places = [shown.index(text) for text in ("third.csv", "being read", "second.csv", "not readable", "first.csv")]
    assert places == sorted(places)


# ── one file ────────────────────────────────────────────────────────────────
def test_while_a_worker_is_at_it_the_page_says_how_far() -> None:
    imported = upload(b"x")
    Import.objects.filter(pk=imported.pk).update(done=24_000, total=100_500)
    client = desk()
    shown = page(client, imported)
    assert "Being read: 24000 of about 100500 lines" in shown
    assert 'max="100500" value="24000"' in shown
    Import.objects.filter(pk=imported.pk).update(stage="entering")
    again = client.get(f"/owners/imports/{imported.pk}/progress/", headers=HTMX)
    assert "Being entered: 24000 of 100500 lines" in again.content.decode()
    Import.objects.filter(pk=imported.pk).update(stage="done")
    assert client.get(f"/owners/imports/{imported.pk}/progress/", headers=HTMX).headers["HX-Refresh"] == "true"


def test_a_file_that_cannot_be_read_says_why_in_the_readers_language() -> None:
    imported = work(upload(separated([["房号", "电话"], ["3-2-501", "1"]])))
    assert "There is a column “Phone” but none for the name." in page(desk(), imported)


def test_bad_lines_are_shown_first_with_column_value_and_reason() -> None:
    imported = checked(WANG, BAD)
    shown = page(desk(), imported)
    assert "<b>Room</b> “3-2-kitchen”: Write the room as 3-2-501." in shown
    assert "<b>Phone</b> “********00”: This is not a phone number that can be rung." in shown
    assert ("1380013800" in shown, "138****8000" in shown) == (False, False)
    assert "Enter the ready line " in shown


def test_the_lines_of_each_state_with_phones_masked() -> None:
    imported = entered(WANG, BAD)
    client = desk()
    assert "<td>王小明</td>" in (shown := page(client, imported, "?state=entered"))
    assert ("138****8000" in shown, "13800138000" in shown, "Line 3" in shown) == (True, False, False)
    assert "No line here" in page(client, imported, "?state=unchanged")
    assert numbers(shown) == {"all": "2", "bad": "1", "ready": "0", "entered": "1", "unchanged": "0"}


def test_what_was_left_as_it_is_stands_beside_the_line() -> None:
    entered(WANG)
    imported = checked([*WANG[:4], "租户", *WANG[5:]])
    assert "<b>Capacity</b> “tenant”: The register says owner; it was left as it is." in page(desk(), imported)


def test_columns_that_are_ignored_and_buildings_that_are_new_are_named() -> None:
    shown = page(desk(), checked([*WANG, "88"], heading=[*HEADING, "面积"]))
    assert "These columns are not known and are not looked at: 面积" in shown
    assert "These buildings are new and will be made: 3" in shown


def test_long_lists_come_in_pages() -> None:
    imported = checked(*(["3", "2", str(number), f"王{number}a", "业主", "", ""] for number in range(1, 121)))
    client = desk()
    seen = []
    query = "?state=ready"
    while query:
        response = client.get(f"/owners/imports/{imported.pk}/{query}")
        seen += [shown.row.line for shown in response.context["lines"]]
        query = f"?state=ready&after={last}" if (last := response.context["last"]) else ""
    assert seen == list(range(2, 122))


@pytest.mark.parametrize("query", ["?state=x", "?after=abc", "?after=-1", "?after=" + "9" * 30, "?state=%00&after=%00"])
def test_an_address_that_makes_no_sense_begins_at_the_first(query: str) -> None:
    imported = checked(WANG)
    assert "王小明" in page(desk(), imported, query)


def test_a_page_costs_the_same_with_one_line_and_with_three(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client, one, three = desk(), checked(BAD), checked(BAD, WANG, [*BAD[:3], "李红", *BAD[4:]])
    for imported in (one, three):
        with django_assert_num_queries(QUERIES_OF_A_FILE):
            page(client, imported, "?state=")


# ── entering ────────────────────────────────────────────────────────────────
def test_the_ready_lines_are_entered_by_whoever_presses_the_button() -> None:
    imported, manager = checked(WANG, BAD), make_staff(Role.MANAGER, language="en")
    client = Client()
    client.force_login(manager)
    client.post(f"/owners/imports/{imported.pk}/enter/")
    assert "1 line is being entered." in page(client, imported)
    work(imported)
    assert (imported.entered_by, states(imported)) == (manager, ["entered", "bad"])


@pytest.mark.parametrize("stage", ["uploaded", "entering", "failed"])
def test_it_cannot_be_entered_before_or_twice(stage: str) -> None:
    imported, client = checked(WANG), desk()
    Import.objects.filter(pk=imported.pk).update(stage=stage)
    client.post(f"/owners/imports/{imported.pk}/enter/")
    imported.refresh_from_db()
    assert (imported.stage, imported.entered_by) == (stage, None)
    assert "It cannot be entered now." in page(client, imported)


# ── template ────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_template_is_read_back_in_either_language_and_holds_no_formula(language: str, tmp_path: Path) -> None:
    response = desk(language=language).get("/owners/imports/template/")
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert "attachment" in response["Content-Disposition"]
    book = load_workbook(BytesIO(content))
    cells = [cell for sheet in book for line in sheet for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [book.worksheets[0].column_dimensions[letter].number_format for letter in "CDH"] == ["@", "yyyy-mm-dd", "@"]
    path = tmp_path / "template.xlsx"
    path.write_bytes(content)
    reader = Reader(path)
    assert (list(reader.heading.places), reader.heading.ignored) == (
        ["building", "entrance", "room", "handed_over_on", "warranty_until", "name", "capacity", "phone", "since",
         "address_as"], [],
    )  # fmt: skip
    assert reader.take(10) == []


def test_the_examples_of_the_template_are_a_good_line() -> None:
    with translation.override("zh-hans"):
        content = b"".join(desk(language="zh-hans").get("/owners/imports/template/").streaming_content)  # type: ignore[attr-defined]
        explained = load_workbook(BytesIO(content)).worksheets[1].iter_rows(min_row=2, values_only=True)
    heading, _how, example = zip(*explained, strict=True)
    imported = work(upload(xlsx([heading, example]), name="people.xlsx"))
    assert states(imported) == ["ready"]


# ── whose it is ─────────────────────────────────────────────────────────────
@pytest.mark.parametrize("role", [Role.RECEPTION, Role.CREW, Role.COLLECTOR, Role.FINANCE, Role.HEAD, Role.COMPANY])
def test_only_the_manager_and_the_administrator_import(role: str) -> None:
    imported = checked(BAD)
    client = desk(role)
    addresses = ["", "template/", f"{imported.pk}/", f"{imported.pk}/progress/", f"{imported.pk}/lines/2/"]
    assert [client.get(f"/owners/imports/{address}").status_code for address in addresses] == [403] * 5
    assert client.post(f"/owners/imports/{imported.pk}/enter/").status_code == 403
    assert sent(client, separated([HEADING, WANG])).status_code == 403
    assert Import.objects.count() == 1


def test_the_administrator_may() -> None:
    assert sent(desk(Role.ADMINISTRATOR), separated([HEADING, WANG])).status_code == 302


def test_a_file_of_another_estate_is_not_there() -> None:
    imported = checked(BAD)
    client = desk(community=make_community())
    addresses = [f"{imported.pk}/", f"{imported.pk}/progress/", f"{imported.pk}/lines/2/"]
    assert [client.get(f"/owners/imports/{address}").status_code for address in addresses] == [404] * 3
    assert client.post(f"/owners/imports/{imported.pk}/enter/").status_code == 404
    assert mend(client, imported).status_code == 404
    assert "people.csv" not in client.get("/owners/imports/").content.decode()


def test_methods() -> None:
    imported, client = checked(BAD), desk()
    assert client.get(f"/owners/imports/{imported.pk}/enter/").status_code == 405
    for address in ("template/", f"{imported.pk}/", f"{imported.pk}/progress/"):
        assert client.post(f"/owners/imports/{address}").status_code == 405
