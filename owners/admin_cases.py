"""What contacts left with the reception, to look at: matters, messages, homes on offer. Nobody edits these."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from office.admin.base import VisibleFilter, shown
from office.admin.ledger import LedgerAdmin, MoveAdmin, record_link
from owners import phones
from owners.models import Listing, Matter, Message

# One word may mean another thing in each of them, so each is kept under the beginning of its numbers.
WORDS: dict[str, list[tuple[str, Any]]] = {
    "S-": [*Matter.Verb.choices, *Matter.Status.choices],
    "M-": [*Message.Verb.choices, *Message.Status.choices],
    "H-": [*Listing.Verb.choices, *Listing.Status.choices],
}
MoveAdmin.words.update({f"{series}{word}": label for series, known in WORDS.items() for word, label in known})


class CaseAdmin(LedgerAdmin):
    """A record of the reception: its page at the desk says more."""

    search_fields = ("number",)
    where = shown("community", _("community"))

    @admin.display(description=_("number"))
    def page(self, record: Any) -> str:
        return record_link(record.number)

    @admin.display(description=_("contact"))
    def came_from(self, record: Any) -> str:
        return record_link(record.contact.number)

    @admin.display(description=_("phone"))
    def masked_phone(self, record: Any) -> str:
        return phones.mask(record.contact.phone)

    def get_readonly_fields(self, request: Any, obj: Model | None = None) -> tuple[str, ...]:
        return ("page", "came_from", "masked_phone", "where")


@admin.register(Matter)
class MatterAdmin(CaseAdmin):
    list_display = ("page", "status", "kind", "unit", "text", "department", "handed_to", "doer", "taken_at")
    list_display_links = ("taken_at",)
    list_filter = ("status", "kind", ("department", VisibleFilter))
    list_select_related = ("unit", "department", "handed_to", "doer")
    fields = ("page", "status", "kind", "where", "unit", "text", "came_from", "masked_phone", "taken_at", "taken_by",
              "department", "handed_to", "handed_at", "decision", "decided_by", "decided_at", "doer", "result",
              "done_at", "told_at", "told_how")  # fmt: skip


@admin.register(Message)
class MessageAdmin(CaseAdmin):
    list_display = ("page", "status", "addressee", "text", "ring_back", "told_to", "told_at", "taken_at")
    list_display_links = ("taken_at",)
    list_filter = ("status", "ring_back")
    list_select_related = ("addressee", "told_to")
    fields = ("page", "status", "where", "addressee", "text", "ring_back", "came_from", "masked_phone", "taken_at",
              "taken_by", "told_at", "told_how", "told_to", "caller_knows", "confirmed_at", "rung_back_at",
              "answer")  # fmt: skip


@admin.register(Listing)
class ListingAdmin(CaseAdmin):
    list_display = ("page", "status", "unit", "kind", "price", "keys_left", "valid_until", "taken_at")
    list_display_links = ("taken_at",)
    list_filter = ("status", "kind")
    list_select_related = ("unit",)
    fields = ("page", "status", "where", "unit", "kind", "price", "keys_left", "valid_until", "note", "came_from",
              "masked_phone", "taken_at", "taken_by", "outcome")  # fmt: skip
