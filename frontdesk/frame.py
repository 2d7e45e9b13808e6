"""What every page needs beside its own content, read in one statement: the machinery's pulse and what is unread."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _

from office.models import Staff
from office.web import signed_in

SILENCE = timedelta(minutes=2)
# The words for the time left change every minute (seconds).
TICK = 60
# A change whose transaction is still under way is not seen yet: for this long after one, nothing counts as unchanged.
UNSETTLED = timedelta(seconds=5)


@dataclass(frozen=True)
class Pulse:
    """The database's now, the last change on the board, the last sweep (None: never), whether the clock was set back
    and has not caught up, and this person's unread.
    """

    now: datetime
    changed_at: datetime | None
    swept_at: datetime | None
    clock_back: bool
    unread: int

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


def pulse_of(request: HttpRequest) -> Pulse:
    """The pulse of this request, read once however many parts of the page need it."""
    read: Pulse | None = getattr(request, "pulse", None)
    if read is None:
        read = request.pulse = pulse(signed_in(request))  # type: ignore[attr-defined]
    return read


def pulse(user: Staff) -> Pulse:
    """Read the pulse; one statement whose cost does not depend on how much is stored."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT clock_timestamp(), to_timestamp(nullif(last_value, 1) / 1e6),"
            " (SELECT at FROM office_heartbeat WHERE name = 'sweep'),"
            " EXISTS (SELECT FROM office_heartbeat"
            "  WHERE name = 'clock' AND at + rows * interval '1 second' > clock_timestamp()),"
            " (SELECT count(*) FROM (SELECT FROM office_notice WHERE staff_id = %s AND read_at IS NULL LIMIT 100) n)"
            " FROM office_last_change",
            [user.pk],
        )
        return Pulse(*cursor.fetchone())
