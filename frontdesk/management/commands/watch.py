"""`manage.py watch`: the metronome that needs nothing but PostgreSQL."""

import logging
import signal
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, connection

from frontdesk import sweeps
from owners.imports.turns import Importer

logger = logging.getLogger(__name__)

STOPPING = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
PAUSE = 2.0
# Seconds to wait while the database does not answer: soon at first, it may only be starting again.
BACK_OFF = (0.25, 0.5, 1.0, 2.0, 4.0)
# Seconds that a file may take before the next sweep: a long one holds no alert up.
FOR_IMPORTS = 1.0


class Command(BaseCommand):
    """Sweeps every two seconds until it is asked to end; lives through a restart of the database."""

    help = "Sweep every two seconds: callbacks, alerts, notices. One of two metronomes; the other is Celery beat."
    # A fault in a page, which the checks would load, does not stop the alerts.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM, SIGINT or SIGHUP; a sweep under way is finished first."""
        # Blocked, a signal waits until it is asked for below. The wait itself runs on the monotonic clock.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
        failures = 0
        self.importer, self.more = Importer(), False
        while True:
            failures = 0 if self.swept() else failures + 1
            pause = BACK_OFF[min(failures, len(BACK_OFF)) - 1] if failures else 0 if self.more else PAUSE
            if signal.sigtimedwait(STOPPING, pause):
                return

    def swept(self) -> bool:
        """Sweep once, then go on with a file that is being imported; tell whether the database answered."""
        try:
            sweeps.run()
            self.more = self.importer.turn(FOR_IMPORTS)
        except Error as error:
            logger.warning("no sweep, the database does not answer: %s", str(error).strip())
            connection.close()
            return False
        return True
