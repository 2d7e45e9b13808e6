"""The block of a complaint on the reception screen."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict

from complaints.forms import ComplaintForm
from complaints.models import Complaint, Type
from complaints.tests.factories import TEXT, a_contact
from office.models import Department, Role
from office.tests.factories import MONDAY, home, make_community, make_department, make_staff, make_unit
from owners.models import BoxOpening, Channel, ContactBox
from repairs.tests.factories import make_repair

pytestmark = pytest.mark.django_db


def block(**answers: Any) -> ComplaintForm:
    """The block as it was sent, for the estate of the contact."""
    data = QueryDict(mutable=True)
    data.update({f"complaint-1-{name}": str(value) for name, value in {"type": Type.PARKING, **answers}.items()})
    user = make_staff(Role.RECEPTION)
    return ComplaintForm(data, user=user, now=MONDAY, community=home(), prefix="complaint-1")


def case(form: ComplaintForm, **contact: Any) -> Complaint:
    assert form.errors == {}
    return form.case(a_contact(**contact))


def test_rc8_nothing_is_typed_twice() -> None:
    unit, order = make_unit(), make_department(Department.Kind.ORDER)
    found = case(block(), unit=unit)
    assert found._state.adding
    assert (found.unit, found.community, found.text) == (unit, home(), TEXT)
    assert (found.type, found.department, found.received_at) == (Type.PARKING, order, MONDAY)
    assert (found.repair, found.about_staff, found.confidential) == (None, None, False)
    assert (found.about_department, found.about_place) == (None, "")


def test_everything_may_be_said_otherwise() -> None:
    make_department(Department.Kind.ORDER)
    finance, guard, repair = make_department(Department.Kind.FINANCE), make_staff(Role.CREW), make_repair()
    answers = {"text": "In short.", "department": finance.pk, "about_staff": guard.pk, "confidential": "on"}
    found = case(block(**answers, repair=repair.number.lower()))
    assert (found.text, found.department, found.about_staff, found.confidential, found.repair) == (
        "In short.",
        finance,
        guard,
        True,
        repair,
    )


def test_cp7_the_department_and_the_place_complained_of_are_kept() -> None:
    order, finance = make_department(Department.Kind.ORDER), make_department(Department.Kind.FINANCE)
    found = case(block(about_department=finance.pk, about_place=" 3栋大堂 "))
    assert (found.department, found.about_department, found.about_place) == (order, finance, "3栋大堂")
    assert found.confidential is False


def test_rc7_a_letter_is_received_when_its_box_was_opened() -> None:
    box = ContactBox.objects.create(
        number="L-0001", community=home(), name="Gate", opens_at=MONDAY.time(), since=MONDAY.date()
    )
    opened_at = MONDAY - timedelta(hours=1)
    opening = BoxOpening.objects.create(box=box, at=opened_at, by=make_staff(), count=1)
    assert case(block(), channel=Channel.BOX, opening=opening).received_at == opened_at


def test_before_the_estate_is_known_it_can_be_taken_all_the_same() -> None:
    form = ComplaintForm({"type": Type.LIFT}, user=make_staff(), now=MONDAY, community=None)
    service = make_department(Department.Kind.CUSTOMER_SERVICE)
    assert case(form).department == service


def test_only_people_and_departments_of_the_estate_are_offered() -> None:
    home()
    other = make_community()
    foreign = make_department(community=other)
    stranger = make_staff(community=other)
    retired = make_staff(is_active=False)
    form = block(department=foreign.pk)
    assert list(form.errors) == ["department"]
    assert list(block(about_department=foreign.pk).errors) == ["about_department"]
    assert [list(block(about_staff=who.pk).errors) for who in (stranger, retired)] == [["about_staff"]] * 2


def test_a_repair_of_another_estate_is_not_there() -> None:
    home()
    foreign = make_repair(community=make_community())
    assert block(repair=foreign.number).errors == {"repair": ["No repair has this number."]}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", ""),
        ("type", "weather"),
        ("type", "a\0b"),
        ("text", "a\0b"),
        ("text", "x" * 2001),
        ("department", "9" * 30),
        ("department", "abc"),
        ("about_staff", "-1"),
        ("about_department", "9" * 30),
        ("about_department", "abc"),
        ("about_place", "x" * 61),
        ("about_place", "a\0b"),
        ("about_place", "a\nb"),
        ("repair", "R-20261123-9999"),
        ("repair", "something"),
        ("repair", "a\0b"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(field: str, value: str) -> None:
    home()
    assert list(block(**{field: value}).errors) == [field]
