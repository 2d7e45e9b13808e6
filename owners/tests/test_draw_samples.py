"""Each Monday a sample of the week before is drawn, once, whatever draws it (RC-9)."""

import logging
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from office import promises
from office.models import Community, Department, Promise
from office.tests.factories import MONDAY, home, make_community, make_department, make_limit, make_staff
from office.tests.threads import together
from owners.actions import samples
from owners.models import Channel, CheckedContact, Contact, Sample
from owners.tests.desk_things import draw, promised
from owners.tests.factories import make_contact

pytestmark = pytest.mark.django_db

DAY, WEEK = timedelta(days=1), timedelta(days=7)
# MONDAY's week is over; its contacts are looked at now.
NEXT_MONDAY = MONDAY + WEEK


def make_contacts(count: int, **fields: Any) -> list[Contact]:
    who = fields.pop("taken_by", None) or make_staff(community=fields.get("community"))
    return [make_contact(taken_by=who, **fields) for _ in range(count)]


def drawn(sample: Sample) -> list[Contact]:
    return [row.contact for row in sample.contacts.select_related("contact").order_by("pk")]


def test_rc9_on_monday_ten_contacts_of_the_week_before_are_drawn() -> None:
    management = make_department(Department.Kind.MANAGEMENT)
    contacts = make_contacts(12)
    (sample,) = draw(NEXT_MONDAY)
    assert (sample.number, sample.week, sample.drawn_at) == ("Q-20261130-0001", date(2026, 11, 23), NEXT_MONDAY)
    assert (len(drawn(sample)), set(drawn(sample)) <= set(contacts)) == (10, True)
    assert {row.receptionist for row in sample.contacts.all()} == {contacts[0].taken_by}
    promise = Promise.objects.get(subject=sample.number)
    assert (promise.rule, promise.department, promise.about) == ("RC-9/sample", management, "11-23 – 11-29")


def test_rc9_the_manager_owes_the_look_by_the_end_of_the_sunday() -> None:
    make_contacts(1)
    (sample,) = draw(NEXT_MONDAY)
    assert promised(sample.number) == [("RC-9/sample", "1", "12-07 00:00", "open")]
    promise = Promise.objects.get(subject=sample.number)
    assert promise.next_alert_at == NEXT_MONDAY.replace(hour=0, minute=0) + 5 * DAY


def test_rc9_every_receptionist_and_every_channel_is_in_it() -> None:
    busy, rare = make_staff(), make_staff()
    make_contacts(40, taken_by=busy)
    make_contacts(1, taken_by=rare)
    for channel in (Channel.COUNTER, Channel.BOX, "Loudspeaker"):
        make_contacts(1, taken_by=busy, channel=channel)
    (sample,) = draw(NEXT_MONDAY)
    found = drawn(sample)
    assert {row.taken_by for row in found} == {busy, rare}
    assert {row.channel for row in found} == {"counter", "hotline", "box", "Loudspeaker"}


def test_rc9_how_many_is_the_managers_to_set() -> None:
    make_limit("RC-9/size", community=home(), amount=3)
    make_contacts(12)
    (sample,) = draw(NEXT_MONDAY)
    assert len(drawn(sample)) == 3


def test_rc9_the_same_dice_draw_the_same() -> None:
    make_contacts(30)
    chosen = []
    for seed in (5, 5, 6):
        with transaction.atomic():
            (sample,) = draw(NEXT_MONDAY, seed)
            chosen.append([row.pk for row in drawn(sample)])
            transaction.set_rollback(True)
    assert chosen[0] == chosen[1] != chosen[2]


def test_rc9_not_before_the_week_has_ended() -> None:
    make_contacts(1)
    sunday = MONDAY.replace(hour=23, minute=59) + 6 * DAY
    assert draw(sunday) == []
    assert len(draw(sunday + timedelta(minutes=1))) == 1


def test_rc9_the_week_is_the_communitys_own() -> None:
    there = make_community(time_zone="America/New_York")
    late_sunday = datetime(2026, 11, 29, 23, 30, tzinfo=ZoneInfo("America/New_York"))
    (contact,) = make_contacts(1, community=there, at=late_sunday)
    assert draw(late_sunday + timedelta(minutes=29)) == []
    (sample,) = draw(late_sunday + timedelta(minutes=31))
    assert (sample.week, drawn(sample)) == (date(2026, 11, 23), [contact])


def test_rc9_a_week_in_which_the_clock_changes_is_one_hour_longer_and_complete() -> None:
    berlin = make_community(time_zone="Europe/Berlin")
    first = datetime(2026, 10, 18, 22, 0, tzinfo=UTC)  # Monday, 00:00
    last = datetime(2026, 10, 25, 22, 59, tzinfo=UTC)  # Sunday, 23:59 of winter time
    ends = [contact for at in (first, last) for contact in make_contacts(1, community=berlin, at=at)]
    make_contacts(1, community=berlin, at=first - timedelta(minutes=1))
    found = {row.week: drawn(row) for row in draw(last + timedelta(minutes=1))}
    assert set(found[date(2026, 10, 19)]) == set(ends)
    assert len(found[date(2026, 10, 12)]) == 1


def test_rc9_over_the_turn_of_the_year() -> None:
    (contact,) = make_contacts(1, at=datetime(2027, 1, 3, 12, tzinfo=ZoneInfo("Asia/Shanghai")))
    (sample,) = draw(datetime(2027, 1, 4, 0, 1, tzinfo=ZoneInfo("Asia/Shanghai")))
    assert (sample.week, drawn(sample)) == (date(2026, 12, 28), [contact])


def test_rc9_each_community_has_its_own_sample() -> None:
    for community in (home(), make_community(), make_community()):
        make_contacts(2, community=community)
    found = draw(NEXT_MONDAY)
    assert [row.community for row in found] == list(Community.objects.order_by("pk"))
    assert all(contact.community_id == row.community_id for row in found for contact in drawn(row))


def test_rc9_a_week_without_contacts_has_no_sample() -> None:
    make_community()
    assert draw(NEXT_MONDAY) == []
    assert not Promise.objects.exists()


# ── missed weeks ────────────────────────────────────────────────────────────
def test_rc9_of_weeks_that_were_missed_the_last_four_are_made_up_for() -> None:
    for back in range(7):
        make_contacts(1, at=MONDAY - back * WEEK)
    found = draw(NEXT_MONDAY)
    assert [row.week for row in found] == [date(2026, 11, 23) - back * WEEK for back in (3, 2, 1, 0)]
    assert {row[2] for sample in found for row in promised(sample.number)} == {"12-07 00:00"}


def test_rc9_drawn_in_the_middle_of_the_week_it_is_due_on_the_same_sunday() -> None:
    make_contacts(1)
    (sample,) = draw(NEXT_MONDAY + 3 * DAY)
    assert [row[2] for row in promised(sample.number)] == ["12-07 00:00"]


def test_rc9_what_was_drawn_is_drawn_once() -> None:
    make_contacts(1)
    assert len(draw(NEXT_MONDAY)) == 1
    make_contacts(1)
    assert draw(NEXT_MONDAY + DAY) == []


# ── each once, whatever happens ─────────────────────────────────────────────
class Crash(Exception):
    pass


@pytest.mark.django_db(transaction=True)
def test_rc9_a_crash_in_the_middle_leaves_the_week_to_the_next_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    make_contacts(3)

    def crash(*args: Any, **kwargs: Any) -> None:
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(promises, "make", crash)
        with pytest.raises(Crash):
            draw(NEXT_MONDAY)
    assert (Sample.objects.count(), CheckedContact.objects.count(), Promise.objects.count()) == (0, 0, 0)
    assert len(draw(NEXT_MONDAY)) == 1


@pytest.mark.django_db(transaction=True)
def test_rc9_several_sweeps_at_once_draw_one_sample() -> None:
    for community in (home(), make_community(), make_community()):
        make_contacts(12, community=community)
    counts = together([lambda: samples.draw_samples(now=NEXT_MONDAY)] * 4)
    counts.append(samples.draw_samples(now=NEXT_MONDAY))
    assert sum(counts) == Sample.objects.count() == Promise.objects.count() == 3
    assert set(Counter(CheckedContact.objects.values_list("sample", flat=True)).values()) == {10}


@pytest.mark.django_db(transaction=True)
def test_rc9_a_sweep_passes_over_the_community_that_another_one_holds() -> None:
    make_contacts(1)
    with transaction.atomic():
        list(Community.objects.select_for_update())
        assert together([lambda: samples.draw_samples(now=NEXT_MONDAY)]) == [0]
    assert samples.draw_samples(now=NEXT_MONDAY) == 1


@pytest.mark.django_db(transaction=True)
def test_rc9_control_without_the_claim_two_sweeps_do_collide() -> None:
    """What the claim is for: both have looked before either writes, and only the unique key stops the second."""
    make_contacts(1)
    ((community, week),) = samples.pending_samples(NEXT_MONDAY)
    assert together([lambda: samples.draw_samples(now=NEXT_MONDAY)]) == [1]
    with pytest.raises(DatabaseError, match="one_sample_a_week"), transaction.atomic():
        Sample.objects.create(number="Q-1", community=community, week=week, drawn_at=NEXT_MONDAY)
    assert samples._draw(community, week, "Q-2", now=NEXT_MONDAY, dice=Random(1)) == 0


def test_rc9_a_faulty_community_holds_up_no_other(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = home(), make_community()
    for community in (bad, good):
        make_contacts(1, community=community)
    right = samples._draw

    def faulty(community: Community, *args: Any, **kwargs: Any) -> int:
        if community == bad:
            raise DatabaseError
        return right(community, *args, **kwargs)

    monkeypatch.setattr(samples, "_draw", faulty)
    assert [row.community for row in draw(NEXT_MONDAY)] == [good]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


# ── what it costs ───────────────────────────────────────────────────────────
def test_one_statement_when_every_week_has_its_sample(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for back in range(4):
        make_contacts(1, at=MONDAY - back * WEEK)
    draw(NEXT_MONDAY)
    with django_assert_num_queries(1):
        assert samples.draw_samples(now=NEXT_MONDAY) == 0


def test_two_statements_where_there_is_nothing_to_draw(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(3):
        make_community()
    with django_assert_num_queries(2):
        assert samples.draw_samples(now=NEXT_MONDAY) == 0


def test_thirty_contacts_cost_as_many_statements_as_one() -> None:
    counts = []
    for count in (1, 30):
        make_contacts(count, community=make_community())
        with CaptureQueriesContext(connection) as seen:
            samples.draw_samples(now=NEXT_MONDAY)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 16
