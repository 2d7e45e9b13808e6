"""The questions that the lists of the ledger answer quickly: each is one of the partial indexes, or the newest rows."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.contrib.admin import SimpleListFilter
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from office.admin.limit_words import rule_title
from office.models import Community, Promise
from office.months import Month
from office.rules import RULES

# The rows of whichever table the filter stands at, with that table's own words.
Rows = Any
WEEK = timedelta(days=7)


class StateFilter(SimpleListFilter):
    """A choice of questions, the first of which is asked where none is chosen."""

    title = _("state")
    parameter_name = "state"
    questions: ClassVar[dict[str, tuple[Any, Callable[[Rows, datetime], Rows]]]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(key, words) for key, (words, _rows) in self.questions.items()]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        first = next(iter(self.questions))
        _words, rows = self.questions.get(self.value() or first, self.questions[first])
        return rows(queryset, timezone.now())

    def choices(self, changelist: Any) -> Iterator[Any]:
        first = next(iter(self.questions))
        for key, words in self.lookup_choices:
            yield {
                "selected": (self.value() or first) == key,
                "query_string": changelist.get_query_string({self.parameter_name: key}),
                "display": words,
            }


class PromiseState(StateFilter):
    ENDED = "ended"
    questions: ClassVar = {
        "open": (_("open"), lambda rows, now: rows.open().filter(due_at__isnull=False)),
        "overdue": (_("overdue"), lambda rows, now: rows.overdue(now)),
        "waiting": (_("waiting"), lambda rows, now: rows.waiting()),
        "stuck": (_("could not be raised"), lambda rows, now: rows.stuck()),
        ENDED: (_("ended"), lambda rows, now: rows.filter(ended_at__isnull=False)),
    }


class MessageState(StateFilter):
    questions: ClassVar = {
        "unsent": (_("not sent"), lambda rows, now: rows.filter(sent_at=None)),
        "failed": (pgettext_lazy("outbox", "given up"), lambda rows, now: rows.filter(sent_at=None, next_at=None)),
        "sent": (_("sent"), lambda rows, now: rows.filter(sent_at__isnull=False)),
    }


class PromiseRule(SimpleListFilter):
    title = _("rule")
    parameter_name = "rule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(key, rule_title(key)) for key in RULES]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        return queryset.filter(rule=self.value()) if self.value() else queryset


class PromiseMonth(SimpleListFilter):
    """What ended in a month, as the tallies count it: by the days of the community."""

    title = _("ended in")
    parameter_name = "month"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("this", _("this month")), ("last", _("last month"))]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        if not self.value():
            return queryset
        month = Month.of(timezone.localdate())
        month = month.before if self.value() == "last" else month
        communities = Community.objects.visible_to(request.user)  # type: ignore[arg-type]
        in_month = [models.Q(community=place, **month.of_field("ended_at", place)) for place in communities]
        return queryset.filter(reduce(or_, in_month, models.Q(pk=None)))


class PromiseOutcome(SimpleListFilter):
    title = _("outcome")
    parameter_name = "outcome"
    kept = models.Q(outcome=Promise.Outcome.KEPT)
    late = models.Q(ended_at__gt=models.F("due_at"))

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("in_time", _("kept in time")), ("late", _("kept late")), ("kept", _("kept")),
                ("released", _("released")), ("extended", _("extended"))]  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        match self.value():
            case "in_time":
                return queryset.filter(self.kept).exclude(self.late)
            case "late":
                return queryset.filter(self.kept & self.late)
            case "kept" | "released" | "extended" as outcome:
                return queryset.filter(outcome=outcome)
        return queryset


class AlertsSince(SimpleListFilter):
    title = _("raised")
    parameter_name = "since"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("week", _("in the last 7 days"))]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        return queryset.filter(raised_at__gt=timezone.now() - WEEK) if self.value() == "week" else queryset
