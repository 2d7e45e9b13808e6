"""What kind of recording a file is by its first bytes, and how long it lasts.

Tags are never read: what is compressed in them could unfold to any size.
"""

import struct
from collections.abc import Callable
from typing import IO, Any

from mutagen.flac import StreamInfo
from mutagen.mp3 import MPEGInfo
from mutagen.ogg import OggPage
from mutagen.oggopus import OggOpusInfo
from mutagen.oggvorbis import OggVorbisInfo

from office.boxes import Box, content_of, mp4_boxes, wav_boxes

AMR, AMR_WIDE = b"#!AMR\n", b"#!AMR-WB\n"
# How long a frame of 20 milliseconds is, in bytes, by the type that its first byte names; 0: there is no such type.
AMR_FRAMES = (13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1)
AMR_WIDE_FRAMES = (18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1)
FRAMES_A_SECOND = 50
# Longer than any recording that is kept: counting ends there.
ENOUGH_FRAMES = FRAMES_A_SECOND * 4 * 60 * 60
OGG_SOUNDS: dict[bytes, Any] = {b"OpusHead": OggOpusInfo, b"\x01vorbis": OggVorbisInfo}
OPUS_RATE = 48_000
FLAC_BLOCK = 34


def kind_of(file: IO[bytes]) -> str:
    """The content type that a file begins as, read from its start; empty where it is no recording."""
    file.seek(0)
    head = file.read(16)
    if head[:4] == b"RIFF":
        return "audio/wav" if head[8:12] == b"WAVE" else ""
    if head[4:8] == b"ftyp":
        return "audio/mp4"
    if head[:3] == b"ID3" or (head[:1] == b"\xff" and len(head) > 1 and head[1] >= 0xE0 and head[1] & 6):
        return "audio/mpeg"
    begun = {b"OggS": "audio/ogg", b"fLaC": "audio/flac", AMR_WIDE: "audio/amr-wb", AMR: "audio/amr"}
    return next((kind for begin, kind in begun.items() if head.startswith(begin)), "")


def _mp3(file: IO[bytes], size: int) -> float:
    info = MPEGInfo(file)
    return 0 if info.sketchy else float(info.length)


def _mp4(file: IO[bytes], size: int) -> float:
    """Of the sound; nothing where there are moving pictures, or where no sound follows the head."""
    outer = list(mp4_boxes(file, 0, size))
    heads = [box for box in outer if box.kind == b"moov"]
    tracks = [_track(file, media) for head in heads for media in _media(file, head)]
    if any(kind == b"vide" for kind, _seconds in tracks) or not any(box.kind == b"mdat" for box in outer):
        return 0
    return max(seconds for kind, seconds in tracks if kind == b"soun")


def _media(file: IO[bytes], head: Box) -> list[Box]:
    """Where each track says what it is."""
    tracks = [box for box in mp4_boxes(file, head.begin, head.end) if box.kind == b"trak"]
    inner = [box for track in tracks for box in mp4_boxes(file, track.begin, track.end)]
    return [box for box in inner if box.kind == b"mdia"]


def _track(file: IO[bytes], media: Box) -> tuple[bytes, float]:
    """What is played on a track, and for how long."""
    held = {box.kind: content_of(file, box) for box in mp4_boxes(file, media.begin, media.end)}
    header = held[b"mdhd"]
    form, place = (">IQ", slice(20, 32)) if header[0] else (">II", slice(12, 20))
    scale, length = struct.unpack(form, header[place])
    return held[b"hdlr"][8:12], float(length / scale)


def _wav(file: IO[bytes], size: int) -> float:
    """By the bytes that there are of it, whatever its header promises."""
    held = {box.kind: box for box in wav_boxes(file, size)}
    bytes_a_second: int = struct.unpack("<I", content_of(file, held[b"fmt "])[8:12])[0]
    sound = held[b"data"]
    return (sound.end - sound.begin) / bytes_a_second


def _ogg(file: IO[bytes], size: int) -> float:
    """Where its only stream is one of sound."""
    file.seek(0)
    head, second = OggPage(file), OggPage(file)
    kinds = [kind for kind in OGG_SOUNDS if head.packets[0].startswith(kind)]
    if second.first or not kinds:
        return 0
    file.seek(0)
    info: Any = OGG_SOUNDS[kinds[0]](file)
    last = OggPage.find_last(file, head.serial, finishing=True)
    return float(last.position) / getattr(info, "sample_rate", OPUS_RATE)


def _flac(file: IO[bytes], size: int) -> float:
    """By the block that must come first."""
    file.seek(4)
    kind, length = struct.unpack(">BI", file.read(1) + b"\0" + file.read(3))
    return float(StreamInfo(file.read(length)).length) if (kind & 0x7F, length) == (0, FLAC_BLOCK) else 0


def _amr(file: IO[bytes], size: int) -> float:
    return _amr_frames(file, len(AMR), AMR_FRAMES)


def _amr_wide(file: IO[bytes], size: int) -> float:
    return _amr_frames(file, len(AMR_WIDE), AMR_WIDE_FRAMES)


def _amr_frames(file: IO[bytes], begin: int, lengths: tuple[int, ...]) -> float:
    """Counted frame by frame, for there is nothing else that says it; nothing where something else is among them."""
    file.seek(begin)
    content = file.read()
    at = frames = 0
    while at < len(content) and frames < ENOUGH_FRAMES:
        length = lengths[content[at] >> 3 & 15]
        if not length:
            return 0
        at += length
        frames += 1
    return frames / FRAMES_A_SECOND


LENGTHS: dict[str, Callable[[IO[bytes], int], float]] = {
    "audio/mpeg": _mp3,
    "audio/mp4": _mp4,
    "audio/wav": _wav,
    "audio/ogg": _ogg,
    "audio/flac": _flac,
    "audio/amr": _amr,
    "audio/amr-wb": _amr_wide,
}
