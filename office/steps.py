"""What comes next for a record, and what else may happen to it: the buttons of its page, from its table of verbs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.functional import Promise as LazyText

from office.models import Staff
from office.verbs import VerbModel


@dataclass(frozen=True)
class Word:
    """How a verb is offered: its words on the button, the name of its page, and whether one press does it."""

    label: LazyText
    page: str
    at_once: bool = False
    key: str = ""
    last_resort: bool = False


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


def steps(
    record: VerbModel, user: Staff, words: Mapping[str, Word], primary: Mapping[str, str]
) -> tuple[Step | None, list[Step]]:
    """The next step of a record, if it is this user's to do, and everything else that he may do with it now.

    `primary` is the one next step of each status.
    """
    possible = [
        Step(verb, word.label, reverse(word.page, args=[record.number]), word.at_once, word.key, word.last_resort)
        for verb, word in words.items()
        if record.may_start(verb) and record.is_for(verb, user)
    ]
    first = next((step for step in possible if step.verb == primary.get(record.status)), None)
    others = [step for step in possible if step is not first]
    return replace(first, key="F9") if first else None, others
