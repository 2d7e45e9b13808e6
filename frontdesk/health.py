"""Is the desk well? For whoever watches the machines: no names, no sign-in."""

import json
import threading
import time
from typing import Any

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.backoff import NoBackoff
from redis.retry import Retry

from frontdesk.frame import SILENCE
from frontdesk.sweeps import CLOCK, WHOLE

# Cheap at any size: the oldest date of each community is one step into an index.
READING = """
SELECT (SELECT jsonb_object_agg(name, extract(epoch FROM clock_timestamp() - at)) FROM office_heartbeat),
       (SELECT rows FROM office_heartbeat
        WHERE name = %(clock)s AND at + rows * interval '1 second' > clock_timestamp()),
       (SELECT min(oldest.due_at) FROM office_community c, LATERAL (
            SELECT due_at FROM office_promise WHERE community_id = c.id AND ended_at IS NULL AND due_at IS NOT NULL
            ORDER BY due_at LIMIT 1) oldest)
"""


@never_cache
@require_safe
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the database answers and a whole sweep ran within two minutes, else 503; a dead broker is only told."""
    try:
        found = reading()
    except Error:
        return JsonResponse({"database": "gone", "broker": broker.state()}, status=503)
    age = found["last_sweep_age_seconds"]
    # Below zero it is a sweep of the future: the clock was set back, and nobody has swept since.
    well = age is not None and abs(age) <= SILENCE.total_seconds()
    return JsonResponse({**found, "broker": broker.state()}, status=200 if well else 503)


def reading() -> dict[str, Any]:
    """What the database tells of the machinery, in one statement; ages in seconds. Raises a database Error."""
    with connection.cursor() as cursor:
        cursor.execute(READING, {"clock": CLOCK})
        beats, went_back, oldest = cursor.fetchone()
    ages = {name: age for name, age in json.loads(beats or "{}").items() if name != CLOCK}
    return {
        "database": "ok",
        "last_sweep_age_seconds": ages.get(WHOLE),
        # Parts that have not run for too long, while others did.
        "stopped": sorted(name for name, age in ages.items() if age > SILENCE.total_seconds()),
        "oldest_due_promise": oldest,
        "clock_went_back_seconds": went_back,
    }


class Broker:
    """Asks the broker how it is, at most every few seconds, and only one request at a time waits for the answer."""

    PATIENCE = 0.25
    KEPT = 5.0

    def __init__(self, url: str) -> None:
        """`url` as Celery reads it. Nothing is asked yet."""
        self.url = url.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")
        self.asked_at = -self.KEPT
        self.last = "unknown"
        self.asking = threading.Lock()

    def state(self) -> str:
        """Give "ok" or "gone"; what was known last while somebody else is asking."""
        if time.monotonic() - self.asked_at >= self.KEPT and self.asking.acquire(blocking=False):
            try:
                self.last = "ok" if self.answers() else "gone"
                self.asked_at = time.monotonic()
            finally:
                self.asking.release()
        return self.last

    def answers(self) -> bool:
        """Ping it; a broker that is gone, or accepts and never answers, costs at most half a second."""
        try:
            with redis.Redis.from_url(
                self.url,
                socket_connect_timeout=self.PATIENCE,
                socket_timeout=self.PATIENCE,
                retry=Retry(NoBackoff(), 0),
            ) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


broker = Broker(settings.CELERY_BROKER_URL)
