"""A phone number in a form, and one that is stored with its extension."""

import pytest
from django.core.exceptions import ValidationError

from owners.fields import PhoneField
from owners.phones import display, mask

STORED = "+8675583211234转801"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("13800138000", "+8613800138000"),
        ("+86 138-0013-8000", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),
        ("0755-83211234转801", STORED),
        ("+1 415 555 2671", "+14155552671"),
        ("", ""),
        ("\u200b", ""),
    ],
)
def test_any_spelling_becomes_the_number_that_a_case_stores(typed: str, stored: str) -> None:
    assert PhoneField(required=False).clean(typed) == stored


@pytest.mark.parametrize(
    "typed", ["12345", "110", "1380013800", "ask the neighbour", "138\n00138000", "138\0", "9" * 31]
)
def test_what_cannot_be_rung_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        PhoneField(required=False).clean(typed)


def test_the_mask_of_a_known_number_is_as_good_as_the_number() -> None:
    field = PhoneField()
    field.known = ["+8613800138000", STORED]
    assert (field.clean("138****8000"), field.clean("075****1234")) == ("+8613800138000", STORED)


@pytest.mark.parametrize("known", [[], ["+8613900139000"], ["+8613800138000", "+8613811118000"]])
def test_the_mask_of_nobody_or_of_two_is_not_guessed(known: list[str]) -> None:
    field = PhoneField()
    field.known = known
    with pytest.raises(ValidationError):
        field.clean("138****8000")


def test_a_stored_extension_is_shown_but_does_not_spoil_the_mask() -> None:
    assert (display(STORED), mask(STORED)) == ("0755 8321 1234转801", "075****1234")
