"""Who is sent the weekly complaint report, and the reports themselves, to look at."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from complaints.models import ReportReader, WeeklyReport
from complaints.reporting.signing import Verb
from office.admin.base import DeskAdmin, VisibleFilter, shown
from office.admin.ledger import LedgerAdmin, MoveAdmin, record_link

MoveAdmin.words.update({f"ZB{verb}": label for verb, label in Verb.choices})


class ReaderForm(forms.ModelForm):  # type: ignore[type-arg]
    """Somebody who works for the estate and may read the report."""

    class Meta:
        model = ReportReader
        fields: ClassVar = ["community", "staff"]

    def clean(self) -> dict[str, Any]:
        """Refuses who may not read the report and who serves another estate."""
        data = super().clean() or {}
        community, staff = data.get("community"), data.get("staff")
        if staff and not staff.has_perm("complaints.report"):
            self.add_error("staff", _("Not somebody who may read the report."))
        elif community and staff and community.pk not in staff.community_ids:
            self.add_error("staff", _("Not somebody who serves this community."))
        return data


@admin.register(ReportReader)
class ReportReaderAdmin(DeskAdmin):
    form = ReaderForm
    list_display = ("staff", "community")
    list_filter = (("community", VisibleFilter),)
    list_select_related = ("staff", "community")
    ordering = ("community", "pk")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who is no reader any more is taken off the list."""
        return bool(self.has_change_permission(request, obj))

    def log_deletions(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> Any: ...

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """A list of names has none. Raises Http404."""
        raise Http404


@admin.register(WeeklyReport)
class WeeklyReportAdmin(LedgerAdmin):
    list_display = ("page", "week", "where", "made_at", "signed_at")
    list_display_links = ("week",)
    list_filter = (("community", VisibleFilter),)
    list_select_related = ("community",)
    search_fields = ("number",)
    ordering = ("-week", "-pk")
    fields = ("page", "week", "where", "made_at", "summary_at", "signed_at")
    readonly_fields = ("page", "where")
    where = shown("community", _("community"))

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Without the rows that a report keeps: thousands of words a week that nobody reads here."""
        return super().get_queryset(request).defer("rows")

    @admin.display(description=_("number"))
    def page(self, report: WeeklyReport) -> str:
        """Its number, leading to its page."""
        return record_link(report.number)
