"""What was said to the complainant, and the attempts that reached nobody."""

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.models.complaints import Complaint
from office.models import Staff


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, user: Staff) -> Self:
        """Those to the complaints that this user may know of."""
        return self.filter(complaint__in=Complaint.objects.visible_to(user))


# What came of answering a complaint, once: append-only. Only what was said about the matter itself is an answer (CP-1).
class Answer(models.Model):
    class How(models.TextChoices):
        PHONE = "phone", _("by phone")
        DOOR = "door", _("at the door")
        COUNTER = "counter", _("at the desk")
        WRITING = "writing", _("in writing")
        # Whoever stays anonymous is answered by a notice, or not at all.
        POSTED = "posted", _("posted up")
        NOT_ANSWERABLE = "unanswerable", _("not answerable, anonymous")

    class Outcome(models.TextChoices):
        ANSWER = "answer", _("answer")
        NOT_YET = "not_yet", _("not about the matter yet")
        NOBODY = "nobody", _("nobody reached")

    ANONYMOUS = (How.POSTED, How.NOT_ANSWERABLE)

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="answers", verbose_name=_("complaint"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+", verbose_name=_("by"))
    how = models.CharField(_("how"), max_length=12, choices=How)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome)
    spoken_to = models.CharField(_("spoken to"), max_length=60, blank=True)
    said = models.TextField(_("what was said"), max_length=1000, blank=True)
    # An explanation of what cannot be solved soon (CP-3): the plan, with whom it was settled, and the dates told.
    plan = models.TextField(_("plan"), max_length=1000, blank=True)
    settled_with = models.CharField(_("plan settled with"), max_length=100, blank=True)
    next_at = models.DateTimeField(_("in touch again by"), null=True)
    resolve_by = models.DateField(_("resolved by"), null=True)
    # The form that wrote it: the same form sent twice is one answer.
    form_key = models.UUIDField(unique=True, null=True, editable=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.CheckConstraint(condition=Q(outcome="nobody") | ~Q(said=""), name="an_answer_says_what"),
            models.CheckConstraint(
                condition=Q(outcome="nobody") | Q(how__in=["posted", "unanswerable"]) | ~Q(spoken_to=""),
                name="an_answer_says_to_whom",
            ),
            models.CheckConstraint(
                condition=Q(plan="", resolve_by=None) | Q(outcome="answer", next_at__isnull=False) & ~Q(plan=""),
                name="an_explanation_promises_the_next_date",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.get_outcome_display()}"

    @property
    def is_answer(self) -> bool:
        """Whether it is one in the sense of CP-1."""
        return self.outcome == self.Outcome.ANSWER
