"""The rows of the clock table: versions that are only added to, and defaults that are always there."""

from datetime import time

import pytest
from django.core.management import call_command
from django.db import IntegrityError, ProgrammingError, transaction

from office.models import Community, TimeLimit
from office.rules import RULES, Rule, base_label, insert_missing_limits, label
from office.tests.factories import home, make_community, make_limit

pytestmark = pytest.mark.django_db


def general() -> dict[str, TimeLimit]:
    return {row.rule: row for row in TimeLimit.objects.filter(community=None)}


def test_every_line_of_the_table_has_its_row() -> None:
    rows = general()
    assert set(rows) == set(RULES)
    for key, rule in RULES.items():
        row = rows[key]
        assert (row.version, row.amount, row.unit) == (1, rule.amount, rule.unit)
        assert {name: getattr(row, name) for name in rule.more} == rule.more


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("times", [1, 2])
def test_the_defaults_survive_a_flush(times: int) -> None:
    for _ in range(times):
        call_command("flush", verbosity=0, interactive=False)
    assert set(general()) == set(RULES)
    assert TimeLimit.objects.count() == len(RULES)


def test_what_a_manager_has_set_survives_the_next_migrate() -> None:
    make_limit("CB-5/first", amount=5)
    insert_missing_limits()
    assert TimeLimit.objects.in_force(home(), ["CB-5/first"])["CB-5/first"].amount == 5
    assert TimeLimit.objects.count() == len(RULES) + 1


def test_a_change_is_a_new_version_and_the_old_one_stays() -> None:
    new = make_limit("RC-4/decision", at_time=time(17))
    assert list(
        TimeLimit.objects.filter(rule="RC-4/decision").order_by("version").values_list("version", "at_time")
    ) == [
        (1, time(18)),
        (2, time(17)),
    ]
    assert (new.amount, new.otherwise_at) == (0, time(10))


@pytest.mark.parametrize("change", ["update", "delete"])
def test_a_version_is_never_rewritten(change: str) -> None:
    rows = TimeLimit.objects.filter(rule="CB-5/first")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        rows.update(amount=99) if change == "update" else rows.delete()
    assert rows.get().amount == 7


@pytest.mark.parametrize("own", [True, False])
def test_one_limit_per_version(own: bool) -> None:
    community = home() if own else None
    make_limit("CB-5/first", community=community, version=7)
    with pytest.raises(IntegrityError, match="one_limit_per_version"), transaction.atomic():
        make_limit("CB-5/first", community=community, version=7)


def test_in_force_is_the_communitys_own_before_the_general_one_and_the_newest() -> None:
    mine, other = home(), make_community()
    make_limit("CB-5/first", amount=6)
    make_limit("CB-5/first", community=mine, amount=3)
    make_limit("CB-5/first", community=mine, amount=2)
    make_limit("CB-5/first", amount=9)

    def amounts(community: Community) -> dict[str, int]:
        found = TimeLimit.objects.in_force(community, ["CB-5/first", "CB-4/first"])
        return {rule: row.amount for rule, row in found.items()}

    assert (amounts(mine), amounts(other)) == (
        {"CB-5/first": 2, "CB-4/first": 2},
        {"CB-5/first": 9, "CB-4/first": 2},
    )


def test_the_newest_of_each_is_what_a_manager_sees() -> None:
    make_limit("CB-5/first", amount=6)
    make_limit("CB-5/first", community=home(), amount=3)
    rows = TimeLimit.objects.newest().filter(rule="CB-5/first")
    assert sorted(row.amount for row in rows) == [3, 6]


def test_the_words_of_a_rule() -> None:
    rule = RULES["CB-2/first"]
    assert (rule.id, label("CB-2/first"), base_label("CB-2/first")) == ("CB-2", str(rule.label), str(rule.base))
    assert (label("XX-1/gone"), base_label("XX-1/gone")) == ("XX-1/gone", "")


# The clock table of the rule book, as far as the numbers are the seed's or the owner's: nobody changes them unseen.
@pytest.mark.parametrize(
    ("key", "amount", "unit"),
    [
        ("CB-2/first", 24, "hours"),
        ("CB-3/first", 3, "days"),
        ("CB-4/first", 2, "days"),
        ("CB-5/first", 7, "days"),
        ("CB-9/notice", 12, "hours"),
        ("RP-9/finish-urgent", 24, "hours"),
        ("RP-9/finish-safety", 2, "days"),
        ("RP-9/finish-leak", 3, "days"),
        ("RP-9/finish", 7, "days"),
        ("CP-1/answer", 24, "hours"),
    ],
)
def test_the_numbers_of_the_seed(key: str, amount: int, unit: str) -> None:
    rule: Rule = RULES[key]
    assert (rule.amount, rule.unit) == (amount, unit)


def test_the_second_callback_opens_two_days_after_the_first() -> None:
    assert RULES["CB-2/second"].more["opens_days"] == 2
