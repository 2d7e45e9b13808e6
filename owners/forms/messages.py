"""What is asked about a message: for whom, what, to whom it was told, that the caller was rung back (RC-6)."""

from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from office.fields import DeskCharField, DeskDateTimeField
from office.models import Community, Staff
from office.verb_forms import VerbForm, several_lines
from owners.colleagues import Roster
from owners.forms.blocks import CaseForm
from owners.forms.colleagues import ColleagueField
from owners.forms.times import check_past
from owners.models import Contact, Message

LONGEST = 400
WORDS = dict(Message.Verb.choices)
# On its own page is where he confirms it himself.
HOW = [choice for choice in Message.How.choices if choice[0] != Message.How.PAGE]


class MessageForm(CaseForm):
    """The block of a message at intake; `case()` is the unsaved record. Where it says nothing, the contact does.

    An addressee who is off duty is not passed over in silence: the form says so once, and whom to tell instead; what
    is chosen then is the taker's. `asked_for` is the addressee of whom it was said.
    """

    addressee = ColleagueField(label=_("For whom"), error_messages={"required": _("Choose whom it is for.")})
    text = DeskCharField(
        label=_("Message"), max_length=LONGEST, required=False, widget=forms.Textarea({"rows": 2}),
        help_text=_("Left empty: what was said."),
    )  # fmt: skip
    ring_back = forms.BooleanField(label=_("wishes to be rung back"), initial=True, required=False)
    asked_for = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    told_to = forms.ModelChoiceField(
        Staff.objects.none(), label=_("Tell instead"), required=False, empty_label=_("nobody, wait for him")
    )
    caller_knows = forms.BooleanField(label=_("The caller was told so"), required=False)

    def __init__(self, *args: Any, user: Staff, now: datetime, community: Community | None, **kwargs: Any) -> None:
        super().__init__(*args, now=now, **kwargs)
        addressee = self.fields["addressee"]
        addressee.offer([community.pk] if community else user.community_ids)  # type: ignore[attr-defined]
        addressee.widget.attrs |= {
            "hx-get": reverse_lazy("owners:message_instead"),
            "hx-trigger": "change",
            "hx-target": f"#{self.instead_id}",
            "hx-swap": "outerHTML",
            "hx-vals": f'{{"prefix": "{self.prefix or ""}"}}',
        }
        self.away = self._who_is_away(community)

    @property
    def instead_id(self) -> str:
        """Where the page says who can be told instead."""
        return self.add_prefix("instead")

    def _who_is_away(self, community: Community | None) -> Staff | None:
        """The addressee chosen so far, where he is off duty; then those who are there can be told instead."""
        addressee = self._chosen()
        at = community or (addressee.department.community if addressee and addressee.department else None)
        if addressee is None or at is None:
            return None
        roster = Roster.at(at, self.now)
        if not roster.is_away(addressee):
            return None
        there = [person.pk for person in roster.instead_of(addressee)]
        self.fields["told_to"].queryset = Staff.objects.filter(pk__in=there)  # type: ignore[attr-defined]
        self._propose(addressee, next(iter(there), ""))
        return addressee

    def _propose(self, addressee: Staff, first: int | str) -> None:
        """The first of those who are there is proposed, until the taker has seen it and chosen."""
        self.initial["told_to"] = first
        if self.is_bound and str(self["asked_for"].value()) != str(addressee.pk):
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            data[self.add_prefix("told_to")] = str(first)
            self.data = data

    def _chosen(self) -> Staff | None:
        try:
            chosen: Staff | None = self.fields["addressee"].to_python(self["addressee"].value())
        except forms.ValidationError:
            return None
        return chosen

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.away and data.get("asked_for") != str(self.away.pk):
            text = _("%(name)s is off duty. Tell the caller who gets it.") % {"name": self.away.name}
            self.add_error("addressee", text)
        return data

    def case(self, contact: Contact) -> Message:
        """The message that this contact leaves, unsaved."""
        data = self.cleaned_data
        return Message(
            addressee=data["addressee"],
            text=data["text"] or contact.content[:LONGEST],
            ring_back=data["ring_back"],
            told_to=data["told_to"] if self.away else None,
            caller_knows=data["caller_knows"] if self.away else False,
        )


class PrefixForm(forms.Form):
    """The name under which the block stands on its page."""

    prefix = forms.RegexField(r"\A[a-z]{1,12}-[0-9]{1,2}\Z", required=False)  # type: ignore[assignment]


class MessageVerbForm(VerbForm):
    words = WORDS
    record: Message


class TellForm(MessageVerbForm):
    """To whom it was told, and how; the addressee unless somebody in his place."""

    verb = Message.Verb.TELL
    to = ColleagueField(label=_("Told to"))
    how = forms.ChoiceField(label=_("How"), choices=HOW, initial=Message.How.PHONE, widget=forms.RadioSelect)
    caller_knows = forms.BooleanField(label=_("The caller knows that it is somebody else"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].offer([self.record.community_id])  # type: ignore[attr-defined]
        self.initial["to"] = self.record.told_to or self.record.addressee
        self.initial["caller_knows"] = self.record.caller_knows


class RingBackForm(MessageVerbForm):
    """When the caller was rung back, and what was agreed."""

    verb = Message.Verb.RING_BACK
    answer = several_lines(_("What was agreed"))
    rung_back_at = DeskDateTimeField(label=_("Rung back at"), required=False)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, now=now, **{"initial": {"rung_back_at": now}, **kwargs})

    def clean_rung_back_at(self) -> datetime:
        return check_past(self.cleaned_data["rung_back_at"], now=self.now, since=self.record.told_at)


class VoidForm(MessageVerbForm):
    verb = Message.Verb.VOID
    why = several_lines(_("Why it need not be told"))
