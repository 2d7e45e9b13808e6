"""What the desk says: the polite phrases 文明用语 and the etiquette of each channel (RC-3)."""

from typing import Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from office.models import Staff
from owners.models.contacts import Channel


class PhraseQuerySet(models.QuerySet["Phrase"]):
    def visible_to(self, user: Staff) -> Self:
        """All: what is polite is the same in every community."""
        return self.all()

    def in_use(self) -> Self:
        return self.filter(active=True)


# One polite phrase in its group. The first 28 are the seed's, word for word; a manager edits them.
@pghistory.track()
class Phrase(models.Model):
    class Group(models.TextChoices):
        GREETING = "greeting", _("greeting")
        WISHES = "wishes", _("good wishes")
        WELCOME = "welcome", _("welcome")
        MEETING = "meeting", _("on meeting")
        APOLOGY = "apology", _("apology")
        REQUEST = "request", _("request")
        THANKS = "thanks", _("thanks")
        PARTING = "parting", _("parting")

    group = models.CharField(_("group"), max_length=8, choices=Group)
    text = models.CharField(_("phrase"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    objects = PhraseQuerySet.as_manager()

    class Meta:
        verbose_name = _("polite phrase")
        verbose_name_plural = _("polite phrases")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["group", "text"], name="each_phrase_once_in_its_group")]

    def __str__(self) -> str:
        return self.text


class EtiquetteQuerySet(models.QuerySet["Etiquette"]):
    def visible_to(self, user: Staff) -> Self:
        """All: they are the same in every community."""
        return self.all()

    def in_use(self) -> Self:
        return self.filter(active=True)


# A prompt of the screen for a channel. {company}, {department} and {name} are filled in with who answers.
@pghistory.track()
class Etiquette(models.Model):
    # A Channel or an office's own word.
    channel = models.CharField(_("channel"), max_length=20)
    text = models.CharField(_("prompt"), max_length=200)
    # Spoken as it stands, rather than a reminder.
    say = models.BooleanField(_("to be spoken"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    objects = EtiquetteQuerySet.as_manager()

    class Meta:
        verbose_name = _("etiquette prompt")
        verbose_name_plural = _("etiquette prompts")
        ordering = ["channel", "position", "pk"]

    def __str__(self) -> str:
        return self.text

    def get_channel_display(self) -> str:
        """The channel in words; an office's own word is the word itself."""
        return str(dict(Channel.choices).get(self.channel, self.channel))
