"""The kinds of case that a contact can leave: one table behind the buttons, the blocks of the form and the saving."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from complaints.actions import enter as enter_complaint
from complaints.forms import ComplaintForm
from office.models import Staff
from office.promises import Owed
from owners.actions import listings, matters, messages
from owners.forms.blocks import CaseForm
from owners.forms.listings import ListingForm
from owners.forms.matters import MatterForm
from owners.forms.messages import MessageForm
from owners.models import Subject
from repairs.actions import enter as enter_repair
from repairs.forms.blocks import RepairForm

Enter = Callable[..., list[Owed]]


@dataclass(frozen=True)
class Kind:
    """A kind of case: its words and key, the series of its numbers, the form of its block and how it is entered.

    `text` is the field of its own text, for which the contact's is taken where it is left empty.
    """

    key: str
    label: LazyText
    shortcut: str
    subject: str
    series: str
    permission: str
    form: type[CaseForm]
    enter: Enter
    text: str = ""

    def offered_to(self, user: Staff) -> bool:
        return user.has_perm(self.permission)

    def block(self, data: Any, number: int, *, files: Any = None, asked: bool = True, **known: Any) -> "Block":
        """The block of the form for the case with this number, holding the `data` and the `files` that were sent.

        Where nothing was `asked` yet (a block is only added or dropped), what was typed is kept but not judged.
        """
        prefix = f"{self.key}-{number}"
        return Block(self, prefix, self.form(**told(data, asked, f"{prefix}-"), files=files, prefix=prefix, **known))


def told(data: Any, asked: bool, start: str = "") -> dict[str, Any]:
    """What was sent, as a form takes it: to be judged, or only to be shown again."""
    if asked or data is None:
        return {"data": data}
    return {"initial": {name.removeprefix(start): value for name, value in data.items() if name.startswith(start)}}


@dataclass(frozen=True)
class Block:
    """One case on the form."""

    kind: Kind
    prefix: str
    form: CaseForm

    @property
    def number(self) -> int:
        return int(self.prefix.rpartition("-")[2])

    @property
    def template(self) -> str:
        return f"frontdesk/_case_{self.kind.key}.html"

    @property
    def says_nothing_itself(self) -> bool:
        """Whether its text is to be taken from what was said."""
        return bool(self.kind.text) and not self.form.cleaned_data.get(self.kind.text)


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in [
        Kind("repair", _("Repair or service"), "F2", Subject.REPAIR, "R", "repairs.register", RepairForm,
             enter_repair, "problem"),
        Kind("complaint", _("Complaint"), "F3", Subject.COMPLAINT, "C", "complaints.take", ComplaintForm,
             enter_complaint, "text"),
        Kind("message", _("Message"), "F8", Subject.BUSINESS, "M", "owners.record_contact", MessageForm,
             messages.enter, "text"),
        Kind("matter", _("Hand over"), "Alt+M", Subject.ENQUIRY, "S", "owners.hand_over", MatterForm,
             matters.enter, "text"),
        Kind("listing", _("Rent or sale"), "Alt+L", Subject.RENT, "H", "owners.record_contact", ListingForm,
             listings.enter),
    ]
}  # fmt: skip
