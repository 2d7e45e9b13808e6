"""What the screen has at hand besides the form: the problem texts, lines out of order, what was saved just now."""

from dataclasses import dataclass

from frontdesk.register.cases import Case, of_contacts
from office.models import Staff
from owners.models import Contact, LineOutage
from repairs.models import ProblemText


@dataclass(frozen=True)
class Saved:
    """A contact that was saved just now, and its cases."""

    contact: Contact
    cases: list[Case]


def problem_texts() -> dict[str, dict[str, str]]:
    """The problem texts 常用描述 by key: the text, and the category that goes with it."""
    rows = ProblemText.objects.filter(active=True).values_list("key", "text", "category_id")
    return {key: {"text": text, "category": str(category or "")} for key, text, category in rows}


def outages(user: Staff) -> list[LineOutage]:
    """The lines that are out of order, with the number to give out instead (RC-12)."""
    return list(LineOutage.objects.visible_to(user).now())


def saved_before(number: str, user: Staff) -> Saved | None:
    """The contact that this screen saved last, for its links: the number to tell the caller, the paper to print."""
    contact = Contact.objects.visible_to(user).filter(number=number).first() if number else None
    return Saved(contact, of_contacts([contact.pk], user).get(contact.pk, [])) if contact else None
