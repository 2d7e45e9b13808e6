"""Missed calls: noted, tried, rung back, given up; and the lines out of order (RC-12)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from office import promises
from office.models import Move, Promise, Role, Staff
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, home, make_community, make_department, make_staff
from office.tests.threads import together
from office.verbs import NotAllowed
from owners.actions import calls
from owners.models import LineOutage, MissedCall
from owners.tests.desk_things import make_call, promised
from owners.tests.factories import PHONE, make_contact

pytestmark = pytest.mark.django_db

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
KEY = UUID("7b0c8d3e-3f0e-4c9b-8a55-0d5f3b1f2a11")


def history(call: MissedCall) -> list[tuple[str, str, str]]:
    return list(Move.objects.filter(subject=call.number).order_by("pk").values_list("verb", "new", "note"))


# ── noted ───────────────────────────────────────────────────────────────────
def test_rc12_a_missed_call_is_noted_and_to_be_rung_back_within_a_quarter_of_an_hour() -> None:
    service, who = make_department(), make_staff()
    call = make_call(by=who)
    call.refresh_from_db()
    assert (call.number, call.status, call.noted_by, call.at) == ("W-20261123-0001", "missed", who, MONDAY)
    assert promised(call.number) == [("RC-12/missed-call", "1", "11-23 10:20", "open")]
    promise = Promise.objects.get(subject=call.number)
    assert (promise.department, promise.holder, promise.about) == (service, None, "138****8000")
    assert history(call) == [("call_note", "missed", "")]


@pytest.mark.parametrize(
    ("hour", "minute", "due"),
    [
        (7, 59, "11-23 08:29"),
        (8, 0, "11-23 08:15"),
        (19, 59, "11-23 20:14"),
        (20, 0, "11-23 20:30"),
        (23, 45, "11-24 00:15"),
    ],
)
def test_rc12_at_night_there_is_half_an_hour(hour: int, minute: int, due: str) -> None:
    call = make_call(now=MONDAY.replace(hour=hour, minute=minute))
    assert [row[2] for row in promised(call.number)] == [due]


def test_rc12_noted_later_it_still_counts_from_the_call() -> None:
    call = make_call(at=MONDAY - HOUR)
    assert Promise.objects.overdue(MONDAY).get().subject == call.number


def test_rc12_the_same_call_noted_twice_is_one() -> None:
    first = make_call()
    assert make_call() == first
    assert make_call(at=MONDAY - MINUTE) != first
    assert make_call(phone="+8613900139000") != first
    assert MissedCall.objects.count() == Promise.objects.count() == 3


def test_rc12_the_same_number_at_another_estate_is_another_call() -> None:
    assert make_call() != make_call(community=make_community())


@pytest.mark.django_db(transaction=True)
def test_rc12_noted_by_four_at_once_it_is_one() -> None:
    who, community = make_staff(), home()

    def note() -> int:
        call = MissedCall(community=community, phone=PHONE, at=MONDAY)
        return calls.note(call, by=who, now=MONDAY).pk

    assert len(set(together([note] * 4))) == 1
    assert MissedCall.objects.count() == Promise.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_rc12_a_crash_while_it_is_noted_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(promises, "make", crash)
    with pytest.raises(RuntimeError):
        make_call()
    assert (MissedCall.objects.count(), Move.objects.count()) == (0, 0)


# ── rung back ───────────────────────────────────────────────────────────────
def test_rc12_nobody_answered_is_counted_and_keeps_nothing() -> None:
    call, who = make_call(), make_staff()
    calls.tried(call, by=who, now=MONDAY + 5 * MINUTE)
    calls.tried(call, "engaged", by=who, now=MONDAY + 9 * MINUTE)
    assert MissedCall.objects.with_tries().get().tries == 2
    assert history(call)[1:] == [("call_tried", "missed", ""), ("call_tried", "missed", "engaged")]
    assert [row[3] for row in promised(call.number)] == ["open"]


def test_rc12_reached_is_a_contact_and_keeps_the_promise_as_of_the_contact() -> None:
    call, who = make_call(), make_staff()
    contact = make_contact(at=MONDAY + 10 * MINUTE)
    calls.link(call, contact, by=who, now=MONDAY + 20 * MINUTE)
    call.refresh_from_db()
    assert (call.status, call.contact, call.rung_at) == ("reached", contact, MONDAY + 10 * MINUTE)
    assert history(call)[1:] == [("call_rung", "reached", contact.number)]
    promise = Promise.objects.get(subject=call.number)
    assert (promise.outcome, promise.kept_late, promise.ended_by) == ("kept", False, who)


def test_rc12_rung_back_too_late_stays_late() -> None:
    call = make_call()
    calls.link(call, make_contact(at=MONDAY + 16 * MINUTE), by=make_staff(), now=MONDAY + 16 * MINUTE)
    assert [row[3] for row in promised(call.number)] == ["late"]


def test_rc12_a_contact_from_before_the_call_does_not_date_it_back() -> None:
    call = make_call()
    calls.link(call, make_contact(at=MONDAY - HOUR), by=make_staff(), now=MONDAY + 5 * MINUTE)
    assert call.rung_at == MONDAY + 5 * MINUTE


def test_rc12_whoever_was_reached_is_not_rung_again_for_his_other_calls() -> None:
    first, second = make_call(at=MONDAY - 3 * MINUTE), make_call()
    other, elsewhere = make_call(phone="+8613900139000"), make_call(community=make_community())
    contact = make_contact(at=MONDAY + MINUTE)
    calls.link(second, contact, by=make_staff(), now=MONDAY + MINUTE)
    states = {row.pk: (row.status, row.contact) for row in MissedCall.objects.all()}
    assert states[first.pk] == states[second.pk] == ("reached", contact)
    assert states[other.pk] == states[elsewhere.pk] == ("missed", None)
    assert Promise.objects.open().count() == 2


def test_rc12_given_up_with_a_reason_it_is_released() -> None:
    call, who = make_call(), make_staff()
    calls.give_up(call, "Wrong number", by=who, now=MONDAY + 5 * MINUTE)
    assert history(call)[1:] == [("call_give_up", "given_up", "Wrong number")]
    promise = Promise.objects.get(subject=call.number)
    assert (promise.outcome, promise.why, promise.ended_by) == ("released", "Wrong number", who)


def test_rc12_given_up_after_its_limit_it_stays_late() -> None:
    call = make_call()
    calls.give_up(call, "Nobody there", by=make_staff(), now=MONDAY + 16 * MINUTE)
    assert [row[3] for row in promised(call.number)] == ["late"]


def do(call: MissedCall, verb: str, *, by: Staff) -> None:
    now = MONDAY + MINUTE
    match verb:
        case "tried":
            calls.tried(call, by=by, now=now)
        case "link":
            calls.link(call, make_contact(), by=by, now=now)
        case "give_up":
            calls.give_up(call, "Nobody there", by=by, now=now)


@pytest.mark.parametrize("verb", ["tried", "link", "give_up"])
@pytest.mark.parametrize("ended", ["link", "give_up"])
def test_rc12_what_has_ended_stays_ended_and_says_who_was_first(verb: str, ended: str) -> None:
    call, first = make_call(), make_staff(name="Ann")
    do(call, ended, by=first)
    before = history(call)
    with pytest.raises(InvalidMove, match="Ann"):
        do(call, verb, by=make_staff())
    assert history(call) == before


@pytest.mark.parametrize("verb", ["tried", "link", "give_up"])
def test_rc12_only_the_desk_rings_back(verb: str) -> None:
    call = make_call()
    with pytest.raises(NotAllowed):
        do(call, verb, by=make_staff(Role.CREW))
    assert len(history(call)) == 1


@pytest.mark.django_db(transaction=True)
def test_rc12_of_two_who_reach_him_at_once_one_is_first() -> None:
    call, who = make_call(), make_staff()
    contacts = [make_contact(), make_contact()]

    def ring(number: int) -> str:
        try:
            calls.link(MissedCall.objects.get(), contacts[number], by=who, now=MONDAY)
        except InvalidMove:
            return "late"
        return "first"

    assert sorted(together([lambda: ring(0), lambda: ring(1)])) == ["first", "late"]
    assert [verb for verb, _new, _note in history(call)].count("call_rung") == 1


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_what_the_table_of_moves_does() -> None:
    call = make_call()
    calls.give_up(call, "Nobody there", by=make_staff(), now=MONDAY)
    with pytest.raises(Exception, match="Invalid transition"), transaction.atomic():
        MissedCall.objects.update(status="missed")


# ── a line out of order ─────────────────────────────────────────────────────
def outage(**fields: Any) -> LineOutage:
    said = {"community": home(), "line": "Hotline", "since": MONDAY, "instead": "8321 5678"}
    return LineOutage(**{**said, **fields})


def test_rc12_a_line_out_of_order_lasts_until_it_is_said_to_work() -> None:
    who = make_staff()
    row = calls.note_outage(outage(), by=who)
    assert (list(LineOutage.objects.now()), row.noted_by) == ([row], who)
    calls.end_outage(row, MONDAY + HOUR)
    row.refresh_from_db()
    assert (list(LineOutage.objects.now()), row.until) == ([], MONDAY + HOUR)


def test_rc12_an_outage_that_is_over_is_none_now() -> None:
    calls.note_outage(outage(until=MONDAY + HOUR), by=make_staff())
    assert not LineOutage.objects.now().exists()


def test_an_outage_ends_once() -> None:
    row = calls.note_outage(outage(), by=make_staff())
    calls.end_outage(row, MONDAY + HOUR)
    with pytest.raises(promises.AlreadyEnded):
        calls.end_outage(row, MONDAY + 2 * HOUR)
    assert LineOutage.objects.get().until == MONDAY + HOUR


def test_the_same_form_sent_twice_is_one_outage() -> None:
    who = make_staff()
    first = calls.note_outage(outage(form_key=KEY), by=who)
    assert calls.note_outage(outage(form_key=KEY), by=who) == first


@pytest.mark.parametrize("until", [MONDAY, MONDAY - HOUR])
def test_an_outage_ends_after_it_began(until: datetime) -> None:
    with pytest.raises(IntegrityError, match="an_outage_ends_later"):
        calls.note_outage(outage(until=until), by=make_staff())
