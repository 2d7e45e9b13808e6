"""The lines of a quote or an account as they are typed: from the price list, or by hand at the head's price (RP-5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from office.fields import DeskCharField, MoneyField, QuantityField
from office.models import Staff
from office.roles import RolesBackend
from repairs.actions import Line
from repairs.models import PriceItem, Repair

MOST_LINES = 30
LARGEST = Decimal("999999.99")
NOTHING = Decimal(0)
TOO_MUCH = _("More than 999,999.99 yuan: write it as several orders.")


class Row(models.TextChoices):
    LISTED = "listed", _("from the price list")
    BY_HAND = "by_hand", _("not on the list")


@dataclass(frozen=True)
class Offer:
    """What can stand on a line: the price list by heading, and who may name a price that is not on it."""

    prices: dict[str, PriceItem]
    headings: dict[str, list[tuple[str, str]]]
    heads: dict[str, Staff]


def offer_for(repair: Repair, now: datetime) -> Offer:
    """The price list of the community, the lines for this category first; two statements."""
    own = {repair.category_id, repair.category.parent_id}
    today = repair.community.local(now).date()
    rows = list(PriceItem.objects.offered(repair.community, today).select_related("category"))
    rows.sort(key=lambda row: row.category_id not in own)
    headings: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        heading = row.category.name if row.category else str(_("General"))
        headings.setdefault(heading, []).append((str(row.pk), _price_label(row)))
    heads = RolesBackend().with_perm("repairs.name_price").filter(communities=repair.community).order_by("name")
    return Offer({str(row.pk): row for row in rows}, headings, {str(head.pk): head for head in heads})


def _price_label(row: PriceItem) -> str:
    price = _("by agreement") if row.price is None else f"{row.price:.2f}"
    return f"{row.name}　{price}/{row.unit}"


class LineForm(forms.Form):
    """One line. Its price is the list's; where the list has none or it is not on it, the head's who named it."""

    row = forms.ChoiceField(choices=Row, initial=Row.LISTED, widget=forms.HiddenInput)
    item = forms.ChoiceField(label=_("Item"), required=False)
    name = DeskCharField(label=_("Item"), max_length=60, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=PriceItem.Kind,
        required=False,
        initial=PriceItem.Kind.MATERIAL,
        widget=forms.RadioSelect,
    )
    unit = DeskCharField(label=_("Unit"), max_length=10, required=False)
    quantity = QuantityField(label=_("Quantity"), initial=Decimal(1))
    price = MoneyField(label=_("Price, yuan"), required=False)
    named_by = forms.ChoiceField(label=_("Price named by"), required=False)
    brought = forms.BooleanField(
        label=_("brought by the household"),
        required=False,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )

    line: Line | None = None

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        self.fields["item"].choices = [("", _("Choose …")), *offer.headings.items()]  # type: ignore[attr-defined]
        heads = [(key, head.name) for key, head in offer.heads.items()]
        self.fields["named_by"].choices = [("", _("Choose …")), *heads]  # type: ignore[attr-defined]

    def has_changed(self) -> bool:
        """Whether anything was typed into the line; an empty one is no line."""
        return bool({"item", "name", "unit", "quantity", "price", "named_by", "brought"} & set(self.changed_data))

    @property
    def by_hand(self) -> bool:
        return str(self["row"].value()) == Row.BY_HAND

    @property
    def needs_price(self) -> bool:
        """Whether the head has to name its price."""
        item = self.offer.prices.get(str(self["item"].value()))
        return self.by_hand or (item is not None and item.price is None)

    @property
    def price_is_due(self) -> bool:
        """Whether the page has to show the fields for the head's price, or to hide them: they came otherwise."""
        return self.needs_price != (self.add_prefix("price") in self.data)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and self.has_changed():
            self.line = self._by_hand(data) if data["row"] == Row.BY_HAND else self._listed(data)
            self._check_amount(self.line)
        return data

    def _listed(self, data: dict[str, Any]) -> Line | None:
        item = self.offer.prices.get(data["item"])
        if item is None:
            self.add_error("item", _("Choose an item of the list."))
            return None
        if data["brought"] and item.kind != PriceItem.Kind.MATERIAL:
            self.add_error("brought", _("Materials can be brought, labour cannot."))
            return None
        return self._line(data, item.name, item.kind, item.unit, item)

    def _by_hand(self, data: dict[str, Any]) -> Line | None:
        for name in ("name", "unit"):
            if not data[name]:
                self.add_error(name, _("What is not on the list needs this."))
        kind = data["kind"] or PriceItem.Kind.MATERIAL
        if data["brought"] and kind != PriceItem.Kind.MATERIAL:
            self.add_error("brought", _("Materials can be brought, labour cannot."))
        return None if self.errors else self._line(data, data["name"], kind, data["unit"], None)

    def _line(self, data: dict[str, Any], name: str, kind: str, unit: str, item: PriceItem | None) -> Line | None:
        said = {"name": name, "kind": kind, "unit": unit, "quantity": data["quantity"], "item": item}
        if data["brought"]:
            return Line(**said, price=NOTHING, brought=True)
        if item is not None and item.price is not None:
            return Line(**said, price=item.price)
        head = self.offer.heads.get(data["named_by"])
        if not data["price"]:
            self.add_error("price", _("The head names the price before it is quoted."))
        if head is None:
            self.add_error("named_by", _("Say which head named the price."))
        return None if self.errors else Line(**said, price=data["price"], named_by=head)

    def _check_amount(self, line: Line | None) -> None:
        if line is None:
            return
        if line.amount > LARGEST:
            self.add_error("quantity", TOO_MUCH)
        elif not line.amount and not line.brought:
            self.add_error("quantity", _("This comes to less than a fen."))


class BaseLineFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """The lines together. None of them is required by itself, at least one has to cost something."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, offer: Offer) -> None:
        super().__init__(data, prefix="lines", form_kwargs={"offer": offer})
        self.offer = offer

    @property
    def lines(self) -> list[Line]:
        """What is right so far."""
        return [form.line for form in self.forms if self.is_bound and form.is_valid() and form.line]

    @property
    def total(self) -> Decimal:
        """Yuan: the lines that are right so far."""
        return sum((line.amount for line in self.lines), NOTHING)

    def hush(self) -> None:
        """Take the errors away again: the lines are not finished, only the sums are wanted."""
        for form in self.forms:
            form.errors.clear()
        self.non_form_errors().clear()

    def clean(self) -> None:
        if any(self.errors):
            return
        if not self.total:
            raise ValidationError(_("At least one line that costs something is needed."))
        if self.total > LARGEST:
            raise ValidationError(TOO_MUCH)


LineFormSet: type[BaseLineFormSet] = forms.formset_factory(  # type: ignore[assignment]
    LineForm, formset=BaseLineFormSet, max_num=MOST_LINES, absolute_max=MOST_LINES, validate_max=True
)


def asks_for_other_lines(data: Mapping[str, str]) -> bool:
    """Whether the button pressed was to add or to remove a line."""
    return "add" in data or "remove" in data


def with_other_lines(data: Mapping[str, str]) -> dict[str, Any]:
    """The lines as typed, with one more or one less, as the button asks: data for the formset again."""
    rows = [_row(data, number) for number in range(_counted(data))]
    if data.get("add") in Row.values and len(rows) < MOST_LINES:
        rows.append({"row": data["add"], "quantity": "1", "kind": PriceItem.Kind.MATERIAL})
    gone = data.get("remove", "")
    return _data([row for number, row in enumerate(rows) if str(number) != gone])


def _row(data: Mapping[str, str], number: int) -> dict[str, Any]:
    keys = {name: f"lines-{number}-{name}" for name in LineForm.base_fields}
    return {name: data[key] for name, key in keys.items() if key in data}


def _counted(data: Mapping[str, str]) -> int:
    counted = data.get("lines-TOTAL_FORMS", "")
    return min(int(counted), MOST_LINES) if counted.isascii() and counted.isdigit() and len(counted) < 4 else 0


def _data(rows: list[dict[str, Any]]) -> dict[str, Any]:
    typed = {f"lines-{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()}
    return {**typed, "lines-TOTAL_FORMS": str(len(rows)), "lines-INITIAL_FORMS": "0"}


def as_typed(lines: Iterable[Line]) -> dict[str, Any]:
    """Lines that stand already, for changing them: data for the formset."""
    return _data([_typed(line) for line in lines])


def _typed(line: Line) -> dict[str, Any]:
    return {
        "row": Row.LISTED if line.item else Row.BY_HAND,
        "item": str(line.item.pk) if line.item else "",
        "name": "" if line.item else line.name,
        "kind": line.kind,
        "unit": "" if line.item else line.unit,
        "quantity": f"{line.quantity.normalize():f}",
        "price": f"{line.price:.2f}" if line.named_by else "",
        "named_by": str(line.named_by.pk) if line.named_by else "",
        "brought": line.brought,
    }
