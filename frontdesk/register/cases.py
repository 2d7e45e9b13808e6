"""What came of contacts: one line for every kind of case, read in one statement however many contacts there are."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Value
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint
from office.models import Staff
from office.statuses import StatusModel
from owners.models import Listing, Matter, Message
from repairs.models import Repair

MOST = 200


@dataclass(frozen=True)
class Case:
    """A case that a contact led to; `state` is the class of its status, `word` the status itself."""

    contact_id: int
    number: str
    kind: LazyText
    text: str
    state: str
    word: str


@dataclass(frozen=True)
class Kind:
    """A kind of case: what it is called, its records, and how its rows say what they are about."""

    label: LazyText
    model: type[StatusModel]
    rows: Callable[[Staff], QuerySet[Any]]


def _repairs(user: Staff) -> QuerySet[Any]:
    return Repair.objects.visible_to(user).annotate(said=F("problem"))


def _complaints(user: Staff) -> QuerySet[Any]:
    rows = Complaint.objects.visible_to(user) if user.has_perm("complaints.view") else Complaint.objects.none()
    return rows.annotate(said=F("text"))


def _matters(user: Staff) -> QuerySet[Any]:
    return Matter.objects.visible_to(user).annotate(said=F("text"))


def _messages(user: Staff) -> QuerySet[Any]:
    return Message.objects.visible_to(user).annotate(said=F("text"))


def _listings(user: Staff) -> QuerySet[Any]:
    return Listing.objects.visible_to(user).annotate(said=F("note"))


KINDS: dict[str, Kind] = {
    "R": Kind(_("repair"), Repair, _repairs),
    "C": Kind(_("complaint"), Complaint, _complaints),
    "S": Kind(_("matter"), Matter, _matters),
    "M": Kind(_("message"), Message, _messages),
    "H": Kind(_("rent or sale"), Listing, _listings),
}


def of_contacts(contacts: Collection[int], user: Staff) -> dict[int, list[Case]]:
    """The cases of these contacts (by their keys) that this user may see, the first first; one statement."""
    if not contacts:
        return {}
    columns = ("contact_id", "series", "number", "said", "status")
    first, *others = [
        kind.rows(user).filter(contact__in=contacts).annotate(series=Value(series)).values_list(*columns)
        for series, kind in KINDS.items()
    ]
    found: dict[int, list[Case]] = {}
    for contact, series, *row in first.union(*others, all=True).order_by("number")[:MOST]:
        found.setdefault(contact, []).append(_case(contact, KINDS[series], *row))
    return found


def _case(contact: int, kind: Kind, number: str, text: str, status: str) -> Case:
    words = dict(kind.model._meta.get_field("status").flatchoices)
    return Case(contact, number, kind.label, text, kind.model.STATES.get(status, "active"), str(words[status]))
