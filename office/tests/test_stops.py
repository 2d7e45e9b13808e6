"""Planned stops: planned, changed, called off, found for a home, put into words (RC-14)."""

from datetime import datetime, timedelta
from itertools import chain
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError
from django.template.loader import render_to_string
from django.utils import translation

from office import stops
from office.models import Building, Community, PlannedStop
from office.templatetags.stops import lasts
from office.tests.factories import MONDAY, home, make_community, make_staff, make_unit
from office.tests.threads import together

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SINCE, UNTIL = MONDAY + DAY, MONDAY + DAY + 2 * HOUR


def buildings(*numbers: str, community: Community | None = None) -> list[Building]:
    place = community or home()
    return [Building.objects.get_or_create(community=place, number=number)[0] for number in numbers]


def unsaved(**fields: Any) -> PlannedStop:
    """A stop of water tomorrow from 10:05 to 12:05, not yet planned."""
    given = {"community": home(), "what": "water", "since": SINCE, "until": UNTIL, "why": "cleaning the tanks"}
    return PlannedStop(**{**given, "say": "No water.", **fields})


def make_stop(*numbers: str, now: datetime = MONDAY, **fields: Any) -> PlannedStop:
    """A planned stop of these buildings; without any, of the whole estate."""
    stop = unsaved(**fields)
    return stops.plan(stop, buildings(*numbers, community=stop.community), by=make_staff(), now=now)


def concerned(room: str, now: datetime = MONDAY) -> list[str]:
    unit = make_unit(room)
    return [stop.why for stop in PlannedStop.objects.ahead(now).of(unit)]


# ── planned ─────────────────────────────────────────────────────────────────
def test_rc14_a_stop_is_planned() -> None:
    planner = make_staff()
    stop = stops.plan(unsaved(), buildings("3", "4"), by=planner, now=MONDAY)
    stop.refresh_from_db()
    assert (stop.entered_by, stop.entered_at, stop.cancelled_at) == (planner, MONDAY, None)
    assert {building.number for building in stop.buildings.all()} == {"3", "4"}


def test_rc14_the_same_one_sent_twice_is_planned_once() -> None:
    first = make_stop("3")
    assert make_stop("3") == first
    assert make_stop("4") != first
    assert make_stop("3", why="another reason") != first
    assert PlannedStop.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_rc14_planned_by_two_at_once_it_is_planned_once() -> None:
    planner, three = make_staff(), buildings("3")
    plan = lambda: stops.plan(unsaved(), three, by=planner, now=MONDAY).pk  # noqa: E731
    assert len(set(together([plan, plan, plan]))) == 1
    assert PlannedStop.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_careless_code_plans_it_twice() -> None:
    planner, meeting = make_staff(), Barrier(2, timeout=10)

    def plan() -> None:
        assert not PlannedStop.objects.exists()
        meeting.wait()
        stop = unsaved(entered_at=MONDAY, entered_by=planner)
        stop.save()

    together([plan, plan])
    assert PlannedStop.objects.count() == 2


def test_rc14_the_database_refuses_a_stop_that_ends_before_it_begins() -> None:
    with pytest.raises(IntegrityError):
        make_stop(until=SINCE)


# ── found ───────────────────────────────────────────────────────────────────
def test_rc14_shown_for_every_home_concerned_the_next_first() -> None:
    make_stop(why="everywhere", since=SINCE + DAY, until=UNTIL + DAY)
    make_stop("3", "4", why="of three and four")
    make_stop("5", why="of five")
    make_stop(community=make_community(), why="elsewhere")
    assert concerned("3-2-501") == ["of three and four", "everywhere"]
    assert concerned("5-1-101") == ["of five", "everywhere"]
    assert concerned("13-1-101") == ["everywhere"]


def test_rc14_while_it_lasts_and_neither_after_it_nor_called_off() -> None:
    make_stop(why="lasts")
    stops.call_off(make_stop("3", why="called off"), "rain", now=MONDAY)
    unit = make_unit("3-2-501")
    asked = [MONDAY, SINCE, UNTIL - timedelta(seconds=1), UNTIL]
    assert [[stop.why for stop in PlannedStop.objects.ahead(now).of(unit)] for now in asked] == [
        ["lasts"],
        ["lasts"],
        ["lasts"],
        [],
    ]
    assert [stop.why for stop in PlannedStop.objects.over(MONDAY)] == ["called off"]
    assert {stop.why for stop in PlannedStop.objects.over(UNTIL)} == {"called off", "lasts"}


@pytest.mark.parametrize(
    ("fields", "numbers", "meets"),
    [
        ({}, ["3"], True),
        ({}, [], True),
        ({}, ["5"], False),
        ({"what": "power"}, ["3"], False),
        ({"since": UNTIL, "until": UNTIL + HOUR}, ["3"], False),
        ({"since": SINCE - HOUR, "until": SINCE}, ["3"], False),
        ({"since": UNTIL - HOUR, "until": UNTIL + DAY}, ["4", "3"], True),
    ],
)
def test_rc14_stops_meet_of_the_same_kind_at_the_same_time_in_the_same_building(
    fields: dict[str, Any], numbers: list[str], meets: bool
) -> None:
    first = make_stop("3", why="the first")
    second = make_stop(*numbers, why="the second", **fields)
    found = PlannedStop.objects.at_the_same_time(second, buildings(*numbers))
    assert list(found) == [first] * meets


def test_rc14_a_stop_of_the_whole_estate_meets_each_one_and_one_called_off_none() -> None:
    everywhere = make_stop(why="everywhere")
    second = make_stop("3")
    assert list(PlannedStop.objects.at_the_same_time(second, buildings("3"))) == [everywhere]
    stops.call_off(everywhere, "rain", now=MONDAY)
    assert list(PlannedStop.objects.at_the_same_time(second, buildings("3"))) == []


# ── changed and called off ──────────────────────────────────────────────────
def changed(stop: PlannedStop, **fields: Any) -> PlannedStop:
    """The stop as its form gives it, with other values."""
    names = ("what", "since", "until", "why", "say")
    return PlannedStop(pk=stop.pk, community=stop.community, **{name: getattr(stop, name) for name in names} | fields)


def seen(stop: PlannedStop) -> str:
    return stops.mark(stop, stop.buildings.all())


def test_rc14_a_stop_is_changed() -> None:
    stop = make_stop("3")
    stops.change(changed(stop, why="a burst", until=UNTIL + DAY), buildings("4"), seen=seen(stop), now=MONDAY)
    stop.refresh_from_db()
    assert (stop.why, stop.until, stop.since, stop.entered_at) == ("a burst", UNTIL + DAY, SINCE, MONDAY)
    assert [building.number for building in stop.buildings.all()] == ["4"]


def test_rc14_what_somebody_else_changed_meanwhile_is_not_overwritten() -> None:
    stop = make_stop("3")
    before = seen(stop)
    stops.change(changed(stop), buildings("4"), seen=before, now=MONDAY)
    with pytest.raises(stops.StopChanged):
        stops.change(changed(stop, why="mine"), buildings("3"), seen=before, now=MONDAY)
    stop.refresh_from_db()
    assert (stop.why, [building.number for building in stop.buildings.all()]) == ("cleaning the tanks", ["4"])
    stops.change(changed(stop), buildings("4"), seen=before, now=MONDAY)  # the same change again


def test_rc14_it_is_called_off_once_and_stays_with_the_reason() -> None:
    stop = make_stop()
    stops.call_off(stop, "rain", now=MONDAY)
    with pytest.raises(stops.NotAhead):
        stops.call_off(stop, "another", now=MONDAY)
    with pytest.raises(stops.NotAhead):
        stops.change(changed(stop), [], seen=seen(stop), now=MONDAY)
    stop.refresh_from_db()
    assert (stop.cancelled_at, stop.cancelled_why, stop.is_ahead(MONDAY)) == (MONDAY, "rain", False)


def test_rc14_what_is_over_is_neither_changed_nor_called_off() -> None:
    stop = make_stop()
    with pytest.raises(stops.NotAhead):
        stops.call_off(stop, "rain", now=UNTIL)
    with pytest.raises(stops.NotAhead):
        stops.change(changed(stop), [], seen=seen(stop), now=UNTIL)


# ── in words ────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("numbers", "fields", "words"),
    [
        (
            ["3", "4"],
            {"why": "the tanks"},
            "Buildings 3, 4: no water, the tanks, from 24 Nov 10:05 to 12:05. Then let the tap run for a minute.",
        ),
        (
            [],
            {"what": "heating", "until": SINCE.replace(hour=0, minute=0) + 2 * DAY},
            "All of Pine Court: no heating, cleaning the tanks, from 24 Nov 10:05 to 25 Nov 24:00.",
        ),
        (
            ["3"],
            {"what": "other", "until": SINCE + 3 * DAY},
            "Building 3: cleaning the tanks, from 24 Nov 10:05 to 27 Nov 10:05.",
        ),
    ],
)
def test_rc14_the_text_to_read_is_put_together(numbers: list[str], fields: dict[str, Any], words: str) -> None:
    estate = make_community(name="Pine Court")
    with translation.override("en"):
        stop = unsaved(community=estate, **fields)
        assert stops.sentence(stop, buildings(*numbers, community=estate)) == words


def test_rc14_every_kind_has_its_words() -> None:
    kinds = set(PlannedStop.What)
    assert set(stops.HEADLINES) == set(stops.SENTENCES) == kinds
    assert all("%(where)s" in str(text) for text in stops.SENTENCES.values())


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (MONDAY + HOUR, MONDAY + 2 * HOUR, "11:05–12:05"),
        (SINCE, UNTIL, "tomorrow 10:05–12:05"),
        (SINCE, SINCE + DAY, "tomorrow 10:05–11-25 10:05"),
        (MONDAY + HOUR, MONDAY.replace(hour=0, minute=0) + DAY, "11:05–24:00"),
        (MONDAY.replace(hour=0, minute=0) + 2 * DAY, MONDAY.replace(hour=6, minute=0) + 2 * DAY, "11-25 00:00–06:00"),
    ],
)
def test_rc14_how_long_it_lasts_is_said_with_the_day_once(since: datetime, until: datetime, words: str) -> None:
    with translation.override("en"):
        assert lasts(unsaved(since=since, until=until), MONDAY) == words


def test_rc14_the_hours_are_the_communitys() -> None:
    west = make_community(time_zone="America/New_York")
    with translation.override("en"):
        assert lasts(unsaved(community=west), MONDAY) == "tomorrow 21:05–23:05"
        assert "from 23 Nov 21:05 to 23:05" in stops.sentence(unsaved(community=west), [])


def test_rc14_the_callers_card_says_what_to_say() -> None:
    make_stop("3", say="No water <b>tomorrow</b>.")
    found = PlannedStop.objects.ahead(MONDAY).of(make_unit("3-2-501"))
    with translation.override("en"):
        html = " ".join(render_to_string("office/_stops.html", {"stops": found, "now": MONDAY}).split())
    assert html == (
        '<div class="callout callout-warn"><b>No water</b> tomorrow 10:05–12:05 cleaning the tanks<br>'
        '<span class="say">No water &lt;b&gt;tomorrow&lt;/b&gt;.</span></div>'
    )


@pytest.mark.parametrize("count", [1, 3])
def test_rc14_the_callers_card_costs_one_statement(count: int, django_assert_num_queries: Any) -> None:
    unit = make_unit("3-2-501")
    for number, numbers in enumerate(chain([["3"]] * (count - 1), [[]])):
        make_stop(*numbers, why=f"reason {number}")
    with django_assert_num_queries(1):
        html = render_to_string(
            "office/_stops.html", {"stops": PlannedStop.objects.ahead(MONDAY).of(unit), "now": MONDAY}
        )
    assert html.count("callout-warn") == count
