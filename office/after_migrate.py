"""What every migrate and flush ends with: the application role's rights and the rows nothing works without."""

from typing import Any

from django.apps import AppConfig, apps
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from office.grants import grant
from office.rules import insert_missing_limits


@receiver(post_migrate)
def after_last_app(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Runs once, after the last app, so that its tables are granted too."""
    if sender.label == list(apps.app_configs)[-1]:
        grant(using)
        insert_missing_limits(using)
