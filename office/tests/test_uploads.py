"""How large a file a view takes: 8 MB, unless it says otherwise itself. (The handler at work: test_images.py.)"""

from types import SimpleNamespace

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse

from office.uploads import MOST_BYTES, most_bytes, takes_files_of


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def asked(of: object) -> HttpRequest:
    """A request that leads to this view."""
    request = HttpRequest()
    request.resolver_match = SimpleNamespace(func=of)  # type: ignore[assignment]
    return request


def test_a_view_takes_8_mb() -> None:
    assert most_bytes(asked(view)) == MOST_BYTES == 8 * 2**20


def test_a_view_that_says_so_takes_more() -> None:
    large = takes_files_of(20 * 2**20)(permission_required("office.view_board")(view))
    assert most_bytes(asked(large)) == 20 * 2**20
    assert most_bytes(asked(view)) == MOST_BYTES


def test_before_anybody_knows_where_it_leads_it_is_8_mb() -> None:
    assert (most_bytes(HttpRequest()), most_bytes(None)) == (MOST_BYTES, MOST_BYTES)
