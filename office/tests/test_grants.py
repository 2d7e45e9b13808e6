"""What the application role is refused: to rewrite what was done, whatever the code asks for."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import InternalError, ProgrammingError, connection, models, transaction
from django.utils import timezone

from office import promises
from office.grants import is_append_only, is_event
from office.models import Access, Alert, Community, Move, Promise, TimeLimit
from office.tests.factories import MONDAY, home, make_limit, make_promise, make_staff

pytestmark = pytest.mark.django_db

GUARDED = sorted(model._meta.label for model in apps.get_app_config("office").get_models() if is_append_only(model))
EVENTS = sorted(model._meta.label for model in apps.get_models() if is_event(model))


def make_move() -> Move:
    return Move.objects.create(subject="R-1", verb="register", old="", new="registered", at=MONDAY)


def make_alert() -> Alert:
    promise = make_promise(rule="RP-11/acknowledge")
    promises.sweep(now=MONDAY + timedelta(days=1))
    return Alert.objects.get(promise=promise)


def make_access() -> Access:
    return Access.objects.create(by=make_staff(), at=MONDAY, subject="J-1", what=Access.What.PHONE)


MAKERS: dict[str, Callable[[], models.Model]] = {
    "office.Access": make_access,
    "office.Move": make_move,
    "office.Alert": make_alert,
    "office.TimeLimit": lambda: make_limit("CB-5/first"),
}


def run(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def table_of(label: str) -> str:
    return str(apps.get_model(label)._meta.db_table)


def test_every_append_only_table_is_tried_here() -> None:
    assert sorted(MAKERS) == GUARDED


@pytest.mark.parametrize("label", GUARDED)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET id = id",
        "DELETE FROM {table}",
        "TRUNCATE {table} CASCADE",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "ALTER TABLE {table} DISABLE TRIGGER USER",
        "DROP TABLE {table} CASCADE",
        "ALTER TABLE {table} ADD COLUMN spare int",
        "CREATE RULE spare AS ON INSERT TO {table} DO INSTEAD NOTHING",
        "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
    ],
)
def test_history_alerts_and_limits_are_only_added_to(label: str, statement: str) -> None:
    row = MAKERS[label]()
    before = list(type(row)._default_manager.order_by("pk").values())
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        run(statement.format(table=table_of(label)))
    assert list(type(row)._default_manager.order_by("pk").values()) == before


@pytest.mark.parametrize("label", GUARDED)
def test_an_id_cannot_be_forged(label: str) -> None:
    row = MAKERS[label]()
    columns = ", ".join(str(field.column) for field in row._meta.concrete_fields if not field.primary_key)
    copy = f"INSERT INTO {table_of(label)} (id, {columns}) OVERRIDING SYSTEM VALUE SELECT -1, {columns} FROM "
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(f"{copy} {table_of(label)} WHERE id = %s", row.pk)
    assert not type(row)._default_manager.filter(pk=-1).exists()


def test_a_time_of_recording_cannot_be_dated_back() -> None:
    row = Move.objects.create(
        subject="R-1", verb="register", new="registered", at=MONDAY, recorded_at=MONDAY - timedelta(days=400)
    )
    row.refresh_from_db()
    assert row.recorded_at is not None
    assert abs(timezone.now() - row.recorded_at) < timedelta(minutes=1)


@pytest.mark.parametrize("label", EVENTS)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET pgh_label = 'x'", "DELETE FROM {table}", "TRUNCATE {table}"])
def test_the_history_of_registers_is_only_added_to(label: str, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(statement.format(table=table_of(label)))


def test_the_history_of_a_register_is_written_by_itself() -> None:
    community = home()
    Community.objects.filter(pk=community.pk).update(name="Renamed")
    events = apps.get_model("office.CommunityEvent")._default_manager.filter(pgh_obj_id=community.pk)
    assert [row.name for row in events.order_by("pgh_id")] == [community.name, "Renamed"]


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "TRUNCATE office_promise CASCADE",
        "ALTER TABLE office_promise DISABLE TRIGGER ALL",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('office', '9999', now())",
        "DELETE FROM django_migrations",
        "SELECT setval(pg_get_serial_sequence('office_move', 'id'), 1)",
        "CREATE TABLE spare (id int)",
        "ALTER ROLE CURRENT_USER SUPERUSER",
    ],
)
def test_the_application_cannot_get_round_its_rights(statement: str) -> None:
    with pytest.raises(ProgrammingError):
        run(statement)


def test_a_promise_is_not_deleted_even_where_the_role_may_delete() -> None:
    make_promise()
    with pytest.raises(InternalError, match="Cannot delete"):
        run("DELETE FROM office_promise")
    assert Promise.objects.count() == 1


def test_what_is_only_added_to_can_be_added_to_and_read() -> None:
    for label, make in MAKERS.items():
        row = make()
        assert type(row)._default_manager.get(pk=row.pk) == row, label
    assert TimeLimit.objects.filter(rule="CB-5/first").count() == 2


def test_the_application_cannot_drop_the_triggers_that_guard() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = 'office_promise'::regclass AND NOT tgisinternal")
        guards = [name for (name,) in cursor.fetchall()]
    assert len(guards) >= 2
    for guard in guards:
        with pytest.raises(ProgrammingError, match="must be owner"):
            run(f'DROP TRIGGER "{guard}" ON office_promise')


def test_what_the_application_grants_to_itself_is_worth_nothing() -> None:
    row = make_move()
    with connection.cursor() as cursor:
        cursor.execute("GRANT ALL ON office_move TO CURRENT_USER")
        cursor.execute("GRANT UPDATE ON office_move TO PUBLIC")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Move.objects.filter(pk=row.pk).update(note="rewritten")
