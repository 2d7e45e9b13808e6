"""The head decides what is done, by whom and by when: a promise to the one who does it (RC-4)."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from office.models import Department, Promise, Role, Staff
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_community, make_department, make_staff
from office.verbs import NotAllowed
from owners.actions import matters
from owners.models import Matter
from owners.tests.cases import (
    LATER,
    SOON,
    TUESDAY_ENDS,
    history,
    make_decided,
    make_done,
    make_handed_over,
    make_matter,
    owes,
    told,
)
from owners.tests.races import at_once

pytestmark = pytest.mark.django_db

# 24:00 of Friday.
FRIDAY_ENDS = datetime(2026, 11, 28, tzinfo=MONDAY.tzinfo)


def decide(matter: Matter, doer: Staff, by: Staff, now: datetime = SOON, due_at: datetime = TUESDAY_ENDS) -> Matter:
    return matters.decide(matter, what="Cut it", doer=doer, due_at=due_at, by=by, now=now)


def test_rc4_what_is_decided_is_a_promise_of_the_one_who_does_it() -> None:
    head, department = make_staff(Role.HEAD, name="罗秀兰"), make_department(Department.Kind.ENVIRONMENT)
    doer = make_staff(Role.CREW, name="园丁", department=department)
    matter = make_handed_over(head, department=make_department(head=head))
    decide(matter, doer, by=head)
    matter.refresh_from_db()
    assert (matter.status, matter.decision, matter.doer, matter.decided_at, matter.decided_by) == (
        Matter.Status.DECIDED,
        "Cut it",
        doer,
        SOON,
        head,
    )
    assert owes(matter) == {"RC-4/do": ("11-25 00:00", "园丁")}
    assert Promise.objects.get(rule="RC-4/do").department == department
    assert history(matter)[1:] == [("decide", "decided", "园丁 11-24：Cut it")]
    assert told(doer) == [matter.number]


def test_rc4_deciding_keeps_the_decision_in_time_or_late() -> None:
    in_time, late = make_handed_over(), make_handed_over(department=make_department())
    decide(in_time, make_staff(), by=make_staff(Role.HEAD))
    decide(late, make_staff(), by=make_staff(Role.HEAD), now=MONDAY.replace(hour=18, minute=1))
    kept = Promise.objects.filter(rule="RC-4/decision").order_by("pk")
    assert [(row.outcome, row.kept_late) for row in kept] == [("kept", False), ("kept", True)]


def test_rc4_a_deputy_decides_what_was_handed_to_him() -> None:
    deputy = make_staff(Role.CREW)
    matter = decide(make_handed_over(deputy), deputy, by=deputy)
    assert (matter.status, told(deputy)) == (Matter.Status.DECIDED, [matter.number])


def test_rc4_decided_anew_the_doing_gets_its_new_date_and_hands() -> None:
    matter, other = make_decided(), make_staff(Role.CREW, name="电工")
    decide(matter, other, by=make_staff(Role.MANAGER), now=LATER, due_at=FRIDAY_ENDS)
    assert owes(matter) == {"RC-4/do": ("11-28 00:00", "电工")}
    old = Promise.objects.get(rule="RC-4/do", outcome=Promise.Outcome.EXTENDED)
    assert (old.due_at, old.extended_to.holder, old.extended_to.due_at) == (TUESDAY_ENDS, other, FRIDAY_ENDS)
    assert told(other) == [matter.number]


def test_rc4_decided_anew_for_the_same_day_it_stays_one_promise() -> None:
    matter, other = make_decided(), make_staff(Role.CREW, name="电工")
    decide(matter, other, by=make_staff(Role.HEAD), now=LATER)
    assert owes(matter) == {"RC-4/do": ("11-25 00:00", "电工")}
    assert Promise.objects.filter(rule="RC-4/do").count() == 1


def test_a_doer_whose_department_is_of_another_estate_leaves_the_promise_here() -> None:
    handed = make_handed_over()
    far = make_staff(department=make_department(Department.Kind.ORDER, community=make_community()))
    matter = decide(handed, far, by=make_staff(Role.HEAD))
    assert Promise.objects.get(rule="RC-4/do").department == matter.department


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.CREW, Role.COMPANY])
def test_rc4_nobody_else_decides(role: str) -> None:
    matter = make_handed_over()
    with pytest.raises(NotAllowed):
        decide(matter, make_staff(), by=make_staff(role))
    assert (list(owes(matter)), len(history(matter))) == (["RC-4/decision"], 1)


def test_what_is_not_handed_over_or_done_already_is_not_decided() -> None:
    for matter in (make_matter(), make_done()):
        before = history(matter)
        with pytest.raises(InvalidMove):
            decide(matter, make_staff(), by=make_staff(Role.HEAD), now=LATER)
        assert history(matter) == before


def test_a_page_that_knows_an_earlier_decision_comes_too_late() -> None:
    matter = make_decided()
    seen = Matter.objects.get(pk=matter.pk)
    decide(matter, make_staff(), by=make_staff(Role.HEAD), now=LATER)
    with pytest.raises(InvalidMove):
        decide(seen, make_staff(), by=make_staff(Role.HEAD), now=LATER + timedelta(minutes=1))
    assert len(history(matter)) == 3


@pytest.mark.django_db(transaction=True)
def test_two_heads_decide_at_once_one_wins_and_the_other_is_told_who() -> None:
    heads = [make_staff(Role.HEAD, name="罗秀兰"), make_staff(Role.MANAGER, name="周敏")]
    doers = [make_staff(Role.CREW), make_staff(Role.CREW)]
    for number in range(5):
        handed = make_handed_over(department=make_department(Department.Kind.values[number]))

        # Both have the page open before either of them decides.
        pages = [Matter.objects.for_page().get(pk=handed.pk) for _head in heads]
        answers = at_once(
            *(partial(decide, page, doer, by=head) for page, doer, head in zip(pages, doers, heads, strict=True))
        )
        (lost,) = [which for which, answer in enumerate(answers) if isinstance(answer, InvalidMove)]
        assert heads[1 - lost].name in str(answers[lost])
        handed.refresh_from_db()
        assert (handed.doer, len(owes(handed)), len(history(handed))) == (doers[1 - lost], 1, 2)


@pytest.mark.django_db(transaction=True)
def test_control_without_the_door_both_heads_believe_they_decided() -> None:
    """The race of the test above is real: writing without comparing lets both through."""
    handed = make_handed_over()

    def write() -> object:
        seen = Matter.objects.get(pk=handed.pk)
        return Matter.objects.filter(pk=seen.pk).update(decision="Cut it", doer=seen.taken_by)

    assert at_once(write, write) == [1, 1]
