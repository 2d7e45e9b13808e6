"""A new date is a new promise; the old one ends as extended and keeps its own."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from office import promises
from office.models import Promise, TallyDelta
from office.promises import AlreadyEnded
from office.tests.factories import MONDAY, make_promise, make_staff, make_unit

pytestmark = pytest.mark.django_db

TOMORROW, LATER = MONDAY + timedelta(days=1), MONDAY + timedelta(days=20)


def test_extend_ends_the_old_promise_and_makes_its_successor() -> None:
    head, crew = make_staff("head"), make_staff("crew")
    old = make_promise(rule="RP-9/finish", unit=make_unit(), holder=crew, urgent=True, occurrence="1.1")
    original_due = old.due_at
    new = promises.extend(old, due_at=LATER, by=head, why="parts", now=TOMORROW)
    old = Promise.objects.get(pk=old.pk)
    assert (old.outcome, old.why, old.ended_at, old.ended_by, old.due_at, old.next_alert_at) == (
        Promise.Outcome.EXTENDED,
        "parts",
        TOMORROW,
        head,
        original_due,
        None,
    )
    found = Promise.objects.get(pk=new.pk)
    assert (found.extends, found.occurrence, found.due_at, found.base_at, found.made_at, found.made_by) == (
        old,
        "1.1+1",
        LATER,
        old.base_at,
        TOMORROW,
        head,
    )
    kept_fields = ("rule", "subject", "about", "community", "unit", "place", "department", "holder", "urgent")
    assert all(getattr(found, name) == getattr(old, name) for name in kept_fields)
    assert old.extended_to == found


def test_extend_warns_before_the_new_date_counted_from_the_extension() -> None:
    new = promises.extend(make_promise(rule="RP-9/finish"), due_at=LATER, by=None, why="parts", now=TOMORROW)
    assert new.next_alert_at == TOMORROW + (LATER - TOMORROW) * 3 / 4


def test_extend_twice_counts_on() -> None:
    once = promises.extend(make_promise(), due_at=LATER, by=None, why="parts", now=MONDAY)
    twice = promises.extend(once, due_at=LATER + timedelta(days=1), by=None, why="parts", now=TOMORROW)
    assert list(Promise.objects.order_by("pk").values_list("occurrence", "outcome", "extends")) == [
        ("1", "extended", None),
        ("1+1", "extended", once.extends_id),
        ("1+2", "", once.pk),
    ]
    assert list(Promise.objects.open()) == [twice]


def test_an_extended_promise_is_not_counted() -> None:
    promises.extend(make_promise(), due_at=LATER, by=None, why="parts", now=MONDAY)
    assert not TallyDelta.objects.exists()


def test_extended_when_overdue_keeps_its_alerts() -> None:
    old = make_promise(rule="RP-11/acknowledge")
    promises.sweep(now=TOMORROW)
    new = promises.extend(Promise.objects.get(pk=old.pk), due_at=LATER, by=None, why="parts", now=TOMORROW)
    assert (list(old.alerts.values_list("level", flat=True)), list(new.alerts.all())) == ([2], [])
    assert promises.sweep(now=TOMORROW + timedelta(days=1)) == 0
    assert promises.sweep(now=LATER) == 1


def test_extend_what_ended_meanwhile_is_refused_and_makes_nothing() -> None:
    promise = make_promise()
    promises.keep(promise, by=None, now=MONDAY)
    with pytest.raises(AlreadyEnded):
        promises.extend(promise, due_at=LATER, by=None, why="parts", now=TOMORROW)
    assert Promise.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_extend_to_what_is_owed_already_ends_nothing() -> None:
    old = make_promise(subject="R-1", occurrence="1")
    make_promise(subject="R-1", occurrence="1+1")
    with pytest.raises(IntegrityError, match="nothing_is_owed_twice"):
        promises.extend(old, due_at=LATER, by=None, why="parts", now=MONDAY)
    assert Promise.objects.open().count() == 2


def test_extend_one_that_waited_counts_from_now_on() -> None:
    waiting = make_promise(rule="CB-3/rain", waits_for="rain")
    new = promises.extend(waiting, due_at=LATER, by=None, why="agreed with the household", now=TOMORROW)
    assert (new.base_at, new.due_at, new.waits_for) == (TOMORROW, LATER, "")


def test_replace_by_another_rule_counts_from_the_same_event() -> None:
    old = make_promise(rule="RP-9/finish", occurrence="1.1")
    new = promises.replace_by(old, rule="RP-9/finish-urgent", urgent=True, by=None, why="raised", now=TOMORROW)
    assert (new.rule, new.occurrence, new.urgent, new.base_at, new.due_at) == (
        "RP-9/finish-urgent",
        "1.1+1",
        True,
        MONDAY,
        MONDAY + timedelta(hours=24),
    )


def test_replace_one_that_waits_by_one_that_waits() -> None:
    old = make_promise(rule="CB-3/rain", waits_for="rain")
    new = promises.replace_by(old, rule="CB-2/second", by=None, why="other reading", now=TOMORROW)
    assert (new.waits_for, new.due_at, new.urgent) == ("rain", None, False)


def test_a_promise_has_one_successor() -> None:
    old = make_promise()
    promises.extend(old, due_at=LATER, by=None, why="parts", now=MONDAY)
    with pytest.raises(IntegrityError, match="extends"), transaction.atomic():
        make_promise(extends=old)
