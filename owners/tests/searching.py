"""The search as tests ask it: by a receptionist of the home community, in English, on MONDAY."""

from datetime import datetime
from typing import Any

from django.utils import translation

from office.models import Staff
from office.tests.factories import MONDAY, make_staff
from owners.search.finding import find
from owners.search.hits import Found, Hit


def look_up(text: str, user: Staff | None = None, *, now: datetime = MONDAY, **more: Any) -> Found:
    """What the search answers, with its words in English."""
    with translation.override("en"):
        return find(text, user=user or make_staff(), now=now, **more)


def known_staff() -> Staff:
    """A receptionist whose communities are known already, as they are once he is signed in."""
    user = make_staff()
    user.community_ids = frozenset(user.communities.values_list("pk", flat=True))
    return user


def hits(text: str, user: Staff | None = None, **more: Any) -> list[Hit]:
    return look_up(text, user, **more).hits


def texts(text: str, user: Staff | None = None, **more: Any) -> list[str]:
    """The names, or what was said, in their order."""
    return [hit.text for hit in hits(text, user, **more)]


def rooms(text: str, user: Staff | None = None, **more: Any) -> list[str]:
    return [hit.room for hit in hits(text, user, **more)]
