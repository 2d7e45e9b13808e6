"""What stands around every page, read in one statement: the machinery's pulse, what is unread, what is urgent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _

from office.models import Staff
from office.web import signed_in
from repairs.models import Repair

SILENCE = timedelta(minutes=2)
# The words for the time left change every minute (seconds).
TICK = 60
# A change whose transaction is still under way is not seen yet: for this long after one, nothing counts as unchanged.
UNSETTLED = timedelta(seconds=5)
# More urgent repairs at once than any band shows.
BAND = 50


@dataclass(frozen=True)
class Urgent:
    """An open urgent repair in the band under the head of every desk page."""

    number: str
    place: str
    problem: str
    crew: str
    status: str
    age: timedelta


@dataclass(frozen=True)
class Pulse:
    """The database's now, the last change on the board, the last sweep (None: never), whether the clock was set back
    and has not caught up, this person's unread, and the open urgent repairs (None: not asked for).
    """

    now: datetime
    changed_at: datetime | None
    swept_at: datetime | None
    clock_back: bool
    unread: int
    urgent: list[Urgent] | None

    @property
    def warning(self) -> str:
        """What is wrong with the machinery, for the red banner; empty when nothing is."""
        # A sweep of the future is none: the clock was set back, and nobody has swept since.
        if self.swept_at is None or abs(self.now - self.swept_at) > SILENCE:
            return _("The alerts have stopped. What is overdue is still shown; tell the administrator.")
        if self.clock_back:
            return _("The server's clock was set back: times are not to be trusted. Tell the administrator.")
        return ""

    @property
    def seen(self) -> str:
        """A mark that stays the same as long as the board would: until the next change or the next minute."""
        if self.changed_at and self.now - self.changed_at < UNSETTLED:
            return f"{self.now.timestamp():.6f}"
        changed = f"{self.changed_at.timestamp():.6f}" if self.changed_at else "0"
        return f"{changed}-{int(self.now.timestamp() // TICK)}"


def pulse_of(request: HttpRequest, *, band: bool = False) -> Pulse:
    """The pulse of this request, read once however many parts of the page need it; with the `band` for whole pages."""
    read: Pulse | None = getattr(request, "pulse", None)
    if read is None or (band and read.urgent is None):
        read = request.pulse = pulse(signed_in(request), band=band)  # type: ignore[attr-defined]
    return read


def pulse(user: Staff, *, band: bool = False) -> Pulse:
    """Read the pulse; one statement whose cost follows how many urgent repairs are open, not how much is stored."""
    urgent, params = _urgent(user) if band else ("NULL", ())
    with connection.cursor() as cursor:
        cursor.execute(PULSE.format(urgent=urgent), [user.pk, *params])
        now, changed_at, swept_at, clock_back, unread, rows = cursor.fetchone()
    found = None if rows is None else [_in_words(row, now) for row in rows]
    return Pulse(now, changed_at, swept_at, clock_back, unread, found)


PULSE = """SELECT clock_timestamp(), to_timestamp(nullif(last_value, 1) / 1e6),
 (SELECT at FROM office_heartbeat WHERE name = 'sweep'),
 EXISTS (SELECT FROM office_heartbeat WHERE name = 'clock' AND at + rows * interval '1 second' > clock_timestamp()),
 (SELECT count(*) FROM (SELECT FROM office_notice WHERE staff_id = %s AND read_at IS NULL LIMIT 100) n),
 ({urgent})
 FROM office_last_change"""


# By the communities served, all that it depends on: putting the statement together costs more than asking it.
_band: dict[frozenset[int], tuple[str, tuple[Any, ...]]] = {}


def _urgent(user: Staff) -> tuple[str, tuple[Any, ...]]:
    """The open urgent repairs that this user may see, the oldest first, as one JSON value; none for the crew."""
    if not user.community_ids or not user.has_perm("repairs.view_register"):
        return "SELECT '[]'::json", ()
    if user.community_ids not in _band:
        rows = Repair.objects.visible_to(user).urgent_now().with_crew().order_by("reported_at")
        columns = ("number", "place", "problem", "status", "reported_at", "crew_names")
        sql, params = rows.values(*columns)[:BAND].query.sql_with_params()
        wrapped = f"SELECT coalesce(json_agg(urgent), '[]') FROM ({sql}) urgent"  # noqa: S608  Django wrote it
        _band[user.community_ids] = (wrapped, params)
    return _band[user.community_ids]


def _in_words(row: dict[str, Any], now: datetime) -> Urgent:
    return Urgent(
        number=row["number"],
        place=row["place"],
        problem=row["problem"],
        crew="、".join(row["crew_names"]),
        status=str(Repair.Status(row["status"]).label),
        age=now - datetime.fromisoformat(row["reported_at"]),
    )
