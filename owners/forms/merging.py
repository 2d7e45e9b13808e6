"""Which of two entries of the same person stands for both."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from office.fields import DeskForm


class Stands(models.TextChoices):
    THIS = "this", _("this entry")
    OTHER = "other", _("the other entry")


class MergeForm(DeskForm):
    """The choice, once both entries are known."""

    stands = forms.ChoiceField(
        label=_("Which entry stands for both?"), choices=Stands, initial=Stands.THIS, widget=forms.RadioSelect
    )
