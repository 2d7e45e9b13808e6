"""What the desk says: the polite phrases by group, and the etiquette of a channel filled in with who answers (RC-3)."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Subquery

from office.models import Community, Department, Staff
from owners.models import Etiquette, Phrase

GAP = "…"


@dataclass(frozen=True)
class Prompt:
    """A reminder of the screen, or, with `say`, a sentence to be spoken as it stands."""

    text: str
    say: bool


def prompts(channel: str, user: Staff, community: Community | None) -> list[Prompt]:
    """The prompts of a channel in their order, filled in with community, department and name; one statement.

    While the community is not known yet, the one of the user's own department answers. What nobody knows is a gap.
    """
    service = Department.objects.filter(community=community, kind=Department.Kind.CUSTOMER_SERVICE)
    answers = service if community else Department.objects.filter(pk=user.department_id or 0)
    known_as = channel.replace("\0", "")  # as it was sent, and no text of the database holds one
    rows = Etiquette.objects.in_use().filter(channel=known_as).order_by("position", "pk")
    named = rows.annotate(
        department=Subquery(answers.values("name")[:1]), company=Subquery(answers.values("community__name")[:1])
    )
    found = named.values_list("text", "say", "department", "company")
    known = community.name if community else ""
    return [
        Prompt(_filled(text, company=known or company, department=department, name=user.name), say)
        for text, say, department, company in found
    ]


def _filled(text: str, **who: str | None) -> str:
    """Only these three are filled in; any other brace that a manager wrote stays."""
    for name, value in who.items():
        text = text.replace(f"{{{name}}}", value or GAP)
    return text


def phrases() -> list[tuple[str, list[str]]]:
    """The phrases in use under the names of their groups, in their order; one statement."""
    order = list(Phrase.Group)
    rows = sorted(Phrase.objects.in_use(), key=lambda row: order.index(Phrase.Group(row.group)))
    return [(str(Phrase.Group(group).label), [row.text for row in found]) for group, found in groupby(rows, _group)]


def _group(phrase: Phrase) -> str:
    return phrase.group
