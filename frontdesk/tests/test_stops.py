"""The pages of planned stops: the list, a new one, a change, calling off, the notice (RC-14)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import Page
from pytest_django import DjangoAssertNumQueries
from pytest_django.live_server_helper import LiveServer

from frontdesk.tests.duty_pages import A4, EVENING, errors, printed, said, sign_in, size, text_of
from office.models import Building, PlannedStop, Role
from office.tests.browser import enter, faults
from office.tests.factories import home, make_community, make_department, make_staff
from office.tests.test_stops import buildings, make_stop

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEW = "/stops/new/"


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    with time_machine.travel(EVENING, tick=False):
        yield


def answers(**changes: Any) -> dict[str, Any]:
    """What is typed for a stop of water tomorrow morning; None leaves something out."""
    typed = {"what": "water", "since": "2026-11-24 09:00", "until": "2026-11-24 11:30", "why": "cleaning the tanks"}
    return {name: value for name, value in {**typed, **changes}.items() if value is not None}


def shown(response: Any) -> tuple[list[str], list[str]]:
    """The reasons of what is ahead and of what is over, in order."""
    return [stop.why for stop in response.context["ahead"]], [stop.why for stop in response.context["page"]]


# ── the list ────────────────────────────────────────────────────────────────
def test_rc14_what_is_ahead_and_what_is_over(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    make_stop(why="second", since=EVENING + DAY, until=EVENING + 2 * DAY)
    make_stop(why="under way", since=EVENING - DAY, until=EVENING + DAY)
    make_stop(why="over", since=EVENING - 3 * DAY, until=EVENING - 2 * DAY)
    make_stop(why="long over", since=EVENING - 9 * DAY, until=EVENING - 8 * DAY)
    make_stop(why="elsewhere", community=make_community())
    assert shown(client.get("/stops/")) == (["under way", "second"], ["over", "long over"])


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_statements_however_many_stops(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client, Role.RECEPTION)
    for number in range(count):
        make_stop("3", "4", why=f"ahead {number}", since=EVENING, until=EVENING + DAY)
        make_stop("3", "4", why=f"over {number}", since=EVENING - 2 * DAY, until=EVENING - DAY)
    # Session, reader, what is ahead and over each with its buildings, how many are over, the frame's.
    with django_assert_num_queries(8):
        client.get("/stops/")


@pytest.mark.parametrize("page", ["0", "-1", "abc", "9" * 30, "%00", "2"])
def test_a_page_that_is_not_there_is_the_nearest(client: Client, page: str) -> None:
    sign_in(client, Role.RECEPTION)
    make_stop(why="over", since=EVENING - 3 * DAY, until=EVENING - 2 * DAY)
    assert shown(client.get(f"/stops/?page={page}")) == ([], ["over"])


def test_fifty_on_a_page(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    for number in range(51):
        make_stop(why=f"stop {number}", since=EVENING - 3 * DAY + timedelta(minutes=number), until=EVENING - DAY)
    assert len(shown(client.get("/stops/"))[1]) == 50
    assert shown(client.get("/stops/?page=2"))[1] == ["stop 0"]


def test_finance_reads_the_list_and_plans_nothing(client: Client) -> None:
    sign_in(client, Role.FINANCE)
    stop = make_stop()
    page = client.get("/stops/")
    assert page.status_code == 200
    verbs = [NEW, *(f"/stops/{stop.pk}/{verb}/" for verb in ("change", "cancel", "print"))]
    assert [path for path in verbs if path in page.content.decode()] == []
    assert [client.get(path).status_code for path in verbs] == [403] * 4


def test_the_crew_does_not_see_it(client: Client) -> None:
    sign_in(client, Role.CREW)
    assert client.get("/stops/").status_code == 403


def test_a_stop_of_another_community_is_not_there(client: Client) -> None:
    sign_in(client, Role.MANAGER)
    stop = make_stop(community=make_community())
    paths = [f"/stops/{stop.pk}/{verb}/" for verb in ("change", "cancel", "print")]
    assert [client.get(path).status_code for path in paths] == [404] * 3


# ── a new one ───────────────────────────────────────────────────────────────
def test_rc14_a_stop_is_planned(client: Client) -> None:
    user = sign_in(client, Role.RECEPTION)
    chosen = buildings("3", "4")
    response = client.post(NEW, answers(buildings=[row.pk for row in chosen], say="No water."), follow=True)
    stop = PlannedStop.objects.get()
    assert said(response) == ["The stop is planned."]
    assert set(stop.buildings.all()) == set(chosen)
    since, until = (EVENING.replace(day=24, hour=hour, minute=minute) for hour, minute in ((9, 0), (11, 30)))
    assert (stop.since, stop.until, stop.why, stop.say) == (since, until, "cleaning the tanks", "No water.")
    assert (stop.entered_by, stop.entered_at) == (user, EVENING)


def test_rc14_the_text_is_offered_before_and_put_together_where_it_is_missing(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    (three,) = buildings("3")
    text = "Building 3: no water, cleaning the tanks, from 24 Nov 09:00 to 11:30. Then let the tap run for a minute."
    offered = client.post(NEW, answers(buildings=[three.pk], offer="1"))
    assert (offered.status_code, offered.context["form"]["say"].value()) == (200, text)
    assert offered.context["form"]["buildings"].value() == [str(three.pk)]
    assert not PlannedStop.objects.exists()
    client.post(NEW, answers(buildings=[three.pk]))
    assert PlannedStop.objects.get().say == text


def test_rc14_sent_twice_it_is_planned_once(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    for _ in range(2):
        assert client.post(NEW, answers()).status_code == 302
    assert PlannedStop.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"until": "2026-11-24 09:00"}, {"until": ["It ends before it begins."]}),
        ({"until": "2026-11-24 08:00"}, {"until": ["It ends before it begins."]}),
        ({"until": "2027-01-23 09:01"}, {"until": ["Longer than 60 days: is the date right?"]}),
        ({"since": "2026-11-23 10:00", "until": "2026-11-23 19:45"}, {"until": ["This time has passed."]}),
        ({"since": "2026-11-22 19:44"}, {"since": ["This time has passed."]}),
        ({"since": "0001-01-01 09:00"}, {"since": ["This year cannot be meant."]}),
        ({"since": "2026-02-30 09:00"}, {"since": ["Write date and time as 2026-11-24 14:00."]}),
        ({"since": "2026-11-24T09:00+05:30"}, {"since": ["Write date and time as 2026-11-24 14:00."]}),
        ({"since": None}, {"since": ["This field is required."]}),
        ({"what": "beer"}, {"what": ["Select a valid choice. beer is not one of the available choices."]}),
        ({"why": "\u200b"}, {"why": ["This field is required."]}),
        ({"why": "a\0b"}, {"why": ["Null characters are not allowed."]}),
        ({"say": "x" * 201}, {"say": ["Ensure this value has at most 200 characters (it has 201)."]}),
        ({"buildings": ["x"]}, {"buildings": ["“x” is not a valid value."]}),
    ],
)
def test_rc14_what_cannot_be_is_refused_at_its_field(
    client: Client, changes: dict[str, Any], refused: dict[str, list[str]]
) -> None:
    sign_in(client, Role.RECEPTION)
    response = client.post(NEW, answers(**changes))
    assert (response.status_code, errors(response)) == (422, refused)
    assert response.context["form"]["why"].value() == answers(**changes)["why"]
    assert not PlannedStop.objects.exists()


def test_rc14_sixty_days_and_what_began_a_day_ago_are_allowed(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    assert client.post(NEW, answers(until="2027-01-23 09:00")).status_code == 302
    assert client.post(NEW, answers(since="2026-11-22 19:45")).status_code == 302


def test_rc14_a_text_too_long_to_be_put_together_is_asked_for(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    many = Building.objects.bulk_create(Building(community=home(), number=f"N{n}") for n in range(60))
    response = client.post(NEW, answers(buildings=[row.pk for row in many]))
    assert errors(response) == {"say": ["Put together it would be too long; write it."]}


def test_rc14_a_building_of_another_community_is_refused(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    (foreign,) = buildings("3", community=make_community())
    response = client.post(NEW, answers(buildings=[foreign.pk]))
    assert list(errors(response)) == ["buildings"]


def test_rc14_another_stop_at_the_same_time_is_said_and_allowed(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    (three,) = buildings("3")
    make_stop(why="first", since=EVENING.replace(day=24, hour=9, minute=0), until=EVENING + DAY)
    response = client.post(NEW, answers(why="second", buildings=[three.pk]), follow=True)
    assert said(response) == [
        "The stop is planned.",
        "At the same time as another stop of the same kind: tomorrow 09:00–19:45, first.",
    ]
    assert PlannedStop.objects.count() == 2


def test_rc14_times_are_those_of_the_estate_chosen(client: Client) -> None:
    west = make_community(time_zone="America/New_York")
    sign_in(client, Role.RECEPTION, communities=[home(), west])
    page = client.get(f"{NEW}?community={west.pk}")
    assert page.context["form"].community == west
    client.post(f"{NEW}?community={west.pk}", answers())
    stop = PlannedStop.objects.get()
    assert (stop.community, stop.since.isoformat()) == (west, "2026-11-24T14:00:00+00:00")
    form = client.get(f"/stops/{stop.pk}/change/").context["form"]
    assert form["since"].value().isoformat() == "2026-11-24T09:00:00"
    assert client.get(f"{NEW}?community={make_community().pk}").context["form"].community == home()


def test_rc14_an_hour_that_the_clock_of_the_estate_skips_is_refused(client: Client) -> None:
    west = make_community(time_zone="America/New_York")
    with time_machine.travel(EVENING + 100 * DAY, tick=False):
        sign_in(client, Role.RECEPTION, community=west)
        response = client.post(NEW, answers(since="2027-03-14 02:30", until="2027-03-14 09:00"))
    assert list(errors(response)) == ["since"]


# ── change, call off ────────────────────────────────────────────────────────
def typed(response: Any, **changes: Any) -> dict[str, Any]:
    """What the browser would send of the form on the page, with changes."""
    return {field.html_name: field.value() for field in response.context["form"]} | changes


def test_rc14_a_stop_is_changed(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    stop = make_stop("3", since=EVENING + DAY, until=EVENING + 2 * DAY)
    path = f"/stops/{stop.pk}/change/"
    response = client.post(path, typed(client.get(path), why="a burst", buildings=[]), follow=True)
    assert said(response) == ["The stop is changed."]
    stop.refresh_from_db()
    assert (stop.why, stop.since, list(stop.buildings.all())) == ("a burst", EVENING + DAY, [])


def test_rc14_one_that_has_begun_long_ago_can_still_be_prolonged(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    stop = make_stop(since=EVENING - 9 * DAY, until=EVENING + DAY)
    path = f"/stops/{stop.pk}/change/"
    assert client.post(path, typed(client.get(path), until="2026-11-26 12:00")).status_code == 302
    stop.refresh_from_db()
    assert stop.until == EVENING.replace(day=26, hour=12, minute=0)


def test_rc14_what_somebody_else_changed_meanwhile_is_shown_first(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    stop = make_stop(since=EVENING + DAY, until=EVENING + 2 * DAY)
    path = f"/stops/{stop.pk}/change/"
    page = client.get(path)
    client.post(path, typed(page, say="Hers."))
    response = client.post(path, typed(page, say="Mine."))
    assert response.status_code == 409
    assert errors(response) == {"__all__": ["Somebody else has changed this stop meanwhile. Hers."]}
    client.post(path, typed(response))
    assert PlannedStop.objects.get().say == "Mine."


def test_rc14_a_stop_is_called_off_with_the_reason(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    stop = make_stop(since=EVENING + DAY, until=EVENING + 2 * DAY)
    path = f"/stops/{stop.pk}/cancel/"
    assert errors(client.post(path)) == {"why": ["This field is required."]}
    response = client.post(path, {"why": "rain"}, follow=True)
    assert (said(response), shown(response)) == (["The stop is called off."], ([], ["cleaning the tanks"]))
    for verb in ("change", "cancel"):
        again = client.post(f"/stops/{stop.pk}/{verb}/", {"why": "again"}, follow=True)
        assert said(again) == ["This stop is over or was called off."]
    stop.refresh_from_db()
    assert stop.cancelled_why == "rain"


# ── on paper, and to look at ────────────────────────────────────────────────
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("long", [False, True])
def test_rc14_the_notice_is_one_sheet_of_a4(live_server: LiveServer, page: Page, tmp_path: Path, long: bool) -> None:
    desk, staff = make_department(name="客服部"), make_staff(Role.RECEPTION)
    why, say = ("清洗水箱" * 25, "请先放一分钟。" * 28) if long else ("清洗水箱", "请先放一分钟。")
    numbers = [str(n) for n in range(1, 61 if long else 3)]
    stop = make_stop(*numbers, since=EVENING + DAY, until=EVENING + 2 * DAY, why=why, say=say)
    enter(page, live_server, staff, f"/stops/{stop.pk}/print/")
    (sheet,) = printed(page, tmp_path)
    assert size(sheet) == A4
    text = text_of(sheet).replace("\n", "")
    for words in (stop.number, desk.name, desk.day_phone, desk.night_phone, why, say, "19:45"):
        assert words in text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("theme", "width"), [("light", 1366), ("dark", 390)])
def test_the_pages_are_accessible(live_server: LiveServer, page: Page, theme: str, width: int) -> None:
    stop = make_stop("3", "4", since=EVENING + DAY, until=EVENING + 2 * DAY)
    stop_over = make_stop(why="over", since=EVENING - 2 * DAY, until=EVENING - DAY)
    page.set_viewport_size({"width": width, "height": 768})
    enter(page, live_server, make_staff(Role.MANAGER, theme=theme), "/stops/")
    found = {"/stops/": faults(page)}
    assert stop_over.why in page.content()
    for path in (f"/stops/{stop.pk}/change/", f"/stops/{stop.pk}/cancel/", NEW):
        page.goto(live_server.url + path)
        found[path] = faults(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".error-summary")
    found["refused"] = faults(page)
    assert {path: fault for path, fault in found.items() if fault} == {}
