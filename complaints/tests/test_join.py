"""Several households about one event: each is answered, one is counted (QA-2)."""

from collections.abc import Callable

import pytest

from complaints import actions
from complaints.models import Complaint
from complaints.tests.clock import LATER
from complaints.tests.factories import (
    a_manager,
    history,
    make_answered,
    make_closed,
    make_complaint,
    make_resolved,
    make_satisfied,
    owes,
)
from office.models import Role
from office.statuses import InvalidMove
from office.tests.factories import make_community, make_staff
from office.verbs import NotAllowed

pytestmark = pytest.mark.django_db


def join(complaint: Complaint, lead: Complaint | None) -> Complaint:
    return actions.join(complaint, lead, by=make_staff(), now=LATER)


def stored(complaint: Complaint) -> Complaint | None:
    return Complaint.objects.get(pk=complaint.pk).same_event_as


@pytest.mark.parametrize("make", [make_complaint, make_answered, make_resolved, make_satisfied])
def test_qa2_two_about_one_event_are_counted_once_and_each_keeps_its_own_clocks(make: Callable[[], Complaint]) -> None:
    lead, complaint = make_complaint(), make()
    before = (owes(lead), owes(complaint), complaint.status)
    join(complaint, lead)
    assert (stored(complaint), list(lead.joined.all())) == (lead, [complaint])
    assert list(Complaint.objects.counted_valid()) == [lead]
    assert (owes(lead), owes(complaint), complaint.status) == before
    assert history(complaint)[-1] == ("join", complaint.status, lead.number)


def test_qa2_it_can_be_counted_on_its_own_again() -> None:
    lead, complaint = make_complaint(), make_complaint()
    join(complaint, lead)
    join(complaint, None)
    assert (stored(complaint), Complaint.objects.counted_valid().count()) == (None, 2)
    assert history(complaint)[-1] == ("join", "received", "—")


def test_qa2_of_a_chain_the_first_counts() -> None:
    first, second, third = (make_complaint() for _ in range(3))
    join(second, first)
    join(third, second)
    assert (stored(third), list(Complaint.objects.counted_valid())) == (first, [first])


def test_qa2_where_the_first_stands_is_read_anew() -> None:
    first, second, third = (make_complaint() for _ in range(3))
    seen_before = Complaint.objects.get(pk=second.pk)
    join(second, first)
    join(third, seen_before)
    assert stored(third) == first


def test_qa2_it_can_be_counted_with_one_that_is_closed() -> None:
    lead = make_closed()
    assert stored(join(make_complaint(), lead)) == lead


def test_not_with_itself_and_not_in_a_circle() -> None:
    first, second = make_complaint(), make_complaint()
    join(second, first)
    for complaint, lead in ((first, first), (first, second)):
        with pytest.raises(actions.NotTheSame, match="the same complaint"):
            join(complaint, lead)
    assert (stored(first), stored(second)) == (None, first)


def test_not_where_others_are_counted_with_it() -> None:
    lead, joined, other = (make_complaint() for _ in range(3))
    join(joined, lead)
    with pytest.raises(actions.NotTheSame, match="Others are counted with this one already"):
        join(lead, other)
    assert stored(lead) is None


def test_not_with_a_void_one_and_not_with_another_estates() -> None:
    void, elsewhere = make_complaint(), make_complaint(community=make_community())
    actions.void(void, "entered twice", by=a_manager(void), now=LATER)
    complaint = make_complaint()
    for lead, why in ((void, "the other is void"), (elsewhere, "of another estate")):
        with pytest.raises(actions.NotTheSame, match=why):
            join(complaint, lead)
    assert stored(complaint) is None


def test_not_where_not_the_same_people_may_know_of_both() -> None:
    accused = make_staff(Role.MANAGER)
    plain, secret, about_him = make_complaint(), make_complaint(confidential=True), make_complaint(about_staff=accused)
    for complaint, lead in ((plain, secret), (secret, plain), (secret, about_him), (about_him, plain)):
        with pytest.raises(actions.NotTheSame, match="Not the same people may know of both"):
            join(complaint, lead)
    assert not Complaint.objects.exclude(same_event_as=None).exists()


def test_two_about_the_same_person_are_one_event_and_whom_they_are_about_joins_neither() -> None:
    accused = make_staff(Role.MANAGER)
    lead, complaint = make_complaint(about_staff=accused), make_complaint(about_staff=accused)
    with pytest.raises(NotAllowed):
        actions.join(complaint, lead, by=accused, now=LATER)
    assert stored(join(complaint, lead)) == lead


def test_whom_the_counted_one_is_about_does_not_join_another_to_it() -> None:
    accused = make_staff(Role.MANAGER)
    with pytest.raises(actions.NotTheSame):
        actions.join(make_complaint(), make_complaint(about_staff=accused), by=accused, now=LATER)


def test_what_has_ended_is_joined_with_nothing() -> None:
    complaint = make_closed()
    with pytest.raises(InvalidMove):
        join(complaint, make_complaint())
    assert stored(complaint) is None


@pytest.mark.parametrize("role", [Role.CREW, Role.COLLECTOR, Role.FINANCE, Role.ADMINISTRATOR])
def test_only_who_takes_complaints_joins_them(role: str) -> None:
    complaint = make_complaint()
    with pytest.raises(NotAllowed):
        actions.join(complaint, make_complaint(), by=make_staff(role), now=LATER)
    assert stored(complaint) is None
