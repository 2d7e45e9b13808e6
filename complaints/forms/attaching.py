"""Photos and sound recordings that are sent to a complaint, several at once."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from complaints.actions import Enclosed, new_among, no_room, room_for
from complaints.actions.attaching import MOST
from complaints.forms.verbs import ComplaintVerbForm
from complaints.models import Attachment, Verb
from office.fields import DeskCharField, visible
from office.images import PhotoField
from office.sound_lengths import kind_of
from office.sounds import SoundField

PHOTOS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
ACCEPTED = _(
    "Taken are photos (JPEG, PNG, WebP; 8 MB) and sound recordings (MP3, M4A, WAV, OGG, FLAC, AMR; 20 MB, 3 hours). "
    "No videos."
)


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Photos and sound recordings, each judged by its content; the cleaned value is a list of Enclosed."""

    # A telephone offers its camera and its recorder for these.
    widget = FilesInput(attrs={"accept": "image/jpeg,image/png,image/webp,audio/*,.m4a,.amr"})
    default_error_messages = {
        "required": _("Choose a photo or a recording."),
        "too_many": _("At most %(most)s files at once."),
    }

    def clean(self, data: Any, initial: Any = None) -> list[Enclosed]:
        """Raises ValidationError: one message for each file that cannot be kept, with the name it came with."""
        sent = list(data or [])
        if self.required and not sent:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(sent) > MOST:
            raise ValidationError(self.error_messages["too_many"], code="too_many", params={"most": MOST})
        kept, refused = [], []
        for file in sent:
            try:
                kept.append(_enclosed(file))
            except ValidationError as error:
                refused.append(f"{visible(file.name)[:40]}: {' '.join(error.messages)}")
        if refused:
            raise ValidationError(refused)
        return kept


def _enclosed(file: "File[bytes]") -> Enclosed:
    """A file as it is to be kept. Raises ValidationError."""
    if kind_of(file):
        sound: Any = SoundField().clean(file)
        return Enclosed(Attachment.Kind.SOUND, sound.file, sound.content_type, sound.suffix, sound.seconds)
    if file.size and not _is_photo(file):
        raise ValidationError(ACCEPTED, code="neither")
    photo: Any = PhotoField().clean(file)
    return Enclosed(Attachment.Kind.PHOTO, photo, "image/jpeg", ".jpg")


def _is_photo(file: "File[bytes]") -> bool:
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    return bool(head.startswith(PHOTOS)) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


class AttachForm(ComplaintVerbForm):
    verb = Verb.ATTACH
    # Nothing that happened meanwhile stands against a photo.
    overtaken = False

    enclosed = FilesField(label=_("Photos or recordings"), help_text=ACCEPTED)
    caption = DeskCharField(label=_("What they show"), max_length=100, required=False)

    def clean_enclosed(self) -> list[Enclosed]:
        files: list[Enclosed] = self.cleaned_data["enclosed"]
        room = room_for(self.record)
        if len(new_among(self.record, files)) > room:
            raise ValidationError(no_room(room), code="no_room")
        return files
