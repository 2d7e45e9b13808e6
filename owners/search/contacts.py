"""Finding contacts: numbers of callers who are not in the register, and what callers said."""

import re

from owners import phones, private
from owners.models import Capacity
from owners.search.hits import CALLER, SAID, Hit
from owners.search.marking import marked_words
from owners.search.people import backwards
from owners.search.reading import OPEN_CASES, Asker, Row, rows

_AROUND = 12
_WILD, _QUOTED = re.compile(r"[\\%_]"), r"\\\g<0>"
_COLUMNS = """contact.number, contact.at, contact.name, contact.capacity, contact.phone, contact.content,
 contact.community_id, community.name AS estate, contact.unit_id, unit.number AS room"""
CALLERS = f"""
SELECT home.*, cases.open FROM (
 SELECT DISTINCT ON (contact.phone, contact.name, contact.unit_id) {_COLUMNS}
 FROM owners_contact AS contact JOIN office_community AS community ON community.id = contact.community_id
 LEFT JOIN office_unit AS unit ON unit.id = contact.unit_id
 WHERE reverse(split_part(contact.phone, '转', 1)) COLLATE "C" LIKE %(ending)s AND contact.person_id IS NULL
 AND contact.phone <> '' AND contact.community_id = ANY(%(communities)s) AND NOT contact.confidential
 ORDER BY contact.phone, contact.name, contact.unit_id, contact.at DESC) AS home
LEFT JOIN LATERAL ({OPEN_CASES}) AS cases ON true
ORDER BY home.at DESC, home.number LIMIT %(most)s + 1
"""  # noqa: S608  every piece is written here
# Month by month from the newest on, until enough is found: so it does not matter how often a word is said, nor that it
# is said in another season only. Within a month the pairs of the words are looked up in the index; whether they stand
# there as words is then asked of the newest only.
SAID_BY_MONTH = """
WITH span AS MATERIALIZED (
 SELECT community.id AS community_id, community.name AS estate,
 date_trunc('month', oldest.at AT TIME ZONE 'UTC') AS oldest,
 date_trunc('month', newest.at AT TIME ZONE 'UTC') AS newest
 FROM office_community AS community
 CROSS JOIN LATERAL (SELECT at FROM owners_contact WHERE community_id = community.id ORDER BY at LIMIT 1) AS oldest
 CROSS JOIN LATERAL (SELECT at FROM owners_contact WHERE community_id = community.id ORDER BY at DESC LIMIT 1) AS newest
 WHERE community.id = ANY(%(communities)s))
SELECT said.*, month.estate, unit.number AS room FROM (
 SELECT estate, begins, owners_pieces(%(text)s, community_id, begins AT TIME ZONE 'UTC') AS pieces
 FROM span, generate_series(newest, oldest, '-1 month') AS begins ORDER BY begins DESC) AS month
CROSS JOIN LATERAL (
 SELECT * FROM (
  SELECT number, at, content, community_id, unit_id FROM owners_contact
  WHERE owners_pieces(content, community_id, at) @> month.pieces ORDER BY at DESC OFFSET 0) AS newest
 WHERE lower(normalize(content, NFKC)) LIKE ALL(%(patterns)s) LIMIT %(most)s + 1) AS said
LEFT JOIN office_unit AS unit ON unit.id = said.unit_id
ORDER BY month.begins DESC, said.at DESC LIMIT %(most)s + 1
"""


def callers(asker: Asker, end: str) -> list[Hit]:
    """Whose number ends with these figures and is nobody's in the register, the latest call first; one statement."""
    return [_caller(row) for row in rows(CALLERS, asker, {"ending": backwards(end)})]


def said(asker: Asker, words: list[str]) -> list[Hit]:
    """What callers said with all of these words in it, in small letters, the newest first; one statement."""
    patterns = [f"%{_WILD.sub(_QUOTED, word)}%" for word in words]
    found = rows(SAID_BY_MONTH, asker, {"text": " ".join(words), "patterns": patterns})
    return [_said(row, words) for row in found]


def _caller(row: Row) -> Hit:
    return Hit(
        CALLER,
        row["name"],
        community=row["community_id"],
        estate=row["estate"],
        unit=row["unit_id"],
        room=row["room"] or "",
        capacity=str(Capacity(row["capacity"]).label) if row["capacity"] else "",
        phone=phones.mask(row["phone"]),
        open=row["open"],
        number=row["number"],
        at=row["at"],
    )


def _said(row: Row, words: list[str]) -> Hit:
    """A line of what was said, identity and phone numbers in it masked."""
    text = private.mask(row["content"])
    hit = Hit(
        SAID,
        text,
        mark=marked_words(text, words),
        community=row["community_id"],
        estate=row["estate"],
        unit=row["unit_id"],
        room=row["room"] or "",
        number=row["number"],
        at=row["at"],
    )
    return hit.cut(_AROUND)
