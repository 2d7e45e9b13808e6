"""The household does not agree: nothing has begun (RP-5)."""

import pytest

from office.statuses import InvalidMove
from repairs import actions
from repairs.actions import NeedsConsent, Signature
from repairs.models import Quote, Repair
from repairs.tests.factories import history
from repairs.tests.jobs import LATER, crew_of, line, make_agreed, make_on_site, make_quoted

pytestmark = pytest.mark.django_db


def test_rp5_a_refused_quote_leaves_the_crew_on_site() -> None:
    repair = make_quoted()
    actions.refuse(repair, "Too dear.", by=crew_of(repair), now=LATER)
    repair.refresh_from_db()
    quote = repair.orders.get().quotes.get()
    assert (repair.status, quote.refused_at, quote.agreed_at) == (Repair.Status.ON_SITE, LATER, None)
    assert history(repair)[-1] == ("refuse", "on_site", "Too dear.")


def test_rp5_after_a_refusal_it_may_be_quoted_anew() -> None:
    repair = make_quoted()
    crew = crew_of(repair)
    actions.refuse(repair, "Too dear.", by=crew, now=LATER)
    actions.quote(repair, [line()], by=crew, now=LATER, seen=1)
    assert list(Quote.objects.values_list("version", "refused_at")) == [(1, LATER), (2, None)]


def test_rp5_what_was_refused_cannot_be_charged() -> None:
    repair = make_quoted()
    crew = crew_of(repair)
    actions.refuse(repair, "Too dear.", by=crew, now=LATER)
    signature = Signature(name="王小明", capacity="owner")
    with pytest.raises(NeedsConsent):
        actions.finish(repair, findings="Done.", signature=signature, by=crew, now=LATER, finished_at=LATER)


@pytest.mark.parametrize("make", [make_on_site, make_agreed])
def test_rp5_only_a_quote_that_waits_can_be_refused(make: object) -> None:
    repair = make()  # type: ignore[operator]
    status = repair.status
    with pytest.raises(InvalidMove):
        actions.refuse(repair, "Too dear.", by=repair.taken_by, now=LATER)
    repair.refresh_from_db()
    assert repair.status == status
