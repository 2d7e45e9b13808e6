"""One statement of the search, and what every one of them is told about who asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from office.models import Staff

Row = dict[str, Any]


@dataclass(frozen=True)
class Asker:
    """Whose communities are searched, at which instant, and for how many lines at most."""

    user: Staff
    now: datetime
    most: int

    def params(self) -> dict[str, Any]:
        """The parameters that all statements share. `sees` lets the user know of what is confidential."""
        return {
            "communities": sorted(self.user.community_ids),
            "user": self.user.pk,
            "sees": self.user.has_perm("office.view_confidential"),
            "now": self.now,
            "most": self.most,
        }


def rows(sql: str, asker: Asker, more: Mapping[str, Any]) -> list[Row]:
    """The rows of one statement, their columns by name."""
    with connection.cursor() as cursor:
        cursor.execute(sql, {**asker.params(), **more})
        columns = [column.name for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


# The cases of a home that are under way: what is owed to it and is more than ringing up after the work is done. Counted
# as far as the user may know of them (office.models.ledger.visible_promise).
OPEN_CASES = """
 SELECT count(DISTINCT promise.subject) AS open FROM office_promise AS promise
 WHERE promise.unit_id = home.unit_id AND promise.ended_at IS NULL AND promise.rule NOT LIKE 'CB-%%'
 AND (%(sees)s OR NOT promise.confidential) AND promise.hidden_from_id IS DISTINCT FROM %(user)s
"""
