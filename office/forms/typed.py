"""What was typed into a form, with one answer changed for whoever typed it."""

from django import forms
from django.http import QueryDict


def retyped(form: forms.BaseForm, name: str, value: str) -> QueryDict:
    """What was typed, with `value` in the field `name`."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    data[form.add_prefix(name)] = value
    return data
