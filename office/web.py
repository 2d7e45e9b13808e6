"""What every view needs of its request."""

from django.http import HttpRequest

from office.models import Staff


def signed_in(request: HttpRequest) -> Staff:
    """Who asks. Every view needs sign-in (LoginRequiredMiddleware), so it is always a member of staff."""
    if not isinstance(request.user, Staff):
        raise TypeError("a view without sign-in asks who is signed in")
    return request.user
