"""Where a page of a list begins; anything that makes no sense begins at the first row."""

from typing import Any

from django import forms


class PageForm(forms.Form):
    before = forms.CharField(max_length=40, required=False)

    @classmethod
    def mark(cls, asked: Any) -> str:
        """The mark in an address, as `office.pages.page` takes it."""
        form = cls(asked)
        return str(form.cleaned_data["before"]) if form.is_valid() else ""
