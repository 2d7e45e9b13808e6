"""Whatever is done in whatever order by whomever: what must be true of every complaint (CP-4)."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as some

from complaints.models import Answer, Callback, Closing, Complaint, Status, Step
from complaints.models.kinds import OPEN
from complaints.tests.factories import history
from complaints.tests.paths import VERBS, People, attempt, some_people, taken
from office.models import Move, Notice, Promise, TallyDelta
from office.tests.factories import MONDAY

pytestmark = pytest.mark.django_db

# What stands for it as long as it is open, so that it is never dropped; of an anonymous one a manager owes the end.
OWED: dict[str, set[str]] = {
    Status.RECEIVED: {"CP-1/answer", "CP-8/resolve"},
    Status.ANSWERED: {"CP-8/resolve"},
    Status.RESOLVED: {"CB-11/first", "CP-4/close"},
    Status.SATISFIED: {"CP-5/validity"},
}
BEFORE: list[list[str]] = [
    [],
    ["answer"],
    ["answer", "resolve"],
    ["answer", "resolve", "valid"],
    ["answer", "resolve", "yes"],
    ["answer", "invalid", "resolve", "yes"],
    ["answer", "valid", "resolve", "no", "resolve", "no", "resolve", "no"],
    ["answer", "resolve", "valid", "yes"],
    ["valid", "close as withdrawn"],
    ["valid", "close as withdrawn", "no"],
]
actors = some.sampled_from(["manager"] * 6 + ["reception", "reception", "head", "company", "crew", "accused"])
waits = some.sampled_from([timedelta(minutes=10), *(timedelta(hours=hours) for hours in (1, 5, 25, 8 * 24, 31 * 24))])
paths = some.lists(some.tuples(some.sampled_from(sorted(VERBS)), actors, waits), max_size=10)
kinds = some.sampled_from(["ordinary", "anonymous", "confidential"])


def test_cp4_cp5_whatever_happens_a_complaint_ends_only_as_it_may_and_is_never_dropped() -> None:
    people = some_people()

    @settings(max_examples=25, deadline=None)
    @given(kinds, some.sampled_from(BEFORE), paths)
    def on_every_path(kind: str, before: list[str], path: list[tuple[str, str, timedelta]]) -> None:
        with undone():
            walk(taken(kind, people), [*((verb, "manager", timedelta(minutes=1)) for verb in before), *path], people)
            assert counted() == naive()

    on_every_path()


@pytest.mark.parametrize("before", BEFORE)
def test_cp4_whom_it_is_about_can_do_nothing_to_it_wherever_it_stands(before: list[str]) -> None:
    people = some_people()
    complaint = taken("confidential", people)
    for verb in before:
        attempt(verb, complaint, people.manager, MONDAY)
    stood = (complaint.status, history(complaint))
    # The sweep is nobody's verb.
    done = [verb for verb in VERBS.keys() - {"step up"} if attempt(verb, complaint, people.accused, MONDAY)]
    assert (done, Complaint.objects.get(pk=complaint.pk).status, history(complaint)) == ([], *stood)


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is done within: each path begins with nothing else there."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def walk(complaint: Complaint, path: list[tuple[str, str, timedelta]], people: People) -> None:
    now = MONDAY
    ended: dict[int, tuple[str, datetime | None]] = {}
    for verb, actor, wait in path:
        now += wait
        complaint = Complaint.objects.select_related("community", "contact", "about_staff").get(pk=complaint.pk)
        done = attempt(verb, complaint, people.of(actor), now)
        check(complaint.number, people, ended)
        if complaint.about_staff and actor == "accused" and verb != "step up":
            assert not done


def check(number: str, people: People, ended: dict[int, tuple[str, datetime | None]]) -> None:
    complaint = Complaint.objects.get(number=number)
    promises = list(Promise.objects.of(number))
    never_dropped(complaint, [row for row in promises if row.ended_at is None])
    late_stays_late(promises, ended)
    if complaint.status == Status.CLOSED:
        closed_as_it_may(complaint, people)
    if complaint.status == Status.VOID:
        assert not complaint.answers.exclude(outcome=Answer.Outcome.NOBODY).exists()
        assert not complaint.callbacks.exclude(outcome=Callback.Outcome.NOBODY).exists()
        assert not complaint.joined.not_void().exists()
    if complaint.about_staff == people.accused:
        kept_from_the_accused(complaint, people)


def never_dropped(complaint: Complaint, owed: list[Promise]) -> None:
    """Something that can become overdue stands for it while it is open; nothing but being in touch afterwards."""
    rules = {row.rule for row in owed}
    assert all(row.due_at for row in owed)
    if complaint.status in OPEN:
        assert rules & OWED[complaint.status], (complaint.status, rules)
        assert complaint.status == Status.RECEIVED or "CP-1/answer" not in rules
    else:
        assert rules <= ({"CP-4/in-touch"} if complaint.status == Status.CLOSED else set())
    if complaint.status in (Status.RESOLVED, Status.SATISFIED) and complaint.valid is None:
        assert "CP-5/validity" in rules
    assert complaint.status != Status.SATISFIED or complaint.valid is None


def late_stays_late(promises: list[Promise], ended: dict[int, tuple[str, datetime | None]]) -> None:
    """How a promise ended is never rewritten, and none that was overdue was released."""
    for row in promises:
        if row.ended_at:
            assert ended.setdefault(row.pk, (row.outcome, row.ended_at)) == (row.outcome, row.ended_at)
            assert row.outcome != "released" or (row.due_at and row.ended_at < row.due_at)
    assert ended.keys() <= {row.pk for row in promises if row.ended_at}


def closed_as_it_may(complaint: Complaint, people: People) -> None:
    assert complaint.valid is not None
    if complaint.closing == Closing.SATISFIED:
        heard = complaint.callbacks.filter(round=complaint.round, in_touch=False)
        assert Callback.Outcome.SATISFIED in heard.values_list("outcome", flat=True)
        assert not heard.filter(outcome=Callback.Outcome.NOT_SATISFIED).exists()
        assert not complaint.contact.anonymous
    else:
        assert complaint.closing in Closing.values
        assert complaint.closed_by in {people.manager, people.accused, people.company} - {complaint.about_staff}
        assert "close" in [verb for verb, new, _note in history(complaint) if new == Status.CLOSED]


def kept_from_the_accused(complaint: Complaint, people: People) -> None:
    accused, number = people.accused, complaint.number
    assert not Complaint.objects.visible_to(accused).filter(number=number).exists()
    for model in (Promise, Move):
        assert not model.objects.visible_to(accused).filter(subject=number).exists()
    for part in (Answer, Step, Callback):
        assert not part.objects.visible_to(accused).filter(complaint=complaint).exists()
    assert not Notice.objects.filter(staff=accused, subject=number).exists()


def naive() -> dict[str, Counter[str]]:
    """How promises ended, by rule, counted over all of which everybody may know: only these are in the tallies."""
    found: dict[str, Counter[str]] = {}
    for row in Promise.objects.filter(ended_at__isnull=False, confidential=False).exclude(outcome="extended"):
        name = "released" if row.outcome == "released" else "late" if row.kept_late else "in_time"
        found.setdefault(row.rule, Counter())[name] += 1
    return found


def counted() -> dict[str, Counter[str]]:
    """The same out of the tallies."""
    rows = TallyDelta.objects.values("rule").annotate(
        late_=Sum("late"), in_time_=Sum("in_time"), released_=Sum("released")
    )
    return {
        row["rule"]: +Counter(late=row["late_"], in_time=row["in_time_"], released=row["released_"]) for row in rows
    }
