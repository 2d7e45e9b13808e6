"""What the complainant said when he was called back (CB-11), and when we were in touch again (CP-4)."""

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.models.complaints import Complaint
from office.models import Staff


class CallbackQuerySet(models.QuerySet["Callback"]):
    def visible_to(self, user: Staff) -> Self:
        """Those about the complaints that this user may know of."""
        return self.filter(complaint__in=Complaint.objects.visible_to(user))


# One callback about a complaint, or a try that reached nobody: append-only.
class Callback(models.Model):
    class How(models.TextChoices):
        PHONE = "phone", _("by phone")
        DOOR = "door", _("at the door")
        COUNTER = "counter", _("at the desk")

    class Outcome(models.TextChoices):
        SATISFIED = "satisfied", _("satisfied")
        NOT_SATISFIED = "unsatisfied", _("not satisfied")
        NOBODY = "nobody", _("nobody reached")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="callbacks", verbose_name=_("complaint"))
    round = models.PositiveSmallIntegerField(_("round"))
    # After the closing: whether it is still well (CP-4). Otherwise whether the resolution satisfies (CB-11).
    in_touch = models.BooleanField(_("in touch again"), default=False)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+", verbose_name=_("by"))
    how = models.CharField(_("how"), max_length=8, choices=How)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    spoken_to = models.CharField(_("spoken to"), max_length=60, blank=True)
    said = models.TextField(_("what was said"), max_length=1000, blank=True)
    # The form that wrote it: the same form sent twice is one callback.
    form_key = models.UUIDField(unique=True, null=True, editable=False)

    objects = CallbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("callback on a complaint")
        verbose_name_plural = _("callbacks on complaints")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="nobody") | ~Q(spoken_to=""), name="a_complaint_callback_says_to_whom"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="unsatisfied") | ~Q(said=""), name="a_no_says_what_is_still_wrong"
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.get_outcome_display()}"
