from celery import shared_task

from frontdesk import sweeps


@shared_task
def sweep() -> None:
    sweeps.run()
