"""Which service area the words of a matter name (RC-4)."""

import pytest
from django.utils import translation

from office.models import Department
from office.models.places import ServiceArea
from office.tests.factories import make_department
from owners.areas import WORDS, area_of, department_for


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("The LAWN is yellow", ServiceArea.GREENING),
        ("the lamp on the stairs", ServiceArea.REPAIR),
        ("somebody parked on the lawn", None),
        ("good morning", None),
        ("", None),
    ],
)
def test_rc4_one_area_spoken_of_is_the_one_several_are_none(text: str, area: str | None) -> None:
    with translation.override("en"):
        assert area_of(text) == area


def test_every_area_has_words_of_its_own() -> None:
    assert set(WORDS) == set(ServiceArea)
    words = [word for row in WORDS.values() for word in str(row).split(", ")]
    assert (len(words), "" in words) == (len(set(words)), False)


@pytest.mark.django_db
def test_rc4_otherwise_customer_service() -> None:
    desk = make_department()
    garden = make_department(Department.Kind.ENVIRONMENT, areas=[ServiceArea.GREENING])
    with translation.override("en"):
        found = [department_for(text, [garden, desk]) for text in ("the lawn", "the lamp", "hello")]
        assert (found, department_for("the lamp", [garden])) == ([garden, desk, desk], None)
