"""Finding the home that a room number names; a wrong one is answered with those that are near."""

from collections.abc import Collection
from difflib import get_close_matches

from django.utils.translation import gettext as _

from office.models import Unit


class NoSuchRoom(ValueError):
    """No home, or more than one, has this number; its text says how to go on."""


def find(number: str, community_ids: Collection[int]) -> Unit:
    """The home with this room number (in its normal form) in one of these communities. Raises NoSuchRoom.

    The same number in several communities is never guessed: the desk names the community first.
    """
    found = list(
        Unit.objects.filter(number=number, community_id__in=community_ids).select_related("community", "building")[:2]
    )
    if len(found) == 1:
        return found[0]
    if found:
        raise NoSuchRoom(_("There is a %(room)s in several estates. Choose the estate.") % {"room": number})
    text = _("No room %(room)s. Check the entrance or floor.") % {"room": number}
    close = near(number, community_ids)
    if close:
        text += " " + _("Near: %(rooms)s.") % {"rooms": "、".join(close)}
    raise NoSuchRoom(text)


def near(number: str, community_ids: Collection[int], most: int = 3) -> list[str]:
    """Room numbers of the same building that look like this one, the nearest first."""
    building = number.partition("-")[0]
    known = Unit.objects.filter(community_id__in=community_ids, building__number=building)
    return get_close_matches(number, known.values_list("number", flat=True), n=most, cutoff=0.75)
