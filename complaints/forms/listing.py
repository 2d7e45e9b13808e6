"""How the list of complaints is narrowed, and what recurs is asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.models import Type
from office.models import Department, Staff, Unit

TO_ANSWER, ANSWERED, ALL = "open", "answered", "all"


class DepartmentChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """For who serves several estates, with the estate that the department belongs to."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Department.objects.none(), **kwargs)
        self.several = False

    def offer_to(self, user: Staff) -> None:
        self.several = len(user.community_ids) > 1
        self.queryset = Department.objects.visible_to(user).select_related("community").order_by("community", "pk")

    def label_from_instance(self, obj: Department) -> str:
        return f"{obj.community.name} · {obj.name}" if self.several else obj.name


class ListForm(forms.Form):
    """Which complaints are listed; those still to be answered unless something else is asked for."""

    state = forms.ChoiceField(
        label=_("Which"),
        choices=[(TO_ANSWER, _("to be answered")), (ANSWERED, _("answered")), (ALL, _("all"))],
        required=False,
    )
    type = forms.ChoiceField(label=_("About what"), choices=[("", _("any")), *Type.choices], required=False)
    department = DepartmentChoice(label=_("Department responsible"), required=False, empty_label=_("any"))

    def __init__(self, data: Any, *, user: Staff) -> None:
        super().__init__(data)
        self.fields["department"].offer_to(user)  # type: ignore[attr-defined]

    @property
    def state_shown(self) -> str:
        return self.cleaned_data.get("state") or TO_ANSWER


class RecurringForm(forms.Form):
    """A home and what the complaint is about."""

    unit = forms.ModelChoiceField(Unit.objects.none())
    type = forms.ChoiceField(choices=Type.choices)

    def __init__(self, data: Any, *, user: Staff) -> None:
        super().__init__(data)
        self.fields["unit"].queryset = Unit.objects.visible_to(user).select_related("community")  # type: ignore[attr-defined]
