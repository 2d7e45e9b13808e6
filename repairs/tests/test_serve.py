"""CB-9: served is what somebody received, by name; printing serves nothing."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from office.models import Department, Move, Promise, Role, Staff
from office.statuses import InvalidMove
from office.tests.browser import enter
from office.tests.factories import make_community, make_department, make_staff
from office.tests.threads import together
from repairs import actions
from repairs.models import Rectification
from repairs.tests.factories import history
from repairs.tests.notices import ORDERED, make_done, make_notice

HOUR = timedelta(hours=1)
SIGNED, CONFIRMED = Rectification.Served.SIGNATURE, Rectification.Served.PHONE_PAGE


def address(notice: Rectification, verb: str = "serve") -> str:
    return reverse(f"repairs:{verb}", args=[notice.number])


def serving(notice: Rectification) -> Promise:
    return Promise.objects.get(rule="CB-9/notice", occurrence=notice.number)


def sign_in(client: Client, *roles: str, **fields: Any) -> Staff:
    staff = make_staff(*roles, language="en", **fields)
    client.force_login(staff)
    return staff


# ── the action ──────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_cb9_served_says_who_received_it_how_and_when_and_keeps_the_promise() -> None:
    notice, by, now = make_notice(), make_staff(), ORDERED + 2 * HOUR
    actions.serve(notice, to_name="孙德胜", how=SIGNED, by=by, now=now)
    notice.refresh_from_db()
    assert (notice.served_to, notice.served_how, notice.served_at) == ("孙德胜", "signature", now)
    promise = serving(notice)
    assert (promise.outcome, promise.ended_at, promise.ended_by, promise.kept_late) == ("kept", now, by, False)
    assert history(notice.repair)[-1] == ("serve", "finished", f"{notice.number} 孙德胜")


@pytest.mark.django_db
def test_cb9_served_after_twelve_hours_is_late_for_ever() -> None:
    notice = make_notice()
    actions.serve(notice, to_name="孙德胜", how=SIGNED, by=make_staff(), now=ORDERED + 13 * HOUR)
    assert serving(notice).kept_late


@pytest.mark.django_db
def test_cb9_of_two_notices_each_keeps_its_own_promise() -> None:
    repair = make_done()
    one, two = make_notice(repair), make_notice(repair, fault="delay")
    actions.serve(two, to_name="孙德胜", how=SIGNED, by=make_staff(), now=ORDERED)
    assert (serving(one).outcome, serving(two).outcome) == ("", "kept")


@pytest.mark.django_db
def test_cb9_not_twice() -> None:
    notice, moves = make_notice(), Move.objects.count()
    actions.serve(notice, to_name="孙德胜", how=SIGNED, by=make_staff(), now=ORDERED)
    with pytest.raises(InvalidMove, match="served already"):
        actions.serve(notice, to_name="周正", how=SIGNED, by=make_staff(), now=ORDERED + HOUR)
    notice.refresh_from_db()
    assert (notice.served_to, Move.objects.count()) == ("孙德胜", moves + 1)


@pytest.mark.django_db
def test_cb9_the_database_refuses_served_without_a_name() -> None:
    notice = make_notice()
    with pytest.raises(IntegrityError):
        Rectification.objects.filter(pk=notice.pk).update(served_at=ORDERED)


def serve_naively(notice: Rectification, name: str) -> str:
    """The control: asks what it read earlier whether somebody served it, as careless code does."""
    assert notice.served_at is None
    Rectification.objects.filter(pk=notice.pk).update(served_to=name, served_at=ORDERED, served_how=SIGNED)
    return "served"


def serve_or_refuse(notice: Rectification, name: str) -> str:
    try:
        actions.serve(notice, to_name=name, how=SIGNED, by=notice.ordered_by, now=ORDERED)
    except InvalidMove:
        return "refused"
    return "served"


@pytest.mark.django_db(transaction=True)
def test_control_careless_code_serves_a_notice_twice() -> None:
    one, two = (Rectification.objects.get(pk=make.pk) for make in [make_notice()] * 2)
    assert together([lambda: serve_naively(one, "A"), lambda: serve_naively(two, "B")]) == ["served", "served"]


@pytest.mark.django_db(transaction=True)
def test_cb9_served_by_two_at_once_is_served_once() -> None:
    made = make_notice()
    one, two = (Rectification.objects.select_related("ordered_by").get(pk=made.pk) for _ in range(2))
    results = together([lambda: serve_or_refuse(one, "A"), lambda: serve_or_refuse(two, "B")])
    assert sorted(results) == ["refused", "served"]
    assert Move.objects.filter(verb="serve").count() == 1


# ── at the desk ─────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_cb9_the_desk_notes_who_signed(client: Client) -> None:
    desk, notice = sign_in(client, Role.RECEPTION), make_notice()
    page = client.get(address(notice))
    assert page.context["form"].initial == {"to_name": notice.to.name if notice.to else ""}
    assert "He smoked." in page.content.decode()
    response = client.post(address(notice), {"to_name": "孙德胜"})
    assert response.headers["Location"] == f"/{notice.repair.number}/"
    notice.refresh_from_db()
    assert (notice.served_to, notice.served_how, serving(notice).ended_by) == ("孙德胜", "signature", desk)
    again = client.get(address(notice)).content.decode()
    assert "received by 孙德胜" in again
    assert 'name="to_name"' not in again


@pytest.mark.parametrize("name", ["", "\u200b", "a\0b", "x" * 61])
@pytest.mark.django_db
def test_cb9_not_without_a_name(client: Client, name: str) -> None:
    sign_in(client, Role.RECEPTION)
    notice = make_notice()
    page = client.post(address(notice), {"to_name": name})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["to_name"])
    notice.refresh_from_db()
    assert notice.served_at is None


@pytest.mark.django_db
def test_cb9_served_meanwhile_is_said_and_changes_nothing(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    notice = make_notice()
    actions.serve(notice, to_name="孙德胜", how=SIGNED, by=make_staff(), now=ORDERED)
    client.post(address(notice), {"to_name": "周正"})
    notice.refresh_from_db()
    assert notice.served_to == "孙德胜"


# ── on the phone page ───────────────────────────────────────────────────────
@pytest.mark.django_db
def test_cb9_whom_it_is_for_confirms_for_himself(client: Client) -> None:
    crew = sign_in(client, Role.CREW, name="孙德胜")
    notice = make_notice(make_done(crew))
    page = client.get(address(notice)).content.decode()
    assert "I have received and read it" in page
    notice.refresh_from_db()
    assert notice.served_at is None
    before = timezone.now()
    response = client.post(address(notice), {"to_name": "somebody else"})
    assert response.headers["Location"] == "/repairs/jobs/"
    notice.refresh_from_db()
    assert (notice.served_to, notice.served_how) == ("孙德胜", "phone_page")
    assert notice.served_at is not None
    assert notice.served_at >= before
    assert "I have received and read it" not in client.get(address(notice)).content.decode()


@pytest.mark.django_db
def test_cb9_stands_on_his_own_page_of_jobs_until_he_has_confirmed_it(client: Client) -> None:
    crew = sign_in(client, Role.CREW)
    notice = make_notice(make_done(crew))
    make_notice()
    assert list(client.get("/repairs/jobs/").context["notices"]) == [notice]
    client.post(address(notice))
    assert list(client.get("/repairs/jobs/").context["notices"]) == []


@pytest.mark.django_db
def test_cb9_nobody_else_of_the_crew_sees_it(client: Client) -> None:
    sign_in(client, Role.CREW)
    notice = make_notice()
    assert [client.get(address(notice)).status_code, client.post(address(notice)).status_code] == [404, 404]
    notice.refresh_from_db()
    assert notice.served_at is None


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.FINANCE, Role.COMPANY])
@pytest.mark.django_db
def test_cb9_not_for_every_role(client: Client, role: str) -> None:
    sign_in(client, role)
    notice = make_notice()
    assert client.post(address(notice), {"to_name": "孙德胜"}).status_code == 403
    notice.refresh_from_db()
    assert notice.served_at is None


@pytest.mark.django_db
def test_not_of_another_community(client: Client) -> None:
    notice = make_notice()
    sign_in(client, Role.RECEPTION, community=make_community())
    verbs = ("serve", "settle", "print_notice")
    assert [client.get(address(notice, verb)).status_code for verb in verbs] == [404, 404, 404]


# ── on paper ────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_cb9_printing_serves_nothing(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    notice = make_notice(text="<b>He smoked</b>")
    html = client.get(address(notice, "print_notice")).content.decode()
    assert "&lt;b&gt;He smoked&lt;/b&gt;" in html
    assert "Printing serves nothing" in html
    notice.refresh_from_db()
    assert (notice.served_at, serving(notice).outcome) == (None, "")


@pytest.mark.parametrize("text", ["He smoked.", "抽烟，地上都是烟灰。" * 40])
@pytest.mark.django_db(transaction=True)
def test_cb9_the_notice_is_one_sheet_of_a4(live_server: LiveServer, page: Page, tmp_path: Path, text: str) -> None:
    service = make_department(name="Customer service")
    staff = make_staff(Role.RECEPTION)
    head = make_staff(Role.HEAD, name="周正")
    engineering = make_department(Department.Kind.ENGINEERING, head=head)
    crew = make_staff(Role.CREW, name="孙德胜", department=engineering)
    notice = make_notice(make_done(crew), text=text[:400])
    enter(page, live_server, staff, address(notice, "print_notice"))
    file = tmp_path / "notice.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    (sheet,) = PdfReader(file).pages
    assert [round(float(side) / 72 * 25.4) for side in sheet.mediabox[2:]] == [210, 297]
    printed = sheet.extract_text()
    for words in (notice.number, notice.repair.number, "孙德胜", "周正", service.day_phone, service.night_phone):
        assert words in printed
