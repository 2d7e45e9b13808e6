"""Photos as they are sent to a complaint."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture(kind: str = "JPEG", *, colour: str = "navy", **options: Any) -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 20), colour).save(file, kind, **options)
    return file.getvalue()


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    """A file whose browser lies about what it is."""
    return SimpleUploadedFile(name, content, content_type="text/html")
