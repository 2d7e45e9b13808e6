"""What comes next for a repair, and what else may happen to it: the buttons of its page at the desk.

They come from the same table as the checks of the actions, so no button is dead.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from office.models import Promise, Staff
from repairs.models import Repair, Verb
from repairs.models.allowed import ALLOWED, ARRIVED, may_start

Status = Repair.Status


@dataclass(frozen=True)
class Step:
    """A button: the verb, what it says, where it leads, and whether one press does it (otherwise a page asks)."""

    verb: str
    label: LazyText
    url: str
    at_once: bool = False
    key: str = ""
    last_resort: bool = False

    @property
    def key_shown(self) -> str:
        """The key as it stands on the button: Ctrl P."""
        return self.key.replace("+", " ")


@dataclass(frozen=True)
class Word:
    """How a verb is offered: its words on the button and, where they differ from the verb, the name of its page."""

    label: LazyText
    page: str = ""
    at_once: bool = False
    key: str = ""
    last_resort: bool = False


WORDS: dict[str, Word] = {
    Verb.DISPATCH: Word(_("Dispatch")),
    Verb.AGREE: Word(_("Household agrees")),
    Verb.REFUSE: Word(_("Household does not agree")),
    Verb.TELL_CREW: Word(_("Crew told")),
    Verb.ACCEPT: Word(_("Crew has accepted"), at_once=True),
    Verb.ARRIVE: Word(_("Crew is on site"), at_once=True),
    Verb.QUOTE: Word(_("Quote")),
    Verb.FINISH: Word(_("Finish")),
    Verb.MAKE_SAFE: Word(_("Made safe")),
    Verb.NOBODY_HOME: Word(_("Nobody at home")),
    Verb.RETURN_ORDER: Word(_("Order is back")),
    Verb.LOOK_INTO: Word(_("Missing signature looked into")),
    Verb.PRINT: Word(_("Print order"), key="Ctrl+P"),
    Verb.POSTPONE: Word(_("New appointment"), key="Alt+T"),
    Verb.URGE: Word(_("Urge"), at_once=True, key="Alt+U"),
    Verb.PASS_ON: Word(_("Pass on to another crew")),
    Verb.HAND_BACK: Word(_("Take back from the crew")),
    Verb.RAISE: Word(_("Make urgent"), page="raise_urgency"),
    Verb.LOWER: Word(_("Not urgent after all"), page="lower_urgency"),
    Verb.RECATEGORISE: Word(_("Change category")),
    Verb.JOIN: Word(_("Join to another repair")),
    Verb.PART: Word(_("Take out again")),
    Verb.SHARE: Word(_("Open a shared fault")),
    Verb.EXTEND: Word(_("Extend the limit")),
    Verb.VOID: Word(_("Void, with a reason"), last_resort=True),
}
# The one next step of each status.
PRIMARY: dict[str, str] = {
    Status.REGISTERED: Verb.DISPATCH,
    Status.DISPATCHED: Verb.ACCEPT,
    Status.ACCEPTED: Verb.ARRIVE,
    Status.ON_SITE: Verb.QUOTE,
    Status.QUOTED: Verb.AGREE,
    Status.AGREED: Verb.FINISH,
    Status.FINISHED: Verb.RETURN_ORDER,
    Status.CLOSED: Verb.RETURN_ORDER,
}
# What is offered only while something is owed under a rule.
NEEDS_OWED: dict[str, str] = {
    Verb.EXTEND: "RP-9/",
    Verb.LOOK_INTO: "RP-6/unsigned",
    Verb.RETURN_ORDER: "RP-7/order-back",
}
# What stands above its button.
GATES: dict[str, LazyText] = {
    Status.ON_SITE: _("The crew looks first, then names the price from the list."),
    Status.QUOTED: _("Work cannot start before consent."),
    Status.FINISHED: _("The signed order belongs to the desk."),
}


def next_steps(
    repair: Repair, user: Staff, owed: Collection[Promise] = (), order: str = ""
) -> tuple[Step | None, list[Step]]:
    """The next step of a repair, if it is this user's to do, and everything else that he may do with it now.

    `owed` are the open promises of the repair: without one there is nothing to extend, no second arrival to note and
    no paper to wait for. `order` is the number of its newest work order, the one that is printed.
    """
    verbs = [verb for verb in WORDS if _may(verb, repair, user, owed)]
    possible = [step for verb in verbs for step in _steps(verb, repair, owed, order)]
    first = next((step for step in possible if step.verb == PRIMARY.get(repair.status)), None)
    others = [step for step in possible if step is not first]
    return replace(first, key="F9") if first else None, others


def _may(verb: str, repair: Repair, user: Staff, owed: Collection[Promise]) -> bool:
    allowed = may_start(repair, verb) and user.has_perm(ALLOWED[verb].permission)
    return allowed and _makes_sense(verb, repair, user, {row.rule for row in owed})


def _makes_sense(verb: str, repair: Repair, user: Staff, rules: set[str]) -> bool:
    match verb:
        case Verb.MAKE_SAFE:
            return repair.is_urgent_now
        case Verb.RAISE:
            return not repair.urgent and repair.made_safe_at is None
        case Verb.LOWER:
            slip = repair.status == Status.REGISTERED and repair.taken_by_id == user.pk
            return repair.is_urgent_now and (slip or user.has_perm("repairs.lower_urgency"))
        case Verb.ARRIVE:
            return repair.status not in ARRIVED or "RP-11/appointment" in rules
        case Verb.SHARE:
            return not repair.is_shared
        case _:
            needed = NEEDS_OWED.get(verb, "")
            return not needed or any(rule.startswith(needed) for rule in rules)


def _steps(verb: str, repair: Repair, owed: Collection[Promise], order: str) -> Iterator[Step]:
    word = WORDS[verb]
    for url in _urls(verb, word, repair, owed, order):
        yield Step(verb, word.label, url, word.at_once, word.key, word.last_resort)


def _urls(verb: str, word: Word, repair: Repair, owed: Collection[Promise], order: str) -> Iterator[str]:
    if verb == Verb.RETURN_ORDER:
        papers = [row.occurrence for row in owed if row.rule == "RP-7/order-back"]
        yield from (reverse("repairs:return_order", args=[f"{repair.number}-{paper}"]) for paper in papers)
    elif verb == Verb.PRINT:
        yield from [f"{reverse('repairs:print')}?{urlencode({'order': order})}"] if order else []
    else:
        yield reverse(f"repairs:{word.page or verb}", args=[repair.number])
