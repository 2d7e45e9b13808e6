"""Photos that people send: judged by their content, made anew as plain JPEG, so that nothing else can hide in them."""

import struct
from io import BytesIO

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from office.uploads import MOST_BYTES

FORMATS = ["JPEG", "PNG", "WEBP"]
MOST_PIXELS = 25_000_000
# Paper stays legible at this size; what a camera adds is only weight.
LONGEST_SIDE = 2560
# What the decoders raise over broken or hostile files.
BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, struct.error)
BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)
TOO_MANY_PIXELS = _("This photo has too many pixels (more than 25 million).")
UNREADABLE = _("This is not a photo that can be read: JPEG, PNG or WebP.")


class NoPhoto(ValueError):
    """The file is no photo that can be kept; its text says why."""


def as_jpeg(file: "File[bytes]") -> "ContentFile[bytes]":
    """A photo in JPEG, PNG or WebP as an upright JPEG without metadata; of an animation its first frame.

    Raises NoPhoto: more than 8 MB, more than 25 megapixels (told from the header, before decoding), another format
    whatever its name says, or broken.
    """
    if file.size > MOST_BYTES:
        raise NoPhoto(_("This photo is larger than 8 MB."))
    try:
        with Image.open(file, formats=FORMATS) as image:
            flat = _flat(image) if image.width * image.height <= MOST_PIXELS else None
    except BOMB as error:
        raise NoPhoto(TOO_MANY_PIXELS) from error
    except BROKEN as error:
        raise NoPhoto(UNREADABLE) from error
    if flat is None:
        raise NoPhoto(TOO_MANY_PIXELS)
    return _encode(flat)


def _flat(image: Image.Image) -> Image.Image:
    """The pixels alone, on white where they are transparent: a new image takes no metadata along."""
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    image = ImageOps.exif_transpose(image)
    flat = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        flat.paste(image, mask=image)
    else:
        flat.paste(image.convert("RGB"))
    return flat


def _encode(image: Image.Image) -> "ContentFile[bytes]":
    written = BytesIO()
    image.save(written, "JPEG", quality=85)
    return ContentFile(written.getvalue(), name="photo.jpg")


class PhotoField(forms.FileField):
    """A photo in a form; its cleaned value is the JPEG made of it. The name it came with is not used."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
    default_error_messages = {
        "empty": _("This file is empty."),
        "max_length": _("The name of this file is too long."),
    }

    def clean(self, data: "File[bytes] | None", initial: "File[bytes] | None" = None) -> "File[bytes] | None":
        """The JPEG, or None where none was sent. Raises ValidationError."""
        sent = super().clean(data, initial)
        if not sent:
            return None
        try:
            return as_jpeg(sent)
        except NoPhoto as error:
            raise ValidationError(str(error), code="no_photo") from error
