"""Nobody opened: the card that was left, and when the crew comes again (RP-4)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from office.fields import DeskCharField
from repairs.forms.appointments import AppointmentForm
from repairs.forms.verbs import VerbForm
from repairs.models import Verb


class NobodyHomeForm(VerbForm, AppointmentForm):
    verb = Verb.NOBODY_HOME
    card_left = DeskCharField(
        label=_("Card left"), max_length=200, help_text=_("Where it is, and what it says: at the door, come again …")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["appointment"].required = True
        self.fields["appointment"].label = _("Comes again from")
