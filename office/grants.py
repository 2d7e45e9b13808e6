"""What the application role may do. The owner migrates and grants; the application runs everything else."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections


def grant(using: str = DEFAULT_DB_ALIAS) -> None:
    """Give the application role its rights on every table; nothing to do where it is the owner itself."""
    connection = connections[using]
    role = settings.DATABASES[using]["USER"]
    if not role or role == settings.DATABASE_OWNER["USER"]:
        return
    name = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            f"GRANT USAGE ON SCHEMA public TO {name(role)};"
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name(role)};"
            f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name(role)};"
            f"GRANT SELECT, UPDATE ON SEQUENCE office_last_change TO {name(role)};"
            f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {name(role)};"
        )
        for model in apps.get_models():
            if is_append_only(model) or is_event(model):
                table = name(model._meta.db_table)
                # By column and without the key: a table-wide INSERT would let the role forge ids.
                columns = ", ".join(
                    name(field.column)
                    for field in model._meta.concrete_fields
                    if field.column and not field.primary_key
                )
                cursor.execute(
                    f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {name(role)};"
                    f"GRANT INSERT ({columns}) ON {table} TO {name(role)};"
                )


def is_append_only(model: Any) -> bool:
    """Whether rows are only ever added to the table, as its trigger of that name says.

    History, alerts, limits, answers: whoever runs the product cannot rewrite what it did.
    """
    return any(trigger.name == "append_only" for trigger in getattr(model._meta, "triggers", []))


def is_event(model: Any) -> bool:
    """Whether the table is one of the registers' histories."""
    return hasattr(model, "pgh_tracked_model")
