"""The one search box of the desk."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from office.models import Staff
from owners.search.asking import Asked, read
from owners.search.contacts import callers, said
from owners.search.hits import Found, Hit
from owners.search.homes import homes
from owners.search.people import at_home, by_name, by_phone
from owners.search.reading import Asker
from owners.search.records import OWN, Kinds, record

# Two rooms of the same figures have their people listed; a list of homes has not.
FEW = 3


def find(text: str, *, user: Staff, now: datetime, most: int = 10, kinds: Kinds = OWN) -> Found:
    """What one typed line may mean to `user`, within his communities: at most `most` lines, in at most four statements.

    A room in any spelling or begun, a phone number or how it ends, a name or its pinyin, the number of a record (of
    these `kinds`), or what a caller said. First the homes of just this number and who lives there, then people, the
    latest contact first, callers who are not in the register, homes whose numbers begin so, and what was said, the
    newest first. The text must be clean (a form's): no NUL, no surrogates.
    """
    asked, asker = read(text), Asker(user, now, most)
    found = _everything(asked, asker, kinds) if user.community_ids else iter(())
    hits = list(islice(found, most + 1))
    return Found(hits[:most], more=len(hits) > most, understood=asked.understood())


def _everything(asked: Asked, asker: Asker, kinds: Kinds) -> Iterator[Hit]:
    """All that is found, in its order; what nobody reads on to is not asked."""
    if asked.record:
        yield from record(asker, asked.record, kinds)
    whole, begun = homes(asker, asked)
    yield from whole
    yield from _people(asked, asker, whole)
    if asked.phone_end:
        yield from callers(asker, asked.phone_end)
    yield from begun
    if asked.words:
        yield from said(asker, asked.words)


def _people(asked: Asked, asker: Asker, whole: list[Hit]) -> Iterator[Hit]:
    """Who lives in the homes of just this number, who is called so, whose number it is; everybody once in a home."""
    units = [hit.unit for hit in whole if hit.unit is not None]
    listed = at_home(asker, units) if len(units) <= FEW else []
    if asked.phone_end:
        listed += by_phone(asker, asked.phone_end)
    if asked.name:
        listed += by_name(asker, asked.name)
    once: dict[tuple[int | None, int | None], Hit] = {}
    for hit in listed:
        once.setdefault((hit.person, hit.unit), hit)
    yield from once.values()
