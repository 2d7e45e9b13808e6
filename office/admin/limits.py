"""The clock table: each rule's limit in force, its explanation, and every version that ever was."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.views import ChangeList

from office.actions import LimitChanged, set_limit
from office.admin import limit_words
from office.admin.base import DeskAdmin, VisibleFilter, user_of
from office.admin.history import Change, Line
from office.admin.limit_form import LimitForm
from office.models import TimeLimit


class InForce(ChangeList):
    """The list shows the newest version of each rule; the older ones are behind it."""

    root_queryset: models.QuerySet[TimeLimit]

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> models.QuerySet[TimeLimit]:
        self.root_queryset = self.root_queryset.filter(pk__in=TimeLimit.objects.newest().values("pk"))
        rows: models.QuerySet[TimeLimit] = super().get_queryset(request, *args, **kwargs)
        return rows


@admin.register(TimeLimit)
class TimeLimitAdmin(DeskAdmin):
    form = LimitForm
    list_display = ("title", "where", "limit", "explanation", "set_at", "set_by")
    list_filter = (("community", VisibleFilter),)
    list_select_related = ("community", "set_by")
    list_per_page = 200
    search_fields = ("rule",)
    search_help_text = _("The id of a rule, such as CB-2")
    sortable_by = ()
    ordering = ("rule", "community", "-version")
    readonly_fields = ("title", "explanation", "version", "set_at", "set_by")
    change_form_outer_after_template = "office/_limit_versions.html"
    fieldsets = (
        (None, {"fields": ("title", "explanation", "community", ("amount", "unit"))}),
        (_("Warning and escalation"), {"fields": (("warn", "warn_amount"), "overdue_to",
                                                  ("escalate_after", "escalated_to"))}),
        (_("Days and hours"), {"fields": ("opens_days", "at_time", ("window_from", "window_until", "otherwise_at"))}),
        (_("This version"), {"fields": (("version", "set_at", "set_by"),)}),
    )  # fmt: skip

    @admin.display(description=_("rule"), ordering="rule")
    def title(self, limit: TimeLimit) -> str:
        return limit_words.title(limit)

    @admin.display(description=_("community"))
    def where(self, limit: TimeLimit) -> str:
        return str(limit.community or _("everywhere"))

    @admin.display(description=_("limit"))
    def limit(self, limit: TimeLimit) -> str:
        return limit_words.amount(limit)

    @admin.display(description=_("explanation"))
    def explanation(self, limit: TimeLimit) -> str:
        return limit_words.explain(limit)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return InForce

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Every rule has its limit from the first day; one's own begins by changing the general one."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: TimeLimit | None = None) -> bool:
        allowed: bool = super().has_change_permission(request, obj)
        return allowed and (obj is None or _is_newest(obj))

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if object_id is None:
            raise PermissionDenied
        shown = self.get_object(request, unquote(object_id))
        if request.method == "POST" and not _is_newest(shown):
            return self._overtaken(request)
        extra = {**(extra_context or {}), "changes": self.get_changes(request, shown)}
        try:
            return super().changeform_view(request, object_id, form_url, extra)
        except LimitChanged:
            return self._overtaken(request)

    def _overtaken(self, request: HttpRequest) -> HttpResponse:
        messages.warning(request, _("Somebody else has just changed this limit. Look at it again."))
        return redirect("admin:office_timelimit_changelist")

    def save_model(self, request: HttpRequest, obj: TimeLimit, form: LimitForm, change: bool) -> None:
        if form.has_changed():
            numbers = {name: value for name, value in form.cleaned_data.items() if name != "community"}
            new = set_limit(obj.rule, obj.community, by=user_of(request), now=timezone.now(), **numbers)
            obj.pk, obj.version = new.pk, new.version

    def response_change(self, request: HttpRequest, obj: TimeLimit) -> HttpResponse:
        """Go on with the new version where whoever saved wants to continue."""
        response: HttpResponse = super().response_change(request, obj)
        return redirect("admin:office_timelimit_change", obj.pk) if "_continue" in request.POST else response

    def get_changes(self, request: HttpRequest, obj: TimeLimit) -> list[Change]:
        """Every version of the same rule that this reader may see, newest first, with what it changed."""
        rows = (
            TimeLimit.objects.visible_to(user_of(request)).filter(rule=obj.rule).select_related("community", "set_by")
        )
        last: dict[int | None, TimeLimit] = {}
        changes = []
        for limit in rows.order_by("set_at", "pk"):
            before = last.get(limit.community_id) or last.get(None)
            changes.append(_change(before, limit))
            last[limit.community_id] = limit
        return changes[::-1]


def _is_newest(limit: TimeLimit) -> bool:
    newer = TimeLimit.objects.filter(rule=limit.rule, community=limit.community, version__gt=limit.version)
    return not newer.exists()


def _change(before: TimeLimit | None, limit: TimeLimit) -> Change:
    lines = [Line(str(_("limit")), limit_words.amount(before) if before else "", limit_words.amount(limit))]
    lines.append(Line(str(_("explanation")), limit_words.explain(before) if before else "", limit_words.explain(limit)))
    where = limit.community or _("everywhere")
    what = _("%(where)s, version %(version)d") % {"where": where, "version": limit.version}
    return Change(limit.set_at, str(limit.set_by or ""), what, [line for line in lines if line.old != line.new])
