"""What a manager may close otherwise, in writing, each counted apart and never as satisfied (CP-4)."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from complaints import actions
from complaints.models import Closing, Complaint
from complaints.tests.clock import LATER, TOO_LATE
from complaints.tests.factories import (
    DONE,
    WHY,
    a_manager,
    ended,
    from_nobody,
    history,
    make_answered,
    make_closed,
    make_complaint,
    make_judged,
    make_resolved,
    make_satisfied,
    not_reached,
    owes,
    reached,
    reopen,
)
from office.models import Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_limit, make_staff
from office.verbs import NotAllowed

pytestmark = pytest.mark.django_db

REASON = "He has moved away."
IN_TOUCH = {"CP-4/in-touch": "12-31 00:00"}
# Three tries on two days at different hours.
TRIES = [timedelta(hours=1), timedelta(hours=3), timedelta(days=1)]


def judged(complaint: Complaint, valid: bool = True) -> Complaint:
    return actions.judge(complaint, valid, WHY, by=a_manager(complaint), now=MONDAY)


def unreachable(tries: list[timedelta] = TRIES) -> Complaint:
    """Called back in vain so many times after the resolution."""
    complaint = make_judged()
    for after in tries:
        actions.call_back(complaint, not_reached(), by=make_staff(), now=MONDAY + after)
    return complaint


def after_rounds(rounds: int) -> Complaint:
    """So many times the owner has said no."""
    complaint = make_judged()
    for _ in range(rounds - 1):
        reopen(complaint)
        actions.resolve(complaint, DONE, by=make_staff(), now=MONDAY)
    return reopen(complaint)


def anonymous() -> Complaint:
    return judged(make_answered(contact=from_nobody()))


def invalid() -> Complaint:
    return judged(make_answered(), valid=False)


def close(complaint: Complaint, closing: str) -> Complaint:
    return actions.close(complaint, closing, REASON, by=a_manager(complaint), now=LATER)


WAYS: list[tuple[str, Callable[[], Complaint], str]] = [
    (Closing.ANONYMOUS, anonymous, "anonymous: nobody can be asked"),
    (Closing.WITHDRAWN, lambda: judged(make_complaint()), "withdrawn by the complainant"),
    (Closing.UNREACHABLE, unreachable, "the complainant cannot be reached"),
    (Closing.INVALID, invalid, "invalid, and explained"),
    (Closing.LAST_WORD, lambda: after_rounds(3), "last word after the rounds"),
]


@pytest.mark.parametrize(("closing", "make", "words"), WAYS)
def test_cp4_a_manager_closes_it_in_writing(closing: str, make: Callable[[], Complaint], words: str) -> None:
    complaint, manager = make(), make_staff(Role.MANAGER)
    actions.close(complaint, closing, REASON, by=manager, now=LATER)
    stored = Complaint.objects.get()
    assert (stored.status, stored.closing, stored.closed_why) == ("closed", closing, REASON)
    assert (stored.closed_at, stored.closed_by) == (LATER, manager)
    # Nobody is rung again who left no number, or cannot be reached.
    assert owes(complaint) == ({} if closing in (Closing.ANONYMOUS, Closing.UNREACHABLE) else IN_TOUCH)
    assert history(complaint)[-1] == ("close", "closed", f"{words} {REASON}")


def test_cp4_such_closings_are_counted_apart_and_never_as_satisfied() -> None:
    make_closed()
    for closing, make, _words in WAYS:
        close(make(), closing)
    counted = Counter(Complaint.objects.values_list("closing", flat=True))
    assert counted == dict.fromkeys(Closing.values, 1)


@pytest.mark.parametrize("make", [make_complaint, make_answered, make_resolved])
def test_cp4_it_can_be_withdrawn_at_any_time(make: Callable[[], Complaint]) -> None:
    assert close(judged(make()), Closing.WITHDRAWN).status == "closed"


def test_cp4_what_it_still_owes_is_released_but_what_is_overdue_was_kept_late() -> None:
    complaint = judged(make_complaint())
    actions.close(complaint, Closing.WITHDRAWN, REASON, by=a_manager(complaint), now=TOO_LATE)
    assert ended(complaint) == {
        "CP-1/answer": ("kept", True),
        "CP-2/department": ("kept", True),
        "CP-8/resolve": ("released", False),
    }
    assert Promise.objects.get(rule="CP-8/resolve").why == REASON


@pytest.mark.parametrize(("now", "late"), [(LATER, False), (MONDAY + timedelta(days=5), True)])
def test_cp4_the_decision_how_an_anonymous_one_ends_is_kept_by_making_it(now: datetime, late: bool) -> None:
    complaint = judged(make_resolved(contact=from_nobody()))
    actions.close(complaint, Closing.ANONYMOUS, REASON, by=a_manager(complaint), now=now)
    assert (owes(complaint), ended(complaint)["CP-4/close"]) == ({}, ("kept", late))


@pytest.mark.parametrize("closing", Closing.values)
def test_cp5_not_before_it_is_decided_whether_it_is_valid(closing: str) -> None:
    complaint = make_resolved()
    with pytest.raises(actions.NotYet, match="Decide first whether the complaint is valid"):
        close(complaint, closing)
    assert Complaint.objects.get().status == "resolved"


@pytest.mark.parametrize(
    ("closing", "make", "missing"),
    [
        (Closing.SATISFIED, make_judged, "This is no decision of a manager."),
        ("something new", make_judged, "This is no decision of a manager."),
        (Closing.ANONYMOUS, make_judged, "The complainant is known."),
        (
            Closing.ANONYMOUS,
            lambda: judged(make_complaint(contact=from_nobody())),
            "Nothing was answered or explained yet.",
        ),
        (Closing.INVALID, make_judged, "The complaint was decided to be valid."),
        (Closing.INVALID, lambda: judged(make_complaint(), valid=False), "Nothing was answered or explained yet."),
        (Closing.LAST_WORD, make_judged, "Not before the owner said no that often."),
        (Closing.LAST_WORD, lambda: after_rounds(2), "Not before the owner said no that often."),
    ],
)
def test_cp4_each_closing_has_its_condition(closing: str, make: Callable[[], Complaint], missing: str) -> None:
    complaint = make()
    before = (complaint.status, owes(complaint))
    assert actions.what_is_missing(complaint, closing) == missing
    with pytest.raises(actions.NotYet, match=missing):
        close(complaint, closing)
    assert (Complaint.objects.get().status, owes(complaint)) == before


@pytest.mark.parametrize(
    "tries",
    [
        [],
        TRIES[:2],
        # Three on one day, and three on two days but always at the same hour.
        [timedelta(hours=hour) for hour in (1, 3, 5)],
        [timedelta(days=day) for day in (1, 2, 3)],
    ],
)
def test_cp4_cb8_unreachable_means_three_tries_on_two_days_at_different_hours(tries: list[timedelta]) -> None:
    complaint = unreachable(tries)
    with pytest.raises(actions.NotYet, match="not been called often enough"):
        close(complaint, Closing.UNREACHABLE)


def test_cp4_cb8_the_tries_of_an_earlier_round_count_no_more() -> None:
    complaint = reopen(unreachable())
    with pytest.raises(actions.NotYet, match="not been called often enough"):
        close(complaint, Closing.UNREACHABLE)
    actions.resolve(complaint, DONE, by=make_staff(), now=LATER)
    assert actions.what_is_missing(complaint, Closing.UNREACHABLE) != ""


def test_cp4_a_callback_that_reached_him_is_no_try() -> None:
    complaint = unreachable(TRIES[:2])
    reopen(complaint, now=LATER)
    assert actions.what_is_missing(complaint, Closing.UNREACHABLE) != ""


def test_cp4_the_numbers_are_rows_that_a_manager_changes() -> None:
    make_limit("CP-4/rounds", amount=1)
    make_limit("CB-8/attempts", amount=2)
    assert close(after_rounds(1), Closing.LAST_WORD).status == "closed"
    assert close(unreachable(TRIES[1:]), Closing.UNREACHABLE).status == "closed"


@pytest.mark.parametrize("make", [make_satisfied, make_closed])
def test_cp4_what_the_owner_is_satisfied_with_is_not_closed_otherwise(make: Callable[[], Complaint]) -> None:
    complaint = make()
    before = complaint.status
    with pytest.raises(InvalidMove):
        close(complaint, Closing.WITHDRAWN)
    assert Complaint.objects.get().status == before


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.MANAGER, Role.COMPANY)])
def test_cp4_only_a_manager_or_the_company_closes(role: str) -> None:
    complaint = make_judged()
    with pytest.raises(NotAllowed):
        actions.close(complaint, Closing.WITHDRAWN, REASON, by=make_staff(role), now=LATER)
    assert Complaint.objects.get().status == "resolved"


def test_cp4_whom_it_is_about_never_closes_it() -> None:
    accused = make_staff(Role.MANAGER)
    complaint = make_judged(about_staff=accused)
    with pytest.raises(NotAllowed):
        actions.close(complaint, Closing.WITHDRAWN, REASON, by=accused, now=LATER)


def test_cp4_closed_by_a_manager_a_no_opens_it_again_all_the_same() -> None:
    complaint = reopen(close(make_judged(), Closing.WITHDRAWN), now=LATER)
    assert (complaint.status, complaint.closing, complaint.round) == ("answered", "", 2)
    actions.resolve(complaint, DONE, by=make_staff(), now=LATER)
    actions.call_back(complaint, reached(), by=make_staff(), now=LATER)
    assert (Complaint.objects.get().closing, Complaint.objects.get().closed_why) == ("satisfied", "")
