"""What was decided is done: the result is written back on the contact, the caller told the same day (RC-4)."""

from datetime import timedelta

import pytest

from office.models import Department, Duty, Promise, Role, Shift
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_department, make_staff
from office.verbs import NotAllowed
from owners.actions import matters
from owners.models import Contact, Matter
from owners.tests.cases import LATER, history, make_decided, make_done, make_handed_over, make_matter, owes, told
from owners.tests.factories import make_contact
from owners.tests.races import at_once

pytestmark = pytest.mark.django_db


def do(matter: Matter, result: str = "Cut this morning", **fields: str) -> Matter:
    assert matter.doer is not None
    return matters.do(matter, result, by=matter.doer, now=LATER, **fields)


def test_rc4_done_keeps_the_promise_and_customer_service_tells_the_caller_today() -> None:
    desk = make_department()
    matter = do(make_decided())
    matter.refresh_from_db()
    assert (matter.status, matter.result, matter.done_at, matter.told_at) == (
        Matter.Status.DONE,
        "Cut this morning",
        LATER,
        None,
    )
    assert owes(matter) == {"RC-4/told": ("11-24 00:00", "")}
    assert Promise.objects.get(rule="RC-4/told").department == desk
    assert Promise.objects.get(rule="RC-4/do").outcome == Promise.Outcome.KEPT
    assert history(matter)[2:] == [("do", "done", "Cut this morning")]


def test_rc4_who_is_on_duty_at_the_window_is_told_otherwise_the_taker() -> None:
    desk, window = make_department(), make_staff()
    first = do(make_decided())
    Duty.objects.create(department=desk, day=MONDAY.date(), shift=Shift.DAY, post=Duty.Post.WINDOW, staff=window)
    second = do(make_decided(department=make_department(Department.Kind.ORDER)))
    assert (told(first.taken_by), told(window)) == ([first.number], [second.number])


def test_rc4_told_in_the_same_step_nothing_more_is_owed() -> None:
    matter = do(make_decided(), told_how=Matter.How.PHONE)
    matter.refresh_from_db()
    assert (matter.status, matter.told_at, matter.told_how) == (Matter.Status.CLOSED, LATER, Matter.How.PHONE)
    assert owes(matter) == {}
    assert [verb for verb, _status, _note in history(matter)[2:]] == ["do", "tell"]
    assert told(matter.taken_by) == []


def test_rc4_the_result_is_written_back_to_the_contact() -> None:
    matter = do(make_decided())
    contact = Contact.objects.get()
    assert (contact.result, contact.version, contact.matters.get()) == ("Cut this morning", 2, matter)


def test_rc4_not_while_another_matter_of_the_contact_is_open() -> None:
    contact = make_contact()
    first, second = make_decided(contact=contact), make_matter(contact=contact)
    do(first)
    assert Contact.objects.get().result == ""
    matters.void(second, "asked twice", by=make_staff(), now=LATER)
    assert Contact.objects.get().result == "Cut this morning"
    do(make_decided(contact=contact, department=make_department(Department.Kind.ORDER)), "Cut twice")
    assert Contact.objects.get().result == "Cut this morning; Cut twice"


def test_rc4_it_stands_behind_what_the_desk_wrote_on_the_contact_as_far_as_there_is_room() -> None:
    do(make_decided(contact=make_contact(result="Will be rung")))
    assert Contact.objects.get().result == "Will be rung; Cut this morning"
    do(make_decided(contact=Contact.objects.get(), department=make_department(Department.Kind.ORDER)), "x" * 400)
    assert Contact.objects.get().result == f"Will be rung; Cut this morning; {'x' * 367}…"


def test_rc4_done_late_stays_late() -> None:
    matter = make_decided()
    assert matter.doer is not None
    matters.do(matter, "Cut", by=matter.doer, now=MONDAY + timedelta(days=2))
    assert Promise.objects.get(rule="RC-4/do").kept_late is True


def test_rc4_the_head_may_note_it_for_the_one_who_did_it() -> None:
    matter = matters.do(make_decided(), "Cut", by=make_staff(Role.HEAD), now=LATER)
    assert matter.status == Matter.Status.DONE


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.CREW, Role.FINANCE])
def test_nobody_else_says_that_it_is_done(role: str) -> None:
    matter = make_decided()
    with pytest.raises(NotAllowed):
        matters.do(matter, "Cut", by=make_staff(role), now=LATER)
    assert (list(owes(matter)), len(history(matter))) == (["RC-4/do"], 2)


def test_only_what_is_decided_is_done() -> None:
    for matter in (make_matter(), make_handed_over(), make_done(department=make_department(Department.Kind.ORDER))):
        before = history(matter)
        with pytest.raises(InvalidMove):
            matters.do(matter, "Cut", by=make_staff(Role.HEAD), now=LATER)
        assert history(matter) == before


@pytest.mark.django_db(transaction=True)
def test_rc4_the_last_of_two_done_at_once_writes_both_back_to_their_contact() -> None:
    contact = make_contact()
    both = [
        make_decided(contact=contact, department=make_department(kind))
        for kind in (Department.Kind.ORDER, Department.Kind.OFFICE)
    ]

    def finish(number: int) -> object:
        return do(Matter.objects.for_page().get(pk=both[number].pk), f"result {number}")

    at_once(lambda: finish(0), lambda: finish(1))
    contact.refresh_from_db()
    assert contact.result == "result 0; result 1"
