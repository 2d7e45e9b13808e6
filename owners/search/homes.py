"""Finding homes by their room numbers, whole or begun, with hyphens or without."""

from owners.search.asking import Asked
from owners.search.hits import HOME, Hit
from owners.search.reading import OPEN_CASES, Asker, rows

_NAMES = 3
HOMES = f"""
WITH unit AS MATERIALIZED (
 SELECT unit.id AS unit_id, unit.number AS room, unit.community_id, community.name AS estate,
 unit.number = ANY(%(homes)s) OR replace(unit.number, '-', '') = %(figures)s AS whole,
 (%(now)s AT TIME ZONE community.time_zone)::date AS today
 FROM office_unit AS unit JOIN office_community AS community ON community.id = unit.community_id
 WHERE unit.community_id = ANY(%(communities)s) AND (unit.number = ANY(%(homes)s) {{begins}})
 ORDER BY whole DESC, unit.number LIKE %(part)s DESC, length(unit.number), unit.number, unit.community_id
 LIMIT %(most)s + 1)
SELECT home.*, living.names, cases.open FROM unit AS home
LEFT JOIN LATERAL (
 SELECT string_agg(name, '、' ORDER BY place) AS names FROM (
  SELECT person.name, row_number() OVER (ORDER BY stay.capacity = 'owner' DESC, stay.since, stay.id) AS place
  FROM owners_occupancy AS stay JOIN owners_person AS entry ON entry.id = stay.person_id
  JOIN owners_person AS person ON person.id = coalesce(entry.merged_into_id, entry.id)
  WHERE stay.unit_id = home.unit_id AND stay.since <= home.today
  AND (stay.until IS NULL OR stay.until >= home.today)) AS resident WHERE place <= {_NAMES}) AS living ON true
LEFT JOIN LATERAL ({OPEN_CASES}) AS cases ON true
ORDER BY home.whole DESC, home.room LIKE %(part)s DESC, length(home.room), home.room, home.community_id
"""  # noqa: S608  every piece is written here
# Only what was asked stands in the statement: a pattern that may be empty has no index.
BY_NUMBER = HOMES.format(begins="OR unit.number LIKE %(begins)s")
BY_FIGURES = HOMES.format(begins="OR replace(unit.number, '-', '') COLLATE \"C\" LIKE %(begins)s")


def homes(asker: Asker, asked: Asked) -> tuple[list[Hit], list[Hit]]:
    """The homes that have just this number, and those whose numbers begin with it, in their order; one statement.

    Where figures alone may be several homes, all of them are given.
    """
    if not (asked.begins or asked.figures):
        return [], []
    sql = BY_NUMBER if asked.begins else BY_FIGURES
    begins = asked.begins or asked.figures
    more = {"homes": asked.homes, "figures": asked.figures, "begins": f"{begins}%", "part": f"{begins}-%"}
    found = rows(sql, asker, more)
    hits = [
        Hit(
            HOME,
            row["names"] or "",
            community=row["community_id"],
            estate=row["estate"],
            unit=row["unit_id"],
            room=row["room"],
            open=row["open"],
        )
        for row in found
    ]
    whole = sum(row["whole"] for row in found)
    return hits[:whole], hits[whole:]
