"""The status line of a repair: what is behind it, where it stands and for how long, what is still ahead."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from office.models import Move
from repairs.models import Repair, Verb

Status = Repair.Status


@dataclass(frozen=True)
class Stage:
    """One stage of the line; `move` is what brought it about, `gate` what has to come first."""

    label: LazyText
    state: str
    move: Move | None = None
    gate: LazyText | str = ""


# What the stage is called, and the verbs that complete it.
STAGES: list[tuple[LazyText, tuple[str, ...]]] = [
    (_("Taken"), (Verb.REGISTER,)),
    (_("Dispatch"), (Verb.DISPATCH, Verb.PASS_ON)),
    (_("Accept"), (Verb.ACCEPT,)),
    (_("On site"), (Verb.ARRIVE,)),
    (_("Quote, consent"), (Verb.AGREE,)),
    (pgettext_lazy("stage of a repair", "Work"), (Verb.FINISH,)),
    (_("Finished, signed"), (Verb.FINISH,)),
    (_("Callback"), (Verb.CLOSE,)),
    (_("Closed"), (Verb.CLOSE,)),
]
# The stage that each status is waiting for; a void repair waits for nothing.
WAITS_FOR: dict[str, int] = {
    Status.REGISTERED: 1,
    Status.DISPATCHED: 2,
    Status.ACCEPTED: 3,
    Status.ON_SITE: 4,
    Status.QUOTED: 4,
    Status.AGREED: 5,
    Status.FINISHED: 7,
    Status.CLOSED: 9,
    Status.VOID: 1,
    Status.JOINED: 1,
}
GATES: dict[int, LazyText] = {5: _("after consent")}


def progress(repair: Repair, moves: Sequence[Move]) -> list[Stage]:
    """The stages of a repair whose history, newest first, is `moves`."""
    here = WAITS_FOR[repair.status]
    return [_stage(repair, number, here, moves) for number in range(len(STAGES))]


def _stage(repair: Repair, number: int, here: int, moves: Sequence[Move]) -> Stage:
    label, verbs = STAGES[number]
    if number < here:
        return Stage(label, "past", next((move for move in moves if move.verb in verbs), None))
    if number == here and repair.status != Status.VOID:
        return Stage(label, "here", next((move for move in moves if move.old != move.new), None))
    return Stage(label, "ahead", gate=GATES.get(number, "—"))
