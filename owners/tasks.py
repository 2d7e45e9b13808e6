from celery import shared_task

from owners.imports.turns import Importer

# Less than the beat's five seconds: one bell rings out before the next.
SECONDS = 4.0
_importer = Importer()


@shared_task
def imports() -> None:
    _importer.turn(SECONDS)
