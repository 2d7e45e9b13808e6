"""Finding people: by their names, by the end of a phone number, by where they live."""

import re
from collections.abc import Collection
from itertools import groupby
from operator import itemgetter

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, Exists, Func, OuterRef, Q, Value
from django.db.models.functions import Cast, Collate, Reverse

from owners import phones
from owners.models import Capacity, PersonPhone
from owners.search.asking import read
from owners.search.hits import PERSON, Hit
from owners.search.marking import marked
from owners.search.reading import OPEN_CASES, Asker, Row, rows

# Entries of the register, each with the one that stands for it where somebody was entered twice, and its last contact.
_ENTRY = "SELECT person.id, coalesce(person.merged_into_id, person.id) AS stands"
_NEWEST = "ORDER BY person.last_contact_at DESC NULLS LAST, person.sort_key, person.id LIMIT %(most)s + 1"
_TODAY = "(%(now)s AT TIME ZONE community.time_zone)::date"
_NAMED = "array_to_tsvector(person.keys) @@ %(keys)s::tsquery"
_BY_NAME = f"{_ENTRY}, person.last_contact_at AS at FROM owners_person AS person WHERE {_NAMED}"
# A surname is shared by thousands. The latest contacts are asked first whose they were, one after the other; only where
# these are not enough everybody of the name is looked at.
_LATELY = f"""{_ENTRY}, recent.at FROM (
 SELECT contact.* FROM office_community AS community CROSS JOIN LATERAL (
  SELECT person_id, at FROM owners_contact WHERE community_id = community.id ORDER BY at DESC LIMIT 1000) AS contact
 WHERE community.id = ANY(%(communities)s) ORDER BY contact.at DESC) AS recent
 CROSS JOIN LATERAL (SELECT * FROM owners_person WHERE id = recent.person_id OFFSET 0) AS person
 WHERE {_NAMED} ORDER BY recent.at DESC LIMIT 4 * %(most)s"""  # noqa: S608  every piece is written here
_BY_SHORT_NAME = f"""(TABLE lately) UNION ALL (
 {_BY_NAME} AND (SELECT count(DISTINCT stands) FROM lately) <= %(most)s {_NEWEST})"""  # noqa: S608  every piece is written here
_BY_PHONE = f"""{_ENTRY}, person.last_contact_at AS at
 FROM owners_personphone AS phone JOIN owners_person AS person ON person.id = phone.person_id
 WHERE reverse(phone.number) COLLATE "C" LIKE %(ending)s AND person.community_id = ANY(%(communities)s) {_NEWEST}"""
_AT_HOME = f"""{_ENTRY}, person.last_contact_at AS at
 FROM owners_occupancy AS stay JOIN owners_person AS person ON person.id = stay.person_id
 JOIN office_community AS community ON community.id = person.community_id
 WHERE stay.unit_id = ANY(%(units)s) AND stay.since <= {_TODAY}
 AND (stay.until IS NULL OR stay.until >= {_TODAY}) {_NEWEST}"""
_PEOPLE = f"""
entry AS (SELECT stands, max(at) AS at FROM found GROUP BY stands ORDER BY at DESC NULLS LAST LIMIT %(most)s + 1)
SELECT person.id, person.name, person.community_id, community.name AS estate, home.*, phone.*, cases.open
FROM entry JOIN owners_person AS person ON person.id = entry.stands
JOIN office_community AS community ON community.id = person.community_id
CROSS JOIN LATERAL (
 SELECT array_agg(id) AS ids FROM owners_person WHERE id = entry.stands OR merged_into_id = entry.stands) AS known
LEFT JOIN LATERAL (
 SELECT stay.unit_id, unit.number AS room, stay.capacity, stay.since,
 stay.since <= {_TODAY} AND (stay.until IS NULL OR stay.until >= {_TODAY}) AS lives_there
 FROM owners_occupancy AS stay JOIN office_unit AS unit ON unit.id = stay.unit_id
 WHERE stay.person_id = ANY(known.ids)) AS home ON true
LEFT JOIN LATERAL (
 SELECT number AS phone FROM owners_personphone WHERE person_id = ANY(known.ids)
 ORDER BY reverse(number) LIKE %(ending)s DESC, preferred DESC, id LIMIT 1) AS phone ON true
LEFT JOIN LATERAL ({OPEN_CASES}) AS cases ON true
ORDER BY greatest(entry.at, person.last_contact_at) DESC NULLS LAST, person.sort_key, person.id,
 home.lives_there DESC, home.capacity = 'owner' DESC, home.since DESC
"""  # noqa: S608  every piece is written here
BY_NAME = f"WITH found AS MATERIALIZED ({_BY_NAME} {_NEWEST}), {_PEOPLE}"
BY_SHORT_NAME = f"WITH lately AS MATERIALIZED ({_LATELY}), found AS MATERIALIZED ({_BY_SHORT_NAME}), {_PEOPLE}"
BY_PHONE = f"WITH found AS MATERIALIZED ({_BY_PHONE}), {_PEOPLE}"
AT_HOME = f"WITH found AS MATERIALIZED ({_AT_HOME}), {_PEOPLE}"
# What may still be one syllable, or is one character.
_SHORT = re.compile(r"[bpmfdtnlgkhjqxzcsryw]?h?[aeiouv]{0,3}(?:n|ng|r)?|.")


def by_name(asker: Asker, name: str) -> list[Hit]:
    """Whose name begins with this key of owners/names.py, the latest contact first; one statement."""
    sql = BY_SHORT_NAME if _SHORT.fullmatch(name) else BY_NAME
    return _hits(rows(sql, asker, {"keys": key_query(name, asker.user.community_ids), "ending": ""}), name)


def by_phone(asker: Asker, end: str) -> list[Hit]:
    """Whose number ends with these figures, the latest contact first; one statement."""
    return _hits(rows(BY_PHONE, asker, {"ending": backwards(end)}), "")


def at_home(asker: Asker, units: Collection[int]) -> list[Hit]:
    """Who lives in these homes, the latest contact first; one statement, none without a home."""
    found = rows(AT_HOME, asker, {"units": list(units), "ending": ""}) if units else []
    return _hits([row for row in found if row["unit_id"] in units], "")


def key_query(name: str, community_ids: Collection[int]) -> str:
    """The tsquery of everybody in these communities with a key that begins like this."""
    quoted = name.replace("\\", "\\\\").replace("'", "''")
    return " | ".join(f"'{community}:{quoted}':*" for community in sorted(community_ids))


def backwards(end: str) -> str:
    """The pattern of all numbers that end with these figures, read from their end."""
    return f"{end[::-1]}%"


def matching(text: str, community_ids: Collection[int]) -> Q:
    """The people of the register that a typed text may mean, for a list of them: by name, pinyin or phone."""
    asked, found = read(text), Q(pk__in=[])
    if asked.name and community_ids:
        query = Cast(Value(key_query(asked.name, community_ids)), SearchQueryField())
        found |= Q(_Matches(Func("keys", function="array_to_tsvector"), query))
    if asked.phone_end:
        own = PersonPhone.objects.annotate(backwards=Collate(Reverse("number"), "C")).filter(person=OuterRef("pk"))
        found |= Q(Exists(own.filter(backwards__startswith=asked.phone_end[::-1])))
    return found


class _Matches(Func):
    template, arg_joiner = "%(expressions)s", " @@ "
    output_field = BooleanField()


def _hits(found: list[Row], name: str) -> list[Hit]:
    """A line for each home that somebody lives in; the last one, as moved out of, where he lives in none any more."""
    hits = []
    for _person, stays in groupby(found, itemgetter("id")):
        lines = list(stays)
        current = [row for row in lines if row["lives_there"]]
        hits += [_hit(row, name) for row in current or lines[:1]]
    return hits


def _hit(row: Row, name: str) -> Hit:
    moved_out = row["unit_id"] is not None and not row["lives_there"]
    return Hit(
        PERSON,
        row["name"],
        mark=marked(row["name"], name),
        community=row["community_id"],
        estate=row["estate"],
        unit=row["unit_id"],
        room=row["room"] or "",
        person=row["id"],
        capacity=str(Capacity(row["capacity"]).label) if row["capacity"] else "",
        moved_out=moved_out,
        phone=phones.mask(row["phone"]),
        open=0 if moved_out else row["open"],
    )
