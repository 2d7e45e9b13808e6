"""The duty roster 值班表: a week of a department, setting a shift, copying a week, the sheet (RC-13)."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import Page
from pytest_django import DjangoAssertNumQueries
from pytest_django.live_server_helper import LiveServer

from frontdesk.tests.duty_pages import A4_ACROSS, EVENING, errors, printed, said, sign_in, size, text_of
from office.models import Department, Duty, Role, Shift, Staff
from office.tests.browser import enter, faults
from office.tests.factories import make_community, make_department, make_staff
from office.tests.rosters import TODAY, put_on

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
Kind, Post = Department.Kind, Duty.Post


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    with time_machine.travel(EVENING, tick=False):
        yield


def shown(response: Any) -> dict[tuple[int, str], dict[str, list[str]]]:
    """The week on the page: by days after MONDAY and shift, at which post stands who, with what is odd about it."""
    return {
        ((day.day - TODAY).days, str(slot.turn.shift)): {
            place.label: [" ".join([person.name, *person.hints]) for person in place.people] for place in slot.places
        }
        for day in response.context["days"]
        for slot in day.slots
    }


def staffed(response: Any) -> dict[tuple[int, str], dict[str, list[str]]]:
    """The same without the shifts and posts that are empty."""
    week = {turn: {post: who for post, who in places.items() if who} for turn, places in shown(response).items()}
    return {turn: places for turn, places in week.items() if places}


def shift_of(department: Department, day: date = TODAY, shift: str = "day") -> str:
    return f"/roster/{department.pk}/{day}/{shift}/"


# ── the week ────────────────────────────────────────────────────────────────
def test_rc13_the_week_shows_every_shift_and_post(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    desk = make_department()
    put_on(make_staff(name="Ann"), desk, Post.HOTLINE)
    put_on(make_staff(name="Bo"), desk, Post.HOTLINE, shift=Shift.NIGHT, day=TODAY + 6 * DAY)
    put_on(make_staff(name="Next week"), desk, day=TODAY + 7 * DAY)
    week = shown(client.get("/roster/"))
    assert list(week) == [(day, shift) for day in range(7) for shift in ("day", "night")]
    assert week[0, "day"] == {"on the hotline": ["Ann"], "at the window": [], "head or deputy on duty": []}
    assert week[6, "night"] == {"on the hotline": ["Bo"], "at the window": [], "head or deputy on duty": []}


def test_rc13_the_shift_that_is_on_is_marked(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    make_department()
    slots = [slot for day in client.get("/roster/").context["days"] for slot in day.slots]
    assert [slot.turn.shift for slot in slots if slot.now] == [Shift.DAY]
    with time_machine.travel(EVENING.replace(hour=3) + DAY, tick=False):
        slots = [slot for day in client.get("/roster/").context["days"] for slot in day.slots]
    assert [(slot.turn.day, slot.turn.shift) for slot in slots if slot.now] == [(TODAY, Shift.NIGHT)]


def test_rc13_any_week_of_any_department_of_ones_own(client: Client) -> None:
    desk, engineering = make_department(), make_department(Kind.ENGINEERING)
    sign_in(client, Role.RECEPTION, department=desk)
    put_on(make_staff(Role.CREW, name="Crew"), engineering, Post.CREW, day=TODAY + 9 * DAY)
    page = client.get(f"/roster/?department={engineering.pk}&day={TODAY + 12 * DAY}")
    assert staffed(page) == {(9, "day"): {"crew on call": ["Crew"]}}
    assert page.context["before"] == f"department={engineering.pk}&day={TODAY}"
    assert page.context["after"] == f"department={engineering.pk}&day={TODAY + 14 * DAY}"
    assert client.get("/roster/").context["department"] == desk


@pytest.mark.parametrize("query", ["?department=0", "?department=x&day=x", "?day=0001-01-01", "?day=9999-12-31"])
def test_what_makes_no_sense_shows_ones_own_department_this_week(client: Client, query: str) -> None:
    sign_in(client, Role.RECEPTION, department=make_department())
    page = client.get(f"/roster/{query}")
    assert (page.status_code, page.context["monday"]) == (200, TODAY)


def test_another_community_is_not_shown(client: Client) -> None:
    sign_in(client, Role.MANAGER)
    make_department()
    foreign = make_department(community=make_community())
    assert client.get("/roster/", {"department": foreign.pk}).context["department"] != foreign
    assert client.get(shift_of(foreign)).status_code == 404
    assert client.post(shift_of(foreign)).status_code == 404
    assert client.post(f"/roster/{foreign.pk}/{TODAY}/copy/").status_code == 404


def test_before_there_is_any_department(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    assert "There is no department yet" in client.get("/roster/").content.decode()
    assert client.get("/roster/print/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_statements_however_many_lines(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk = make_department()
    sign_in(client, Role.MANAGER, department=desk)
    for _ in range(count):
        put_on(make_staff(department=desk), desk, *Post)
    with django_assert_num_queries(5):  # session, reader, departments, lines, the frame's
        client.get("/roster/")


def test_who_may_not_see_it(client: Client) -> None:
    make_department()
    sign_in(client, Role.CREW)
    assert [client.get(path).status_code for path in ("/roster/", "/roster/print/")] == [403, 403]


# ── what is odd ─────────────────────────────────────────────────────────────
def test_rc13_two_shifts_in_a_row_another_department_and_who_left_are_hinted_at(client: Client) -> None:
    sign_in(client, Role.MANAGER)
    desk, engineering = make_department(), make_department(Kind.ENGINEERING, name="Engineering")
    ann, bo = make_staff(name="Ann", department=desk), make_staff(name="Bo", department=desk)
    put_on(ann, desk)
    put_on(ann, desk, shift=Shift.NIGHT)
    put_on(bo, desk, day=TODAY + 2 * DAY)
    put_on(bo, engineering, Post.HEAD, day=TODAY + DAY, shift=Shift.NIGHT)
    put_on(make_staff(name="Far", department=engineering), desk, day=TODAY + 4 * DAY)
    put_on(make_staff(name="Gone", is_active=False, department=desk), desk, day=TODAY + 5 * DAY)
    assert staffed(client.get("/roster/", {"department": desk.pk})) == {
        (0, "day"): {"on the hotline": ["Ann two shifts in a row"]},
        (0, "night"): {"on the hotline": ["Ann two shifts in a row"]},
        (2, "day"): {"on the hotline": ["Bo two shifts in a row"]},
        (4, "day"): {"on the hotline": ["Far of Engineering"]},
        (5, "day"): {"on the hotline": ["Gone has left"]},
    }


def test_rc13_the_night_before_the_week_counts_as_well(client: Client) -> None:
    sign_in(client, Role.MANAGER)
    desk, ann = make_department(), make_staff(name="Ann")
    put_on(ann, desk, day=TODAY - DAY, shift=Shift.NIGHT)
    put_on(ann, desk)
    assert staffed(client.get("/roster/")) == {(0, "day"): {"on the hotline": ["Ann two shifts in a row"]}}


# ── setting a shift ─────────────────────────────────────────────────────────
def lines(department: Department) -> list[tuple[str, str, str]]:
    rows = Duty.objects.filter(department=department).order_by("post", "staff__name")
    return [(line.shift, line.post, line.staff.name) for line in rows.select_related("staff")]


def typed(response: Any, **changes: Any) -> dict[str, Any]:
    """What the browser would send of the shift's form, with changes."""
    form = response.context["form"]
    return {field.html_name: field.value() for field in form if field.value() is not None} | changes


@pytest.mark.parametrize("role", [Role.MANAGER, Role.HEAD, Role.ADMINISTRATOR])
def test_rc13_a_shift_is_set_and_cleared(client: Client, role: str) -> None:
    sign_in(client, role)
    desk = make_department()
    ann, far = make_staff(name="Ann", department=desk), make_staff(name="Far")
    response = client.post(
        shift_of(desk), typed(client.get(shift_of(desk)), hotline=[ann.pk], window=[ann.pk], window_other=far.pk)
    )
    assert response.headers["Location"] == f"/roster/?department={desk.pk}&day={TODAY}"
    assert lines(desk) == [("day", "hotline", "Ann"), ("day", "window", "Ann"), ("day", "window", "Far")]
    page = client.get(shift_of(desk))
    assert page.context["form"]["window"].value() == [ann.pk, far.pk]
    client.post(shift_of(desk), typed(page, hotline=[], window=[]))
    assert lines(desk) == []


def test_rc13_setting_says_what_is_odd_and_allows_it(client: Client) -> None:
    sign_in(client, Role.MANAGER)
    desk = make_department()
    ann = make_staff(name="Ann", department=desk)
    put_on(ann, desk, shift=Shift.NIGHT)
    response = client.post(shift_of(desk), {"hotline": [ann.pk]}, follow=True)
    assert said(response) == ["The roster is set: Nov 23, Mon, day shift.", "Ann: two shifts in a row"]


def test_rc13_who_left_or_is_of_another_community_is_not_offered_and_not_taken(client: Client) -> None:
    sign_in(client, Role.MANAGER)
    desk = make_department()
    gone = make_staff(department=desk, is_active=False)
    foreign = make_staff(department=desk, community=make_community())
    put_on(gone, desk)
    form = client.get(shift_of(desk)).context["form"]
    offered = {key for field in ("hotline", "hotline_other") for key, _name in form.fields[field].choices}
    assert offered == {"", Staff.objects.get(roles=[Role.MANAGER]).pk}
    for staff in (gone, foreign):
        response = client.post(shift_of(desk), {"seen": f"hotline:{gone.pk}", "hotline": [staff.pk]})
        assert (response.status_code, list(errors(response))) == (422, ["hotline"])


def test_rc13_a_shift_set_by_somebody_else_meanwhile_is_shown_first(client: Client) -> None:
    sign_in(client, Role.MANAGER)
    desk = make_department()
    ann, bo = make_staff(name="Ann", department=desk), make_staff(name="Bo", department=desk)
    page = client.get(shift_of(desk))
    put_on(ann, desk)
    response = client.post(shift_of(desk), typed(page, hotline=[bo.pk]))
    assert response.status_code == 409
    assert errors(response) == {"__all__": ["Somebody else has set this shift meanwhile. on the hotline Ann"]}
    assert response.context["form"]["hotline"].value() == [str(bo.pk)]
    assert lines(desk) == [("day", "hotline", "Ann")]
    client.post(shift_of(desk), typed(response))
    assert lines(desk) == [("day", "hotline", "Bo")]


@pytest.mark.parametrize("path", ["2026-02-30/day", "0001-01-01/day", "9999-12-31/day", "2026-11-23/noon", "x/day"])
def test_a_shift_that_cannot_be_is_not_there(client: Client, path: str) -> None:
    sign_in(client, Role.MANAGER)
    assert client.get(f"/roster/{make_department().pk}/{path}/").status_code == 404


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.COMPANY])
def test_who_only_looks_sets_nothing(client: Client, role: str) -> None:
    sign_in(client, role)
    desk = make_department()
    page = client.get("/roster/")
    assert page.status_code == 200
    assert shift_of(desk) not in page.content.decode()
    assert [client.get(shift_of(desk)).status_code, client.post(shift_of(desk)).status_code] == [403, 403]
    assert client.post(f"/roster/{desk.pk}/{TODAY}/copy/").status_code == 403


# ── a week as the one before ────────────────────────────────────────────────
def test_rc13_a_week_is_filled_in_as_the_one_before(client: Client) -> None:
    sign_in(client, Role.HEAD)
    desk = make_department()
    put_on(make_staff(name="Ann"), desk, day=TODAY - 5 * DAY)
    path = f"/roster/{desk.pk}/{TODAY + 3 * DAY}/copy/"
    page = client.post(path, follow=True)
    assert staffed(page) == {(2, "day"): {"on the hotline": ["Ann"]}}
    assert said(page) == ["Taken over from the week before: 1."]
    assert said(client.post(path, follow=True)) == [
        "Nothing to take over: the week before is empty, or this one is full."
    ]
    assert [client.get(path).status_code, client.post(path.replace("2026", "0001")).status_code] == [405, 404]


# ── on paper, and to look at ────────────────────────────────────────────────
@pytest.mark.django_db(transaction=True)
def test_rc13_the_week_is_one_sheet_of_a4_across(live_server: LiveServer, page: Page, tmp_path: Path) -> None:
    desk = make_department(name="客服部")
    staff = make_staff(Role.RECEPTION, department=desk)
    people = [make_staff(name=name) for name in ("林晓燕", "苏文静", "欧阳文静")]
    for day in range(7):
        for shift in Shift:
            for person in people:
                put_on(person, desk, *Post, day=TODAY + day * DAY, shift=shift)
    enter(page, live_server, staff, "/roster/print/")
    (sheet,) = printed(page, tmp_path)
    assert size(sheet) == A4_ACROSS
    text = text_of(sheet)
    for words in ("林晓燕", "欧阳文静", "2026-W48", "08:00", "20:00", desk.day_phone, desk.night_phone):
        assert words in text
    assert text.count("苏文静") == 7 * 2 * 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("theme", "width"), [("light", 1366), ("dark", 390)])
def test_the_pages_are_accessible(live_server: LiveServer, page: Page, theme: str, width: int) -> None:
    desk = make_department()
    manager = make_staff(Role.MANAGER, theme=theme, department=desk)
    ann = make_staff(name="林晓燕", department=desk)
    for shift in Shift:
        put_on(ann, desk, *Post, shift=shift)
    page.set_viewport_size({"width": width, "height": 768})
    enter(page, live_server, manager, "/roster/")
    week = faults(page)
    page.goto(live_server.url + shift_of(desk))
    assert (week, faults(page)) == ([], [])
