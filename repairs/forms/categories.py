"""The tree of categories as one list to choose from, with the marks that decide the clocks."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from office.fields import DeskForm
from repairs.models import Category


def marks(category: Category) -> list[LazyText]:
    """The marks of a category in words, the most pressing first."""
    held = [
        (category.urgent, _("urgent")),
        (category.leak, _("leak")),
        (category.safety, _("safety")),
        (not category.ours, _("not ours")),
    ]
    return [word for holds, word in held if holds]


def _label(category: Category) -> str:
    return " · ".join([category.name, *map(str, marks(category))])


def _group(category: Category) -> str:
    return (category.parent or category).name


class CategoryField(forms.ChoiceField):
    """One leaf of the tree, under the heading of its branch; its cleaned value is the Category."""

    default_error_messages = {"invalid_choice": _("Choose a category from the list.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("Category"), **kwargs})
        self.offered: dict[str, Category] = {}

    def offer(self, categories: Iterable[Category]) -> None:
        """Let these be chosen, in this order."""
        rows = list(categories)
        self.offered = {str(row.pk): row for row in rows}
        branches = [(name, [(row.pk, _label(row)) for row in leaves]) for name, leaves in groupby(rows, _group)]
        self.choices = [("", "—"), *branches]

    def clean(self, value: Any) -> Category | None:
        """Raises ValidationError."""
        return self.offered.get(super().clean(value))

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)
        if value and value not in self.offered:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")


class CategoryForm(DeskForm):
    """A category being chosen, for what the page says about it."""

    category = CategoryField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].offer(Category.objects.offered())  # type: ignore[attr-defined]
