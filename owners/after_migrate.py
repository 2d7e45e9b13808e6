"""What every migrate and flush ends with: the phrases and prompts of a new office."""

from typing import Any

from django.apps import AppConfig
from django.apps import apps as current
from django.apps.registry import Apps
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from owners.actions.sayings import insert_first_sayings


@receiver(post_migrate)
def after_owners(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, apps: Apps = current, **kwargs: Any) -> None:
    """Runs once, for this app."""
    if sender.label == "owners":
        insert_first_sayings(apps, using)
