from datetime import timedelta

import pytest

from office.actions import LimitChanged, set_limit
from office.models import TimeLimit
from office.tests.factories import MONDAY, home, make_community, make_promise, make_staff
from office.tests.threads import together

pytestmark = pytest.mark.django_db
RULE = "CB-2/first"


def test_a_change_is_a_new_version_that_keeps_the_rest() -> None:
    manager = make_staff("manager")
    old = TimeLimit.objects.get(rule=RULE)
    new = set_limit(RULE, None, by=manager, now=MONDAY, amount=12)
    assert (new.version, new.amount, new.set_by, new.set_at) == (2, 12, manager, MONDAY)
    kept = ("unit", "warn", "warn_amount", "overdue_to", "escalate_after", "escalated_to")
    assert [getattr(new, name) for name in kept] == [getattr(old, name) for name in kept]
    old.refresh_from_db()
    assert (old.version, old.amount) == (1, 24)


def test_promises_made_before_keep_their_date_and_version() -> None:
    before = make_promise(rule=RULE)
    new = set_limit(RULE, None, by=make_staff("manager"), now=MONDAY, amount=12)
    after = make_promise(rule=RULE)
    before.refresh_from_db()
    assert (before.due_at, before.limit.version) == (MONDAY + timedelta(hours=24), 1)
    assert (after.due_at, after.limit) == (MONDAY + timedelta(hours=12), new)


def test_a_communitys_own_limit_begins_with_the_general_one() -> None:
    ours, theirs, manager = home(), make_community(), make_staff("manager")
    set_limit(RULE, None, by=manager, now=MONDAY, warn_amount=60)
    own = set_limit(RULE, ours, by=manager, now=MONDAY, amount=12)
    assert (own.version, own.amount, own.warn_amount) == (1, 12, 60)
    assert TimeLimit.objects.in_force(ours, [RULE]) == {RULE: own}
    assert TimeLimit.objects.in_force(theirs, [RULE])[RULE].amount == 24


@pytest.mark.django_db(transaction=True)
def test_of_several_at_once_each_has_its_version_or_is_told() -> None:
    manager = make_staff("manager")

    def change() -> int | None:
        try:
            return set_limit(RULE, None, by=manager, now=MONDAY, amount=12).version
        except LimitChanged:
            return None

    outcomes = together([change] * 6)
    versions = sorted(version for version in outcomes if version)
    assert versions == list(range(2, 2 + len(versions)))
    assert TimeLimit.objects.filter(rule=RULE).count() == 1 + len(versions) > 1


def test_who_is_second_to_the_same_version_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    manager = make_staff("manager")
    rows = TimeLimit.objects.filter(rule=RULE, community=None).order_by("-version")
    seen = list(rows)
    set_limit(RULE, None, by=manager, now=MONDAY, amount=12)
    # The second has read the table before the first wrote to it.
    monkeypatch.setattr("office.actions._newest", lambda rule, community: seen[0])
    with pytest.raises(LimitChanged):
        set_limit(RULE, None, by=manager, now=MONDAY, amount=6)
    assert [limit.amount for limit in rows.all()] == [12, 24]
