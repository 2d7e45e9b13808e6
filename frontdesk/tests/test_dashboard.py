"""The manager's first page: every figure is what a naive count gives, and opens the very records that it counts."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from frontdesk import dashboard
from frontdesk.dashboard import Rule
from office import promises, tallies
from office.models import Alert, Community, Promise, Role, Staff
from office.months import Month
from office.tests.factories import home, make_community, make_promise, make_staff
from office.tests.pages import listed, manager_of
from owners.tests.factories import make_contact
from repairs.ages import AGES
from repairs.models import Repair
from repairs.tests.factories import make_repair

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RULES = ["CB-2/first", "CB-5/first", "RP-9/finish"]


def index(client: Client) -> Any:
    response = client.get("/admin/")
    assert response.status_code == 200
    return response.context


def promise_due(at: datetime, **fields: Any) -> Promise:
    return make_promise(now=at - 10 * DAY, base_at=at - 10 * DAY, due_at=at, **fields)


def a_past(community: Community, now: datetime, seed: int) -> None:
    """Two months of promises of three rules: kept in time or late, released, extended, overdue, not yet due."""
    dice = Random(seed)
    for _ in range(60):
        promise = promise_due(now - dice.uniform(-5, 55) * DAY, community=community, rule=dice.choice(RULES))
        at = now - dice.uniform(0, 55) * DAY
        match dice.choice(["kept", "kept", "released", "extended", "left"]):
            case "kept":
                promises.keep(promise, by=None, now=at)
            case "released":
                promises.release(promise, by=None, why="Void", now=at)
            case "extended":
                promises.extend(promise, due_at=now + 3 * DAY, by=None, why="Parts", now=at)
        if dice.random() < 0.02:
            tallies.fold()


def naive(community: Community, key: str, month: Month, now: datetime) -> tuple[int, int, int, int]:
    """In time, late, released, overdue; counted one by one."""
    found: Counter[str] = Counter()
    for promise in Promise.objects.filter(community=community, rule=key):
        due = promise.due_at and community.local(promise.due_at - timedelta(microseconds=1)).date()
        end = promise.ended_at and community.local(promise.ended_at).date()
        if end and month.first <= end < month.until:
            found["late" if promise.kept_late else promise.outcome] += 1
        if promise.is_overdue(now) and due and month.first <= due < month.until:
            found["overdue"] += 1
    return found["kept"], found["late"], found["released"], found["overdue"]


@pytest.mark.parametrize("seed", range(3))
def test_kept_in_time_is_what_a_naive_count_gives(seed: int) -> None:
    now = timezone.now()
    ours = home()
    client, _manager = manager_of(ours)
    a_past(ours, now, seed)
    a_past(make_community(), now, seed + 100)
    months = [Month.of(timezone.localdate(now)), Month.of(timezone.localdate(now)).before]
    shown = {rule.key: rule for rule in index(client)["kept"]}
    assert sorted(shown) == RULES
    for key, rule in shown.items():
        assert rule.overdue == Promise.objects.filter(community=ours, rule=key).overdue(now).count()
        for month, part in zip(months, rule.months, strict=True):
            counts = naive(ours, key, month, now)
            assert (part.in_time, part.late, part.released, part.overdue) == counts
            assert part.total == counts[0] + counts[1] + counts[3]
            assert part.value == (counts[0] * 100 // part.total if part.total else None)


def test_each_figure_opens_the_very_records() -> None:
    now = timezone.now()
    client, _manager = manager_of(home())
    a_past(home(), now, 7)
    for rule in index(client)["kept"]:
        overdue = Promise.objects.filter(rule=rule.key).overdue(now)
        assert listed(client, rule.overdue_link) == {str(row) for row in overdue}
        for part, month in zip(rule.months, ("this", "last"), strict=True):
            assert f"month={month}" in part.link
            rows = client.get(part.link).context["cl"].result_list
            outcomes = Counter("late" if row.kept_late else row.outcome for row in rows)
            assert (outcomes["kept"], outcomes["late"], outcomes["released"]) == (
                part.in_time, part.late, part.released,
            )  # fmt: skip


def test_one_late_among_many_is_not_100_percent() -> None:
    part = dashboard.Kept(in_time=999, late=1)
    assert (part.total, part.value) == (1000, 99)


def test_no_data_is_said_in_words_and_is_no_percentage() -> None:
    client, manager = manager_of(home())
    text = client.get("/admin/").content.decode()
    assert "No data: nothing has been kept, released or missed in these two months." in text
    promise = promise_due(timezone.now() + DAY)
    promises.release(promise, by=manager, why="Void", now=timezone.now())
    text = client.get("/admin/").content.decode()
    assert text.count("no data") == 2
    assert "1 released" in text
    assert " %</span>" not in text


def test_alerts_of_the_week_by_level() -> None:
    now = timezone.now()
    client, _manager = manager_of(home())
    for community in (home(), make_community()):
        for _ in range(2):
            promise_due(now - HOUR, community=community)
    promise_due(now - 9 * DAY)
    promises.sweep(now=now - 8 * DAY)
    promises.sweep(now=now)
    context = index(client)
    recent = Alert.objects.filter(promise__community=home(), raised_at__gt=now - 7 * DAY)
    assert [bar.count for bar in context["alerts"]] == [
        sum(alert.level == level for alert in recent) for level in dashboard.LEVELS
    ]
    assert sum(bar.count for bar in context["alerts"]) == 3
    for bar, level in zip(context["alerts"], dashboard.LEVELS, strict=True):
        alerts = client.get(bar.link).context["cl"].result_list
        assert sorted(row.pk for row in alerts) == sorted(row.pk for row in recent if row.level == level)


def test_open_repairs_by_age_open_the_very_repairs() -> None:
    now = timezone.now()
    client, _manager = manager_of(home())
    dice = Random(3)
    for _ in range(12):
        at = now - dice.uniform(0, 240) * HOUR
        make_repair(reported_at=at, recorded_at=at)
    make_repair(reported_at=now - HOUR, recorded_at=now, status=Repair.Status.FINISHED, finished_at=now)
    make_repair(contact=make_contact(community=make_community()), reported_at=now, recorded_at=now)
    found = index(client)["ages"]
    assert sum(bar.count for bar in found) == 12
    for bar, age in zip(found, AGES, strict=True):
        hours = [(now - repair.reported_at) for repair in Repair.objects.filter(community=home()).open()]
        naive_count = sum((age.least or -HOUR) <= old < (age.most or 9999 * DAY) for old in hours)
        assert (bar.count, len(listed(client, bar.link))) == (naive_count, naive_count)
    assert max(bar.percent for bar in found) == 100


def test_a_head_sees_figures_and_opens_only_what_he_may(client: Client) -> None:
    now = timezone.now()
    promise_due(now - HOUR)
    make_repair(reported_at=now - 2 * HOUR, recorded_at=now)
    client.force_login(make_staff(Role.HEAD))
    context = index(client)
    assert [bool(bar.link) for bar in context["ages"]] == [False] * len(AGES)
    assert [bool(rule.overdue_link) for rule in context["kept"]] == [True]


def test_confidential_promises_are_not_counted_for_who_may_not_know_of_them() -> None:
    promise_due(timezone.now() - HOUR, confidential=True)
    administrator, manager = make_staff(Role.ADMINISTRATOR), make_staff(Role.MANAGER)

    def shown(user: Staff) -> list[Rule]:
        return dashboard.kept(user, [Month.of(timezone.localdate())], timezone.now())

    assert (len(shown(manager)), len(shown(administrator))) == (1, 0)


def test_what_ended_in_confidence_is_counted_only_for_who_may_know_of_it() -> None:
    now = timezone.now()
    concerned, other = make_staff(Role.MANAGER), make_staff(Role.MANAGER)
    promises.keep(promise_due(now + HOUR, confidential=True, hidden_from=concerned), by=other, now=now)
    promises.release(promise_due(now + HOUR, confidential=True), by=other, why="void", now=now)
    tallies.fold()

    def shown(user: Staff) -> list[tuple[int, int, int]]:
        table = dashboard.kept(user, [Month.of(timezone.localdate(now))], now)
        return [(part.in_time, part.late, part.released) for rule in table for part in rule.months]

    assert shown(other) == [(1, 0, 1)]
    assert shown(concerned) == [(0, 0, 1)]
    assert shown(make_staff(Role.HEAD)) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_at_most_ten_statements(
    rows: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    now = timezone.now()
    client, _manager = manager_of(home())
    for number in range(rows):
        a_past(home(), now, number)
        make_repair(reported_at=now, recorded_at=now)
    promises.sweep(now=now)
    with django_assert_max_num_queries(10):
        index(client)
