"""Asked for again, it is still on offer until a later day; then it is asked for once more (RC-11)."""

from datetime import date, datetime

import pytest

from office.models import Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from office.verbs import NotAllowed
from owners.actions import listings
from owners.models import Listing
from owners.tests.cases import VALID_UNTIL, history, make_listing, owes

pytestmark = pytest.mark.django_db

LATER = date(2027, 3, 31)
NEW_YEAR = datetime(2027, 1, 1, 9, tzinfo=MONDAY.tzinfo)


def test_rc11_renewing_keeps_the_old_promise_and_makes_the_next() -> None:
    listing = listings.renew(make_listing(), LATER, by=make_staff(), now=NEW_YEAR)
    listing.refresh_from_db()
    assert (listing.status, listing.valid_until) == (Listing.Status.OFFERED, LATER)
    rows = Promise.objects.order_by("pk").values_list("occurrence", "outcome", "ended_at")
    assert list(rows) == [("1", Promise.Outcome.KEPT, NEW_YEAR), ("2", "", None)]
    assert owes(listing) == {"RC-11/ask-again": ("04-02 00:00", "")}
    assert history(listing)[1:] == [("renew", "offered", "2027-03-31")]


def test_rc11_asked_for_too_late_is_kept_late() -> None:
    listings.renew(make_listing(), LATER, by=make_staff(), now=NEW_YEAR.replace(day=3))
    assert Promise.objects.earliest("pk").kept_late is True


@pytest.mark.parametrize("day", [VALID_UNTIL, date(2026, 12, 1)])
def test_a_day_that_is_not_later_is_refused(day: date) -> None:
    listing = make_listing()
    with pytest.raises(InvalidMove):
        listings.renew(listing, day, by=make_staff(), now=NEW_YEAR)
    assert (owes(listing), len(history(listing))) == ({"RC-11/ask-again": ("01-02 00:00", "")}, 1)


@pytest.mark.parametrize("role", [Role.CREW, Role.COMPANY])
def test_who_has_not_the_right_renews_nothing(role: str) -> None:
    listing = make_listing()
    with pytest.raises(NotAllowed):
        listings.renew(listing, LATER, by=make_staff(role), now=NEW_YEAR)
    assert len(history(listing)) == 1


def test_what_was_withdrawn_is_not_renewed() -> None:
    listing = make_listing()
    seen = Listing.objects.get(pk=listing.pk)
    listings.close(listing, Listing.Status.WITHDRAWN, "moves in herself", by=make_staff(name="林晓燕"), now=NEW_YEAR)
    with pytest.raises(InvalidMove, match="林晓燕"):
        listings.renew(seen, LATER, by=make_staff(), now=NEW_YEAR)
    assert (owes(listing), len(history(listing))) == ({}, 2)
