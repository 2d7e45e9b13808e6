"""The ruler of the time for the answer as plain data: where everything lies, what has room, what it says (CP-1)."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from complaints.ruler import LEFT, RIGHT, WIDTH, Mark, Ruler, ruler, width_of
from complaints.tests.factories import make_complaint
from office.models import Promise
from office.tests.factories import MONDAY, make_limit

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
SPAN = RIGHT - LEFT


def promise_of(**fields: Any) -> Promise:
    """The promise of the answer to a complaint of MONDAY 10:05."""
    number = make_complaint(**fields).number
    return Promise.objects.select_related("limit", "community").get(subject=number, rule="CP-1/answer")


def drawn(promise: Promise, hours: float, *marks: Mark, answered: datetime | None = None) -> Ruler:
    found = ruler(promise, marks, answered=answered, now=MONDAY + hours * HOUR)
    assert found
    return found


def at(hours: float, label: str = "answer", weight: int = 0) -> Mark:
    return Mark(MONDAY + hours * HOUR, label, weight)


def test_cp1_it_runs_from_the_receipt_to_the_limit() -> None:
    shown = drawn(promise_of(), 6)
    assert (shown.gone, shown.limit) == (LEFT + SPAN / 4, RIGHT)
    assert (len(shown.ticks), shown.ticks[0], shown.ticks[-1]) == (13, LEFT, RIGHT)
    assert (shown.late, shown.broken, shown.state) == (False, False, ("ontime", "18 h 0 min left"))


def test_cp1_the_warning_zone_is_that_of_the_limit_in_force() -> None:
    shown = drawn(promise_of(), 6)
    assert (shown.warning, shown.warning_width) == (round(LEFT + SPAN * 20 / 24, 1), round(SPAN * 4 / 24, 1))
    make_limit("CP-1/answer", amount=12, warn="before", warn_amount=180)
    shorter = drawn(promise_of(), 6)
    assert (shorter.gone, shorter.warning) == (LEFT + SPAN / 2, LEFT + SPAN * 3 / 4)
    assert shorter.limit_label.below == "limit 12 hours"


def test_a_limit_without_a_warning_has_no_zone() -> None:
    make_limit("CP-1/answer", amount=24, warn="")
    shown = drawn(promise_of(), 6)
    assert (shown.warning, shown.warning_label) == (None, None)
    assert "warning" not in shown.title


def test_it_says_in_words_what_it_draws() -> None:
    assert drawn(promise_of(), 23).title == (
        "Answer within 24 hours, received yesterday 10:05, warning 06:05, limit 10:05, now 09:05, 1 h 0 min left"
    )


def test_what_counts_from_the_entry_says_so() -> None:
    found = ruler(promise_of(), [], answered=None, now=MONDAY, entered=True)
    assert found
    assert (found.begun_label.below, "entered 10:05" in found.title) == ("entered", True)


def test_once_answered_it_says_when_and_that_it_was_in_time() -> None:
    shown = drawn(promise_of(), 100, answered=MONDAY + 2 * HOUR)
    assert (shown.flag.text, shown.state, shown.gone) == (
        "answered 11-23 12:05",
        ("done", "answered in time"),
        round(LEFT + SPAN / 12, 1),
    )


def test_answered_late_the_bar_goes_on_behind_the_limit() -> None:
    shown = drawn(promise_of(), 100, answered=MONDAY + 30 * HOUR)
    assert (shown.state, shown.gone, shown.limit) == (("missed", "answered late"), RIGHT, round(LEFT + SPAN * 0.8, 1))
    assert (shown.late, shown.broken) == (True, False)


def test_days_overdue_are_cut_short() -> None:
    shown = drawn(promise_of(), 240)
    assert (shown.limit, shown.gone, shown.broken, shown.late) == (LEFT + SPAN / 2, RIGHT, True, True)
    assert shown.state == ("overdue", "9 days overdue")


def test_at_the_very_limit_it_is_late() -> None:
    assert [drawn(promise_of(), hours).late for hours in (23.99, 24)] == [False, True]
    assert not drawn(promise_of(), 50, answered=MONDAY + 24 * HOUR).late


def test_what_ended_without_an_answer_does_not_say_that_it_was_answered() -> None:
    promise = promise_of()
    promise.ended_at, promise.outcome = MONDAY + 25 * HOUR, Promise.Outcome.KEPT
    shown = drawn(promise, 30)
    assert (shown.flag.text, shown.state) == ("ended 11:05", ("missed", "not answered in time"))
    promise.ended_at, promise.outcome = MONDAY + 5 * HOUR, Promise.Outcome.RELEASED
    assert drawn(promise, 30).state == ("void", "released")


def test_a_promise_without_a_time_has_no_ruler() -> None:
    promise = promise_of()
    promise.due_at = None
    assert ruler(promise, [], answered=None, now=MONDAY) is None


def test_each_mark_is_a_dot_and_what_came_later_is_left_out() -> None:
    shown = drawn(promise_of(), 12, at(3, "nobody reached"), at(8, "② head"), at(13))
    assert [(dot.x, dot.words) for dot in shown.dots] == [
        (LEFT + SPAN / 8, "13:05 nobody reached"),
        (round(LEFT + SPAN / 3, 1), "18:05 ② head"),
    ]
    assert [label.text for label in shown.labels] == ["nobody reached", "② head"]


def test_where_two_labels_have_no_room_the_heavier_speaks_for_both() -> None:
    shown = drawn(promise_of(), 12, at(3, "nobody reached"), at(3.2, "decision", 1), at(3.4, "nobody reached"))
    assert [label.text for label in shown.labels] == ["decision +2"]
    assert len(shown.dots) == 3


@pytest.mark.parametrize("hours", [0, 0.2, 1, 5, 12, 20, 23.9, 25, 47, 400])
@pytest.mark.parametrize("label", ["答", "管理处经理", "passed up to the manager of the office"])
def test_no_label_ever_overlaps_another_or_leaves_the_drawing(hours: float, label: str) -> None:
    marks = [at(hours * share, label, place % 3) for place, share in enumerate((0, 0.01, 0.1, 0.5, 0.52, 0.9, 1))]
    shown = drawn(promise_of(), hours, *marks)
    below = [
        shown.begun_label,
        shown.limit_label,
        *shown.hours,
        *([shown.warning_label] if shown.warning_label else []),
    ]
    for row in (shown.labels, below):
        boxes = sorted((one.left, one.left + one.width) for one in row)
        assert all(first[1] < second[0] for first, second in pairwise(boxes))
        assert (boxes[0][0] >= 0, max(right for _left, right in boxes) <= WIDTH) == (True, True)
    assert (shown.flag_left >= 0, shown.flag_left + shown.flag_width <= WIDTH) == (True, True)


@pytest.mark.parametrize(
    ("amount", "ticks", "last"),
    [(1, 13, "10:55"), (12, 13, "20:05"), (72, 13, "22:05"), (240, 11, "12-01"), (1000, 6, "12-21")],
)
def test_a_limit_of_any_length_has_ticks_in_even_steps(amount: int, ticks: int, last: str) -> None:
    make_limit("CP-1/answer", amount=amount, warn="")
    shown = drawn(promise_of(), 0)
    steps = {round(right - left) for left, right in pairwise(shown.ticks)}
    assert (len(shown.ticks), len(steps)) == (ticks, 1)
    assert [label.text for label in shown.hours][-1:] == [last]


def test_a_chinese_sign_takes_nearly_two_of_the_others() -> None:
    assert [round(width_of(words), 1) for words in ("经理", "ab")] == [24, 13.6]
