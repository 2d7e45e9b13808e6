"""What can be done with a repair, one verb a function: `verb(record, …, *, by, now)`."""

from repairs.actions.changes import (
    NotAllowed,
    extend,
    look_into,
    lower_urgency,
    postpone,
    raise_urgency,
    recategorise,
    void,
)
from repairs.actions.finishing import (
    NeedsConsent,
    Signature,
    close,
    finish,
    make_safe,
    return_order,
)
from repairs.actions.joining import enter_joined, join, part
from repairs.actions.quoting import Line, agree, quote, refuse
from repairs.actions.rectifying import order_rectification, serve, settle
from repairs.actions.registering import enter
from repairs.actions.sharing import share
from repairs.actions.urging import urge
from repairs.actions.working import (
    accept,
    arrive,
    dispatch,
    hand_back,
    nobody_home,
    note_print,
    pass_on,
    tell_crew,
)

__all__ = [
    "Line",
    "NeedsConsent",
    "NotAllowed",
    "Signature",
    "accept",
    "agree",
    "arrive",
    "close",
    "dispatch",
    "enter",
    "enter_joined",
    "extend",
    "finish",
    "hand_back",
    "join",
    "look_into",
    "lower_urgency",
    "make_safe",
    "nobody_home",
    "note_print",
    "order_rectification",
    "part",
    "pass_on",
    "postpone",
    "quote",
    "raise_urgency",
    "recategorise",
    "refuse",
    "return_order",
    "serve",
    "settle",
    "share",
    "tell_crew",
    "urge",
    "void",
]
