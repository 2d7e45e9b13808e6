"""The block of a home to let or to sell at intake (RC-11, RC-8)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from office.models import Community
from office.tests.factories import MONDAY, home, make_community, make_staff, make_unit
from owners.forms.listings import ListingForm
from owners.tests.factories import make_contact

pytestmark = pytest.mark.django_db

FILLED = {"kind": "rent", "room": "3-2-501", "price": "3200", "valid_until": "2026-12-31", "keys_left": "on"}


def form(changes: dict[str, Any] | None = None, **fields: Any) -> ListingForm:
    community: Community | None = fields.pop("community", home())
    return ListingForm({**FILLED, **(changes or {})}, user=make_staff(), now=MONDAY, community=community, **fields)


def test_rc11_home_kind_price_keys_and_day() -> None:
    unit = make_unit("3-2-501")
    filled = form({"note": "furnished"})
    assert filled.is_valid()
    listing = filled.case(make_contact(unit=unit))
    assert (listing.kind, listing.unit, listing.price, listing.keys_left, listing.valid_until, listing.note) == (
        "rent",
        unit,
        Decimal(3200),
        True,
        date(2026, 12, 31),
        "furnished",
    )


def test_rc8_where_no_room_is_written_it_is_the_callers_own() -> None:
    own = make_unit("1-1-101")
    filled, contact = form({"room": ""}), make_contact(unit=own)
    assert filled.is_valid()
    assert filled.fits(contact)
    assert filled.case(contact).unit == own


def test_without_any_home_it_is_refused() -> None:
    homeless = form({"room": ""})
    assert homeless.is_valid()
    assert homeless.fits(make_contact()) is False
    assert list(homeless.errors) == ["room"]


def test_a_room_of_another_estate_is_not_found() -> None:
    home()
    make_unit("3-2-501", community=make_community())
    assert list(form().errors) == ["room"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", ""), ("kind", "lease"), ("price", ""), ("price", "0"), ("price", "-1"), ("price", "1e3"),
     ("price", "NaN"), ("price", "9" * 12), ("valid_until", ""), ("valid_until", "2026-11-22"),
     ("valid_until", "9999-12-31"), ("note", "x" * 201), ("room", "somewhere"), ("room", "9-9-909")],
)  # fmt: skip
def test_what_cannot_be_understood_is_refused_at_its_field(field: str, value: str) -> None:
    make_unit("3-2-501")
    assert list(form({field: value}).errors) == [field]


def test_a_price_in_full_width_figures_is_read() -> None:
    make_unit("3-2-501")
    filled = form({"price": "１２３４５６７８９．５０"})
    assert filled.is_valid()
    assert filled.cleaned_data["price"] == Decimal("123456789.50")
