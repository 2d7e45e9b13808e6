"""The project itself: settings, servers, the pages that show several kinds of record."""

from frontdesk.celery import app as celery_app

__all__ = ["celery_app"]
