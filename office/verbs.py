"""What may happen to a record: from which statuses and by whom. One table behind the buttons and the checks."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from office import statuses
from office.models import Staff
from office.statuses import StatusModel


class NotAllowed(Exception):
    """The person has not the right to this; its text is for the person at the desk."""


@dataclass(frozen=True)
class Allowed:
    """The permission that a verb needs, the statuses in which it makes sense, and whose it is without the permission.

    `whose` are fields of the record, each of which names a member of staff; without a permission it is only theirs.
    """

    permission: str
    starts: Collection[str]
    whose: Collection[str] = ()


class VerbModel(StatusModel):
    """A record with a table of what may happen to it."""

    VERBS: ClassVar[dict[str, Allowed]]

    class Meta(StatusModel.Meta):
        abstract = True

    def may_start(self, verb: str) -> bool:
        """Whether the status of the record lets this verb begin."""
        return self.status in self.VERBS[verb].starts

    def is_for(self, verb: str, user: Staff) -> bool:
        """Whether this verb is the user's to do: by his permission, or because the record names him."""
        allowed = self.VERBS[verb]
        named = {getattr(self, f"{field}_id") for field in allowed.whose}
        return user.pk in named or (bool(allowed.permission) and user.has_perm(allowed.permission))


def check(record: VerbModel, verb: str, by: Staff) -> None:
    """Raises NotAllowed where the verb is not this person's to do; InvalidMove, saying who was first, when late."""
    if not record.is_for(verb, by):
        raise NotAllowed(_("This is not yours to do."))
    if not record.may_start(verb):
        raise statuses.InvalidMove(statuses.who_was_first(record))
