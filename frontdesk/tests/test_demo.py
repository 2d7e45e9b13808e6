"""`manage.py demo`: the same seed gives the same rows, bad arguments are refused, a failure leaves nothing."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import RequestFactory

from frontdesk.demo import NotEmpty, fill, filling
from frontdesk.demo.data.categories import REPAIRS, SERVICES
from frontdesk.demo.data.prices import PRICES
from frontdesk.demo.data.problems import PROBLEMS
from frontdesk.demo.data.scenes import SCENES
from frontdesk.demo.data.team import TEAM, TRADES
from frontdesk.demo.layout import rooms
from frontdesk.demo.lifting import lifted, unstamped
from office.database import as_owner
from office.models import Community, Move, Staff
from office.tests.factories import make_community
from repairs.models import Repair

NOW = datetime(2026, 11, 24, 10, 23, tzinfo=ZoneInfo("Asia/Shanghai"))
SMALL = ["--households", "30", "--months", "1", "--repairs", "70", "--now", NOW.isoformat()]
# Rows that say when they were written, and by whose chance.
CHANCE = {"password", "pgh_created_at", "set_at"}


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of the database, without what depends on the clock of the machine."""
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if name not in CHANCE}
            for row in model._default_manager.order_by("pk").values()
        ]
        for model in apps.get_models()
    }


def flush() -> None:
    call_command("flush", verbosity=0, interactive=False)


@pytest.mark.django_db(transaction=True)
def test_same_seed_and_moment_give_the_same_rows() -> None:
    found = []
    for seed in ("1", "1", "2"):
        flush()
        call_command("demo", *SMALL, "--seed", seed, verbosity=0)
        found.append(rows())
    first, same, other = found
    assert first == same
    assert first["repairs.Repair"] != other["repairs.Repair"]
    assert len(first["repairs.Repair"]) == len(other["repairs.Repair"]) == 70


@pytest.mark.django_db(transaction=True)
def test_many_rows_are_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for many in (filling.MANY, 0):
        monkeypatch.setattr(filling, "MANY", many)
        flush()
        call_command("demo", *SMALL, verbosity=0)
        found.append(rows())
    few, many_rows = found
    assert few == many_rows


@pytest.mark.django_db(transaction=True)
def test_accounts_sign_in_and_nobody_else_can() -> None:
    call_command("demo", *SMALL, "--accounts", verbosity=0)
    able = {member.account or member.username: member.name for member in TEAM}
    names, request = Staff.objects.values_list("username", flat=True), RequestFactory().post("/")
    signed_in = {name for name in names if authenticate(request, username=name, password="frontdesk")}
    assert signed_in == {"reception", "manager", "crew", "finance", "head", "company"}
    assert dict(Staff.objects.values_list("username", "name")) == able


@pytest.mark.django_db(transaction=True)
def test_without_accounts_nobody_signs_in_and_a_second_estate_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo", *SMALL)
    said = capsys.readouterr().out
    assert said.startswith("松涛苑: 30 homes, 70 repairs, ")
    assert [staff.username for staff in Staff.objects.all() if staff.has_usable_password()] == []
    with pytest.raises(CommandError, match="There is a community already"):
        call_command("demo", *SMALL)
    call_command("demo", *SMALL, "--if-empty")
    assert Repair.objects.count() == 70


@pytest.mark.django_db
def test_if_empty_leaves_a_real_office_alone() -> None:
    make_community()
    call_command("demo", "--if-empty")
    assert Community.objects.count() == 1
    assert Repair.objects.count() == 0


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--households", "0"], "--households must be from 1 to 200000, not 0."),
        (["--households", "200001"], "--households must be from 1 to 200000, not 200001."),
        (["--months", "0"], "--months must be from 1 to 120, not 0."),
        (["--months", "121"], "--months must be from 1 to 120, not 121."),
        (["--repairs", "-1"], "--repairs must be from 0 to 2000000, not -1."),
        (["--households", "100000", "--months", "120"], "--repairs must be from 0 to 2000000, not 3000000."),
        (["--now", "yesterday"], "--now yesterday: no moment such as 2026-11-24T10:23+08:00."),
        (["--now", "2026-02-30T10:00"], "--now 2026-02-30T10:00: no moment such as 2026-11-24T10:23+08:00."),
        (["--seed", "one"], "Error: argument --seed: invalid int value: 'one'"),
    ],
)
def test_bad_arguments_are_refused(arguments: list[str], complaint: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("demo", *arguments)
    assert str(refused.value) == complaint


@pytest.mark.parametrize("share", [0.0, -0.1, 0.081])
def test_share_of_open_promises_out_of_reach_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="open_share"):
        fill(now=NOW, open_share=share)


@pytest.mark.django_db(transaction=True)
def test_more_promises_are_open_where_more_are_asked_for() -> None:
    filled = fill(now=NOW, households=40, months=6, repairs=600, open_share=0.05)
    assert filled.repairs == 600
    assert 0.035 < filled.open_promises / filled.promises < 0.075


@pytest.mark.django_db(transaction=True)
def test_an_interrupted_filling_leaves_nothing() -> None:
    before = keys(), stamps()

    def stop(count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(now=NOW, households=30, months=1, repairs=70, progress=stop)
    assert (Community.objects.count(), Staff.objects.count(), Repair.objects.count()) == (0, 0, 0)
    assert (keys(), stamps()) == before
    assert fill(now=NOW, households=30, months=1, repairs=70).repairs == 70


def keys() -> set[tuple[str, ...]]:
    """Every constraint and index, as the database itself describes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint")
        constraints = set(cursor.fetchall())
        # Without the conditions: the database spells one that it wrote itself a little differently.
        cursor.execute(
            "SELECT tablename, indexname, split_part(indexdef, ' WHERE ', 1), (indexdef LIKE '% WHERE %')::text"
            " FROM pg_indexes WHERE schemaname = 'public'"
        )
        return constraints | set(cursor.fetchall())


def stamps() -> list[tuple[str, str]]:
    """The triggers of the history, and whether they are on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal ORDER BY 1",
            [Move._meta.db_table],
        )
        return list(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_keys_are_lifted_for_many_rows_and_put_back() -> None:
    tables = ["office_promise", "office_move", "repairs_repair", "repairs_workorder", "visits_callback"]
    before = keys(), stamps()
    with as_owner(), transaction.atomic(), lifted(tables), unstamped():
        gone = before[0] - keys()
        assert {row[0] for row in gone} == set(tables)
        assert any("FOREIGN KEY" in row[2] for row in gone)
        assert any("UNIQUE" in row[2] for row in gone)
        assert "D" in {enabled for _, enabled in stamps()}
    assert keys() ^ before[0] == set()
    assert stamps() == before[1]


@pytest.mark.django_db(transaction=True)
def test_an_estate_is_put_only_into_an_empty_database() -> None:
    make_community()
    with pytest.raises(NotEmpty):
        fill(now=NOW)


def test_tables_of_the_estate_fit_together() -> None:
    leaves = [leaf.name for tree in (REPAIRS, SERVICES) for branch in tree.values() for leaf in branch]
    prices = [price.name for branch in PRICES.values() for price in branch]
    roots = {*REPAIRS, *SERVICES}
    assert sorted(leaves) == sorted({problem.category for problem in PROBLEMS})
    assert len(prices) == len(set(prices))
    assert {line for problem in PROBLEMS for line, _ in problem.bill} <= set(prices)
    assert set(PRICES) <= roots == set(TRADES)
    assert set(TRADES.values()) <= {member.team for member in TEAM}
    assert {scene.category for scene in SCENES} <= set(leaves)


@pytest.mark.parametrize("households", [1, 7, 60, 1200, 10_000])
def test_every_home_has_its_own_number(households: int) -> None:
    numbers = list(rooms(households))
    assert len({number for number, _ in numbers}) == households
    assert all(number.split("-")[0] == building for number, building in numbers)


def test_the_usual_estate_has_twelve_buildings_and_the_home_of_the_tour() -> None:
    numbers = dict(rooms(1200))
    assert set(numbers.values()) == {str(building) for building in range(1, 13)}
    assert "3-2-501" in numbers
