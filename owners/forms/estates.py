"""Forms that are about an estate rather than a caller."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from office.fields import DeskForm
from office.models import Community, Staff


class EstateForm(DeskForm):
    """Which of the estates that the user serves; where he serves one, it is that one and not asked."""

    use_required_attribute = False

    community = forms.ModelChoiceField(Community.objects.none(), label=_("Estate"))

    def __init__(self, *args: Any, user: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        estates = self.fields["community"]
        estates.queryset = Community.objects.visible_to(user).order_by("pk")  # type: ignore[attr-defined]
        if len(user.community_ids) == 1:
            (estates.initial,) = user.community_ids
            estates.widget = forms.HiddenInput()
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True
        self.helper.field_template = "desk/field.html"
