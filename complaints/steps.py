"""The words of what may happen to a complaint: the buttons of its page, and what stands above the first of them."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from complaints.actions import next_level, why_no_decision, why_no_wrong_entry
from complaints.models import Complaint, Status, Verb
from complaints.models import Step as LadderStep
from office.models import Staff
from office.steps import Step, Word, steps

WORDS: dict[str, Word] = {
    Verb.ANSWER: Word(_("Answer the complainant"), "complaints:answer"),
    Verb.RESOLVE: Word(_("Note what was done"), "complaints:resolve"),
    Verb.CALL_BACK: Word(_("Call back"), "complaints:call_back"),
    Verb.EXPLAIN: Word(_("Explain, with the next date"), "complaints:explain"),
    Verb.PASS_UP: Word(_("Pass up"), "complaints:pass_up"),
    Verb.DECIDE: Word(_("Note the decision"), "complaints:decide"),
    Verb.JUDGE: Word(_("Valid or invalid"), "complaints:judge"),
    Verb.JOIN: Word(_("Count with another"), "complaints:join"),
    Verb.ATTACH: Word(_("Add photos or recordings"), "complaints:attach"),
    Verb.CLOSE: Word(_("Close by decision"), "complaints:close", last_resort=True),
    Verb.VOID: Word(_("Void, with a reason"), "complaints:void", last_resort=True),
}
PRIMARY: dict[str, str] = {
    Status.RECEIVED: Verb.ANSWER,
    Status.ANSWERED: Verb.RESOLVE,
    Status.RESOLVED: Verb.CALL_BACK,
    Status.SATISFIED: Verb.JUDGE,
}
# Whoever stayed anonymous cannot be asked whether he is satisfied: a manager closes it (CP-4).
ANONYMOUS: dict[str, str] = {**PRIMARY, Status.RESOLVED: Verb.CLOSE}
# What stands above the button.
GATES: dict[str, LazyText] = {
    Status.RECEIVED: _("“We have received it” is no answer."),
    Status.ANSWERED: _("An answer is no end: next comes what was done."),
    Status.RESOLVED: _("It stays open until the owner says that he is satisfied."),
    Status.SATISFIED: _("The owner is satisfied. It closes once its validity is decided."),
}
NOBODY_TO_ASK = _("Nobody can be asked: a manager closes it.")


def next_steps(complaint: Complaint, user: Staff, here: LadderStep) -> tuple[Step | None, list[Step]]:
    """The next step of a complaint whose contact was read along, and whatever else this user may do with it now.

    `here` is the step of the ladder on which it stands.
    """
    anonymous = complaint.contact.anonymous
    pointless = {
        Verb.CALL_BACK: anonymous,
        Verb.PASS_UP: next_level(complaint, here.level) is None,
        Verb.DECIDE: bool(why_no_decision(here, user)),
        Verb.VOID: _is_for_void(complaint, user) and bool(why_no_wrong_entry(complaint)),
    }
    words = {verb: word for verb, word in WORDS.items() if not pointless.get(Verb(verb))}
    return steps(complaint, user, words, ANONYMOUS if anonymous else PRIMARY)


def _is_for_void(complaint: Complaint, user: Staff) -> bool:
    return complaint.may_start(Verb.VOID) and complaint.is_for(Verb.VOID, user)


def gate(complaint: Complaint) -> LazyText | str:
    """What is said above the next step; nothing where it has ended."""
    if complaint.contact.anonymous and complaint.status == Status.RESOLVED:
        return NOBODY_TO_ASK
    return GATES.get(complaint.status, "")
