"""What the form of the reception screen says: the contact, the blocks of its cases, and what is to be done then."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.models import Complaint
from frontdesk.reception.kinds import KINDS, Block, told
from frontdesk.reception.saving import Case
from office.models import Community, Staff
from office.statuses import StatusModel
from owners.forms.intake import ContactForm
from owners.models import Contact
from repairs import actions as repairs
from repairs.models import Category, Repair

# More cases than this at once are no single contact.
MOST = 9
_NAME = re.compile(r"([a-z]+)-([1-9][0-9]?)", re.ASCII)
CHOOSE_AGAIN = gettext_lazy("Not saved yet: choose the photos and recordings again.")
URGE, JOIN, ADD, DROP, DISPATCH = "urge", "join", "add", "drop", "dispatch"


@dataclass
class Intake:
    """A form that was sent: `verb` and `about` say what its button asked for (urge R-…, join R-…, add a block)."""

    user: Staff
    now: datetime
    form: ContactForm
    blocks: list[Block]
    verb: str
    about: str
    lead: Repair | None = None

    @property
    def saves(self) -> bool:
        """Whether it was sent to be saved; otherwise a block is added or dropped."""
        return self.verb not in (ADD, DROP)

    @property
    def errors(self) -> bool:
        return bool(self.form.errors) or any(block.form.errors for block in self.blocks)

    def is_valid(self) -> bool:
        """Whether all of it can be saved; what cannot be is said at its field."""
        self.form.full_clean()
        self._look_up_lead()
        if self.verb == URGE:
            asks = self._asks()
            self.blocks = [block for block in self.blocks if block is not asks]
        self._check_text()
        self._check_blocks()
        return not self.errors

    def _look_up_lead(self) -> None:
        if self.verb in (URGE, JOIN):
            there = Repair.objects.visible_to(self.user).filter(community=self.form.cleaned_data.get("community"))
            self.lead = there.select_related("community", "category", "unit").filter(number=self.about).first()
            if self.lead is None:
                self.form.add_error(None, _("There is no such repair in this estate."))
            elif self.verb == JOIN and self._asks() is None:
                self.blocks.append(self._like(self.lead))

    def _check_blocks(self) -> None:
        """Each case must be one of this contact: a repair is somewhere, an offer is of some home."""
        data = self.form.cleaned_data
        if "room" in data and "community" in data:
            contact = Contact(community=data["community"], unit=data["room"])
            for block in self.blocks:
                if not block.form.errors:
                    block.form.fits(contact)
            self._check_about_whom()
            self._check_own_words()

    def _check_about_whom(self) -> None:
        """A contact is kept from one person: complaints about two are two contacts."""
        about = [block for block in self.blocks if not block.form.errors and block.form.cleaned_data.get("about_staff")]
        for block in about[1:]:
            if block.form.cleaned_data["about_staff"] != about[0].form.cleaned_data["about_staff"]:
                block.form.add_error("about_staff", _("About another person: record this as a contact of its own."))

    def _check_own_words(self) -> None:
        """What was said of a member of staff stays with its complaint: no other case takes its text from it."""
        valid = [block for block in self.blocks if not block.form.errors]
        if any(_is_for_few(block) for block in valid):
            for block in valid:
                if block.says_nothing_itself and not _is_for_few(block):
                    block.form.add_error(
                        block.kind.text, _("What was said is confidential: say this in words of its own.")
                    )

    def _like(self, lead: Repair) -> Block:
        """The report of what is known already, for a caller who says no more than "here too" (RP-10)."""
        words = {f"repair-{MOST}-category": lead.category_id, f"repair-{MOST}-problem": lead.problem}
        known: dict[str, Any] = {"user": self.user, "now": self.now, "community": lead.community}
        return KINDS["repair"].block(words, MOST, **known)

    def _asks(self) -> Block | None:
        """The block whose hint was answered: the repair of the same category, or one that has none yet. Of another
        category it is another fault.
        """
        repair_blocks = [block for block in self.blocks if block.kind.key == "repair"]
        same = [block for block in repair_blocks if self.lead and self._category(block) == str(self.lead.category_id)]
        return next(iter([*same, *(block for block in repair_blocks if not self._category(block))]), None)

    def _category(self, block: Block) -> str:
        return str(block.form["category"].value() or "")

    def _check_text(self) -> None:
        """Something must have been said: to the desk, or in every case that came of it."""
        valid = [block for block in self.blocks if not block.form.errors]
        silent = not self.blocks or any(block.says_nothing_itself for block in valid)
        if self.form.cleaned_data.get("content") == "" and silent and self.verb != URGE:
            self.form.add_error("content", _("Write what was said."))

    def ask_for_files_again(self) -> None:
        """Where it is not saved: a browser does not send a second time what was chosen."""
        for block in self.blocks:
            if block.form.files.get(f"{block.prefix}-enclosed") and "enclosed" not in block.form.errors:
                block.form.add_error("enclosed", CHOOSE_AGAIN)

    def contact(self) -> Contact:
        """The contact, unsaved."""
        first = next(iter(self.blocks), None)
        subject = first.kind.subject if first else ""
        if first and first.kind.key == "repair":
            category: Category = first.form.cleaned_data["category"]
            subject = "service" if category.kind == Category.Kind.SERVICE else subject
        return self.form.contact(subject=subject or ("repair" if self.lead else ""))

    def cases(self, contact: Contact) -> list[Case]:
        """The cases, unsaved; the one that joins another repair is entered as such (RP-10)."""
        joins = self._asks() if self.verb == JOIN else None
        cases = []
        for block in self.blocks:
            case = Case(block.form.case(contact), block.kind.series, block.kind.enter)
            if block is joins and self.lead:
                case = replace(case, enter=partial(repairs.enter_joined, lead=self.lead))
            cases.append(case)
        for case in cases:
            _keep_to_few(contact, case.record)
        return cases


def _is_for_few(block: Block) -> bool:
    """Whether the case will be a complaint that not everybody may know of."""
    data = block.form.cleaned_data
    return bool(data.get("confidential") or data.get("about_staff"))


def _keep_to_few(contact: Contact, record: StatusModel) -> None:
    """Of a contact that leads to a confidential complaint not everybody may know either.

    What was said stands with the complaint alone: the search through all that callers said never meets it.
    """
    if isinstance(record, Complaint) and (record.confidential or record.about_staff):
        if contact.content and record.text != contact.content:
            record.text = f"{record.text}\n{contact.content}"
        contact.confidential, contact.content = True, ""
        contact.hidden_from = contact.hidden_from or record.about_staff


def read(
    data: QueryDict,
    files: "MultiValueDict[str, UploadedFile[bytes]]",
    *,
    numbers: Sequence[str],
    user: Staff,
    now: datetime,
) -> Intake:
    """The form as it was sent, not validated yet; blocks that this user may not open are left out.

    `numbers` may stand in it as their masks.
    """
    verb, _colon, about = data.get("then", "").partition(":")
    asked = verb not in (ADD, DROP)
    known: dict[str, Any] = {"user": user, "now": now, "community": community_of(data, user)}
    blocks = [
        KINDS[key].block(data, number, files=files if asked else None, asked=asked, **known)
        for key, number in named(data.getlist("case"))
        if KINDS[key].offered_to(user) and (verb, about) != (DROP, f"{key}-{number}")
    ]
    if verb == ADD and about in KINDS and KINDS[about].offered_to(user) and len(blocks) < MOST:
        blocks.append(KINDS[about].block(None, 1 + max((block.number for block in blocks), default=0), **known))
    about = about[:24] if about.isprintable() else ""  # it is looked up in the database
    form = ContactForm(**told(data, asked), numbers=numbers, user=user, now=now)
    return Intake(user, now, form, blocks, verb, about)


def named(names: list[str]) -> Iterator[tuple[str, int]]:
    """Kind and number of each block that the form names; what is no such name is passed over."""
    for name in dict.fromkeys(names[:MOST]):
        if (found := _NAME.fullmatch(name)) and found[1] in KINDS:
            yield found[1], int(found[2])


def community_of(data: QueryDict, user: Staff) -> Community | None:
    """The estate that the form names, or the only one that this user serves."""
    served = Community.objects.visible_to(user)
    if len(user.community_ids) == 1:
        return served.first()
    chosen = data.get("community", "")
    return served.filter(pk=chosen).first() if chosen.isascii() and chosen.isdecimal() and len(chosen) < 10 else None
