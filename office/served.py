"""A kept file as an answer: whole, or the part that a player asks for when somebody seeks in a recording."""

import re
from typing import Any

from django.core.files.base import File
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

_ONE_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})", re.ASCII)


class Part:
    """So many bytes of a file from a place on, to be read once; closing it closes the file."""

    def __init__(self, file: "File[bytes]", begin: int, length: int) -> None:
        file.seek(begin)
        self.file, self.left = file, length
        self.close = file.close

    def read(self, size: int) -> bytes:
        piece: bytes = self.file.read(min(size, self.left))
        self.left -= len(piece)
        return piece


def served(
    request: HttpRequest, file: "File[bytes]", *, content_type: str, filename: str, digest: str
) -> HttpResponseBase:
    """An open file that never changes, for the one who asked: nothing in it runs, no cache keeps it for anybody else.

    A single range is answered with 206, one that lies outside with 416; whatever else a range header says, with the
    whole file. `digest` is of its content: what the browser has already is 304. The answer closes the file.
    """
    headers = {
        "Content-Security-Policy": "sandbox",
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
        "Accept-Ranges": "bytes",
        "ETag": f'"{digest}"',
    }
    if (known := get_conditional_response(request, etag=headers["ETag"])) is not None:
        file.close()
        return known
    asked = asked_for(request, file.size, headers["ETag"])
    if asked is None:
        return FileResponse(file, content_type=content_type, filename=filename, headers=headers)
    if not asked:
        file.close()
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{file.size}"})
    return _partial(file, asked, content_type=content_type, filename=filename, headers=headers)


def asked_for(request: HttpRequest, size: int, etag: str) -> range | None:
    """The bytes of a file of `size` that a request asks for; empty where they lie outside, None for the whole file."""
    found = _ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or not found or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if not first:
        return range(max(size - int(last), 0), size) if last else None
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)


def _partial(file: "File[bytes]", asked: range, *, headers: dict[str, str], **more: Any) -> FileResponse:
    said = {
        "Content-Range": f"bytes {asked.start}-{asked.stop - 1}/{file.size}",
        "Content-Length": str(len(asked)),
    }
    part = Part(file, asked.start, len(asked))
    return FileResponse(part, status=206, headers={**headers, **said}, **more)
