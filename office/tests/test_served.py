"""A kept file as an answer: whole, in parts, not again; nothing in it runs."""

from io import BytesIO

import pytest
from django.core.files.base import File
from django.http import HttpRequest, HttpResponseBase
from django.test import RequestFactory

from office.served import served

CONTENT = bytes(range(256)) * 400
SIZE = len(CONTENT)
# Whoever closes an answer looks after the connections.
pytestmark = pytest.mark.django_db


def request(method: str = "GET", **headers: str) -> HttpRequest:
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    return RequestFactory().generic(method, "/", headers=said)


def answer(asked: HttpRequest) -> tuple[HttpResponseBase, BytesIO]:
    """The answer, and the file below it."""
    file = BytesIO(CONTENT)
    told = {"content_type": "audio/mpeg", "filename": "C-1-2.mp3", "digest": "abc"}
    return served(asked, File(file, name="x.mp3"), **told), file


def read(response: HttpResponseBase) -> bytes:
    return b"".join(response) if response.streaming else bytes(response.content)  # type: ignore[attr-defined]


def test_the_whole_file_with_everything_that_keeps_it_harmless() -> None:
    response, file = answer(request())
    assert (response.status_code, read(response)) == (200, CONTENT)
    assert dict(response.items()) == {
        "Content-Type": "audio/mpeg",
        "Content-Length": str(SIZE),
        "Content-Disposition": 'inline; filename="C-1-2.mp3"',
        "Content-Security-Policy": "sandbox",
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
        "Accept-Ranges": "bytes",
        "ETag": '"abc"',
    }
    response.close()
    assert file.closed


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-", 0, SIZE - 1),
        ("bytes=0-0", 0, 0),
        ("bytes=100-5099", 100, 5099),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE - 1),
        ("bytes=50000-999999999", 50000, SIZE - 1),
        ("bytes=-1", SIZE - 1, SIZE - 1),
        ("bytes=-999999999", 0, SIZE - 1),
    ],
)
def test_a_part_is_that_part_and_nothing_else(asked: str, first: int, last: int) -> None:
    response, file = answer(request(Range=asked))
    assert (response.status_code, read(response)) == (206, CONTENT[first : last + 1])
    assert response["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert response["Content-Length"] == str(last + 1 - first)
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("audio/mpeg", "nosniff")
    assert response["Content-Disposition"] == 'inline; filename="C-1-2.mp3"'
    response.close()
    assert file.closed


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={SIZE}-{SIZE + 5}", "bytes=-0", "bytes=999999999999999-"])
def test_a_part_outside_of_the_file_is_none(asked: str) -> None:
    response, file = answer(request(Range=asked))
    assert (response.status_code, read(response), response["Content-Range"]) == (416, b"", f"bytes */{SIZE}")
    assert file.closed


@pytest.mark.parametrize(
    "asked",
    [
        *("", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-4", "bytes=0-1,5-9", "items=0-5", "bytes=0-5 "),
        "0-5",
        *("bytes=-5-9", "bytes=" + "9" * 400 + "-", "bytes=１-５", "bytes=0x1-2", "bytes 0-5", "\0", "bytes=--5"),
    ],
)
def test_what_is_no_single_part_is_answered_with_the_whole(asked: str) -> None:
    response, _file = answer(request(Range=asked))
    assert (response.status_code, read(response)) == (200, CONTENT)
    assert "Content-Range" not in response


def test_a_part_of_another_version_is_the_whole() -> None:
    for known, status in (('"abc"', 206), ('"abd"', 200), ("Mon, 23 Nov 2026 10:00:00 GMT", 200)):
        assert answer(request(Range="bytes=0-9", If_Range=known))[0].status_code == status


def test_head_is_about_the_whole() -> None:
    response, _file = answer(request("HEAD", Range="bytes=0-9"))
    assert (response.status_code, response["Content-Length"]) == (200, str(SIZE))


def test_what_the_browser_has_is_not_sent_again() -> None:
    response, file = answer(request(If_None_Match='"abc"', Range="bytes=0-9"))
    assert (response.status_code, read(response), file.closed) == (304, b"", True)
    assert answer(request(If_None_Match='"abd"'))[0].status_code == 200
