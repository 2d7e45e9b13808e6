import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import RequestFactory
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from PIL import Image

from office import images, uploads
from office.images import NoPhoto, PhotoField, as_jpeg
from office.uploads import CappedUpload

RED, BLUE = (200, 30, 30), (30, 30, 200)
UNREADABLE = "This is not a photo that can be read: JPEG, PNG or WebP."
TOO_MANY_PIXELS = "This photo has too many pixels (more than 25 million)."


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def written(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def photo(mode: str = "RGB", *, size: tuple[int, int] = (64, 32), colour: Any = RED) -> Image.Image:
    return Image.new(mode, size, colour)


def read(content: bytes) -> Image.Image:
    """What is kept of a file, read again."""
    return Image.open(as_jpeg(SimpleUploadedFile("photo.jpg", content)))


def near(colour: Any, other: tuple[int, ...]) -> bool:
    return all(abs(one - two) < 12 for one, two in zip(colour, other, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_rp6_a_photo_becomes_a_plain_jpeg(kind: str) -> None:
    kept = read(written(photo(), kind))
    assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", (64, 32))
    assert near(kept.getpixel((10, 10)), RED)


def test_place_device_and_comment_are_removed() -> None:
    exif = Image.Exif()
    exif[0x010F] = "a telephone"
    exif.get_ifd(0x8825)[1] = "N"
    content = written(photo(), "JPEG", exif=exif, comment=b"flat 501", icc_profile=b"a profile")
    assert b"a telephone" in content
    kept = as_jpeg(SimpleUploadedFile("photo.jpg", content)).read()
    assert sorted(Image.open(BytesIO(kept)).info) == ["jfif", "jfif_density", "jfif_unit", "jfif_version"]
    assert [word for word in (b"a telephone", b"flat 501", b"a profile", b"Exif") if word in kept] == []


def test_a_photo_taken_sideways_is_set_upright() -> None:
    sideways = photo()
    sideways.paste(BLUE, (0, 0, 32, 32))
    exif = Image.Exif()
    exif[0x0112] = 6
    kept = read(written(sideways, "JPEG", exif=exif, quality=95))
    assert kept.size == (32, 64)
    assert near(kept.getpixel((16, 8)), BLUE)
    assert near(kept.getpixel((16, 56)), RED)


def test_what_is_appended_to_a_jpeg_is_left_behind() -> None:
    content = written(photo(), "JPEG") + b"<script>alert(1)</script>"
    assert b"script" not in as_jpeg(SimpleUploadedFile("photo.jpg", content)).read()


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_an_animation_the_first_frame_is_kept(kind: str) -> None:
    frames = {"save_all": True, "append_images": [photo(colour=BLUE)], "duration": 100}
    content = written(photo(), kind, **frames)
    assert Image.open(BytesIO(content)).n_frames == 2  # type: ignore[attr-defined]
    assert near(read(content).getpixel((10, 10)), RED)


def test_cmyk_is_converted() -> None:
    kept = read(written(photo().convert("CMYK"), "JPEG", quality=95))
    assert (kept.mode, near(kept.getpixel((10, 10)), RED)) == ("RGB", True)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_becomes_white(mode: str) -> None:
    content = written(photo("RGBA", colour=(0, 0, 0, 0)).convert(mode), "PNG")
    assert near(read(content).getpixel((10, 10)), (255, 255, 255))


def test_a_large_photo_is_made_smaller() -> None:
    assert read(written(photo(size=(4000, 3000)), "PNG")).size == (2560, 1920)


def png_header(width: int, height: int) -> bytes:
    """A PNG that says it has so many pixels and carries next to none."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(5001, 5000), (12_000, 12_000), (60_000, 60_000)])
def test_too_many_pixels_are_refused_by_the_header_alone(size: tuple[int, int]) -> None:
    with pytest.raises(NoPhoto, match="too many pixels") as refused:
        read(png_header(*size))
    assert str(refused.value) == TOO_MANY_PIXELS


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(written(photo(), "TIFF"), id="TIFF"),
        pytest.param(written(photo(), "GIF"), id="GIF"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", id="SVG"),
        pytest.param(b"<!doctype html><script>alert(1)</script>", id="HTML"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xd8\xff", id="three bytes"),
        pytest.param(written(Image.effect_noise((300, 300), 90), "JPEG")[:9000], id="truncated JPEG"),
        pytest.param(written(Image.effect_noise((300, 300), 90), "PNG")[:9000], id="truncated PNG"),
        pytest.param(written(Image.effect_noise((300, 300), 90), "WEBP")[:9000], id="truncated WebP"),
    ],
)
def test_what_is_no_photo_is_refused_whatever_its_name(content: bytes) -> None:
    with pytest.raises(NoPhoto) as refused:
        read(content)
    assert str(refused.value) == UNREADABLE


def test_more_than_8_mb_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = written(photo(), "JPEG")
    monkeypatch.setattr(images, "MOST_BYTES", len(content) - 1)
    with pytest.raises(NoPhoto, match="8 MB"):
        read(content)
    monkeypatch.setattr(images, "MOST_BYTES", len(content))
    assert read(content).size == (64, 32)


class PhotoForm(forms.Form):
    photo = PhotoField(required=False)


def filled(name: str, content: bytes) -> PhotoForm:
    return PhotoForm({}, MultiValueDict({"photo": [SimpleUploadedFile(name, content)]}))


@pytest.mark.parametrize("name", ["../../etc/passwd", "x" * 300, "CON", "gpj\u202e.exe", "photo.svg", "a\r\nb"])
def test_the_name_of_a_file_decides_nothing(name: str) -> None:
    form = filled(name, written(photo(), "PNG"))
    assert form.is_valid()
    assert form.cleaned_data["photo"].name == "photo.jpg"


def test_the_form_says_why_a_photo_is_refused() -> None:
    assert filled("photo.jpg", b"GIF89a").errors == {"photo": [UNREADABLE]}
    assert filled("photo.jpg", b"").errors == {"photo": ["This file is empty."]}


def test_a_photo_is_not_required() -> None:
    form = PhotoForm({}, MultiValueDict())
    assert form.is_valid()
    assert form.cleaned_data == {"photo": None}


def test_an_upload_beyond_the_limit_is_not_kept_but_seen_as_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MOST_BYTES", 200_000)
    monkeypatch.setattr(uploads, "MOST_BYTES", 200_000)
    sent = SimpleUploadedFile("photo.jpg", b"\xff" * 3_000_000)
    request = RequestFactory().post("/", {"photo": sent, "findings": "A new valve."})
    request.upload_handlers.insert(0, CappedUpload(request))
    form = PhotoForm(request.POST, request.FILES)
    kept = request.FILES["photo"]
    assert isinstance(kept, UploadedFile)
    assert 200_000 < len(kept.read()) <= 200_000 + 2 * CappedUpload.chunk_size
    assert form.errors == {"photo": ["This photo is larger than 8 MB."]}
    assert request.POST["findings"] == "A new valve."
    request.close()
