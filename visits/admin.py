"""The callbacks, to look at: they are made at the desk."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from office.admin.base import DeskInline, shown
from office.admin.filters import StateFilter
from office.admin.ledger import LedgerAdmin, record_link
from office.templatetags.desk import due_state
from visits.models import Attempt, Callback


class CallbackState(StateFilter):
    questions: ClassVar = {
        "all": (_("all"), lambda rows, now: rows),
        "open": (_("open"), lambda rows, now: rows.filter(promise__ended_at=None)),
        "made": (_("made"), lambda rows, now: rows.filter(made_at__isnull=False)),
    }


class AttemptInline(DeskInline):
    model = Attempt
    fields = readonly_fields = ("at", "outcome", "by", "again_at", "note")
    max_num = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("visits.view_callback")

    def get_queryset(self, request: HttpRequest) -> Any:
        return Attempt.objects.filter(callback__in=Callback.objects.visible_to(request.user)).select_related("by")  # type: ignore[arg-type]


@admin.register(Callback)
class CallbackAdmin(LedgerAdmin):
    list_display = ("record", "step", "state", "made_at", "maker", "how", "overall")
    list_display_links = ("step",)
    list_filter = (CallbackState, "step", "overall")
    list_select_related = ("repair", "promise", "made_by")
    search_fields = ("repair__number",)
    inlines = (AttemptInline,)
    fields = ("record", "step", "re_inspection", "state", "made_at", "maker", "how", "spoke_with", "said", "overall",
              "in_time", "quality", "manner", "charge")  # fmt: skip
    readonly_fields = ("record", "re_inspection", "state", "maker")
    maker = shown("made_by", _("made by"))
    re_inspection = shown("inspection", _("re-inspection"))

    @admin.display(description=_("repair"))
    def record(self, callback: Callback) -> str:
        return record_link(callback.repair.number)

    @admin.display(description=_("state"))
    def state(self, callback: Callback) -> str:
        return due_state(callback.promise, timezone.now())
