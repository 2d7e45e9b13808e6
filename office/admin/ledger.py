"""What the ledger holds, to look at: promises, alerts, moves, outgoing messages, notices. Nobody edits these."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from office.admin.base import DeskAdmin, VisibleFilter, shown
from office.admin.filters import AlertsSince, MessageState, PromiseMonth, PromiseOutcome, PromiseRule, PromiseState
from office.admin.limit_words import rule_title
from office.admin.paginator import InfinitePaginator
from office.models import Alert, Move, Notice, OutboxMessage, Promise
from office.templatetags.desk import due_state, why_due


def record_link(number: str) -> str:
    """The number of a record, leading to its page."""
    return format_html('<a href="{}" class="text-link">{}</a>', resolve_url("record", number), number)


class LedgerAdmin(DeskAdmin):
    """A table that only grows: looked at, newest first, never counted."""

    paginator = InfinitePaginator
    show_full_result_count = False
    sortable_by = ()
    list_per_page = 50
    ordering: tuple[str, ...] = ("-pk",)
    change_form_template = "office/ledger_form.html"
    search_help_text = _("The number of a record")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """These rows are the history."""
        raise Http404

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """By the whole number: an index finds it, a part of one would read the table."""
        term = search_term.strip().upper()
        return (queryset.filter(**{self.search_fields[0]: term}) if term else queryset), False

    @admin.display(description=_("record"))
    def record(self, row: Any) -> str:
        return record_link(row.subject)


@admin.register(Promise)
class PromiseAdmin(LedgerAdmin):
    list_display = ("state", "duty", "record", "about", "place", "department", "holder", "due_at")
    list_filter = (PromiseState, PromiseRule, PromiseMonth, PromiseOutcome, ("community", VisibleFilter))
    list_select_related = ("community", "limit", "department", "holder")
    search_fields = ("subject",)
    ordering = ("due_at", "pk")
    fields = ("duty", "record", "about", "place", "where", "department", "holder", "state", "why_then", "made_at",
              "opens_at", "due_at", "alerted", "ended_at", "ender", "outcome", "why", "failures")  # fmt: skip
    readonly_fields = ("duty", "record", "where", "state", "why_then", "ender")
    where = shown("community", _("community"))
    ender = shown("ended_by", _("ended by"))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """What has ended is read from the newest backwards, along the key."""
        ended = request.GET.get(PromiseState.parameter_name) == PromiseState.ENDED
        return ("-pk",) if ended else self.ordering

    @admin.display(description=_("duty"))
    def duty(self, promise: Promise) -> str:
        return rule_title(promise.rule)

    @admin.display(description=_("state"))
    def state(self, promise: Promise) -> str:
        return due_state(promise, timezone.now())

    @admin.display(description=_("why then"))
    def why_then(self, promise: Promise) -> str:
        return why_due(promise)


@admin.register(Alert)
class AlertAdmin(LedgerAdmin):
    list_display = ("raised_at", "level", "duty", "record", "about", "place", "holder")
    list_filter = ("level", AlertsSince)
    list_select_related = ("promise__holder",)
    search_fields = ("promise__subject",)
    ordering = ("-raised_at",)
    fields = ("raised_at", "level", "duty", "record", "about", "place", "holder")
    readonly_fields = ("duty", "record", "about", "place", "holder")

    about = shown("promise.about", _("about"))
    place = shown("promise.place", _("place"))
    holder = shown("promise.holder", _("in whose hands"))

    @admin.display(description=_("duty"))
    def duty(self, alert: Alert) -> str:
        return rule_title(alert.promise.rule)

    @admin.display(description=_("record"))
    def record(self, alert: Alert) -> str:
        return record_link(alert.promise.subject)


@admin.register(Move)
class MoveAdmin(LedgerAdmin):
    list_display = ("at", "record", "what", "from_status", "to_status", "by", "note")
    list_select_related = ("by",)
    search_fields = ("subject",)
    fields = ("at", "recorded_at", "record", "what", "from_status", "to_status", "by", "note")
    readonly_fields = ("record", "what", "from_status", "to_status")
    # The words of verbs and statuses belong to the apps above, which add theirs; what means another thing in another
    # kind of record is kept under the beginning of its number, such as "S-done".
    words: ClassVar[dict[str, Any]] = {}

    @admin.display(description=_("what"))
    def what(self, move: Move) -> str:
        return self._word(move, move.verb)

    @admin.display(description=_("from"))
    def from_status(self, move: Move) -> str:
        return self._word(move, move.old)

    @admin.display(description=_("to"))
    def to_status(self, move: Move) -> str:
        return self._word(move, move.new)

    def _word(self, move: Move, word: str) -> str:
        return str(self.words.get(f"{move.subject[:2]}{word}") or self.words.get(word, word))


@admin.register(OutboxMessage)
class OutboxMessageAdmin(LedgerAdmin):
    list_display = ("created_at", "key", "attempts", "next_at", "sent_at", "last_error")
    list_filter = (MessageState,)
    fields = readonly_fields = ("created_at", "key", "attempts", "next_at", "sent_at", "last_error")
    key = shown("dedupe_key", _("what for"))


@admin.register(Notice)
class NoticeAdmin(LedgerAdmin):
    list_display = ("at", "to", "record", "text", "delivered_at", "read_at")
    list_select_related = ("staff",)
    fields = ("at", "to", "record", "text", "delivered_at", "read_at")
    readonly_fields = ("to", "record")
    to = shown("staff", _("to"))
