"""Let, sold or withdrawn, with its outcome (RC-11)."""

from datetime import datetime

import pytest

from office.models import Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from office.verbs import NotAllowed
from owners.actions import listings
from owners.models import Listing
from owners.tests.cases import SOON, history, make_listing, owes

pytestmark = pytest.mark.django_db

NEW_YEAR = datetime(2027, 1, 1, 9, tzinfo=MONDAY.tzinfo)


@pytest.mark.parametrize("how", [Listing.Status.DONE, Listing.Status.WITHDRAWN])
def test_rc11_closed_with_its_outcome_it_owes_nothing_more(how: str) -> None:
    listing = listings.close(make_listing(), how, "a young couple", by=make_staff(), now=SOON)
    listing.refresh_from_db()
    assert (listing.status, listing.outcome, owes(listing)) == (how, "a young couple", {})
    assert history(listing)[1:] == [("close", how, "a young couple")]


def test_rc11_before_its_validity_ends_there_is_nothing_left_to_ask() -> None:
    listings.close(make_listing(), Listing.Status.DONE, "let", by=make_staff(), now=SOON)
    assert Promise.objects.get().outcome == Promise.Outcome.RELEASED


def test_rc11_after_it_who_closes_it_has_asked() -> None:
    listings.close(make_listing(), Listing.Status.DONE, "let", by=make_staff(), now=NEW_YEAR)
    listings.close(make_listing(), Listing.Status.DONE, "let", by=make_staff(), now=NEW_YEAR.replace(day=3))
    kept = Promise.objects.order_by("pk")
    assert [(row.outcome, row.kept_late) for row in kept] == [("kept", False), ("kept", True)]


@pytest.mark.parametrize("role", [Role.CREW, Role.COMPANY])
def test_who_has_not_the_right_closes_nothing(role: str) -> None:
    listing = make_listing()
    with pytest.raises(NotAllowed):
        listings.close(listing, Listing.Status.DONE, "let", by=make_staff(role), now=SOON)
    assert len(history(listing)) == 1


def test_closed_twice_names_who_was_first() -> None:
    listing = make_listing()
    listings.close(listing, Listing.Status.DONE, "let", by=make_staff(name="林晓燕"), now=SOON)
    with pytest.raises(InvalidMove, match="林晓燕"):
        listings.close(listing, Listing.Status.WITHDRAWN, "no", by=make_staff(), now=SOON)
    assert (listing.outcome, len(history(listing))) == ("let", 2)
