"""Sound recordings are judged by their content: what they are, how long they last, what is refused."""

import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from PIL import Image

from office import sounds
from office.sounds import NoSound, Sound, SoundField, listen
from office.tests.recordings import (
    MP3_FRAME,
    amr,
    amr_wide,
    box,
    flac,
    id3,
    many_boxes,
    mp3,
    mp4,
    ogg,
    track,
    vorbis,
    wav,
)

UNREADABLE = "This is not a sound recording that can be read: MP3, M4A, WAV, OGG, FLAC or AMR. No videos."
TOO_LONG = "This recording is longer than 3 hours."
HOURS = 3 * 60 * 60


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def heard(content: bytes, name: str = "recording.bin") -> Sound:
    return listen(SimpleUploadedFile(name, content))


def refusal(content: bytes) -> str:
    with pytest.raises(NoSound) as refused:
        heard(content)
    return str(refused.value)


def outcome(content: bytes) -> int | str:
    """How many seconds it lasts, or why it is refused."""
    try:
        return heard(content).seconds
    except NoSound as refused:
        return str(refused)


def picture(kind: str) -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 20)).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "kind", "suffix"),
    [
        pytest.param(mp3(2), "audio/mpeg", ".mp3", id="MP3"),
        pytest.param(mp3(2, begin=id3(b"\0" * 300)), "audio/mpeg", ".mp3", id="MP3 with a tag"),
        pytest.param(mp4(2), "audio/mp4", ".m4a", id="M4A"),
        pytest.param(mp4(2, wide=True), "audio/mp4", ".m4a", id="M4A with long times"),
        pytest.param(wav(2), "audio/wav", ".wav", id="WAV"),
        pytest.param(wav(2, more=b"LIST\x03\0\0\0abc\0"), "audio/wav", ".wav", id="WAV with an odd chunk"),
        pytest.param(ogg(2), "audio/ogg", ".ogg", id="Opus"),
        pytest.param(vorbis(2), "audio/ogg", ".ogg", id="Vorbis"),
        pytest.param(flac(2), "audio/flac", ".flac", id="FLAC"),
        pytest.param(amr(2), "audio/amr", ".amr", id="AMR"),
        pytest.param(amr_wide(2), "audio/amr-wb", ".amr", id="AMR-WB"),
    ],
)
def test_a_recording_is_known_by_its_content_and_kept_as_it_came(content: bytes, kind: str, suffix: str) -> None:
    found = heard(content, "photo.jpg")
    assert (found.content_type, found.suffix, found.seconds) == (kind, suffix, 2)
    assert found.file.read() == content


def test_a_wav_lasts_as_long_as_what_there_is_of_it() -> None:
    assert [heard(wav(2, promised=promised)).seconds for promised in (2**32 - 1, 8000)] == [2, 1]


def test_less_than_a_second_is_one() -> None:
    assert heard(b"#!AMR\n" + b"\x3c" + b"\0" * 31).seconds == 1


@pytest.mark.parametrize("made", [mp4, flac, ogg, vorbis])
def test_three_hours_are_kept_and_more_is_refused(made: Callable[[int], bytes]) -> None:
    assert heard(made(HOURS)).seconds == HOURS
    assert refusal(made(HOURS + 1)) == TOO_LONG


def test_what_has_no_length_of_its_own_is_counted_no_further_than_it_is_kept() -> None:
    assert refusal(b"#!AMR\n" + b"\x7c" * (50 * HOURS + 1)) == TOO_LONG
    assert refusal(b"#!AMR\n" + b"\x7c" * 15_000_000) == TOO_LONG


def test_more_than_20_mb_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = wav(2)
    assert sounds.MOST_BYTES == 20 * 2**20
    monkeypatch.setattr(sounds, "MOST_BYTES", len(content) - 1)
    assert refusal(content) == "This recording is larger than 20 MB."
    monkeypatch.setattr(sounds, "MOST_BYTES", len(content))
    assert heard(content).seconds == 2


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\0" * 5000, id="zero bytes"),
        pytest.param(b"\xff", id="one byte"),
        pytest.param(b"<!doctype html><script>alert(1)</script>", id="HTML"),
        pytest.param(b"%PDF-1.7\n", id="PDF"),
        pytest.param(b"MZ\x90\0" + b"\0" * 400, id="a program"),
        pytest.param(picture("JPEG"), id="JPEG"),
        pytest.param(picture("WEBP"), id="WebP"),
        pytest.param(mp4(kinds=(b"vide", b"soun")), id="video with sound"),
        pytest.param(mp4(kinds=(b"soun", b"vide")), id="sound with video"),
        pytest.param(mp4(kinds=(b"vide",)), id="video"),
        pytest.param(mp4(kinds=()), id="MP4 without tracks"),
        pytest.param(mp4(0), id="MP4 of no length"),
        pytest.param(b"RIFF\x00\x10\0\0AVI LIST" + b"\0" * 400, id="AVI"),
        pytest.param(b"\x1a\x45\xdf\xa3" + b"\0" * 400, id="WebM"),
        pytest.param(ogg(2, head=b"\x80theora" + b"\0" * 40), id="Theora"),
        pytest.param(b"".join([ogg(2)[:47], ogg(2, head=b"\x80theora" + b"\0" * 40)]), id="Opus and Theora"),
        pytest.param(b"\xff\xf1\x50\x80" + b"\0" * 4000, id="AAC without a container"),
        pytest.param(wav(0), id="WAV without a sound"),
        pytest.param(flac(0), id="FLAC without a sound"),
        pytest.param(ogg(0), id="Opus without a sound"),
        pytest.param(b"#!AMR\n", id="AMR without a sound"),
        pytest.param(amr(1) + b"PK\x03\x04", id="AMR and an archive"),
        pytest.param(id3(b"<script>alert(1)</script>"), id="a tag alone"),
        pytest.param(MP3_FRAME, id="one frame of MP3"),
        pytest.param(b"RIFF\x04\0\0\0WAVE", id="WAV of nothing"),
    ],
)
def test_what_is_no_recording_is_refused_whatever_its_name(content: bytes) -> None:
    assert refusal(content) == UNREADABLE


@pytest.mark.parametrize("made", [mp4, wav, ogg, vorbis, flac])
@pytest.mark.parametrize("kept", [5, 13, 20, 30, 39])
def test_what_is_cut_off_in_its_header_is_refused(made: Callable[[], bytes], kept: int) -> None:
    assert refusal(made()[:kept]) == UNREADABLE


def test_an_mp4_cut_off_anywhere_is_refused() -> None:
    whole = mp4()
    assert [kept for kept in range(len(whole)) if refusal(whole[:kept]) != UNREADABLE] == []


@pytest.mark.parametrize("made", [mp3, mp4, wav, ogg, vorbis, flac, amr, amr_wide])
def test_whatever_stands_in_a_header_it_is_kept_or_refused(made: Callable[[], bytes]) -> None:
    content = made()
    for place in range(min(len(content), 250)):
        for value in (0, 1, 0x7F, 0xFF):
            changed = content[:place] + bytes([value]) + content[place + 1 :]
            assert outcome(changed) in (*range(1, HOURS + 1), UNREADABLE, TOO_LONG)


def bomb() -> bytes:
    """A tag with one frame that unfolds to 200 MB."""
    packed = zlib.compress(b"\0" * 200_000_000)
    size, flags = len(packed) + 4, b"\0\x09"
    places = [bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0)) for number in (size, 200_000_000)]
    return mp3(2, begin=id3(b"TXXX" + places[0] + flags + places[1] + packed))


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        pytest.param(bomb(), True, id="compressed tag"),
        pytest.param(box(b"ftyp", b"M4A ") + box(b"moov", many_boxes(2_500_000)), False, id="millions of boxes"),
        pytest.param(box(b"ftyp", b"M4A ") + many_boxes(2_500_000), False, id="millions of boxes outside"),
        pytest.param(wav(1, more=b"junk\0\0\0\0" * 2_500_000), False, id="millions of chunks"),
        pytest.param(box(b"ftyp", b"M4A ") + track(b"soun", 2) * 200_000, False, id="tracks without a head"),
    ],
)
def test_a_bomb_costs_neither_time_nor_memory(content: bytes, kept: bool) -> None:
    file = SimpleUploadedFile("recording.mp3", content)
    tracemalloc.start()
    begun = time.process_time()
    try:
        seconds = listen(file).seconds
    except NoSound:
        seconds = 0
    took, most = time.process_time() - begun, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (seconds == 2, took < 2, most < 5_000_000) == (kept, True, True)


class SoundForm(forms.Form):
    sound = SoundField(required=False)


def filled(name: str, content: bytes) -> SoundForm:
    return SoundForm({}, MultiValueDict({"sound": [SimpleUploadedFile(name, content)]}))


@pytest.mark.parametrize("name", ["../../etc/passwd", "x" * 300, "CON", "3pm\u202e.exe", "sound.html", "a\r\nb"])
def test_the_name_of_a_file_decides_nothing(name: str) -> None:
    form = filled(name, mp3())
    assert form.is_valid()
    assert form.cleaned_data["sound"].suffix == ".mp3"


def test_the_form_says_why_a_recording_is_refused() -> None:
    assert filled("a.mp3", b"GIF89a").errors == {"sound": [UNREADABLE]}
    assert filled("a.mp3", b"").errors == {"sound": ["This file is empty."]}


def test_a_recording_is_not_required() -> None:
    form = SoundForm({}, MultiValueDict())
    assert form.is_valid()
    assert form.cleaned_data == {"sound": None}
