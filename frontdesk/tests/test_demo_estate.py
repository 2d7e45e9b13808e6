"""The rows of the demo estate are rows that the product itself would have written."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db.models import Count, F, Max, Q, Sum
from pytest_django.plugin import DjangoDbBlocker

from frontdesk.demo import Filled, fill
from frontdesk.reception.saving import Case, save
from office import clock, numbers, promises
from office.models import Alert, Counter, Move, OutboxMessage, Promise, Staff, Tally, TallyDelta, TimeLimit, Unit
from owners import phones
from owners.models import Contact, Occupancy, Person, PersonPhone
from repairs import actions
from repairs.models import Category, Completion, Quote, Rectification, Repair, WorkOrder
from visits.actions import Said, follow_up, record
from visits.actions.following_up import FIRST_RULES, first_rules
from visits.models import Attempt, Callback

NOW = datetime(2026, 11, 24, 10, 23, tzinfo=ZoneInfo("Asia/Shanghai"))
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def estate(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Filled]:
    """One estate for all tests here: none of them keeps what it writes."""
    with django_db_blocker.unblock():
        filled = fill(now=NOW, households=120, months=4, repairs=700, seed=5)
    yield filled
    with django_db_blocker.unblock():
        call_command("flush", verbosity=0, interactive=False)


def test_counts_are_those_reported(estate: Filled) -> None:
    assert estate.repairs == Repair.objects.count() == 700
    assert estate.promises == Promise.objects.count()
    assert estate.open_promises == Promise.objects.open().count()
    assert Unit.objects.count() == 120


def test_rp2_numbers_count_up_by_the_day_of_entry_and_go_on(estate: Filled) -> None:
    days = defaultdict(list)
    for repair in Repair.objects.order_by("pk"):
        days[f"{estate.community.local(repair.recorded_at):R-%Y%m%d}"].append(repair.number)
    assert all(found == [f"{day}-{n:04d}" for n in range(1, len(found) + 1)] for day, found in days.items())
    assert dict(Counter.objects.filter(series__startswith="R").values_list("series", "last")) == {
        day: len(found) for day, found in days.items()
    }
    assert numbers.take("R", NOW.date()) == f"R-20261124-{len(days['R-20261124']) + 1:04d}"


def test_history_leads_to_the_status_by_allowed_moves() -> None:
    history = defaultdict(list)
    for move in Move.objects.order_by("pk"):
        history[move.subject].append(move)
    for repair in Repair.objects.all():
        moves = history.pop(repair.number)
        assert [moves[0].verb, moves[0].old] == ["register", ""]
        assert moves[-1].new == repair.status
        for before, after in pairwise(moves):
            assert before.new == after.old
            assert before.at <= after.at <= NOW
            assert after.old == after.new or after.new in Repair.TRANSITIONS[after.old]
    assert history == {}


def test_dates_are_those_of_the_clock(estate: Filled) -> None:
    for promise in Promise.objects.exclude(due_at=None).filter(extends=None).select_related("limit"):
        assert promise.base_at
        dates = clock.dates(promise.limit, promise.base_at, estate.community)
        assert (promise.opens_at, promise.due_at) == (dates.opens_at, dates.due_at)


def test_every_limit_is_the_one_in_force(estate: Filled) -> None:
    rules = list(Promise.objects.values_list("rule", flat=True).distinct())
    in_force = TimeLimit.objects.in_force(estate.community, rules)
    assert set(Promise.objects.values_list("rule", "limit_id")) == {(rule, in_force[rule].pk) for rule in rules}


def test_rp9_an_extension_keeps_the_old_date_and_points_to_it() -> None:
    extended = Promise.objects.exclude(extends=None)
    same = extended.filter(rule=F("extends__rule"), subject=F("extends__subject"), base_at=F("extends__base_at"))
    assert same.filter(due_at__gt=F("extends__due_at"), extends__outcome="extended").count() == extended.count()
    assert extended.count() == Promise.objects.filter(outcome="extended").count() > 5


def test_rp9_the_strictest_limit_applies(estate: Filled) -> None:
    expected = {"RP-9/finish-urgent": {"urgent"}, "RP-9/finish-safety": {"safety"}, "RP-9/finish-leak": {"leak"}}
    repairs = {repair.number: repair for repair in Repair.objects.all()}
    for promise in Promise.objects.filter(rule__startswith="RP-9/finish", occurrence="1"):
        repair = repairs[promise.subject]
        asked = [rule for rule, (mark,) in expected.items() if getattr(repair, mark)] or ["RP-9/finish"]
        limits = TimeLimit.objects.in_force(estate.community, asked)
        due = {rule: clock.dates(limits[rule], repair.reported_at, estate.community).due_at for rule in asked}
        assert promise.rule == min(due, key=lambda rule: due[rule])


def test_cb6_every_completion_has_the_callbacks_its_marks_ask_for(estate: Filled) -> None:
    limits = TimeLimit.objects.in_force(estate.community, FIRST_RULES)
    taken = Completion.objects.filter(follow_up_at=None).select_related("repair", "order")
    for completion in taken.prefetch_related("callbacks__promise"):
        repair = completion.repair
        asked = first_rules(repair, urgent=completion.urgent)
        first = min(asked, key=lambda rule: clock.dates(limits[rule], completion.at, estate.community).due_at)
        wanted = {("first", first)}
        wanted |= {("second", "CB-2/second")} if completion.urgent else set()
        wanted |= {("rain", "CB-3/rain")} if repair.leak and not completion.order.made_safe else set()
        assert {(row.step, row.promise.rule) for row in completion.callbacks.all()} == wanted
    assert taken.count() > 650


def test_every_finished_order_is_a_completion() -> None:
    finished = Repair.objects.filter(status__in=["finished", "closed"])
    assert finished.filter(completions=None).count() == 0
    assert Completion.objects.filter(order__finished_at=None).count() == 0
    assert WorkOrder.objects.filter(finished_at__isnull=False).exclude(repair__completions__order=F("pk")).count() == 0


def test_cb2_the_second_counts_from_the_first() -> None:
    seconds = Callback.objects.filter(step="second").select_related("promise")
    for second in seconds:
        first = second.completion.callbacks.get(step="first")
        started = None if first.rectification else first.promise.ended_at
        assert second.promise.base_at == started
        assert second.promise.waits_for == ("" if started else "first callback")


def test_cb7_rain_waits_without_a_date_and_never_before_the_first() -> None:
    for rain in Callback.objects.filter(step="rain").select_related("promise"):
        first = rain.completion.callbacks.get(step="first").promise
        if rain.promise.base_at:
            assert first.ended_at is not None
            assert rain.promise.base_at >= first.ended_at
        elif rain.promise.is_open:
            assert (rain.promise.waits_for, rain.promise.due_at) == ("rain", None)


def test_cb1_nobody_calls_back_about_his_own_work_and_patrols_are_looked_at_again() -> None:
    assert Callback.objects.filter(completion__order__crew=F("made_by")).count() == 0
    assert set(Callback.objects.values_list("inspection", "repair__channel").filter(inspection=True)) == {
        (True, "patrol")
    }
    assert Callback.objects.filter(inspection=False, repair__channel="patrol").count() == 0


def test_scores_name_the_fault_and_only_what_was_paid_for_is_scored_for_its_charge() -> None:
    aspect = {"work": "quality", "delay": "in_time", "manner": "manner", "charge": "charge"}
    for notice in Rectification.objects.select_related("callback"):
        assert getattr(notice.callback, aspect[notice.fault]) == 1
    scored = Callback.objects.filter(charge__isnull=False).values("completion__order")
    assert Quote.objects.filter(final=True, order__in=scored, total=0).count() == 0


def test_what_is_closed_owes_nothing_but_paper_and_rain() -> None:
    closed = Repair.objects.filter(status__in=["closed", "void"]).values("number")
    owed = Promise.objects.open().filter(subject__in=closed).values_list("rule", flat=True)
    assert set(owed) <= {"CB-3/rain", "RP-7/order-back", "RP-6/unsigned"}
    assert Promise.objects.open().filter(subject__in=Repair.objects.filter(status="void").values("number")).count() == 0


def test_work_promises_are_open_only_while_the_work_is() -> None:
    ended = Repair.objects.exclude(status__in=Repair.OPEN).values("number")
    working = Promise.objects.open().filter(Q(rule__startswith="RP-9/") | Q(rule__startswith="RP-11/"))
    assert working.filter(subject__in=ended).count() == 0
    in_hand = Repair.objects.filter(status__in=Repair.OPEN)
    finishing = Promise.objects.open().filter(rule__startswith="RP-9/").values("subject")
    assert in_hand.exclude(number__in=finishing).count() == 0


def test_nearly_everything_was_kept_in_time() -> None:
    kept = Promise.objects.filter(outcome="kept")
    late = kept.filter(ended_at__gt=F("due_at"))
    assert 0.005 < late.count() / kept.count() < 0.05


def test_alerts_are_those_that_the_sweep_would_have_raised() -> None:
    highest = dict(Alert.objects.values_list("promise").annotate(Max("level")))
    for promise in Promise.objects.select_related("limit"):
        assert promise.alerted == highest.get(promise.pk, 0)
        last = promise.ended_at or NOW
        overdue = promise.due_at is not None and promise.due_at < last
        assert (promise.alerted >= Promise.Level.OVERDUE) == overdue
        if promise.is_open and promise.due_at:
            final = promise.alerted == 3 or (promise.alerted == 2 and promise.limit.escalate_after is None)
            assert (promise.next_alert_at is None) == final
        else:
            assert promise.next_alert_at is None
    assert Alert.objects.filter(raised_at__gt=NOW).count() == 0
    assert OutboxMessage.objects.count() == 0


def test_the_first_sweep_raises_only_what_is_newly_due() -> None:
    assert promises.sweep(now=NOW - timedelta(seconds=1)) == 0
    soon = NOW + timedelta(minutes=10)
    expected = Promise.objects.open().filter(next_alert_at__lte=soon).count()
    assert promises.sweep(now=soon) >= expected
    assert 0 < expected < 12
    assert follow_up(now=soon) < 3


def test_tallies_equal_a_naive_count(estate: Filled) -> None:
    naive: dict[tuple[str, object], list[int]] = defaultdict(lambda: [0, 0, 0])
    for promise in Promise.objects.filter(outcome__in=["kept", "released"]):
        assert promise.ended_at
        place = 2 if promise.outcome == "released" else int(promise.kept_late)
        naive[promise.rule, estate.community.local(promise.ended_at).date()][place] += 1
    tallies = {(row.rule, row.day): [row.in_time, row.late, row.released] for row in Tally.objects.all()}
    assert tallies == naive
    assert TallyDelta.objects.count() == 0


def test_money_is_line_by_line_and_free_work_has_its_reason() -> None:
    quotes = Quote.objects.annotate(lines_sum=Sum("lines__amount"), lines_count=Count("lines"))
    assert all(quote.total == (quote.lines_sum or Decimal(0)) for quote in quotes)
    paid = quotes.filter(final=True, total__gt=0)
    homes = Quote.objects.filter(final=True, order__repair__common_part=False)
    assert 0.25 < paid.count() / homes.count() < 0.45
    for account in paid:
        agreed = account.order.quotes.get(final=False)
        assert agreed.agreed_at is not None
        assert account.total <= agreed.total


def test_a_seventh_of_a_hundred_is_urgent_and_all_marks_come_from_the_category() -> None:
    assert 0.04 < Repair.objects.filter(urgent=True).count() / 700 < 0.12
    for repair in Repair.objects.select_related("category"):
        category = repair.category
        assert (repair.urgent, repair.leak, repair.safety) == (category.urgent, category.leak, category.safety)


def test_rp1_what_is_not_ours_is_reported_to_the_utility(estate: Filled) -> None:
    category = Category.objects.get(ours=False)
    for repair in Repair.objects.filter(category=category):
        assert (repair.status, bool(repair.utility_told)) == ("void", True)
        assert Promise.objects.of(repair.number).count() == 0


def test_cb9_every_notice_is_owed_and_work_begins_a_new_order() -> None:
    for notice in Rectification.objects.select_related("repair"):
        owed = Promise.objects.get(subject=notice.repair.number, rule="CB-9/notice", occurrence=notice.number)
        assert (owed.base_at, owed.ended_at) == (notice.ordered_at, notice.served_at)
        orders = notice.repair.orders.filter(sequence__gt=1).count()
        assert orders >= (notice.fault == "work")
        assert Callback.objects.filter(rectification=notice, overall__lte=2).count() == 1
    assert Rectification.objects.count() > 5


def test_the_desk_is_in_the_middle_of_its_day(estate: Filled) -> None:
    # Nobody has reported the same fault twice.
    assert set(Repair.objects.values_list("status", flat=True)) == set(Repair.Status.values) - {"joined"}
    assert Repair.objects.filter(status="registered", urgent=True).count() >= 1
    assert Repair.objects.filter(made_safe_at__isnull=False, finished_at=None).count() >= 1
    overdue = set(Promise.objects.overdue(NOW).values_list("rule", flat=True))
    assert {"CB-5/first", "CB-9/notice", "RP-7/order-back", "RP-9/finish-safety"} <= overdue
    assert Promise.objects.overdue(NOW).count() < 20
    assert set(Promise.objects.waiting().values_list("waits_for", flat=True)) == {"rain", "first callback"}
    today = clock.end_of_day(NOW.date(), estate.community)
    due = Promise.objects.open().filter(rule__startswith="CB-", due_at__gt=NOW, due_at__lte=today)
    assert {"CB-2/first", "CB-2/second", "CB-4/first"} <= set(due.values_list("rule", flat=True))
    assert Attempt.objects.filter(callback__promise__ended_at=None).count() >= 1
    assert Promise.objects.open().exclude(extends=None).count() >= 1


def test_every_phone_is_one_that_nobody_has() -> None:
    for number in PersonPhone.objects.values_list("number", flat=True):
        assert phones.normalise(number).number == number
        assert number[:4] == "+861"
        assert number[6:10] == "0000"


def test_people_live_in_their_homes() -> None:
    assert Occupancy.objects.on(NOW.date()).values("unit").distinct().count() == 120
    assert set(Occupancy.objects.values_list("capacity", flat=True)) == {"owner", "tenant", "family"}
    assert Occupancy.objects.filter(until__isnull=False).count() > 0
    assert Person.objects.filter(sort_key="").count() == 0
    living = {(row.unit_id, row.person_id) for row in Occupancy.objects.on(NOW.date())}
    callers = Contact.objects.exclude(person=None).values_list("unit_id", "person_id")
    assert set(callers) <= living


def test_the_product_goes_on_from_here(estate: Filled) -> None:
    repair = Repair.objects.filter(status="quoted", urgent=True).get()
    crew = repair.orders.get().crew.get()
    reception = Staff.objects.get(name="林晓燕")
    actions.agree(repair, name=repair.caller_name, capacity=repair.caller_capacity, how="phone", by=reception, now=NOW)
    done = NOW + timedelta(hours=1)
    signature = actions.Signature(name=repair.caller_name, capacity=repair.caller_capacity)
    actions.finish(repair, findings="已修复", signature=signature, by=crew, now=done, finished_at=done)
    follow_up(now=done)
    first = repair.callbacks.get(step="first")
    record(first, Said(spoke_with=repair.caller_name, how="phone", overall=5), by=reception, now=done)
    second = repair.callbacks.get(step="second")
    assert second.promise.base_at == done
    contact = Contact(community=estate.community, channel="hotline", subject="repair", at=done, unit=repair.unit)
    taken = Repair(
        community=estate.community, unit=repair.unit, place=repair.place, channel="hotline", problem="水管爆裂",
        category=repair.category, reported_at=done,
    )  # fmt: skip
    save(contact, [Case(taken, "R", actions.enter)], by=reception, now=done)
    assert taken.number > Repair.objects.exclude(pk=taken.pk).latest("pk").number
