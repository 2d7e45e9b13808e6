"""The complaints, to look at: they are answered at the desk."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from complaints import admin_reports
from complaints.models import Answer, Complaint, Status, Verb
from office.admin.base import DeskInline, shown
from office.admin.ledger import LedgerAdmin, MoveAdmin, record_link

# Importing it registers the weekly report and its readers.
__all__ = ["admin_reports"]
MoveAdmin.words.update({**dict(Verb.choices), **dict(Status.choices)})


class AnswerInline(DeskInline):
    model = Answer
    fields = readonly_fields = ("at", "outcome", "how", "spoken_to", "said", "by")
    max_num = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may see complaints in the dashboard."""
        return request.user.has_perm("complaints.view_complaint")


@admin.register(Complaint)
class ComplaintAdmin(LedgerAdmin):
    list_display = ("page", "status", "place", "type", "responsible", "received_at", "answered_at", "validity",
                    "closing")  # fmt: skip
    list_display_links = ("received_at",)
    list_filter = ("status", "type", "confidential", "valid", "closing")
    list_select_related = ("unit", "department")
    search_fields = ("number",)
    inlines = (AnswerInline,)
    fields = ("page", "status", "where", "place", "type", "text", "responsible", "whom", "is_confidential",
              "received_at", "recorded_at", "taken_by", "answered_at", "result", "validity", "judged_why", "closing",
              "closed_why")  # fmt: skip
    readonly_fields = ("page", "where", "place", "responsible", "whom", "is_confidential", "validity")
    where = shown("community", _("community"))
    place = shown("place", _("place"))
    responsible = shown("department", _("department responsible"))
    whom = shown("about_staff", _("about"))
    is_confidential = shown("confidential", _("confidential"))

    @admin.display(description=_("number"))
    def page(self, complaint: Complaint) -> str:
        """Its number, leading to its page."""
        return record_link(complaint.number)

    @admin.display(description=_("valid"))
    def validity(self, complaint: Complaint) -> str:
        """Valid or invalid in words; what is not decided counts as valid until it is (CP-5)."""
        words = {True: _("valid"), False: _("invalid"), None: _("not decided")}
        return str(words[complaint.valid])
