"""What the desk asks before a verb: reasons, dates, the crew."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from office import clock
from office.fields import DeskCharField, DeskDateField, DeskForm
from office.models import Move, Staff
from repairs.crews import Member
from repairs.forms.appointments import AppointmentForm, next_windows, windows
from repairs.forms.categories import CategoryForm
from repairs.models import Repair, Verb

# What changes nothing for anybody else.
HARMLESS = [Verb.PRINT]
WORDS = dict(Verb.choices)


class VerbForm(DeskForm):
    """The questions of one verb about a repair.

    The page sends back the last change that it knew of (`seen`); where there is a newer one the form is not valid but
    says who changed what, and sent once more it goes through.
    """

    verb: ClassVar[str]

    def __init__(self, data: Any = None, *, repair: Repair, by: Staff, now: datetime, **kwargs: Any) -> None:
        super().__init__(data, now=now, **kwargs)
        self.repair, self.by = repair, by
        changes = Move.objects.filter(subject=repair.number).exclude(verb__in=HARMLESS)
        self.last = changes.select_related("by").order_by("-pk").first()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.field_template = "desk/field.html"

    def clean(self) -> dict[str, Any]:
        if self.overtaken and self.last:
            words = {
                "who": self.last.by or _("The desk"),
                "when": f"{localtime(self.last.at):%H:%M}",
                "what": WORDS.get(self.last.verb, self.last.verb),
            }
            text = _("%(who)s was here at %(when)s: %(what)s. Save once more if yours still holds.")
            raise ValidationError(text, code="overtaken", params=words)
        return super().clean() or self.cleaned_data

    def answers(self) -> dict[str, Any]:
        """What was answered, by the names that the verb's action has for it."""
        return {name: self.cleaned_data[name] for name in self.fields}

    @property
    def overtaken(self) -> bool:
        """Whether something happened to the repair after the page was opened."""
        seen = self.data.get("seen", "")
        return bool(seen and self.last and seen != str(self.last.pk))

    @property
    def repeated(self) -> bool:
        """Whether what happened was this very thing, done by the same person: a second click."""
        return bool(self.overtaken and self.last and self.last.verb == self.verb and self.last.by_id == self.by.pk)


def reason(label: Any) -> DeskCharField:
    """A reason in words; it is kept in the history."""
    return DeskCharField(label=label, max_length=200, widget=forms.Textarea({"rows": 2}))


class HandBackForm(VerbForm):
    verb = Verb.HAND_BACK
    why = reason(_("Why"))


class RaiseForm(VerbForm):
    verb = Verb.RAISE
    why = reason(_("Why it is urgent"))


class LowerForm(VerbForm):
    verb = Verb.LOWER
    why = reason(_("Why it is not urgent"))


class VoidForm(VerbForm):
    verb = Verb.VOID
    why = reason(_("Why it need not be done"))


class LookIntoForm(VerbForm):
    verb = Verb.LOOK_INTO
    why = reason(_("What was found, and how it goes on"))


class TellForm(VerbForm):
    """How the crew was told: by radio unless something else is written."""

    verb = Verb.TELL_CREW
    how = DeskCharField(label=_("How"), max_length=60, initial=_("radio"))


class PostponeForm(VerbForm, AppointmentForm):
    """The time that the household asks for: one of those at which the crew usually comes, or any other."""

    verb = Verb.POSTPONE
    window = forms.ChoiceField(
        label=_("When"),
        required=False,
        error_messages={"invalid_choice": _("This time is not offered any more. Choose another.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.times = {row.key: row for row in windows(self.repair.community, self.now)}
        self.offered = next_windows(self.repair.community, self.now)
        self.fields["window"].choices = [(key, str(row)) for key, row in self.times.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not data["window"] and not data["appointment"]:
            self.add_error("appointment", _("Choose a time."))
        return data

    def answers(self) -> dict[str, Any]:
        chosen = self.times.get(self.cleaned_data["window"])
        if chosen:
            return {"appointment_from": chosen.start, "appointment_until": chosen.end}
        return self.appointed()


class ExtendForm(VerbForm):
    """A new date for the finishing, why, and how the household was told (RP-9)."""

    REASONS: ClassVar = [
        ("parts", _("waiting for parts")),
        ("contractor", _("contractor")),
        ("access", _("no access")),
        ("weather", _("weather")),
        ("funds", _("funds")),
    ]
    verb = Verb.EXTEND
    reason = forms.ChoiceField(label=_("Waits for"), choices=REASONS, widget=forms.RadioSelect)
    due_on = DeskDateField(label=_("Finished by the end of"))
    owner_told = DeskCharField(label=_("How the household was told"), max_length=100)

    def clean_due_on(self) -> datetime:
        """24:00 of the day."""
        day, community = self.cleaned_data["due_on"], self.repair.community
        if day < community.local(self.now).date():
            raise ValidationError(_("This day has passed."), code="past")
        return clock.end_of_day(day, community)

    def answers(self) -> dict[str, Any]:
        data = self.cleaned_data
        reason = dict(self.REASONS)[data["reason"]]
        return {"reason": str(reason), "due_at": data["due_on"], "owner_told": data["owner_told"]}


class RecategoriseForm(VerbForm, CategoryForm):
    """Another category; what is not ours after all is voided instead."""

    verb = Verb.RECATEGORISE
    why = reason(_("Why"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        ours = [row for row in field.offered.values() if row.ours]  # type: ignore[attr-defined]
        field.offer(ours)  # type: ignore[attr-defined]
        self.initial["category"] = self.repair.category_id


class CrewForm(VerbForm):
    """Who goes: one who is in charge and, where the job wants two, another."""

    crew = forms.ChoiceField(
        label=_("Who goes"), widget=forms.RadioSelect, error_messages={"required": _("Choose who goes.")}
    )
    second = forms.ChoiceField(label=_("together with"), required=False)

    def __init__(self, *args: Any, members: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.staff.pk): member for member in members}
        people = [(key, member.staff.name) for key, member in self.members.items()]
        self.fields["crew"].choices = people  # type: ignore[attr-defined]
        self.fields["second"].choices = [("", "—"), *people]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("second") and data.get("second") == data.get("crew"):
            self.add_error("second", _("Choose somebody else, or nobody."))
        return data

    def chosen(self) -> list[Staff]:
        """The crew, the one in charge first."""
        keys = [self.cleaned_data["crew"], self.cleaned_data["second"]]
        return [self.members[key].staff for key in keys if key]


class DispatchForm(CrewForm):
    """Whoever stands first in the list goes, unless somebody else is chosen."""

    verb = Verb.DISPATCH
    told = forms.BooleanField(label=_("Told by radio just now"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["crew"].initial = next(iter(self.members), None)

    @property
    def told_how(self) -> str:
        return str(_("radio")) if self.cleaned_data["told"] else ""


class PassOnForm(CrewForm):
    verb = Verb.PASS_ON
    why = reason(_("Why"))


class ReturnForm(DeskForm):
    """The signed order is back; the tick on the slip is noted but is no callback (CB-8)."""

    TICKS: ClassVar = [
        ("", _("not ticked")),
        ("5", _("very satisfied")),
        ("4", _("satisfied")),
        ("3", _("neutral")),
        ("2", _("dissatisfied")),
        ("1", _("very dissatisfied")),
    ]
    satisfaction = forms.ChoiceField(
        label=_("Ticked on the slip"), choices=TICKS, required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.field_template = "desk/field.html"
