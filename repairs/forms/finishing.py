"""What is asked when the work is done, or the danger removed (RP-6, RP-9)."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from office.fields import DeskCharField, DeskDateField, DeskDateTimeField, DeskForm, DeskTextField
from office.images import PhotoField
from office.models import Staff
from owners.models import Capacity
from repairs.actions import Line, Signature
from repairs.forms.consent import plain_helper
from repairs.forms.lines import BaseLineFormSet
from repairs.models import Quote, WorkOrder

MINUTE = timedelta(minutes=1)
# A date told to a household further away than this is a slip of the pen.
FURTHEST = timedelta(days=366)


class Result(models.TextChoices):
    DONE = "done", _("repaired")
    PARTS = "parts", _("parts missing")
    CANNOT = "cannot", _("cannot be repaired")


class Account(models.TextChoices):
    AGREED = "agreed", _("as agreed")
    LESS = "less", _("less")
    FREE = "free", _("free of charge")


class FinishForm(DeskForm):
    """The end of the work on site. What is not done goes back to the desk with the findings as its reason."""

    result = forms.ChoiceField(label=_("Result"), choices=Result, initial=Result.DONE, widget=forms.RadioSelect)
    findings = DeskTextField(label=_("What was found and done"), max_length=400)
    finished_at = DeskDateTimeField(label=_("Finished at"))
    account = forms.ChoiceField(label=_("Amount"), choices=Account, widget=forms.RadioSelect)
    free = forms.ChoiceField(
        label=_("Why free of charge"), choices=Quote.Free, required=False, widget=forms.RadioSelect
    )
    goodwill_with = forms.ChoiceField(label=_("Agreed with"), required=False)
    signed = forms.ChoiceField(
        label=_("Signed on the order"),
        choices=[("yes", _("signed")), ("no", _("not signed"))],
        initial="yes",
        widget=forms.RadioSelect,
    )
    name = DeskCharField(label=_("Signed by"), max_length=60, required=False)
    capacity = forms.ChoiceField(label=_("As"), choices=Capacity, required=False, widget=forms.RadioSelect)
    unsigned = forms.ChoiceField(
        label=_("Why not signed"), choices=WorkOrder.Unsigned, required=False, widget=forms.RadioSelect
    )
    why = DeskCharField(label=_("In words"), max_length=200, required=False)
    photo = PhotoField(label=_("Photo of the order or the place"), required=False)

    def __init__(
        self, *args: Any, order: WorkOrder, agreed: Quote | None, lines: BaseLineFormSet, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.order, self.agreed, self.lines = order, agreed, lines
        self.heads = lines.offer.heads
        if agreed is None:
            self.fields["account"].choices = [(Account.FREE, Account.FREE.label)]  # type: ignore[attr-defined]
        names = [(key, head.name) for key, head in self.heads.items()]
        self.fields["goodwill_with"].choices = [("", _("Choose …")), *names]  # type: ignore[attr-defined]

    @property
    def is_done(self) -> bool:
        return bool(self.cleaned_data.get("result") == Result.DONE)

    def clean_finished_at(self) -> datetime:
        """The minute that was typed; the minute of the arrival means the arrival itself."""
        at: datetime = self.cleaned_data["finished_at"]
        arrived = self.order.arrived_at
        if at > self.now:
            raise forms.ValidationError(_("This lies in the future."))
        if arrived and at <= arrived - MINUTE:
            raise forms.ValidationError(
                _("The crew came at %(arrived)s only."), params={"arrived": f"{localtime(arrived):%m-%d %H:%M}"}
            )
        return max(at, arrived) if arrived else at

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "result" in data and not self.is_done:
            for name in set(self.errors) - {"findings"}:
                del self.errors[name]
            return data
        self._check_account(data)
        self._check_signature(data)
        return data

    def _check_account(self, data: dict[str, Any]) -> None:
        if data.get("account") == Account.LESS:
            self._check_lines()
        if data.get("account") == Account.FREE:
            self._check_free(data)

    def _check_lines(self) -> None:
        if not self.lines.is_valid():
            self.add_error("account", _("Look at the lines below."))
        elif self.agreed and self.lines.total > self.agreed.total:
            text = _("More than the %(agreed)s yuan agreed: ask again first.")
            self.add_error("account", text % {"agreed": self.agreed.total})

    def _check_free(self, data: dict[str, Any]) -> None:
        if not data.get("free"):
            self.add_error("free", _("Free of charge needs its reason."))
        if data.get("free") == Quote.Free.GOODWILL and not data.get("goodwill_with"):
            self.add_error("goodwill_with", _("Goodwill is agreed with the head first."))

    def _check_signature(self, data: dict[str, Any]) -> None:
        asked = ("name", "capacity") if data.get("signed") == "yes" else ("unsigned", "why")
        for name in asked:
            if name in data and not data[name]:
                self.add_error(name, _("This is needed."))

    @property
    def lower_account(self) -> list[Line] | None:
        """The lines of an account lower than agreed; None where what was agreed stands, or nothing is charged."""
        return self.lines.lines if self.cleaned_data["account"] == Account.LESS else None

    @property
    def free_reason(self) -> str:
        """The reason why it is free of charge, or empty."""
        return self.cleaned_data["free"] if self.cleaned_data["account"] == Account.FREE else ""

    @property
    def goodwill_head(self) -> Staff | None:
        return self.heads[self.cleaned_data["goodwill_with"]] if self.free_reason == Quote.Free.GOODWILL else None

    @property
    def signature(self) -> Signature:
        data = self.cleaned_data
        if data["signed"] == "yes":
            return Signature(name=data["name"], capacity=data["capacity"], photo=data["photo"])
        return Signature(unsigned=data["unsigned"], why=data["why"], photo=data["photo"])


class MakeSafeForm(DeskForm):
    """The danger is removed; when comes the permanent repair?"""

    findings = DeskTextField(label=_("What was found and made safe"), max_length=400)
    permanent_on = DeskDateField(label=_("Permanent repair on"), help_text=_("The date that the household was told."))

    helper = plain_helper()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_permanent_on(self) -> date:
        day: date = self.cleaned_data["permanent_on"]
        if day < self.today:
            raise forms.ValidationError(_("This day is past."))
        if day > self.today + FURTHEST:
            raise forms.ValidationError(_("This year cannot be meant."))
        return day
