"""Sound recordings made byte by byte, for tests: nothing is heard on them."""

import struct
from io import BytesIO

from mutagen.ogg import OggPage

MP3_FRAME = b"\xff\xfb\x90\x00" + b"\0" * 413  # 128 kbit/s, 44.1 kHz: 417 bytes, 26 ms


def mp3(seconds: int = 2, *, begin: bytes = b"") -> bytes:
    return begin + MP3_FRAME * round(seconds * 44_100 / 1152)


def id3(content: bytes) -> bytes:
    """A tag of this content, as it stands before the frames of an MP3."""
    size = len(content)
    places = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\x00\x00" + places + content


def wav(seconds: int = 2, *, promised: int | None = None, more: bytes = b"") -> bytes:
    """8 kHz, 8 bits, one channel; its header may promise more bytes than there are."""
    sound = b"\x80" * (8000 * seconds)
    form = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
    data = b"data" + struct.pack("<I", len(sound) if promised is None else promised) + sound
    body = b"WAVE" + form + more + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def track(kind: bytes, seconds: int, *, wide: bool = False) -> bytes:
    """A track of sound (soun) or of pictures (vide)."""
    long = struct.pack(">BxxxQQIQ", 1, 0, 0, 1000, seconds * 1000)
    times = long if wide else struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000)
    return box(b"trak", box(b"mdia", box(b"mdhd", times + b"\0" * 4) + box(b"hdlr", b"\0" * 8 + kind + b"\0" * 13)))


def mp4(seconds: int = 2, *, kinds: tuple[bytes, ...] = (b"soun",), more: bytes = b"", wide: bool = False) -> bytes:
    tracks = b"".join(track(kind, seconds, wide=wide) for kind in kinds)
    return box(b"ftyp", b"M4A \0\0\0\0") + box(b"moov", more + tracks) + box(b"mdat", b"\0" * 800)


def ogg(seconds: int = 2, *, head: bytes | None = None, rate: int = 48_000) -> bytes:
    """Opus, or what begins with `head`."""
    opus = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48_000, 0, 0)
    packets = [head or opus, b"OpusTags" + b"\0" * 8, b"\0" * 200]
    return b"".join(_page(number, packet, seconds * rate) for number, packet in enumerate(packets))


def vorbis(seconds: int = 2) -> bytes:
    head = b"\x01vorbis" + struct.pack("<IBIiiiBB", 0, 1, 16_000, 0, 32_000, 0, 0xB8, 1)
    return ogg(seconds, head=head, rate=16_000)


def _page(number: int, packet: bytes, position: int) -> bytes:
    page = OggPage()
    page.serial, page.sequence, page.packets = 7, number, [packet]
    page.first, page.last = number == 0, number == 2
    page.position = position if page.last else 0
    written: bytes = page.write()
    return written


def flac(seconds: int = 2, *, rate: int = 8000) -> bytes:
    """Said by its first block alone."""
    told = rate << 44 | 15 << 36 | seconds * rate
    block = struct.pack(">HH", 4096, 4096) + b"\0" * 6 + told.to_bytes(8, "big") + b"\0" * 16
    return b"fLaC\x80\0\0\x22" + block + b"\xff\xf8" + b"\0" * 400


def amr(seconds: int = 2) -> bytes:
    return b"#!AMR\n" + (b"\x3c" + b"\0" * 31) * (50 * seconds)


def amr_wide(seconds: int = 2) -> bytes:
    return b"#!AMR-WB\n" + (b"\x04" + b"\0" * 17) * (50 * seconds)


def many_boxes(count: int) -> bytes:
    """An MP4 of empty boxes: cheap to send, dear to read."""
    return BytesIO(box(b"free") * count).getvalue()
