"""Handing a matter over to a department, and on to another one (RC-4)."""

from datetime import timedelta

import pytest

from office.models import Department, Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_department, make_staff
from office.verbs import NotAllowed
from owners.actions import matters
from owners.models import Matter
from owners.tests.cases import LATER, SOON, history, make_decided, make_handed_over, make_matter, owes, told
from owners.tests.races import at_once

pytestmark = pytest.mark.django_db


def environment(**fields: object) -> Department:
    head = make_staff(Role.HEAD, name="罗秀兰")
    return make_department(Department.Kind.ENVIRONMENT, **{"name": "环境部", "head": head, **fields})


def test_rc4_handing_over_keeps_its_promise_and_the_head_decides() -> None:
    matter, department = make_matter(), environment()
    matters.hand_over(matter, department, by=make_staff(), now=SOON)
    matter.refresh_from_db()
    assert (matter.status, matter.department, matter.handed_to, matter.handed_at) == (
        Matter.Status.HANDED_OVER,
        department,
        department.head,
        SOON,
    )
    assert owes(matter) == {"RC-4/decision": ("11-23 18:00", "罗秀兰")}
    kept = Promise.objects.get(rule="RC-4/handover")
    assert (kept.outcome, kept.kept_late) == (Promise.Outcome.KEPT, False)
    assert history(matter)[1:] == [("hand_over", "handed_over", "环境部 罗秀兰")]
    assert department.head
    assert told(department.head) == [matter.number]


def test_rc4_handed_over_on_the_next_day_is_kept_late() -> None:
    matter = make_matter()
    matters.hand_over(matter, environment(), by=make_staff(), now=MONDAY + timedelta(days=1))
    assert Promise.objects.get(rule="RC-4/handover").kept_late is True


def test_rc4_passing_it_on_wins_no_time() -> None:
    matter, order = make_handed_over(), make_department(Department.Kind.ORDER, name="秩序部")
    matters.hand_over(matter, order, by=make_staff(), now=LATER)
    matter.refresh_from_db()
    assert (matter.department, matter.handed_to, matter.handed_at) == (order, None, MONDAY)
    promise = Promise.objects.get()
    assert (owes(matter), promise.department) == ({"RC-4/decision": ("11-23 18:00", "")}, order)
    assert history(matter)[1:] == [("hand_over", "handed_over", "秩序部")]


def test_rc4_a_deputy_of_the_crew_passes_on_what_was_handed_to_him() -> None:
    deputy = make_staff(Role.CREW)
    matter = make_handed_over(deputy)
    matters.hand_over(matter, make_department(Department.Kind.ORDER), by=deputy, now=SOON)
    assert matter.department is not None
    assert matter.department.kind == Department.Kind.ORDER


@pytest.mark.parametrize("role", [Role.CREW, Role.FINANCE, Role.COMPANY])
def test_who_has_not_the_right_hands_nothing_over(role: str) -> None:
    matter = make_matter()
    with pytest.raises(NotAllowed):
        matters.hand_over(matter, environment(), by=make_staff(role), now=SOON)
    assert len(history(matter)) == 1


def test_to_the_same_department_again_is_refused() -> None:
    matter = make_handed_over()
    assert matter.department is not None
    with pytest.raises(InvalidMove):
        matters.hand_over(matter, matter.department, by=make_staff(), now=SOON)
    assert len(history(matter)) == 1


def test_what_is_decided_is_not_handed_on() -> None:
    matter = make_decided()
    with pytest.raises(InvalidMove):
        matters.hand_over(matter, make_department(Department.Kind.ORDER), by=make_staff(), now=LATER)
    assert len(history(matter)) == 2


def test_a_page_that_knows_the_old_department_comes_too_late() -> None:
    matter = make_handed_over()
    seen = Matter.objects.get(pk=matter.pk)
    matters.hand_over(matter, make_department(Department.Kind.ORDER), by=make_staff(), now=SOON)
    with pytest.raises(InvalidMove):
        matters.hand_over(seen, make_department(Department.Kind.FINANCE), by=make_staff(), now=SOON)
    assert len(history(matter)) == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_hand_over_at_once_one_wins_and_the_other_is_told_who() -> None:
    taken, people = make_matter(), [make_staff(name="林晓燕"), make_staff(name="苏文静")]
    departments = [environment(), make_department(Department.Kind.ORDER)]

    rows = Matter.objects.select_related("community", "unit", "taken_by")
    seen = [rows.get(pk=taken.pk), rows.get(pk=taken.pk)]

    def send(number: int) -> object:
        return matters.hand_over(seen[number], departments[number], by=people[number], now=SOON)

    answers = at_once(lambda: send(0), lambda: send(1))
    (lost,) = [number for number, answer in enumerate(answers) if isinstance(answer, InvalidMove)]
    assert people[1 - lost].name in str(answers[lost])
    taken.refresh_from_db()
    assert (taken.department, len(owes(taken)), len(history(taken))) == (departments[1 - lost], 1, 2)
