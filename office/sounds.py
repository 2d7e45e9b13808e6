"""Sound recordings that people send: judged by their content and kept as they came."""

import struct
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from mutagen import MutagenError

from office.sound_lengths import LENGTHS, kind_of

MOST_BYTES = 20 * 1024 * 1024
MOST_SECONDS = 3 * 60 * 60
# What reading broken or hostile files raises.
BROKEN = (MutagenError, OSError, EOFError, ValueError, LookupError, TypeError, ArithmeticError, struct.error)
SUFFIXES = {
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/wav": ".wav",
    "audio/ogg": ".ogg",
    "audio/flac": ".flac",
    "audio/amr": ".amr",
    "audio/amr-wb": ".amr",
}
UNREADABLE = _("This is not a sound recording that can be read: MP3, M4A, WAV, OGG, FLAC or AMR. No videos.")


class NoSound(ValueError):
    """The file is no recording that can be kept; its text says why."""


@dataclass(frozen=True)
class Sound:
    """A recording as it came, what it is by its content, and how long it lasts in seconds."""

    file: "File[bytes]"
    content_type: str
    seconds: int

    @property
    def suffix(self) -> str:
        return SUFFIXES[self.content_type]


def listen(file: "File[bytes]") -> Sound:
    """What a recording is, whatever its name says: MP3, M4A, WAV, OGG (Opus, Vorbis), FLAC, AMR.

    Raises NoSound: more than 20 MB, longer than 3 hours, without a sound, with moving pictures, another format, broken.
    """
    if file.size > MOST_BYTES:
        raise NoSound(_("This recording is larger than 20 MB."))
    content_type = kind_of(file)
    try:
        seconds = LENGTHS[content_type](file, file.size)
    except BROKEN as error:
        raise NoSound(UNREADABLE) from error
    if seconds <= 0:
        raise NoSound(UNREADABLE)
    if seconds > MOST_SECONDS:
        raise NoSound(_("This recording is longer than 3 hours."))
    file.seek(0)
    return Sound(file, content_type, max(1, round(seconds)))


class SoundField(forms.FileField):
    """A sound recording in a form; its cleaned value is a Sound. The name it came with is not used."""

    widget = forms.FileInput(attrs={"accept": "audio/*,.amr"})
    default_error_messages = {
        "empty": _("This file is empty."),
        "max_length": _("The name of this file is too long."),
    }

    def clean(self, data: "File[bytes] | None", initial: "File[bytes] | None" = None) -> Sound | None:
        """The recording, or None where none was sent. Raises ValidationError."""
        sent = super().clean(data, initial)
        if not sent:
            return None
        try:
            return listen(sent)
        except NoSound as error:
            raise ValidationError(str(error), code="no_sound") from error
