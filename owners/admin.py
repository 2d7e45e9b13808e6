"""The register of people: their numbers, where they live, and what they came with."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.forms import PaginationInlineFormSet
from unfold.widgets import UnfoldAdminTextInputWidget

from office.admin.base import DeskAdmin, DeskInline, VisibleFilter, shown, user_of
from office.admin.ledger import LedgerAdmin, MoveAdmin
from owners import admin_cases, admin_desk, phones
from owners.actions.contacts import Verb
from owners.models import Contact, Occupancy, Person, PersonPhone
from owners.search.people import matching

# Importing them registers what a manager sets for the reception, and what contacts left with it.
__all__ = ["admin_cases", "admin_desk"]
REVEAL = "owners.reveal_phone"
MoveAdmin.words.update({f"J-{word}": label for word, label in Verb.choices})


class PhoneForm(forms.ModelForm):  # type: ignore[type-arg]
    """A number in any spelling; what follows 转 is its extension."""

    class Meta:
        model = PersonPhone
        fields: ClassVar = ["number", "extension", "preferred"]

    # As typed it may be longer than its normal form: spaces, an extension.
    number = forms.CharField(label=capfirst(_("phone number")), max_length=40, widget=UnfoldAdminTextInputWidget)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("number"):
            try:
                phone = phones.normalise(data["number"])
            except phones.NoPhone:
                self.add_error("number", _("Not a phone number."))
            else:
                data["number"], data["extension"] = phone.number, phone.extension or data.get("extension", "")
        return data


class PhoneInline(DeskInline):
    model = PersonPhone
    form = PhoneForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Whoever may neither change a number nor ring it up sees that there is one."""
        in_full = self.has_change_permission(request, obj) or request.user.has_perm(REVEAL)
        return ("number", "extension", "preferred") if in_full else ("masked", "preferred")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("masked",)

    @admin.display(description=_("phone number"))
    def masked(self, phone: PersonPhone) -> str:
        return phones.mask(phone.number)


class Occupancies(PaginationInlineFormSet):
    """Where somebody lives: within his community, and in one home once at a time."""

    def clean(self) -> None:
        super().clean()
        rows = [form for form in self.forms if form.cleaned_data.get("unit") and form.cleaned_data.get("since")]
        for number, form in enumerate(rows):
            data = form.cleaned_data
            if data["unit"].community_id != self.instance.community_id:
                form.add_error("unit", _("Not in this person's community."))
            if any(_overlap(data, earlier.cleaned_data) for earlier in rows[:number]):
                form.add_error("since", _("This overlaps with another line."))


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    if one["unit"] != other["unit"]:
        return False
    first, second = sorted((one, other), key=lambda data: data["since"])
    return first.get("until") is None or first["until"] >= second["since"]


class OccupancyInline(DeskInline):
    model = Occupancy
    formset = Occupancies
    fields = ("unit", "capacity", "since", "until")
    autocomplete_fields = ("unit",)


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Person
        fields: ClassVar = ["community", "name", "address_as"]
        labels: ClassVar = {"name": capfirst(_("full name"))}


@admin.register(Person)
class PersonAdmin(DeskAdmin):
    form = PersonForm
    readonly_fields = ("merged",)
    fixed = ("community",)
    inlines = (PhoneInline, OccupancyInline)
    list_display = ("full_name", "address_as", "homes", "community")
    list_filter = (("community", VisibleFilter),)
    list_select_related = ("community",)
    search_fields = ("name",)
    search_help_text = _("A name, its pinyin, or a phone number")
    ordering = ("sort_key", "pk")
    history_of: ClassVar = {PersonPhone: "person", Occupancy: "person"}
    full_name = shown("name", _("full name"))
    merged = shown("merged_into", _("merged into"))

    def get_fields(self, request: HttpRequest, obj: Person | None = None) -> tuple[str, ...]:
        merged = ("merged",) if obj and obj.merged_into_id else ()
        return ("community", "name", "address_as", *merged)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Person]:
        rows: models.QuerySet[Person] = super().get_queryset(request)
        return rows.prefetch_related("occupancies__unit")

    @admin.display(description=_("homes"))
    def homes(self, person: Person) -> str:
        return ", ".join(sorted(row.unit.number for row in person.occupancies.all() if row.until is None))

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Person], search_term: str
    ) -> tuple[models.QuerySet[Person], bool]:
        found = matching(search_term, user_of(request).community_ids)
        return (queryset.filter(found) if search_term.strip() else queryset), False

    def get_hidden(self, request: HttpRequest) -> frozenset[str]:
        return frozenset() if request.user.has_perm(REVEAL) else frozenset({"number", "extension"})


@admin.register(Contact)
class ContactAdmin(LedgerAdmin):
    list_display = ("number", "at", "channel", "subject", "unit", "full_name", "masked_phone", "taken_by")
    list_filter = ("channel", "subject")
    list_select_related = ("unit", "taken_by")
    search_fields = ("number",)
    fields = ("number", "at", "channel", "subject", "where", "unit", "full_name", "capacity", "masked_phone",
              "content", "taken_by")  # fmt: skip
    readonly_fields = ("where", "full_name", "masked_phone")
    where = shown("community", _("community"))
    full_name = shown("name", _("full name"))

    @admin.display(description=_("phone"))
    def masked_phone(self, contact: Contact) -> str:
        return phones.mask(contact.phone)
