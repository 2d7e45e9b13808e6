"""Whose matter it is, where the words of it say so: of the six service areas one is spoken of."""

import re
from collections.abc import Iterable

from django.utils.functional import Promise as LazyText
from django.utils.translation import pgettext_lazy

from office.models import Department
from office.models.places import ServiceArea

_COMMA = re.compile(r"\s*[,，、]\s*")
# Words of each area, in the reader's language; a comma between them.
WORDS: dict[str, LazyText] = {
    ServiceArea.REPAIR: pgettext_lazy("words that name an area", "repair, leak, lift, lamp, heating"),
    ServiceArea.GREENING: pgettext_lazy("words that name an area", "trees, lawn, flower bed, hedge"),
    ServiceArea.SECURITY: pgettext_lazy("words that name an area", "guard, theft, stranger, fire door, camera"),
    ServiceArea.SANITATION: pgettext_lazy("words that name an area", "rubbish, litter, dirty, swept"),
    ServiceArea.PARKING: pgettext_lazy("words that name an area", "parking, parked, barrier, charging pile"),
    ServiceArea.SPECIAL: pgettext_lazy("words that name an area", "moving house, home cleaning, delivery"),
}


def area_of(text: str) -> str | None:
    """The one area that the text speaks of; nothing where it is none of them, or several."""
    spoken = text.lower()
    named = [area for area, words in WORDS.items() if any(word in spoken for word in _COMMA.split(str(words).lower()))]
    return named[0] if len(named) == 1 else None


def department_for(text: str, departments: Iterable[Department]) -> Department | None:
    """The department whose area the text speaks of, otherwise customer service (RC-4)."""
    area, known = area_of(text), list(departments)
    answering = [row for row in known if area in row.areas]
    return next(iter(answering or [row for row in known if row.kind == Department.Kind.CUSTOMER_SERVICE]), None)
