"""What is asked before a complaint is passed up, and what was decided on its step (CP-2)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise as LazyText
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from complaints import actions
from complaints.actions import Passing
from complaints.forms.verbs import LONGEST, ComingField, ComplaintVerbForm
from complaints.models import Step, Verb
from office.fields import DeskCharField
from office.models import Staff
from office.verb_forms import several_lines


class CalledField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """People who work here, each with the department."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.department.name}" if obj.department else str(obj.name)


class PassUpForm(ComplaintVerbForm):
    """To which step, why, and who is called together. Only who may know of the complaint is offered."""

    verb = Verb.PASS_UP
    levels: Sequence[Step.Level]

    level = forms.TypedChoiceField(label=_("To which step"), coerce=int, widget=forms.RadioSelect)
    reason = several_lines(_("Reason"), LONGEST)
    called = CalledField(
        Staff.objects.none(), label=_("Called together"), required=False, widget=forms.CheckboxSelectMultiple
    )
    called_others = DeskCharField(label=_("Others called together"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.levels = actions.levels_above(self.record, self.record.steps.here().level)
        choices = [(level.value, level.label) for level in self.levels]
        self.fields["level"].choices = choices  # type: ignore[attr-defined]
        self.initial["level"] = choices[0][0] if choices else ""
        people = actions.may_be_called(self.record).select_related("department")
        self.fields["called"].queryset = people.order_by("department_id", "name", "pk")  # type: ignore[attr-defined]

    @property
    def told(self) -> list[tuple[LazyText, list[Staff]]]:
        """Who is told at each step that is offered."""
        return [(level.label, actions.told_at(self.record, level, self.now)) for level in self.levels]

    def answers(self) -> dict[str, Any]:
        given = {**self.cleaned_data, "called": list(self.cleaned_data["called"])}
        return {"passing": Passing(**given)}


class DecideForm(ComplaintVerbForm):
    """What was decided on the step where the complaint stands, and until when it is done."""

    verb = Verb.DECIDE
    decision = several_lines(_("Decision"), LONGEST)
    do_by = ComingField(label=_("Done by"), required=False, help_text=_("It becomes a promise."))

    @cached_property
    def step(self) -> Step:
        """Where the complaint stands."""
        steps = self.record.steps.select_related("by", "holder").prefetch_related("called")
        found: Step = steps.here()
        return found
