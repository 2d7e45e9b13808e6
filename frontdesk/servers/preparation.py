"""What has to be in place before the first request: languages, tables, static files, and on a fresh desk an estate."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from frontdesk.servers.languages import compile_languages


def prepare_desk(say: Callable[[str], None], *, with_demo: bool) -> None:
    """Prepare all of it; what is done already is passed over. `say` is told before each long step."""
    if compile_languages():
        say("Languages compiled.")
    if migrations_wait():
        say("Preparing the tables …")
        call_command("migrate", interactive=False, verbosity=1)
    collect_static(say)
    settings.MEDIA_ROOT.mkdir(mode=0o700, exist_ok=True)
    Path(settings.CELERY_BEAT_SCHEDULE_FILENAME).parent.mkdir(mode=0o700, exist_ok=True)
    if with_demo:
        call_command("demo", "--if-empty", "--accounts")
    connections.close_all()


def migrations_wait() -> bool:
    """Tell whether the code knows migrations that the database has not had."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def collect_static(say: Callable[[str], None]) -> None:
    """Collect the static files under their hashed names, if any of them has changed since the last time."""
    mark = settings.DATA_DIR / "static.mark"
    now = static_fingerprint()
    if mark.exists() and mark.read_text() == now and settings.STATIC_ROOT.exists():
        return
    say("Collecting the static files …")
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(now)


def static_fingerprint() -> str:
    """Give a mark that changes when a static file of the project or of a library does."""
    marks = hashlib.sha256()
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            marks.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return marks.hexdigest()
