"""What is asked about a rectification notice: who received it, what was answered (CB-9)."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from office.fields import DeskCharField, DeskTextField


class ServeForm(forms.Form):
    """Who signed for the printed notice. Whoever it is for can also confirm it himself, on his phone page."""

    use_required_attribute = False

    to_name = DeskCharField(label=_("Received by"), max_length=60)

    helper = FormHelper()
    helper.form_tag, helper.disable_csrf, helper.field_template = False, True, "desk/field.html"


class SettleForm(forms.Form):
    """What was said or done about it: the head's answer, or what finance corrected or confirmed."""

    use_required_attribute = False

    answer = DeskTextField(label=_("Answer"), max_length=400, widget=forms.Textarea({"rows": 4}))

    helper = FormHelper()
    helper.form_tag, helper.disable_csrf, helper.field_template = False, True, "desk/field.html"
