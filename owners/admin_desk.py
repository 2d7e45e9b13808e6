"""What a manager sets for the reception: contact boxes, phrases, prompts, an office's own words."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from office import clock
from office.admin.base import DeskAdmin, VisibleFilter, shown, user_of
from office.fields import DeskCharField
from owners.actions import boxes
from owners.forms.sayings import EtiquetteForm, OwnWordForm
from owners.models import ContactBox, Etiquette, OwnWord, Phrase


class BoxForm(forms.ModelForm):  # type: ignore[type-arg]
    """A box that is taken down asks why."""

    class Meta:
        model = ContactBox
        fields: ClassVar = ["community", "name", "opens_at", "since", "active"]
        help_texts: ClassVar = {
            "opens_at": _("Every day; a change holds from the next day on."),
            "since": _("Its first day; from then on every day counts."),
        }

    name = DeskCharField(label=capfirst(_("where it hangs")), max_length=40, widget=UnfoldAdminTextInputWidget)
    why = DeskCharField(
        label=_("Why it is taken down"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.instance.pk is None:
            self._check_first_day(data)
        elif self.instance.active and not data.get("active") and not data.get("why"):
            self.add_error("why", _("What is still owed is released with a reason."))
        return data

    def _check_first_day(self, data: dict[str, Any]) -> None:
        """Nothing is owed for a time that has passed before the box was entered."""
        community, since, opens_at = (data.get(name) for name in ("community", "since", "opens_at"))
        if community and since and opens_at and clock.at(since, opens_at, community) < timezone.now():
            self.add_error("since", _("Its time on this day has passed. Choose a later day."))


@admin.register(ContactBox)
class ContactBoxAdmin(DeskAdmin):
    form = BoxForm
    fields = ("number", "community", "name", "opens_at", "since", "active", "why")
    fixed = ("community", "since")
    readonly_fields = ("number",)
    list_display = ("number", "name", "community", "opens_at", "since", "in_use")
    list_filter = (("community", VisibleFilter), "active")
    list_select_related = ("community",)
    ordering = ("community", "pk")
    in_use = shown("active", _("in use"))

    def get_fields(self, request: HttpRequest, obj: ContactBox | None = None) -> tuple[str, ...]:
        new = ("number", "active", "why")
        return tuple(name for name in self.fields if obj or name not in new)

    def save_model(self, request: HttpRequest, obj: ContactBox, form: Any, change: bool) -> None:
        if not change:
            boxes.hang(obj)
            return
        active, now = obj.active, timezone.now()
        changed = [name for name in ("name", "opens_at") if name in form.changed_data]
        if changed:
            obj.save(update_fields=changed)
        if "active" in form.changed_data and active:
            boxes.hang_again(obj, now=now)
        elif "active" in form.changed_data:
            boxes.take_down(obj, form.cleaned_data["why"], by=user_of(request), now=now)


class PhraseForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Phrase
        fields: ClassVar = ["group", "text", "position", "active"]

    text = DeskCharField(label=capfirst(_("phrase")), max_length=60, widget=UnfoldAdminTextInputWidget)


@admin.register(Phrase)
class PhraseAdmin(DeskAdmin):
    form = PhraseForm
    list_display = ("text", "group", "position", "in_use")
    list_filter = ("group", "active")
    search_fields = ("text",)
    ordering = ("position", "pk")
    in_use = shown("active", _("in use"))


@admin.register(Etiquette)
class EtiquetteAdmin(DeskAdmin):
    form = EtiquetteForm
    list_display = ("text", "of_channel", "spoken", "position", "in_use")
    list_filter = ("say", "active")
    search_fields = ("text",)
    ordering = ("channel", "position", "pk")
    spoken = shown("say", _("to be spoken"))
    in_use = shown("active", _("in use"))

    @admin.display(description=_("channel"), ordering="channel")
    def of_channel(self, prompt: Etiquette) -> str:
        return prompt.get_channel_display()


@admin.register(OwnWord)
class OwnWordAdmin(DeskAdmin):
    """Records keep the word itself, so it is not rewritten: it is retired and another one added."""

    form = OwnWordForm
    fixed = ("list", "word")
    list_display = ("word", "list", "position", "in_use")
    list_filter = ("list", "active")
    ordering = ("list", "position", "pk")
    in_use = shown("active", _("in use"))
