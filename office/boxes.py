"""The boxes that WAV and MP4 files are made of: each says what it is, how long it is, and may hold further ones."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

# A recording has dozens; a file of millions of empty ones is made to cost time.
MOST = 2000
WAV, MP4 = struct.Struct("<4sI"), struct.Struct(">I4s")


@dataclass(frozen=True)
class Box:
    """What it is, and between which two places of the file its content lies."""

    kind: bytes
    begin: int
    end: int


def wav_boxes(file: IO[bytes], size: int) -> Iterator[Box]:
    """The chunks of a WAV file of `size` bytes; one that is said to be longer than the file ends with it.

    Raises ValueError: too many; struct.error: cut in the middle of a header.
    """
    begin = 12
    for _number in range(MOST):
        if begin + WAV.size > size:
            return
        file.seek(begin)
        kind, length = WAV.unpack(file.read(WAV.size))
        begin += WAV.size
        yield Box(kind, begin, min(begin + length, size))
        begin += length + length % 2
    raise ValueError("too many chunks")


def mp4_boxes(file: IO[bytes], begin: int, end: int) -> Iterator[Box]:
    """The boxes of an MP4 file between two places of it.

    Raises ValueError: too many, or one that is longer than what it lies in; struct.error: cut in its header.
    """
    for _number in range(MOST):
        if begin + MP4.size > end:
            return
        box = _mp4_box(file, begin, end)
        yield box
        begin = box.end
    raise ValueError("too many boxes")


def _mp4_box(file: IO[bytes], begin: int, end: int) -> Box:
    file.seek(begin)
    length, kind = MP4.unpack(file.read(MP4.size))
    content = begin + MP4.size
    if length == 1:
        (length,) = struct.unpack(">Q", file.read(8))
        content += 8
    elif length == 0:
        length = end - begin
    if not content <= begin + length <= end:
        raise ValueError("a box that is longer than what it lies in")
    return Box(kind, content, begin + length)


def content_of(file: IO[bytes], box: Box, most: int = 100) -> bytes:
    """The first `most` bytes of what a box holds."""
    file.seek(box.begin)
    return file.read(min(most, box.end - box.begin))
