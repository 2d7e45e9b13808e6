"""Everything that the page of one complaint says."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.actions.owing import ANSWER
from complaints.goals import rate
from complaints.ladder_shown import SIGNS, rungs, steps_of
from complaints.models import Answer, Complaint, Step, Verb
from complaints.recurring import Recurrence, Subject, recurrence
from complaints.rounds import rounds
from complaints.ruler import Mark, Ruler, ruler
from complaints.steps import gate, next_steps
from office import record_page
from office.models import Promise, Staff
from office.steps import Step as Button


def context(complaint: Complaint, user: Staff, now: datetime) -> dict[str, Any]:
    """What `complaints/complaint_record.html` shows of a complaint that was read `for_page()`; ten statements,
    one more where it stands with the manager or the company, three more for who is to decide whether it is valid.
    """
    shared = record_page.context(complaint.number, complaint.community, user, now, words=dict(Verb.choices))
    promises = shared["promises"]
    answers = list(complaint.answers.select_related("by").order_by("-pk"))
    ladder = steps_of(complaint)
    return {
        **shared,
        "complaint": complaint,
        "pressing": pressing(promises, now),
        "ruler": the_ruler(complaint, promises, answers, ladder, now),
        "rungs": rungs(complaint, ladder, promises, now),
        "answers": answers,
        "attachments": list(complaint.attachments.select_related("by").order_by("pk")),
        "rounds": rounds(complaint, [move for move, _word in reversed(shared["moves"])]),
        "event": same_event(complaint, user),
        "same": _same(complaint, user),
        "rate": rate(complaint.community, user, now) if _to_judge(complaint, user) else None,
        **_buttons(complaint, user, ladder[-1]),
        "may_reveal": bool(complaint.contact.phone) and user.has_perm("complaints.call_back"),
    }


def _to_judge(complaint: Complaint, user: Staff) -> bool:
    """Whether the reader is to decide if the complaint is valid: then he sees what the year can still bear."""
    return complaint.valid is None and complaint.may_start(Verb.JUDGE) and complaint.is_for(Verb.JUDGE, user)


def pressing(promises: Sequence[Promise], now: datetime) -> Promise | None:
    """The clock at the head of the page: the answer while it is owed, else what is due next and can be kept now."""
    rows = [row for row in promises if row.is_open and row.due_at and (row.opens_at is None or row.opens_at <= now)]
    return next((row for row in rows if row.rule == ANSWER), rows[0] if rows else None)


def the_ruler(
    complaint: Complaint, promises: Sequence[Promise], answers: Sequence[Answer], ladder: Sequence[Step], now: datetime
) -> Ruler | None:
    """The time for the answer with everything that happened in it; None for a wrong entry."""
    owed = [row for row in promises if row.rule == ANSWER]
    # Closed unanswered and opened again by a "no", it is the time of the new round that counts (QA-4).
    promise = next((row for row in owed if row.outcome != Promise.Outcome.RELEASED), next(iter(owed), None))
    if promise is None or complaint.status == Complaint.Status.VOID:
        return None
    said = [Mark(row.at, str(row.get_outcome_display()), 2 * row.is_answer) for row in answers]
    came = [Mark(row.at, f"{SIGNS[row.level - 1]} {row.get_level_display()}", 1) for row in ladder[1:]]
    decided = [Mark(row.decided_at, str(_("decision")), 1) for row in ladder if row.decided_at]
    entered = complaint.counts_from != complaint.received_at
    return ruler(promise, [*said, *came, *decided], answered=complaint.answered_at, now=now, entered=entered)


def same_event(complaint: Complaint, user: Staff) -> list[Complaint]:
    """The complaints about this event that `user` may know of, each a complainant, the counted one first (QA-2)."""
    lead = complaint.same_event_as_id or complaint.pk
    found = Complaint.objects.visible_to(user).not_void().filter(Q(pk=lead) | Q(same_event_as=lead))
    rows = found.select_related("unit", "contact").order_by("received_at", "pk")
    return sorted(rows, key=lambda row: row.pk != lead)


def _buttons(complaint: Complaint, user: Staff, here: Step) -> dict[str, Any]:
    """What comes next, what else may happen, and the sheet of paper; what is a last resort stays last."""
    primary, others = next_steps(complaint, user, here)
    paper = Button("print", _("Print the complaint record"), reverse("complaints:print", args=[complaint.number]),
                   key="Ctrl+P")  # fmt: skip
    possible = [primary, *others]
    return {
        "primary": primary,
        "gate": gate(complaint),
        "others": sorted([*others, paper], key=lambda step: step.last_resort),
        "pass_up": next((step for step in possible if step and step.verb == Verb.PASS_UP), None),
    }


def _same(complaint: Complaint, user: Staff) -> Recurrence:
    """What recurs with it (CP-7)."""
    return recurrence(Subject.of(complaint), user=user, until=complaint.received_at, but=complaint)
