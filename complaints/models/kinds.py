"""The words of a complaint: what it is about, where it stands, what can happen to it, how it may end."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from office.verbs import Allowed


class Type(models.TextChoices):
    """What it is about; the first guess at which department answers for it (actions/entering.py)."""

    PARKING = "parking", _("parking and order")
    SANITATION = "sanitation", _("sanitation")
    NOISE = "noise", _("noise and neighbours")
    REPAIR = "repair", _("slow repair")
    LIFT = "lift", _("lift")
    MANNER = "manner", _("manner of staff")
    CHARGES = "charges", _("charges")
    GREENING = "greening", _("greening")
    SAFETY = "safety", pgettext_lazy("complaint", "safety")
    OTHER = "other", _("other")


class Status(models.TextChoices):
    RECEIVED = "received", _("to be answered")
    ANSWERED = "answered", _("answered")
    RESOLVED = "resolved", _("resolved, to be called back")
    # The owner is satisfied; it is closed once a manager has decided whether it was valid (CP-5).
    SATISFIED = "satisfied", _("satisfied, validity to be decided")
    CLOSED = "closed", pgettext_lazy("complaint", "closed")
    VOID = "void", _("void")


class Closing(models.TextChoices):
    """How a complaint ended: satisfied, or by one of the manager's decisions, counted apart (CP-4)."""

    SATISFIED = "satisfied", _("the owner is satisfied")
    ANONYMOUS = "anonymous", _("anonymous: nobody can be asked")
    WITHDRAWN = "withdrawn", _("withdrawn by the complainant")
    UNREACHABLE = "unreachable", _("the complainant cannot be reached")
    INVALID = "invalid", _("invalid, and explained")
    LAST_WORD = "last_word", _("last word after the rounds")


class Verb(models.TextChoices):
    """What can happen to a complaint: the words of its history."""

    TAKE = "take", _("complaint taken")
    ANSWER = "answer", _("answered")
    ATTEMPT = "attempt", _("not answered yet")
    EXPLAIN = "explain", _("explained, with the next date")
    PASS_UP = "pass_up", _("passed up")
    STEP_UP = "step_up", _("moved up by itself")
    DECIDE = "decide", _("decided")
    RESOLVE = "resolve", _("resolved")
    CALL_BACK = "call_back", _("called back")
    REOPEN = "reopen", _("open again")
    JUDGE = "judge", _("validity decided")
    CLOSE = "close", pgettext_lazy("complaint", "closed")
    JOIN = "join", _("counted with another")
    ATTACH = "attach", _("photo or recording added")
    VOID = "void", _("voided")


# Until the owner is satisfied it stays open (CP-4): an answer is no end, and neither is a resolution.
OPEN = [Status.RECEIVED, Status.ANSWERED, Status.RESOLVED, Status.SATISFIED]
ENDED = [Status.CLOSED, Status.VOID]
MOVES: dict[str, frozenset[str]] = {
    Status.RECEIVED: frozenset({Status.ANSWERED, Status.CLOSED, Status.VOID}),
    Status.ANSWERED: frozenset({Status.RESOLVED, Status.CLOSED}),
    Status.RESOLVED: frozenset({Status.ANSWERED, Status.SATISFIED, Status.CLOSED}),
    Status.SATISFIED: frozenset({Status.ANSWERED, Status.CLOSED}),
    # A "no" reopens, even a month later; what was withdrawn before it was answered is then still to be answered.
    Status.CLOSED: frozenset({Status.ANSWERED, Status.RECEIVED}),
    Status.VOID: frozenset(),
}
VERBS: dict[str, Allowed] = {
    # Once answered, whatever else was said to the complainant is an answer too.
    Verb.ANSWER: Allowed("complaints.answer", [Status.RECEIVED, Status.ANSWERED, Status.RESOLVED]),
    Verb.EXPLAIN: Allowed("complaints.answer", [Status.RECEIVED, Status.ANSWERED]),
    Verb.PASS_UP: Allowed("complaints.pass_up", [Status.RECEIVED, Status.ANSWERED]),
    Verb.DECIDE: Allowed("complaints.decide", [Status.RECEIVED, Status.ANSWERED]),
    Verb.RESOLVE: Allowed("complaints.resolve", [Status.ANSWERED]),
    Verb.CALL_BACK: Allowed("complaints.call_back", [Status.RESOLVED, Status.SATISFIED, Status.CLOSED]),
    Verb.JUDGE: Allowed("complaints.judge", OPEN),
    Verb.CLOSE: Allowed("complaints.close", [Status.RECEIVED, Status.ANSWERED, Status.RESOLVED]),
    Verb.JOIN: Allowed("complaints.take", OPEN),
    Verb.ATTACH: Allowed("complaints.take", OPEN),
    # Only before anything was said: what anybody was told about is no slip of the keyboard.
    Verb.VOID: Allowed("complaints.void", [Status.RECEIVED]),
}
