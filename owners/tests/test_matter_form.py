"""The block of a matter at intake (RC-4, RC-8)."""

from typing import Any

import pytest
from django.utils import translation

from office.models import Community, Department, Role, Staff
from office.tests.factories import MONDAY, home, make_community, make_department, make_staff
from owners.forms.matters import MatterForm
from owners.models import Matter
from owners.tests.factories import make_contact

pytestmark = pytest.mark.django_db


def form(data: dict[str, Any] | None = None, user: Staff | None = None, **fields: Any) -> MatterForm:
    community: Community | None = fields.pop("community", home())
    return MatterForm(data, user=user or make_staff(), now=MONDAY, community=community, **fields)


def test_rc4_handed_over_now_to_the_department_that_was_chosen() -> None:
    garden = make_department(Department.Kind.ENVIRONMENT)
    filled = form({"kind": "help", "text": "Cut the lawn", "department": garden.pk, "at_once": "on"})
    assert filled.is_valid()
    matter = filled.case(make_contact())
    assert (matter.kind, matter.text, matter.department, matter.status) == (
        "help",
        "Cut the lawn",
        garden,
        Matter.Status.HANDED_OVER,
    )


def test_rc8_where_it_says_nothing_the_contact_does() -> None:
    garden = make_department(Department.Kind.ENVIRONMENT)
    filled = form({"kind": "help", "text": "\u200b", "department": garden.pk})
    assert filled.is_valid()
    matter = filled.case(make_contact(content="x" * 500))
    assert (matter.text, matter.status, matter.department) == ("x" * 400, Matter.Status.TAKEN, garden)


def test_rc4_handed_over_now_it_needs_a_department_later_it_does_not() -> None:
    assert list(form({"kind": "help", "at_once": "on"}).errors) == ["department"]
    assert form({"kind": "help"}).is_valid()


def test_rc4_the_department_is_that_of_the_area_spoken_of_otherwise_customer_service() -> None:
    desk = make_department()
    garden = make_department(Department.Kind.ENVIRONMENT, areas=["greening"])
    with translation.override("en"):
        said = [form(initial={"text": text}).initial["department"] for text in ("the lawn is yellow", "hello")]
    assert (said, form().initial["department"]) == ([garden, desk], desk)


def test_what_was_chosen_before_is_kept_when_the_form_is_shown_again() -> None:
    make_department()
    garden = make_department(Department.Kind.ENVIRONMENT)
    assert form(initial={"department": str(garden.pk)}).initial["department"] == str(garden.pk)


def test_departments_of_the_estate_and_of_no_other_are_offered() -> None:
    here, other = home(), make_community()
    ours, theirs = make_department(), make_department(community=other)
    both = make_staff(Role.RECEPTION, communities=[here, other])
    offered = [
        list(form(user=both, community=community).fields["department"].queryset)  # type: ignore[attr-defined]
        for community in (here, other, None)
    ]
    assert offered == [[ours], [theirs], [ours, theirs]]
    assert list(form(user=make_staff(), community=None).fields["department"].queryset) == [ours]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("field", "value"), [("kind", ""), ("kind", "bribe"), ("text", "x" * 401), ("text", "a\0b"), ("department", "abc")]
)
def test_what_cannot_be_understood_is_refused_at_its_field(field: str, value: str) -> None:
    data = {"kind": "help", "department": make_department().pk, field: value}
    assert list(form(data).errors) == [field]
