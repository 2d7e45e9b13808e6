"""A home to let or to sell is taken, and asked for again when its validity ends (RC-11)."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from office.models import Promise
from office.tests.factories import MONDAY, make_department, make_staff, make_unit
from owners.actions import listings
from owners.models import Listing
from owners.tests.cases import VALID_UNTIL, history, make_listing, owes
from owners.tests.factories import make_contact

pytestmark = pytest.mark.django_db

# 24:00 of the last day of its validity.
ENDS = datetime(2027, 1, 1, tzinfo=MONDAY.tzinfo)


def test_rc11_it_is_asked_for_again_within_a_day_of_the_end_of_its_validity() -> None:
    desk, taker = make_department(), make_staff()
    listing = make_listing(by=taker)
    promise = Promise.objects.get()
    assert (listing.status, listing.taken_by, listing.taken_at) == (Listing.Status.OFFERED, taker, MONDAY)
    assert (promise.rule, promise.department, promise.holder, promise.unit) == (
        "RC-11/ask-again",
        desk,
        None,
        listing.unit,
    )
    assert (promise.base_at, promise.due_at) == (ENDS - timedelta(microseconds=1), ENDS + timedelta(days=1))
    assert owes(listing) == {"RC-11/ask-again": ("01-02 00:00", "")}
    assert history(listing) == [("take", "offered", "")]


def test_rc11_before_its_validity_has_ended_nothing_is_overdue() -> None:
    make_listing()
    assert not Promise.objects.overdue(ENDS).exists()
    assert Promise.objects.overdue(ENDS + timedelta(days=1)).exists()


def test_rc11_the_last_moments_before_it_ends_are_not_alerted() -> None:
    make_listing()
    promise = Promise.objects.get()
    assert promise.next_alert_at == promise.due_at


def test_entering_takes_two_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    unit = make_unit()
    contact = make_contact(unit=unit)
    listing = Listing(number="H-20261123-0001", kind="sale", unit=unit, price=Decimal(1), valid_until=VALID_UNTIL)
    with django_assert_num_queries(2):
        owed = listings.enter(listing, contact, by=contact.taken_by, now=MONDAY)
    assert [row.rule for row in owed] == ["RC-11/ask-again"]
