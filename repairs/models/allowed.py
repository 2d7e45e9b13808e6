"""From where each verb may start, and whose it is: one table behind the buttons and the checks."""

from collections.abc import Collection
from dataclasses import dataclass

from office import statuses
from repairs.models.repairs import IN_HAND, Repair, Status, Verb

ARRIVED = frozenset({Status.ON_SITE, Status.QUOTED, Status.AGREED})
OPEN = frozenset({Status.REGISTERED, *IN_HAND})
# Joined to another while no price has been named.
UNPRICED = frozenset({Status.REGISTERED, Status.DISPATCHED, Status.ACCEPTED, Status.ON_SITE})


@dataclass(frozen=True)
class Allowed:
    """The permission that a verb needs, and the statuses in which it makes sense."""

    permission: str
    starts: Collection[str]


ALLOWED: dict[str, Allowed] = {
    Verb.DISPATCH: Allowed("repairs.dispatch", {Status.REGISTERED}),
    Verb.TELL_CREW: Allowed("repairs.tell_crew", {Status.DISPATCHED, Status.ACCEPTED}),
    Verb.ACCEPT: Allowed("repairs.work", {Status.DISPATCHED}),
    # Once more, where the work goes on at another appointment.
    Verb.ARRIVE: Allowed("repairs.work", {Status.DISPATCHED, Status.ACCEPTED, *ARRIVED}),
    Verb.NOBODY_HOME: Allowed("repairs.work", {Status.ON_SITE}),
    Verb.QUOTE: Allowed("repairs.quote", ARRIVED),
    Verb.AGREE: Allowed("repairs.consent", {Status.QUOTED}),
    Verb.REFUSE: Allowed("repairs.consent", {Status.QUOTED}),
    Verb.FINISH: Allowed("repairs.work", {Status.ON_SITE, Status.AGREED}),
    Verb.MAKE_SAFE: Allowed("repairs.work", ARRIVED),
    Verb.HAND_BACK: Allowed("repairs.work", IN_HAND),
    Verb.PASS_ON: Allowed("repairs.work", IN_HAND),
    Verb.POSTPONE: Allowed("repairs.postpone", OPEN),
    Verb.EXTEND: Allowed("repairs.extend", OPEN),
    Verb.RAISE: Allowed("repairs.raise_urgency", OPEN),
    Verb.LOWER: Allowed("repairs.raise_urgency", OPEN),
    Verb.RECATEGORISE: Allowed("repairs.register", OPEN),
    Verb.VOID: Allowed("repairs.void", (OPEN - {Status.AGREED}) | {Status.JOINED}),
    Verb.URGE: Allowed("repairs.register", OPEN | {Status.JOINED}),
    Verb.JOIN: Allowed("repairs.join", UNPRICED),
    Verb.PART: Allowed("repairs.join", {Status.JOINED}),
    Verb.SHARE: Allowed("repairs.join", OPEN),
    Verb.RETURN_ORDER: Allowed("repairs.return_order", OPEN | {Status.FINISHED, Status.CLOSED}),
    Verb.LOOK_INTO: Allowed("repairs.look_into", OPEN | {Status.FINISHED, Status.CLOSED}),
    Verb.PRINT: Allowed("repairs.print", OPEN | {Status.FINISHED, Status.CLOSED}),
}


def may_start(repair: Repair, verb: str) -> bool:
    """Whether the status of the repair lets this verb begin."""
    return repair.status in ALLOWED[verb].starts


def check(repair: Repair, verb: str) -> None:
    """Raise InvalidMove, saying who was first, where the status of the repair does not let this verb begin."""
    if not may_start(repair, verb):
        raise statuses.InvalidMove(statuses.who_was_first(repair))
