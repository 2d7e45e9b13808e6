"""The access log: who was shown whose personal data, on paper or on the screen. Nobody edits it."""

import re

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from office.admin.base import VisibleFilter
from office.admin.ledger import LedgerAdmin, record_link
from office.models import Access

_RECORD = re.compile(r"[A-Z]-[0-9]+-[0-9]+", re.ASCII)


@admin.register(Access)
class AccessAdmin(LedgerAdmin):
    list_display = ("at", "by", "what", "whose", "note", "address")
    list_filter = ("what", ("by", VisibleFilter))
    list_select_related = ("by",)
    search_fields = ("subject",)
    search_help_text = _("The number of a record, or “person 12”")
    fields = ("at", "by", "what", "whose", "note", "address")
    readonly_fields = ("whose",)

    @admin.display(description=_("whose"))
    def whose(self, access: Access) -> str:
        """The record, leading to its page; other subjects are named as they are."""
        return record_link(access.subject) if _RECORD.fullmatch(access.subject) else access.subject

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Access], search_term: str
    ) -> tuple[models.QuerySet[Access], bool]:
        """By the whole subject, in any case: an index finds it."""
        term = " ".join(search_term.split())
        return (queryset.filter(subject__in=[term.upper(), term.lower()]) if term else queryset), False
