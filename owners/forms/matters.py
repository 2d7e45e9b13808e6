"""What is asked about a matter: what it is and whose, what was decided, what came of it, whether the caller knows."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from office import clock
from office.fields import DeskCharField, DeskDateField, DeskDateTimeField
from office.models import Community, Department, Staff
from office.verb_forms import VerbForm, several_lines
from owners.areas import department_for
from owners.forms.blocks import CaseForm
from owners.forms.colleagues import ColleagueField
from owners.forms.times import check_past
from owners.models import Contact, Matter

LONGEST = 400
WORDS = dict(Matter.Verb.choices)


class DepartmentField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A department of the estate, each with its head and deputy at hand."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Department.objects.none(), **{"empty_label": "—", **kwargs})

    def offer(self, user: Staff, community: Community | None) -> list[Department]:
        """Those of the estate, or of all that the user serves; gives them."""
        rows = Department.objects.visible_to(user).select_related("community", "head", "deputy").order_by("pk")
        self.queryset = rows.filter(community=community) if community else rows
        return list(self.queryset)


class MatterForm(CaseForm):
    """The block of a matter at intake; `case()` is the unsaved record. Where it says nothing, the contact does."""

    kind = forms.ChoiceField(
        label=_("What it is"), choices=Matter.Kind, initial=Matter.Kind.QUESTION, widget=forms.RadioSelect
    )
    text = DeskCharField(
        label=_("What is to be done"), max_length=LONGEST, required=False, widget=forms.Textarea({"rows": 2}),
        help_text=_("Left empty: what was said."),
    )  # fmt: skip
    department = DepartmentField(label=_("For which department"), required=False)
    at_once = forms.BooleanField(label=_("Hand it over now"), initial=True, required=False)

    def __init__(self, *args: Any, user: Staff, community: Community | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = self.fields["department"].offer(user, community)  # type: ignore[attr-defined]
        if community and not self.initial.get("department"):
            self.initial["department"] = department_for(self.initial.get("text") or "", departments)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("at_once") and "department" in data and not data["department"]:
            self.add_error("department", _("To which department? Or hand it over later today."))
        return data

    def case(self, contact: Contact) -> Matter:
        """The matter that this contact leaves, unsaved."""
        data = self.cleaned_data
        return Matter(
            kind=data["kind"],
            text=data["text"] or contact.content[:LONGEST],
            department=data["department"],
            status=Matter.Status.HANDED_OVER if data["at_once"] else Matter.Status.TAKEN,
        )


class MatterVerbForm(VerbForm):
    words = WORDS
    record: Matter


class HandOverForm(MatterVerbForm):
    """To which department: its head, or the deputy, decides."""

    verb = Matter.Verb.HAND_OVER
    department = DepartmentField(label=_("To which department"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, matter = self.fields["department"], self.record
        known = field.offer(self.by, matter.community)  # type: ignore[attr-defined]
        if matter.status == Matter.Status.HANDED_OVER:
            field.queryset = field.queryset.exclude(pk=matter.department_id)  # type: ignore[attr-defined]
        else:
            self.initial["department"] = matter.department or department_for(matter.text, known)


class DecideForm(MatterVerbForm):
    """What is done, by whom and by when (RC-4)."""

    verb = Matter.Verb.DECIDE
    what = several_lines(_("What is done"), LONGEST)
    doer = ColleagueField(label=_("By whom"))
    due_at = DeskDateField(label=_("By the end of"))

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, now=now, **kwargs)
        self.fields["doer"].offer([self.record.community_id])  # type: ignore[attr-defined]
        today = self.record.community.local(now).date()
        self.initial = {"what": self.record.decision, "doer": self.record.doer or self.by, "due_at": today}

    def clean_due_at(self) -> datetime:
        """24:00 of the day."""
        day, community = self.cleaned_data["due_at"], self.record.community
        if day < community.local(self.now).date():
            raise ValidationError(_("This day has passed."), code="past")
        return clock.end_of_day(day, community)


class DoForm(MatterVerbForm):
    """What came of it; who has told the caller already says how."""

    verb = Matter.Verb.DO
    result = several_lines(_("Result"), LONGEST)
    told_how = forms.ChoiceField(
        label=_("Has the caller been told"),
        choices=[("", _("not yet")), *Matter.How.choices],
        required=False,
        widget=forms.RadioSelect,
    )


class TellForm(MatterVerbForm):
    """How and when the caller was told what was done."""

    verb = Matter.Verb.TELL
    how = forms.ChoiceField(
        label=_("How the caller was told"), choices=Matter.How, initial=Matter.How.PHONE, widget=forms.RadioSelect
    )
    told_at = DeskDateTimeField(label=_("When"), required=False)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, now=now, **{"initial": {"told_at": now}, **kwargs})

    def clean_told_at(self) -> datetime:
        return check_past(self.cleaned_data["told_at"], now=self.now, since=self.record.done_at)


class VoidForm(MatterVerbForm):
    verb = Matter.Verb.VOID
    why = several_lines(_("Why it need not be done"))
