"""What the dashboard checks of an office's own words and of its prompts (RC-1, RC-2, RC-3)."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from office.fields import DeskCharField
from owners import words
from owners.models import Channel, Etiquette, OwnWord, Subject

BUILT_IN: dict[str, type[Channel] | type[Subject]] = {OwnWord.List.CHANNEL: Channel, OwnWord.List.SUBJECT: Subject}


def taken(name: str) -> set[str]:
    """The keys and, in every language, the words of a built-in list, in small letters."""
    found = set(BUILT_IN[name].values)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(label).casefold() for label in BUILT_IN[name].labels}
    return found


class OwnWordForm(forms.ModelForm):  # type: ignore[type-arg]
    """A word of one's own: not one that stands in the list already, in whatever language or spelling."""

    class Meta:
        model = OwnWord
        fields: ClassVar = ["list", "word", "position", "active"]

    word = DeskCharField(label=capfirst(_("word")), max_length=20, widget=UnfoldAdminTextInputWidget)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        name, word = data.get("list"), data.get("word")
        if name and word:
            twins = OwnWord.objects.filter(list=name, word__iexact=word).exclude(pk=self.instance.pk)
            if word.casefold() in taken(name) or twins.exists():
                self.add_error("word", _("This stands in the list already."))
        return data


class EtiquetteForm(forms.ModelForm):  # type: ignore[type-arg]
    """A prompt of a channel, built in or one's own."""

    class Meta:
        model = Etiquette
        fields: ClassVar = ["channel", "text", "say", "position", "active"]

    channel = forms.ChoiceField(label=capfirst(_("channel")), widget=UnfoldAdminSelectWidget)
    text = DeskCharField(
        label=capfirst(_("prompt")),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("{company}, {department} and {name} are filled in with who answers."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels, _subjects = words.offered()
        own = self.instance.channel
        # A channel that is no longer offered stays the channel of its prompts.
        retired = [(own, own)] if own and own not in dict(channels) else []
        self.fields["channel"].choices = [*channels, *retired]  # type: ignore[attr-defined]
