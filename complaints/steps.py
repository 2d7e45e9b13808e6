"""The words of what may happen to a complaint: the buttons of its page."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from complaints.models import Status, Verb
from office.steps import Word

WORDS: dict[str, Word] = {
    Verb.ANSWER: Word(_("Answer the complainant"), "complaints:answer"),
    Verb.VOID: Word(_("Void, with a reason"), "complaints:void", last_resort=True),
}
PRIMARY: dict[str, str] = {Status.RECEIVED: Verb.ANSWER}
# What stands above the button.
GATES: dict[str, LazyText] = {Status.RECEIVED: _("“We have received it” is no answer.")}
