"""A new version of a time limit: what may be changed, and which numbers are refused."""

from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise as LazyText
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from office.models import TimeLimit
from office.rules import RULES

Unit, Warn = TimeLimit.Unit, TimeLimit.Warn
# A year in each unit: what is longer is a slip of the keyboard.
LONGEST = {Unit.MINUTES: 525_600, Unit.HOURS: 8_760, Unit.CALL_HOURS: 8_760, Unit.DAYS: 366, Unit.TIMES: 366}
MINUTES_IN = {Unit.MINUTES: 1, Unit.HOURS: 60, Unit.CALL_HOURS: 60}
YEAR_OF_MINUTES = LONGEST[Unit.MINUTES]
DAY_OF_MINUTES = 24 * 60


class LimitForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = TimeLimit
        fields: ClassVar = [
            "community", "amount", "unit", "opens_days", "at_time", "window_from", "window_until", "otherwise_at",
            "warn", "warn_amount", "overdue_to", "escalate_after", "escalated_to",
        ]  # fmt: skip
        labels: ClassVar = {"amount": capfirst(_("limit")), "unit": capfirst(_("counted in"))}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "unit" in self.fields:
            # What is counted stays counted, and what is timed stays timed.
            counted = self.instance.unit == Unit.TIMES
            self.fields["unit"].choices = [  # type: ignore[attr-defined]
                choice for choice in Unit.choices if (choice[0] == Unit.TIMES) is counted
            ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for field, refusal in [
            ("amount", self._amount(data)),
            ("warn_amount", self._warning(data)),
            ("opens_days", _up_to(data.get("opens_days"), LONGEST[Unit.DAYS])),
            ("escalate_after", self._escalation(data)),
        ]:
            if refusal and field not in self.errors:
                self.add_error(field, str(refusal))
        return data

    def _amount(self, data: dict[str, Any]) -> str | LazyText:
        amount, unit = data.get("amount"), data.get("unit")
        if amount is None or unit is None:
            return ""
        if amount == 0 and not (unit == Unit.DAYS and RULES[self.instance.rule].amount == 0):
            return _("At least 1.")
        return _up_to(amount, LONGEST[unit])

    def _warning(self, data: dict[str, Any]) -> str | LazyText:
        warn, amount, unit = data.get("warn"), data.get("warn_amount"), data.get("unit")
        if not warn or amount is None:
            return ""
        if warn == Warn.PERCENT:
            return "" if 1 <= amount <= 99 else _("Between 1 and 99 percent.")
        if warn == Warn.CLOCK:
            return _up_to(amount, DAY_OF_MINUTES - 1)
        if warn in (Warn.AFTER, Warn.BEFORE) and unit in MINUTES_IN and data.get("amount"):
            # An appointment is warned of before its hour, and its limit is the grace after it.
            whole = data["amount"] * MINUTES_IN[unit]
            if warn == Warn.AFTER and amount >= whole:
                return _("The warning would come after the limit.")
        return _up_to(amount, YEAR_OF_MINUTES)

    def _escalation(self, data: dict[str, Any]) -> str | LazyText:
        if data.get("escalate_after") == 0:
            return _("At least 1.")
        return _up_to(data.get("escalate_after"), YEAR_OF_MINUTES)


def _up_to(value: int | None, most: int) -> str | LazyText:
    return _("At most %(most)d.") % {"most": most} if value is not None and value > most else ""
