"""A matter that need not be done is voided with a reason, never deleted (RC-4)."""

from datetime import timedelta

import pytest
from django.db import Error, transaction

from office.models import Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from office.verbs import NotAllowed
from owners.actions import matters
from owners.models import Matter
from owners.tests.cases import LATER, SOON, history, make_decided, make_done, make_handed_over, make_matter, owes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("made", [make_matter, make_handed_over, make_decided])
def test_rc4_voided_with_its_reason_it_owes_nothing_more(made: type[Matter]) -> None:
    matter = matters.void(made(), "asked twice", by=make_staff(), now=LATER)
    assert (matter.status, owes(matter)) == (Matter.Status.VOID, {})
    last = Promise.objects.of(matter.number).order_by("-pk").first()
    assert last is not None
    assert (last.outcome, last.why) == (Promise.Outcome.RELEASED, "asked twice")
    assert history(matter)[-1] == ("void", "void", "asked twice")


def test_rc4_what_is_overdue_is_not_released_by_it() -> None:
    matters.void(make_matter(), "asked twice", by=make_staff(), now=MONDAY + timedelta(days=1))
    assert Promise.objects.get().kept_late is True


@pytest.mark.parametrize("role", [Role.CREW, Role.COMPANY])
def test_who_has_not_the_right_voids_nothing(role: str) -> None:
    matter = make_matter()
    with pytest.raises(NotAllowed):
        matters.void(matter, "no", by=make_staff(role), now=SOON)
    assert len(history(matter)) == 1


def test_what_is_done_is_not_voided() -> None:
    matter = make_done()
    with pytest.raises(InvalidMove):
        matters.void(matter, "no", by=make_staff(), now=LATER)
    assert list(owes(matter)) == ["RC-4/told"]


def test_the_database_refuses_what_the_table_of_moves_does_not_allow() -> None:
    matter = make_matter()
    with pytest.raises(Error), transaction.atomic():
        Matter.objects.filter(pk=matter.pk).update(status=Matter.Status.CLOSED)
    matter.refresh_from_db()
    assert matter.status == Matter.Status.TAKEN
