"""The complaint record 投诉处理记录表 on paper: everything about one complaint, on one sheet of A4."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from playwright.sync_api import Page
from pypdf import PageObject, PdfReader
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from complaints import actions
from complaints.models import Attachment, Complaint, Step
from complaints.sheet import AMPLE, LINE, PHOTOS, SCARCE, SMALL_ROOM, Sheet, cut, lines_of
from complaints.tests.clock import LATER
from complaints.tests.factories import (
    a_contact,
    make_anonymous,
    make_complaint,
    make_judged,
    not_reached,
    passed_up,
    reached,
    reopen,
    told,
)
from office.models import Department, Role, Staff
from office.tests.browser import enter
from office.tests.factories import MONDAY, make_community, make_department, make_staff, make_unit
from repairs.tests.factories import make_repair
from repairs.tests.pages import desk, elsewhere

HOUR = timedelta(hours=1)
Level = Step.Level


def address(complaint: Complaint) -> str:
    return f"/complaints/{complaint.number}/print/"


def paper(complaint: Complaint, who: Staff | str = Role.RECEPTION) -> str:
    response = desk(who).get(address(complaint))
    assert response.status_code == 200
    return response.content.decode()


def sheet_of(complaint: Complaint) -> Sheet:
    shown: Sheet = desk(Role.MANAGER).get(address(complaint)).context["sheet"]
    return shown


def photo(complaint: Complaint, **fields: Any) -> Attachment:
    """A photo that can be looked at."""
    file = BytesIO()
    Image.new("RGB", (1600, 1200), "grey").save(file, "JPEG")
    row = {"kind": "photo", "content_type": "image/jpeg", "at": LATER, "by": make_staff(), **fields}
    digest = str(complaint.attachments.count())
    return Attachment.objects.create(
        complaint=complaint, file=ContentFile(file.getvalue(), "a.jpg"), digest=digest, **row
    )


# ── what stands on it ───────────────────────────────────────────────────────
@pytest.mark.django_db
def test_it_says_who_complained_when_how_and_who_is_in_charge() -> None:
    head = make_staff(Role.HEAD, name="曹永强")
    order = make_department(Department.Kind.ORDER, head=head)
    repair = make_repair()
    contact = a_contact(unit=make_unit("3-2-501"), name="张桂兰")
    complaint = make_complaint(contact=contact, department=order, about_place="Gate 2", repair=repair)
    page = paper(complaint)
    for words in (
        complaint.number, contact.number, repair.number, "张桂兰", "owner", "3-2-501", "138****8000", "23 Nov 10:05",
        "parking and order", "Gate 2", order.name, "曹永强", complaint.text, "24 hours", "Nobody has answered yet",
        "to be resolved by 30 Nov 24:00", "not decided", "to be answered", "Checked by the manager",
    ):  # fmt: skip
        assert words in page
    assert "13800138000" not in page


@pytest.mark.django_db
def test_it_says_what_was_answered_done_decided_and_said_in_every_round() -> None:
    manager = make_staff(Role.MANAGER, name="周敏")
    complaint = make_complaint()
    passed_up(complaint, Level.MANAGER, reason="Bollards.", called=[make_staff(name="何静")], by=manager, now=MONDAY)
    actions.decide(complaint, "Put up bollards.", MONDAY + 30 * HOUR, by=manager, now=MONDAY)
    dates = {"next_at": MONDAY + 48 * HOUR, "plan": "Ordered."}
    actions.explain(complaint, told(**dates), by=manager, now=MONDAY + HOUR)
    for result in ("Bollards stand.", "Fixed again."):
        actions.resolve(complaint, result, by=manager, now=LATER)
        if result == "Bollards stand.":
            reopen(complaint, now=LATER)
    actions.judge(complaint, True, "Seen on the camera.", by=manager, now=LATER)
    actions.call_back(complaint, reached(said="Quiet since."), by=manager, now=LATER)
    page = paper(complaint)
    for words in (
        "answer, in time", "Guards from 18:00 on. Plan: Ordered.", "told: in touch again by 25 Nov 10:05",
        "③ <b>manager of the office</b>", "Called together: 何静　Bollards.", "Put up bollards.",
        "to be done by 24 Nov 16:05", "Bollards stand.", "Fixed again.", "round 2", "not satisfied", "Quiet since.",
        '<span class="box ticked">valid</span>', "Seen on the camera.", "the owner is satisfied",
    ):  # fmt: skip
        assert words in page


@pytest.mark.django_db
def test_an_answer_that_came_late_says_so() -> None:
    complaint = make_complaint(now=LATER - 25 * HOUR)
    actions.answer(complaint, told(), by=make_staff(Role.MANAGER), now=LATER)
    assert "answer, late" in paper(complaint)


@pytest.mark.django_db
def test_the_answer_of_cp1_stands_on_it_however_often_was_tried() -> None:
    complaint, by = make_complaint(text="Every night again. " * 100), make_staff(Role.MANAGER)
    actions.answer(complaint, told(said="The answer."), by=by, now=MONDAY)
    for number in range(4):
        actions.answer(complaint, told(said=f"More {number}."), by=by, now=LATER)
    said = [f"More {number}." for number in range(4)]
    assert of_answers(complaint) == (["The answer.", *said], 0)
    for number in range(4, 20):
        actions.answer(complaint, told(said=f"More {number}. " * 50), by=by, now=LATER)
    shown, more = of_answers(complaint)
    last = [f"More {number}." for number in range(13, 20)]
    assert ([words[:8] for words in shown], more) == (["The answ", *last], 13)
    assert "13 more entries stand in the record" in paper(complaint)


def of_answers(complaint: Complaint) -> tuple[list[str], int]:
    sheet = sheet_of(complaint)
    return [said for _answer, said in sheet.answers], sheet.more


@pytest.mark.django_db
def test_of_many_callbacks_the_last_stand_on_it() -> None:
    complaint = make_judged()
    for _try in range(AMPLE.callbacks + 1):
        actions.call_back(complaint, not_reached(), by=make_staff(Role.MANAGER), now=LATER)
    sheet = sheet_of(complaint)
    assert (len(sheet.callbacks), sheet.more) == (AMPLE.callbacks, 1)
    assert "1 more entry stands in the record" in paper(complaint)


@pytest.mark.django_db
@pytest.mark.parametrize(("words", "shown", "more"), [(1, 5, 0), (90, SCARCE.rounds, 6 + 3 + 1)])
def test_every_round_stands_on_it_while_there_is_room(words: int, shown: int, more: int) -> None:
    complaint, by = make_judged(text="The lift again. " * words), make_staff(Role.MANAGER)
    for number in range(2, 6):
        reopen(complaint, now=LATER)
        for turn in range(2 if more else 0):
            actions.answer(complaint, told(said=f"{number}.{turn} somebody comes. " * words), by=by, now=LATER)
        actions.resolve(complaint, f"{number}: done anew. " * words, by=by, now=LATER)
    actions.call_back(complaint, reached(said="Quiet since."), by=by, now=LATER)
    sheet = sheet_of(complaint)
    assert [row.number for row, _result in sheet.rounds] == [1, 2, 3, 4, 5][-shown:]
    assert (len(sheet.steps), len(sheet.callbacks), sheet.more) == (5, 5 if more == 0 else SCARCE.callbacks, more)


@pytest.mark.django_db
def test_the_photos_are_small_pictures_no_more_than_three(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    complaint = make_complaint()
    photo(complaint, kind="sound", content_type="audio/wav")
    rows = [photo(complaint) for _each in range(PHOTOS + 1)]
    page = paper(complaint)
    shown = [f'src="/complaints/{complaint.number}/files/{row.pk}/"' in page for row in rows]
    assert (shown, page.count("<img"), sheet_of(complaint).more) == ([True, True, True, False], PHOTOS, 2)


@pytest.mark.django_db
def test_who_stays_anonymous_stands_as_such_and_what_is_void_or_confidential_says_so() -> None:
    assert "anonymous" in paper(make_anonymous())
    secret = make_complaint(confidential=True)
    assert '<b class="box ticked">confidential</b>' in paper(secret, Role.MANAGER)
    actions.void(secret, "twice", by=make_staff(Role.MANAGER), now=MONDAY)
    assert "<b>Void</b>" in paper(secret, Role.MANAGER)


@pytest.mark.django_db
def test_what_would_turn_the_line_is_taken_out() -> None:
    page = paper(make_complaint(text="pu\u202egnikrap"))
    assert ("pugnikrap" in page, "\u202e" in page) == (True, False)


# ── cutting ─────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("text", ["投诉" * 500, "W" * 1000, "word " * 300, "a\nb\n" * 300])
def test_what_is_too_long_is_cut_and_says_where_the_rest_is(text: str) -> None:
    short = cut(text, 3)
    assert (lines_of(short), short.endswith("… (see the record)")) == (3, True)


@pytest.mark.parametrize(("text", "kept"), [("", ""), (" a \n\n b ", "a b"), ("投" * LINE * 3, "投" * LINE * 3)])
def test_what_has_room_stays(text: str, kept: str) -> None:
    assert cut(text, 3) == kept


# ── who may, what it costs ──────────────────────────────────────────────────
@pytest.mark.django_db
def test_only_who_may_see_complaints_prints_them() -> None:
    url = address(make_complaint())
    may = {Role.RECEPTION, Role.HEAD, Role.MANAGER, Role.COMPANY}
    codes = {role: desk(role).get(url).status_code for role in Role}
    assert codes == {role: 200 if role in may else 403 for role in Role}
    assert [elsewhere().get(url).status_code, desk().post(url).status_code] == [404, 405]
    assert desk(Role.MANAGER, communities=[make_community()]).get(url).status_code == 404


@pytest.mark.django_db
def test_much_costs_what_little_costs() -> None:
    client, counts = desk(Role.MANAGER), []
    by = make_staff(Role.MANAGER)
    few, many = make_judged(), make_judged()
    for _more in range(3):
        actions.call_back(many, not_reached(), by=by, now=LATER)
        actions.answer(many, told(), by=by, now=LATER)
    client.get(address(few))
    for complaint in (few, many):
        with CaptureQueriesContext(connection) as captured:
            client.get(address(complaint))
        counts.append(len(captured))
    assert counts[0] == counts[1]


# ── paper ───────────────────────────────────────────────────────────────────
def crowded(text: str, by: Staff) -> Complaint:
    """A complaint in which everything that can be long is as long as it may be."""

    def long(most: int) -> str:
        return (text * most)[:most]

    contact = a_contact(unit=make_unit("3-2-501"), name=long(60))
    department = make_department(Department.Kind.ORDER, name=long(30), head=by)
    about: dict[str, Any] = {"about_place": long(60), "about_department": department, "repair": make_repair()}
    complaint = make_complaint(contact=contact, text=long(2000), department=department, **about)
    for level in (Level.HEAD, Level.MANAGER, Level.COMPANY):
        passed_up(complaint, level, reason=long(400), called=[by], called_others=long(200), by=by, now=MONDAY)
        actions.decide(complaint, long(400), LATER, by=by, now=MONDAY)
    for _each in range(4):
        reply = told(said=long(1000), spoken_to=long(60), plan=long(1000), next_at=LATER, settled_with=long(100))
        actions.explain(complaint, reply, by=by, now=MONDAY)
    for _round in range(3):
        actions.resolve(complaint, long(1000), by=by, now=MONDAY)
        actions.call_back(complaint, reached("nobody", said=long(1000), spoken_to=""), by=by, now=MONDAY)
        actions.call_back(complaint, reached("unsatisfied", said=long(1000), spoken_to=long(60)), by=by, now=MONDAY)
    actions.judge(complaint, True, long(400), by=by, now=MONDAY)
    actions.close(complaint, "withdrawn", long(400), by=by, now=LATER)
    for _each in range(4):
        photo(complaint, caption=long(100))
    return complaint


def printed(page: Page, server: LiveServer, who: Staff, complaint: Complaint, folder: Path) -> list[PageObject]:
    enter(page, server, who, address(complaint))
    file = folder / "record.pdf"
    page.pdf(path=file, prefer_css_page_size=True, print_background=False)
    return list(PdfReader(file).pages)


def overflowing(page: Page) -> list[str]:
    """What does not fit where it stands, as the printer sees it."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 1012})
    seen: list[str] = page.evaluate(
        """[...document.querySelectorAll(".complaint-sheet, .said, .complaint-sheet td")]
        .filter(box => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1)
        .map(box => `${box.className} ${box.scrollHeight}>${box.clientHeight} ${box.textContent.slice(0, 30)}`)"""
    )
    return seen


@pytest.mark.parametrize("text", ["", "投诉处理记录表，", "Overwhelming WORDS "])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.django_db(transaction=True)
def test_however_much_is_said_it_is_one_sheet_of_a4(
    live_server: LiveServer, page: Page, tmp_path: Path, settings: Settings, text: str, language: str
) -> None:
    settings.MEDIA_ROOT = tmp_path
    manager = make_staff(Role.MANAGER, name="周敏", language=language)
    make_department()
    complaint = crowded(text, manager) if text else make_complaint(unit=make_unit("3-2-501"))
    (sheet,) = printed(page, live_server, manager, complaint, tmp_path)
    assert [round(float(side) / 72 * 25.4) for side in sheet.mediabox[2:]] == [210, 297]
    words = normalize("NFKC", sheet.extract_text())
    assert [word in words for word in (complaint.number, "138****8000", "3-2-501")] == [True] * 3
    assert overflowing(page) == []
    # More is never said on it than here.
    assert sheet_of(complaint).fits(SMALL_ROOM) is not bool(text)
    assert len(sheet.images) == (PHOTOS if text else 0)


@pytest.mark.django_db(transaction=True)
def test_even_of_the_widest_letters_it_is_one_sheet_with_its_signatures(
    live_server: LiveServer, page: Page, tmp_path: Path, settings: Settings
) -> None:
    settings.MEDIA_ROOT = tmp_path
    manager = make_staff(Role.MANAGER, language="en")
    complaint = crowded("W", manager)
    (sheet,) = printed(page, live_server, manager, complaint, tmp_path)
    words = normalize("NFKC", sheet.extract_text())
    for word in (complaint.number, "withdrawn by the complainant", "Checked by the manager"):
        assert word in words
