"""The questions of the search box in SQL alone, over the same indexes: what the database needs for each by itself."""

from typing import Any

from django.db import connection

from owners import names
from owners.search.contacts import SAID_BY_MONTH
from owners.search.people import backwards, key_query

MOST = 11
_SHOWN = """
SELECT found.*, unit.number, stay.capacity, stay.until, phone.number, cases.open FROM ({found}) AS found
LEFT JOIN owners_occupancy AS stay ON stay.person_id = found.id LEFT JOIN office_unit AS unit ON unit.id = stay.unit_id
LEFT JOIN LATERAL (SELECT number FROM owners_personphone WHERE person_id = found.id
 ORDER BY preferred DESC LIMIT 1) AS phone ON true
LEFT JOIN LATERAL (SELECT count(DISTINCT subject) AS open FROM office_promise
 WHERE unit_id = stay.unit_id AND ended_at IS NULL) AS cases ON true
ORDER BY found.last_contact_at DESC NULLS LAST, found.sort_key, found.id"""
_NEWEST = "ORDER BY person.last_contact_at DESC NULLS LAST, person.sort_key, person.id LIMIT %(most)s"
_PERSON = "SELECT person.id, person.name, person.last_contact_at, person.sort_key FROM owners_person AS person"
BY_NAME = _SHOWN.format(found=f"{_PERSON} WHERE array_to_tsvector(person.keys) @@ %(keys)s::tsquery {_NEWEST}")
BY_PHONE = _SHOWN.format(
    found=f"{_PERSON} JOIN owners_personphone AS own ON own.person_id = person.id"
    f' WHERE reverse(own.number) COLLATE "C" LIKE %(ending)s AND person.community_id = %(here)s {_NEWEST}'
)
AT_HOME = _SHOWN.format(
    found=f"{_PERSON} JOIN owners_occupancy AS lives ON lives.person_id = person.id"
    " JOIN office_unit AS home ON home.id = lives.unit_id"
    f" WHERE home.community_id = %(here)s AND home.number = %(number)s {_NEWEST}"
)
# Materialized, or the planner walks through all contacts of the community.
CALLERS = """WITH found AS MATERIALIZED (SELECT number, at, name, phone, unit_id FROM owners_contact
 WHERE reverse(split_part(phone, '转', 1)) COLLATE "C" LIKE %(ending)s AND person_id IS NULL AND phone <> ''
 AND community_id = %(here)s)
 SELECT found.*, unit.number, (SELECT count(DISTINCT subject) FROM office_promise
  WHERE unit_id = found.unit_id AND ended_at IS NULL)
 FROM found LEFT JOIN office_unit AS unit ON unit.id = found.unit_id ORDER BY at DESC LIMIT %(most)s"""
HOMES = """SELECT unit.id, unit.number, (SELECT string_agg(name, '、') FROM owners_occupancy AS stay
  JOIN owners_person AS person ON person.id = stay.person_id WHERE stay.unit_id = unit.id AND until IS NULL),
 (SELECT count(DISTINCT subject) FROM office_promise WHERE unit_id = unit.id AND ended_at IS NULL)
 FROM office_unit AS unit WHERE community_id = %(here)s AND {so} ORDER BY length(number), number LIMIT %(most)s"""
BEGUN = HOMES.format(so="number LIKE %(begins)s")
FIGURES = HOMES.format(so="replace(number, '-', '') COLLATE \"C\" LIKE %(begins)s")
RECORD = """SELECT contact.number, content, unit.number, community.name FROM owners_contact AS contact
 LEFT JOIN office_unit AS unit ON unit.id = contact.unit_id JOIN office_community AS community
 ON community.id = contact.community_id WHERE contact.number = %(number)s"""


class Bare:
    """Asks the questions within one community, in the order of the search and no further than it has to go."""

    def __init__(self, community_id: int, user_id: int) -> None:
        self.here = community_id
        self.shared: dict[str, Any] = {
            "here": community_id,
            "communities": [community_id],
            "user": user_id,
            "most": MOST,
        }

    def _ask(self, sql: str, **more: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, {**self.shared, **more})
            return list(cursor.fetchall())

    def name(self, text: str) -> None:
        found = self._ask(BY_NAME, keys=key_query(names.asked(text), [self.here]))
        if len(found) < MOST:
            self.said(text)

    def said(self, text: str) -> None:
        patterns = [f"%{word}%" for word in text.split()]
        self._ask(SAID_BY_MONTH, text=text, patterns=patterns)

    def said_alone(self, text: str) -> None:
        self._ask(BY_NAME, keys=key_query(names.asked(text), [self.here]))
        self.said(text)

    def room(self, number: str) -> None:
        self._ask(BEGUN, begins=number)
        self._ask(AT_HOME, number=number)

    def begun(self, text: str) -> None:
        self._ask(BEGUN, begins=f"{text}%")

    def figures(self, text: str) -> None:
        for _key, number, *_rest in self._ask(FIGURES, begins=f"{text}%")[:1]:
            self._ask(AT_HOME, number=number)
        self.phone(text)

    def end(self, text: str) -> None:
        self._ask(FIGURES, begins=f"{text}%")
        self.phone(text)

    def phone(self, text: str) -> None:
        if len(self._ask(BY_PHONE, ending=backwards(text))) < MOST:
            self._ask(CALLERS, ending=backwards(text))

    def record(self, number: str) -> None:
        self._ask(RECORD, number=number)
