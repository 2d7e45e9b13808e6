"""The pages of the shift handover 交接班: the list, giving, taking over, the sheet."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django import DjangoAssertNumQueries
from pytest_django.live_server_helper import LiveServer

from frontdesk.tests.duty_pages import A4, EVENING, errors, printed, said, sign_in, size, text_of
from office.models import Department, Notice, Promise, Role, Shift, ShiftChange
from office.tests.browser import enter, faults
from office.tests.factories import home, make_community, make_department, make_staff
from office.tests.rosters import put_on
from office.tests.test_shifts import due, give

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
GIVE = "/shifts/give/"


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    with time_machine.travel(EVENING, tick=False):
        yield


def typed(response: Any, **changes: Any) -> dict[str, Any]:
    """What the browser would send of the form on the page, with changes."""
    fields = {field.html_name: field.value() for field in response.context["form"]}
    return {name: value for name, value in fields.items() if value is not None} | changes


def listed(response: Any) -> dict[str, list[str]]:
    """What has a line on the page, by group."""
    return {group.key: [line.about for line in group.lines] for group in response.context["sheet"].listed}


def counted(response: Any) -> dict[str, int]:
    """What is only counted."""
    return {group.key: group.count for group in response.context["sheet"].counted}


# ── giving ──────────────────────────────────────────────────────────────────
def test_who_goes_off_duty_sees_what_is_open_and_signs(client: Client) -> None:
    desk = make_department()
    ann = sign_in(client, Role.RECEPTION, name="Ann", department=desk)
    due(-HOUR, "overdue", rule="CB-4/first", holder=ann)
    due(HOUR, "in the night")
    due(9 * DAY, "much later")
    page = client.get(GIVE)
    assert listed(page) == {"overdue": ["overdue"], "next": ["in the night"]}
    assert counted(page) == {"later": 1}
    response = client.post(GIVE, typed(page, things=" a key \r\n a lamp", special="rain"))
    change = ShiftChange.objects.get()
    assert response.headers["Location"] == f"/shifts/{change.pk}/"
    assert (change.given_by, change.day, change.shift) == (ann, EVENING.date(), "day")
    assert (change.things, change.special) == ("a key \n a lamp", "rain")
    assert Promise.objects.get(about="overdue").holder is None
    shown = client.get(f"/shifts/{change.pk}/")
    assert said(shown) == ["Handed over. It waits for the signature of whoever takes over."]
    assert listed(shown) == {"overdue": ["overdue"], "next": ["in the night"], "handed_on": ["overdue"]}
    assert counted(shown) == {"later": 1}


def test_without_the_tick_everybody_keeps_what_he_holds(client: Client) -> None:
    make_department()
    ann = sign_in(client, Role.RECEPTION)
    due(HOUR, "mine", rule="CB-4/first", holder=ann)
    sent = typed(client.get(GIVE))
    assert sent.pop("hand_on") is True
    client.post(GIVE, sent)
    assert Promise.objects.get().holder == ann


def test_the_shift_that_ends_is_offered_and_the_one_before(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    for now, chosen, labels in [
        (EVENING, "2026-11-23 day", ["Nov 22, Sun night shift", "Nov 23, Mon day shift"]),
        (EVENING + HOUR, "2026-11-23 day", ["Nov 23, Mon day shift", "Nov 23, Mon night shift"]),
        (EVENING + 8 * HOUR, "2026-11-23 night", ["Nov 23, Mon day shift", "Nov 23, Mon night shift"]),
    ]:
        with time_machine.travel(now, tick=False):
            form = client.get(GIVE).context["form"]
        assert (form["turn"].value(), [label for _key, label in form.fields["turn"].choices]) == (chosen, labels)


def test_sent_twice_it_is_handed_over_once(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    sent = typed(client.get(GIVE))
    assert len({client.post(GIVE, sent).headers["Location"] for _ in range(2)}) == 1
    assert ShiftChange.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"turn": "2026-11-20 day"}, {"turn"}),
        ({"turn": ""}, {"turn"}),
        ({"things": "x" * 1001}, {"things"}),
        ({"special": "a\0b"}, {"special"}),
        ({"form_key": "x"}, {"form_key"}),
    ],
)
def test_what_cannot_be_is_refused_with_everything_kept(
    client: Client, changes: dict[str, str], refused: set[str]
) -> None:
    sign_in(client, Role.RECEPTION)
    response = client.post(GIVE, typed(client.get(GIVE), **{"special": "rain", **changes}))
    assert (response.status_code, set(errors(response))) == (422, refused)
    assert response.context["form"]["special"].value() == changes.get("special", "rain")
    assert not ShiftChange.objects.exists()


def test_confidential_things_are_no_line_for_anybody(client: Client) -> None:
    due(HOUR, "secret", confidential=True)
    sign_in(client, Role.MANAGER)
    page = client.get(GIVE)
    assert (listed(page), counted(page)) == ({}, {})
    client.post(GIVE, typed(page))
    sign_in(client, Role.RECEPTION)
    assert counted(client.get(GIVE)) == {}
    assert "secret" not in client.get(f"/shifts/{ShiftChange.objects.get().pk}/").content.decode()


def test_of_several_communities_one_is_handed_over(client: Client) -> None:
    here, west = home(), make_community()
    sign_in(client, Role.RECEPTION, communities=[here, west])
    due(HOUR, "here")
    due(HOUR, "west", community=west)
    assert listed(client.get(GIVE)) == {"next": ["here"]}
    page = client.get(f"{GIVE}?community={west.pk}")
    assert listed(page) == {"next": ["west"]}
    client.post(f"{GIVE}?community={west.pk}", typed(page))
    assert ShiftChange.objects.get().community == west
    assert listed(client.get(f"{GIVE}?community={make_community().pk}")) == {"next": ["here"]}


# ── taking over ─────────────────────────────────────────────────────────────
def test_the_one_who_comes_is_told_and_signs(client: Client) -> None:
    desk = make_department()
    ann = make_staff(name="Ann", department=desk)
    night = sign_in(client, Role.RECEPTION, name="Night")
    put_on(night, desk, shift=Shift.NIGHT)
    change = give(ann)
    notice = Notice.objects.get(staff=night)
    assert notice.subject in client.get("/notices/").content.decode()
    assert client.get(f"/{notice.subject}/", follow=True).context["change"] == change
    assert [row.pk for row in client.get("/shifts/").context["unsigned"]] == [change.pk]
    response = client.post(f"/shifts/{change.pk}/", {"remark": "keys counted"}, follow=True)
    assert said(response) == ["Taken over."]
    change.refresh_from_db()
    assert (change.taken_by, change.taken_at, change.remark) == (night, EVENING, "keys counted")
    assert list(client.get("/shifts/").context["unsigned"]) == []


def test_nobody_takes_over_from_himself(client: Client) -> None:
    ann = sign_in(client, Role.RECEPTION)
    change = give(ann)
    assert "Taken over by" in (page := client.get(f"/shifts/{change.pk}/").content.decode())
    assert 'name="remark"' not in page
    response = client.post(f"/shifts/{change.pk}/", follow=True)
    assert said(response) == ["Nobody takes over from himself: the next one signs with his own sign-in."]
    change.refresh_from_db()
    assert change.taken_at is None


def test_taken_over_twice_the_second_is_told_who_was_first(client: Client) -> None:
    change = give(make_staff())
    bo = sign_in(client, Role.RECEPTION, name="Bo")
    client.post(f"/shifts/{change.pk}/", {"remark": "first"})
    sign_in(client, Role.RECEPTION)
    response = client.post(f"/shifts/{change.pk}/", {"remark": "second"}, follow=True)
    assert said(response)[-1:] == ["Bo has taken over already, at 19:45."]
    change.refresh_from_db()
    assert (change.taken_by, change.remark) == (bo, "first")


def test_a_remark_too_long_is_refused(client: Client) -> None:
    change = give(make_staff())
    sign_in(client, Role.RECEPTION)
    response = client.post(f"/shifts/{change.pk}/", {"remark": "x" * 401})
    assert (response.status_code, list(errors(response))) == (422, ["remark"])


# ── who may ─────────────────────────────────────────────────────────────────
def test_another_communitys_handover_is_not_there(client: Client) -> None:
    home()
    elsewhere = make_community()
    change = give(make_staff(community=elsewhere), community=elsewhere)
    sign_in(client, Role.MANAGER)
    assert list(client.get("/shifts/").context["page"]) == []
    paths = [f"/shifts/{change.pk}/", f"/shifts/{change.pk}/print/"]
    assert [client.get(path).status_code for path in paths] == [404, 404]
    assert client.post(paths[0]).status_code == 404
    assert client.get(f"/{change.number}/", follow=True).status_code == 404


@pytest.mark.parametrize("number", ["JB-", "JB-x", "JB-0", "JB-" + "9" * 30])
def test_a_number_that_was_never_given_is_not_there(client: Client, number: str) -> None:
    sign_in(client, Role.MANAGER)
    assert client.get(f"/{number}/", follow=True).status_code == 404


@pytest.mark.parametrize("role", [Role.CREW, Role.FINANCE, Role.COMPANY])
def test_who_is_not_at_the_desk_hands_nothing_over(client: Client, role: str) -> None:
    change = give(make_staff())
    sign_in(client, role)
    paths = ["/shifts/", GIVE, f"/shifts/{change.pk}/", f"/shifts/{change.pk}/print/"]
    assert [client.get(path).status_code for path in paths] == [403] * 4


def test_who_serves_no_community_has_nothing_to_hand_over(client: Client) -> None:
    sign_in(client, Role.RECEPTION, communities=[])
    assert client.get(GIVE).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_statements_however_many(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client, Role.RECEPTION)
    for number in range(count):
        due(HOUR, str(number))
        change = give(make_staff())
    # Session and reader, then the frame's, beside the page's own.
    for path, own in [("/shifts/", 3), (GIVE, 4), (f"/shifts/{change.pk}/", 1), (f"/shifts/{change.pk}/print/", 2)]:
        frames = 0 if path.endswith("print/") else 1
        with django_assert_num_queries(2 + own + frames):
            client.get(path)


def test_fifty_on_a_page_the_last_first(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    ann = make_staff()
    first, *others = [give(ann, now=EVENING + timedelta(minutes=n)) for n in range(51)]
    assert list(client.get("/shifts/").context["page"]) == others[::-1]
    assert list(client.get("/shifts/?page=2").context["page"]) == [first]
    assert list(client.get("/shifts/?page=9").context["page"]) == [first]


# ── on paper, and to look at ────────────────────────────────────────────────
@pytest.mark.django_db(transaction=True)
def test_the_handover_is_one_sheet_of_a4_with_both_names(live_server: LiveServer, page: Page, tmp_path: Path) -> None:
    desk = make_department(name="客服部")
    ann, bo = make_staff(name="林晓燕"), make_staff(name="赵晨")
    for number in range(12):
        due(number * HOUR - HOUR, "厨房给水管爆裂，总阀已关" * 4, place="3-2-501", subject=f"R-20261123-{number:04d}")
    change = give(ann, things="钥匙 1 把\n对讲机 2 部", special="晚上有雷雨")
    enter(page, live_server, bo, f"/shifts/{change.pk}/")
    page.fill("[name=remark]", "钥匙已清点")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[name=remark]")).to_have_count(0)
    page.goto(f"{live_server.url}/shifts/{change.pk}/print/")
    (sheet,) = printed(page, tmp_path)
    assert size(sheet) == A4
    text = text_of(sheet)
    for words in (change.number, "客服部", "林晓燕", "赵晨", "对讲机 2 部", "晚上有雷雨", "钥匙已清点", "19:45"):
        assert words in text
    assert desk.day_phone in text
    assert all(f"R-20261123-{number:04d}" in text for number in range(12))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("theme", "width"), [("light", 1366), ("dark", 390)])
def test_the_pages_are_accessible(live_server: LiveServer, page: Page, theme: str, width: int) -> None:
    make_department(Department.Kind.CUSTOMER_SERVICE)
    for after in (-HOUR, HOUR, 9 * DAY):
        due(after, "Burst pipe", place="3-2-501", urgent=True)
    change = give(make_staff(), things="a key")
    page.set_viewport_size({"width": width, "height": 768})
    enter(page, live_server, make_staff(Role.MANAGER, theme=theme), "/shifts/")
    found = {"/shifts/": faults(page)}
    for path in (GIVE, f"/shifts/{change.pk}/"):
        page.goto(live_server.url + path)
        found[path] = faults(page)
    assert {path: fault for path, fault in found.items() if fault} == {}
