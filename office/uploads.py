"""How much of an upload is kept: the handler that stands first in settings.FILE_UPLOAD_HANDLERS."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

MOST_BYTES = 8 * 1024 * 1024
View = TypeVar("View", bound=Callable[..., Any])


def takes_files_of(most_bytes: int) -> Callable[[View], View]:
    """Let the files that are sent to a view be this large (bytes) instead of 8 MB; stands above its other decorators.

    The body is read before the view is called, for the sake of the CSRF token: so the view carries its limit.
    """

    def mark(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return mark


def most_bytes(request: HttpRequest | None) -> int:
    """How large a file the view that this request leads to takes, in bytes."""
    asked = getattr(request, "resolver_match", None)
    limit: int = getattr(asked.func, "most_bytes", MOST_BYTES) if asked else MOST_BYTES
    return limit


class CappedUpload(FileUploadHandler):
    """Stands before the handlers that keep an upload and feeds them no more than the first chunk above the limit:
    the disk stays free, and the form still sees that the file was too large.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.seen = 0
        self.most = most_bytes(self.request)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        fed, self.seen = self.seen, self.seen + len(raw_data)
        return raw_data if fed <= self.most else None

    def file_complete(self, file_size: int) -> None:
        return None
