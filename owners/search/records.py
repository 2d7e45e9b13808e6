"""Finding one record by its whole number."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from office.models import Staff
from owners import private
from owners.models import Contact, ContactBox, Listing, Matter, Message, MissedCall, Sample
from owners.search.hits import RECORD, Hit
from owners.search.reading import Asker

_LONGEST = 60


@dataclass(frozen=True)
class Kind:
    """The records whose numbers begin with one letter: which of them a user may see, and where their words stand.

    `says` and `unit` are paths from the record; without them it says nothing, or belongs to no home.
    """

    visible: Callable[[Staff], QuerySet[Any]]
    says: str = ""
    unit: str = ""
    community: str = "community"


Kinds = Mapping[str, Kind]
OWN: Kinds = {
    "J": Kind(Contact.objects.visible_to, "content", "unit"),
    "S": Kind(Matter.objects.visible_to, "text", "unit"),
    "M": Kind(Message.objects.visible_to, "text", "contact__unit"),
    "W": Kind(MissedCall.objects.visible_to),
    "H": Kind(Listing.objects.visible_to, "note", "unit"),
    "L": Kind(ContactBox.objects.visible_to, "name"),
    "Q": Kind(Sample.objects.visible_to),
}


def record(asker: Asker, number: str, kinds: Kinds) -> list[Hit]:
    """The record of this number, if the user may see it; one statement. A work order's is its repair's: R-…-0007-1."""
    kind = kinds.get(number[:1])
    if kind is None:
        return []
    whole = "-".join(number.split("-")[:3])
    paths = [f"{kind.community}__name", *filter(None, (kind.says, kind.unit and f"{kind.unit}__number"))]
    return [_hit(whole, kind, row) for row in kind.visible(asker.user).filter(number=whole).values(*paths)]


def _hit(number: str, kind: Kind, row: dict[str, Any]) -> Hit:
    says, room = row.get(kind.says, ""), row.get(f"{kind.unit}__number")
    return Hit(
        RECORD,
        private.mask(says)[:_LONGEST],
        estate=row[f"{kind.community}__name"],
        room=room or "",
        number=number,
    )
