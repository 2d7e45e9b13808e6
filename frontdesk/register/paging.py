"""The address of the same search from another row on."""

from django.http import HttpRequest


def behind(request: HttpRequest, mark: str) -> str:
    """The same search behind this mark; from the newest on where there is none."""
    query = request.GET.copy()
    query.pop("before", None)
    if mark:
        query["before"] = mark
    return f"?{query.urlencode()}"
