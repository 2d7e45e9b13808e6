"""What comes next for a repair, and what else may happen to it."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from office.models import Promise, Role, Staff
from office.tests.factories import MONDAY, make_staff
from repairs.models import Repair, Verb
from repairs.steps import next_steps
from repairs.tests.factories import make_repair

pytestmark = pytest.mark.django_db

S = Repair.Status
ORDER = "R-20261123-0001-1"


def promised(rule: str, occurrence: str = "1") -> Promise:
    return Promise(rule=rule, occurrence=occurrence)


FINISH = promised("RP-9/finish")


def steps(status: str, role: str = Role.RECEPTION, *owed: Promise, **fields: Any) -> tuple[str, list[str]]:
    """The verbs offered: the next one, and the others."""
    repair = make_repair(status=status, joined_to=make_repair() if status == S.JOINED else None, **fields)
    primary, others = next_steps(repair, make_staff(role), owed or [FINISH], ORDER)
    return primary.verb if primary else "", [step.verb for step in others]


CHANGES = [Verb.PRINT, Verb.POSTPONE, Verb.URGE]
LAST = [Verb.RAISE, Verb.RECATEGORISE, Verb.JOIN, Verb.SHARE, Verb.VOID]
PRICED = [Verb.RAISE, Verb.RECATEGORISE, Verb.SHARE]
CREWED = [Verb.PASS_ON, Verb.HAND_BACK]


@pytest.mark.parametrize(
    ("status", "primary", "others"),
    [
        (S.REGISTERED, Verb.DISPATCH, [*CHANGES, *LAST]),
        (S.DISPATCHED, Verb.ACCEPT, [Verb.TELL_CREW, Verb.ARRIVE, *CHANGES, *CREWED, *LAST]),
        (S.ACCEPTED, Verb.ARRIVE, [Verb.TELL_CREW, *CHANGES, *CREWED, *LAST]),
        (S.ON_SITE, Verb.QUOTE, [Verb.FINISH, Verb.NOBODY_HOME, *CHANGES, *CREWED, *LAST]),
        (S.QUOTED, Verb.AGREE, [Verb.REFUSE, Verb.QUOTE, *CHANGES, *CREWED, *PRICED, Verb.VOID]),
        (S.AGREED, Verb.FINISH, [Verb.QUOTE, *CHANGES, *CREWED, *PRICED]),
        (S.FINISHED, "", [Verb.PRINT]),
        (S.CLOSED, "", [Verb.PRINT]),
        (S.VOID, "", []),
        (S.JOINED, "", [Verb.URGE, Verb.PART, Verb.VOID]),
    ],
)
def test_rp4_reception_sees_the_next_step_and_what_else_is_allowed(
    status: str, primary: str, others: list[str]
) -> None:
    assert steps(status) == (primary, others)


def test_what_is_not_ones_own_to_do_is_not_offered() -> None:
    assert steps(S.REGISTERED, Role.FINANCE) == ("", [])
    assert steps(S.DISPATCHED, Role.CREW) == (Verb.ACCEPT, [Verb.ARRIVE, Verb.PRINT, Verb.POSTPONE, *CREWED])
    assert steps(S.FINISHED, Role.FINANCE, promised("RP-7/order-back")) == (Verb.RETURN_ORDER, [])


def test_rp10_a_shared_fault_is_opened_once() -> None:
    repair = make_repair(status=S.REGISTERED)
    repair.is_shared = True
    assert Verb.SHARE not in [step.verb for step in next_steps(repair, make_staff())[1]]


def test_rp9_the_head_extends_only_what_is_owed() -> None:
    assert Verb.EXTEND in steps(S.ACCEPTED, Role.HEAD)[1]
    assert Verb.EXTEND not in steps(S.ACCEPTED, Role.HEAD, promised("RP-11/appointment"))[1]
    assert Verb.EXTEND not in steps(S.ACCEPTED, Role.RECEPTION)[1]


def test_rp1_raising_lowering_and_making_safe_follow_the_urgency() -> None:
    urgent: dict[str, Any] = {"urgent": True}
    assert Verb.RAISE not in steps(S.ON_SITE, **urgent)[1]
    assert [verb in steps(S.ON_SITE, Role.HEAD, **urgent)[1] for verb in (Verb.LOWER, Verb.MAKE_SAFE)] == [True, True]
    assert Verb.LOWER not in steps(S.ON_SITE, Role.RECEPTION, **urgent)[1]
    safe: dict[str, Any] = {"urgent": True, "made_safe_at": MONDAY}
    verbs = steps(S.ON_SITE, Role.HEAD, **safe)[1]
    assert [verb for verb in (Verb.RAISE, Verb.LOWER, Verb.MAKE_SAFE) if verb in verbs] == []


def test_rp1_its_taker_may_correct_a_slip_of_the_pen_before_the_dispatch() -> None:
    taker = make_staff(Role.RECEPTION)

    def offered(status: str, user: Staff) -> bool:
        _primary, others = next_steps(make_repair(status=status, urgent=True, taken_by=taker), user)
        return Verb.LOWER in [step.verb for step in others]

    assert [offered(S.REGISTERED, taker), offered(S.ACCEPTED, taker), offered(S.REGISTERED, make_staff())] == [
        True,
        False,
        False,
    ]


def test_rp11_a_second_arrival_is_offered_where_an_appointment_is_open() -> None:
    assert Verb.ARRIVE not in steps(S.AGREED)[1]
    assert Verb.ARRIVE in steps(S.AGREED, Role.RECEPTION, promised("RP-11/appointment"))[1]


def test_rp7_each_paper_that_is_still_out_has_its_button() -> None:
    repair = make_repair(status=S.FINISHED)
    papers = [promised("RP-7/order-back", "1"), promised("RP-7/order-back", "2")]
    primary, others = next_steps(repair, make_staff(), papers)
    assert primary is not None
    assert [primary.url, *(step.url for step in others)] == [
        f"/repairs/orders/{repair.number}-1/return/",
        f"/repairs/orders/{repair.number}-2/return/",
    ]


def test_a_step_says_where_it_leads_and_with_which_key() -> None:
    repair = make_repair(status=S.DISPATCHED)
    primary, others = next_steps(repair, make_staff(), [FINISH], ORDER)
    assert primary is not None
    assert (primary.url, primary.at_once, primary.key) == (f"/repairs/{repair.number}/accept/", True, "F9")
    printing = next(step for step in others if step.verb == Verb.PRINT)
    assert (printing.url, printing.key_shown) == (f"/repairs/print/?order={ORDER}", "Ctrl P")
    assert [step.verb for step in others if step.last_resort] == [Verb.VOID]
    assert [step.verb for step in others if step.key == "F9"] == []


def test_it_asks_the_database_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    repair, user = make_repair(status=S.QUOTED), make_staff(Role.HEAD)
    with django_assert_num_queries(0):
        next_steps(repair, user, [FINISH], ORDER)
