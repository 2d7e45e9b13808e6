"""The page on which a complaint is passed up, and those responsible are called together (CP-2)."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from complaints.models import Complaint, Step
from complaints.tests import pages
from complaints.tests.factories import make_answered, make_complaint, owes, passed_up
from complaints.tests.pages import address, refused, text, told
from office.models import Department, Notice, Role
from office.tests.factories import make_department, make_staff
from repairs.tests.pages import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
WHY = "Two owners refuse to move."


def post(client: Client, complaint: Complaint, **data: Any) -> Any:
    return pages.post(client, complaint, "pass_up", **{"level": "2", "reason": WHY, **data})


def form(complaint: Complaint, role: str = Role.MANAGER) -> Any:
    return desk(role).get(address(complaint, "pass_up")).context["form"]


def steps(complaint: Complaint) -> list[tuple[int, str]]:
    return list(complaint.steps.values_list("level", "reason"))


def test_cp2_it_goes_up_with_the_reason_and_who_is_called_is_told() -> None:
    head, guard = make_staff(Role.HEAD, name="何静"), make_staff(Role.CREW, name="邱勇")
    complaint = make_complaint(department=make_department(Department.Kind.ORDER, head=head))
    client = desk()
    answer = post(client, complaint, called=[guard.pk], called_others="韩立军 of the fire brigade")
    assert answer["Location"] == f"/{complaint.number}/"
    step = complaint.steps.here()
    assert (step.level, step.reason, step.holder, list(step.called.all()), step.called_others) == (
        Step.Level.HEAD,
        WHY,
        head,
        [guard],
        "韩立军 of the fire brigade",
    )
    assert set(Notice.objects.values_list("staff__name", flat=True)) == {"何静", "邱勇"}
    assert told(client, complaint) == ["Passed up."]


def test_cp2_the_page_says_who_is_told_at_each_step() -> None:
    head = make_staff(Role.HEAD, name="何静")
    make_staff(Role.MANAGER, name="周敏")
    complaint = make_complaint(department=make_department(Department.Kind.ORDER, head=head))
    page = text(desk(), complaint, "pass_up")
    for words in ("Told at “head of department”</dt><dd>何静", "Told at “manager of the office”</dt><dd>周敏"):
        assert words in page
    assert 'Told at “company”</dt><dd><span class="muted">nobody by name' in page


def test_cp2_only_the_steps_above_are_offered_the_next_one_first() -> None:
    complaint = make_complaint()
    asked = form(complaint)
    assert ([level for level, _word in asked.fields["level"].choices], asked["level"].value()) == ([2, 3, 4], 2)
    passed_up(complaint, Step.Level.MANAGER)
    assert [level for level, _word in form(complaint).fields["level"].choices] == [4]


def test_cp2_a_step_may_be_passed_over() -> None:
    complaint = make_answered()
    assert post(desk(), complaint, level="4").status_code == 302
    assert steps(complaint)[1:] == [(4, WHY)]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"level": ""}, "level"),
        ({"level": "1"}, "level"),
        ({"level": "5"}, "level"),
        ({"level": "head"}, "level"),
        ({"level": "2\0"}, "level"),
        ({"reason": ""}, "reason"),
        ({"reason": "\u200b"}, "reason"),
        ({"reason": "a\0b"}, "reason"),
        ({"reason": "x" * 401}, "reason"),
        ({"called": "0"}, "called"),
        ({"called": "9" * 20}, "called"),
        ({"called": "abc"}, "called"),
        ({"called": "1\0"}, "called"),
        ({"called_others": "x" * 201}, "called_others"),
        ({"called_others": "a\0b"}, "called_others"),
    ],
)
def test_what_is_missing_or_cannot_be_meant_is_asked_for_at_its_field(data: dict[str, str], field: str) -> None:
    complaint = make_complaint()
    before = owes(complaint)
    code, errors = refused(post(desk(), complaint, **data))
    assert (code, list(errors), len(steps(complaint)), owes(complaint)) == (422, [field], 1, before)


def test_nobody_of_another_estate_is_called_and_what_was_typed_is_still_there() -> None:
    complaint, here = make_complaint(), make_staff(name="邱勇")
    stranger = make_staff(communities=[])
    response = post(desk(), complaint, called=[here.pk, stranger.pk], called_others="韩立军")
    assert (list(refused(response)[1]), len(steps(complaint))) == (["called"], 1)
    page = response.content.decode()
    assert (WHY in page, 'value="韩立军"' in page, f'value="{here.pk}" id="id_called_' in page) == (True, True, True)


def test_cp4_of_a_confidential_one_only_who_may_know_of_it_is_called_and_never_whom_it_is_about() -> None:
    person = make_staff(Role.CREW, name="邱勇")
    manager, company = make_staff(Role.MANAGER, name="周敏"), make_staff(Role.COMPANY, name="吴总")
    make_staff(Role.HEAD, name="何静")
    complaint = make_complaint(about_staff=person)
    client = desk(manager)
    asked = client.get(address(complaint, "pass_up")).context["form"]
    assert [level for level, _word in asked.fields["level"].choices] == [4]
    assert set(asked.fields["called"].queryset) == {manager, company}
    assert [list(refused(post(client, complaint, level="4", called=[person.pk]))[1])] == [["called"]]


def test_whom_it_is_about_is_not_offered_even_with_the_right_to_confidential_ones() -> None:
    person, other = make_staff(Role.COMPANY), make_staff(Role.COMPANY)
    complaint = make_complaint(about_staff=person)
    passed = form(complaint)
    assert (person in passed.fields["called"].queryset, other in passed.fields["called"].queryset) == (False, True)


def test_at_the_top_there_is_nobody_above() -> None:
    complaint, client = make_complaint(), desk()
    passed_up(complaint, Step.Level.COMPANY)
    assert client.get(address(complaint, "pass_up"))["Location"] == f"/{complaint.number}/"
    assert told(client, complaint) == ["Nobody is above this step."]
    assert list(refused(post(client, complaint))[1]) == ["level"]


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_asks_the_database_the_same_however_many_work_here(
    people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    department = make_department(Department.Kind.ENGINEERING)
    for _person in range(people):
        make_staff(Role.CREW, department=department)
    complaint, client = make_complaint(), desk(Role.MANAGER)
    text(client, complaint, "pass_up")
    with django_assert_num_queries(11):
        text(client, complaint, "pass_up")
