"""Choosing somebody who works here, by name and department."""

from collections.abc import Collection
from typing import Any

from django import forms

from office.models import Staff


class ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Active staff of the communities that are offered."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Staff.objects.none(), **{"empty_label": "—", **kwargs})

    def offer(self, community_ids: Collection[int]) -> None:
        """Everybody who serves one of these communities, department by department."""
        people = Staff.objects.filter(is_active=True, communities__in=community_ids)
        people = people.select_related("department__community", "department__deputy")
        self.queryset = people.order_by("department_id", "name", "pk").distinct()

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}，{obj.department.name}" if obj.department else str(obj.name)
