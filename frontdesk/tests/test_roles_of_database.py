"""The owner migrates and flushes; everything else, every test too, runs as the application."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from office.database import as_owner


def current_user() -> str:
    """Ask the database who we are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
def test_tests_run_as_the_application() -> None:
    assert current_user() == "frontdesk" == settings.DATABASES["default"]["USER"]


@pytest.mark.django_db(transaction=True)
def test_owner_inside_and_application_again_outside() -> None:
    with as_owner():
        assert current_user() == "frontdesk_owner"
        with as_owner():
            assert current_user() == "frontdesk_owner"
        assert current_user() == "frontdesk_owner"
    assert current_user() == "frontdesk"


@pytest.mark.django_db(transaction=True)
def test_application_again_after_a_failure() -> None:
    with pytest.raises(ZeroDivisionError), as_owner():
        raise ZeroDivisionError
    assert current_user() == "frontdesk"


@pytest.mark.django_db
def test_role_does_not_change_inside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="inside a transaction"), as_owner():
        pass


@pytest.mark.django_db
def test_settings_keep_naming_the_application() -> None:
    connection.close()
    assert settings.DATABASES["default"]["USER"] == "frontdesk"
    assert settings.DATABASE_OWNER["USER"] == "frontdesk_owner"


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["CREATE TABLE spare (id int)", "DROP TABLE django_session", "SET ROLE postgres"])
def test_application_cannot_change_the_tables(statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_migrate_and_flush_run_as_the_owner() -> None:
    call_command("migrate", verbosity=0)
    call_command("flush", verbosity=0, interactive=False)
    assert current_user() == "frontdesk"
