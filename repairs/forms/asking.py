"""What a page asks about a report that is being written: its block, its category, its place, a problem text."""

from typing import Any

from django import forms

from office.fields import DeskCharField, DeskForm
from office.models import Building, Community, Staff, Unit
from repairs.forms.blocks import KEY, PLACE
from repairs.forms.categories import CategoryForm


class BlockForm(forms.Form):
    """For which block, by the prefix of its fields, and in which estate; what makes no sense is passed over."""

    block = forms.RegexField(r"\A[a-z]{1,12}(-[0-9]{1,2})?\Z", required=False)
    community = forms.ModelChoiceField(Community.objects.none(), required=False)

    def __init__(self, data: Any, *, user: Staff) -> None:
        super().__init__(data)
        self.fields["community"].queryset = Community.objects.visible_to(user)  # type: ignore[attr-defined]
        self.full_clean()
        self.user = user

    @property
    def name(self) -> str | None:
        """The prefix, or None for a block without one."""
        return self.cleaned_data.get("block") or None

    @property
    def estate(self) -> Community | None:
        """The estate named, or the only one of this user."""
        named: Community | None = self.cleaned_data.get("community")
        if named or len(self.user.community_ids) > 1:
            return named
        return Community.objects.visible_to(self.user).first()


class AlikeForm(CategoryForm):
    """What is being reported, and from where."""

    unit = forms.ModelChoiceField(Unit.objects.none(), required=False)
    building = forms.ModelChoiceField(Building.objects.none(), required=False)
    place = DeskCharField(max_length=PLACE, required=False)

    def __init__(self, *args: Any, user: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.visible_to(user)  # type: ignore[attr-defined]
        self.fields["building"].queryset = Building.objects.visible_to(user)  # type: ignore[attr-defined]


class TextForm(DeskForm):
    """The key of a problem text."""

    key = DeskCharField(max_length=KEY)
