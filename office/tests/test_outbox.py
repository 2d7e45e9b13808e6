"""The relay: whom an alert is told, and in which language."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from office import outbox, promises
from office.models import Department, Notice, OutboxMessage, Promise, Role, Shift, Staff
from office.tests.factories import (
    MONDAY,
    make_community,
    make_department,
    make_limit,
    make_promise,
    make_staff,
    make_unit,
    owed,
)
from office.tests.rosters import put_on

pytestmark = [
    pytest.mark.django_db,
]

RULE = "RP-11/dispatch-urgent"  # warned after 3 minutes, due after 5 (head), escalated after 15 (manager)
WARNED, DUE, ESCALATED = (MONDAY + timedelta(minutes=minutes) for minutes in (3, 5, 15))
LEVELS = {Promise.Level.WARNED: WARNED, Promise.Level.OVERDUE: DUE, Promise.Level.ESCALATED: ESCALATED}


def told(promise: Promise, level: Promise.Level) -> set[Staff]:
    return outbox.recipients(Promise.objects.get(pk=promise.pk), level)


# ── who ─────────────────────────────────────────────────────────────────────
class Desk:
    """Customer service with two people and a head, a manager, and somebody of another department."""

    def __init__(self) -> None:
        self.service = make_department(Department.Kind.CUSTOMER_SERVICE)
        self.anna, self.bo = (make_staff(department=self.service) for _ in range(2))
        self.head, self.manager = make_staff(Role.HEAD), make_staff(Role.MANAGER)
        self.service.head = self.head
        self.service.save(update_fields=["head"])
        self.outsider = make_staff(Role.HEAD, department=make_department(Department.Kind.ENGINEERING))
        self.promise = make_promise(rule=RULE)

    def change(self, staff: Staff, **fields: object) -> None:
        Staff.objects.filter(pk=staff.pk).update(**fields)


def test_a_warning_is_for_the_department_overdue_for_its_head_too_escalated_for_the_manager() -> None:
    desk = Desk()
    assert {level: told(desk.promise, level) for level in LEVELS} == {
        Promise.Level.WARNED: {desk.anna, desk.bo},
        Promise.Level.OVERDUE: {desk.anna, desk.bo, desk.head},
        Promise.Level.ESCALATED: {desk.manager},
    }


def test_whoever_has_it_in_his_hands_is_told_instead_of_the_department() -> None:
    desk = Desk()
    promises.hand_to([desk.promise], desk.bo)
    assert told(desk.promise, Promise.Level.WARNED) == {desk.bo}
    assert told(desk.promise, Promise.Level.OVERDUE) == {desk.bo, desk.head}


def test_a_holder_who_has_left_is_replaced_by_the_department() -> None:
    desk = Desk()
    promises.hand_to([desk.promise], desk.outsider)
    desk.change(desk.outsider, is_active=False)
    assert told(desk.promise, Promise.Level.WARNED) == {desk.anna, desk.bo}


def test_the_deputy_stands_in_for_a_head_who_has_left() -> None:
    desk = Desk()
    deputy = make_staff(Role.HEAD)
    Department.objects.filter(pk=desk.service.pk).update(deputy=deputy)
    desk.change(desk.head, is_active=False)
    assert told(desk.promise, Promise.Level.OVERDUE) == {desk.anna, desk.bo, deputy}


def test_without_head_and_deputy_every_head_is_told() -> None:
    desk = Desk()
    desk.change(desk.head, is_active=False)
    assert told(desk.promise, Promise.Level.OVERDUE) == {desk.anna, desk.bo, desk.outsider}


def test_without_any_head_the_manager_is_told() -> None:
    desk = Desk()
    desk.change(desk.head, is_active=False)
    desk.change(desk.outsider, roles=[Role.CREW])
    assert told(desk.promise, Promise.Level.OVERDUE) == {desk.anna, desk.bo, desk.manager}


def test_an_empty_department_does_not_swallow_a_warning() -> None:
    desk = Desk()
    for staff in (desk.anna, desk.bo):
        desk.change(staff, is_active=False)
    assert told(desk.promise, Promise.Level.WARNED) == {desk.manager}


def test_nobody_of_another_community_is_told() -> None:
    desk = Desk()
    make_staff(Role.MANAGER, community=make_community(), department=desk.service)
    assert told(desk.promise, Promise.Level.WARNED) == {desk.anna, desk.bo}
    assert told(desk.promise, Promise.Level.ESCALATED) == {desk.manager}


def test_nobody_is_told_what_is_hidden_from_him() -> None:
    desk = Desk()
    about_anna = make_promise(rule=RULE, hidden_from=desk.anna)
    about_head = make_promise(rule=RULE, hidden_from=desk.head)
    assert told(about_anna, Promise.Level.OVERDUE) == {desk.bo, desk.head}
    assert told(about_head, Promise.Level.OVERDUE) == {desk.anna, desk.bo}


def test_what_is_confidential_goes_to_who_may_know() -> None:
    desk = Desk()
    confidential = make_promise(rule=RULE, confidential=True)
    assert {level: told(confidential, level) for level in LEVELS} == {level: {desk.manager} for level in LEVELS}


def test_a_limit_may_send_it_to_somebody_else() -> None:
    desk = Desk()
    company = make_staff(Role.COMPANY)
    make_limit(RULE, overdue_to=Role.COMPANY)
    promise = make_promise(rule=RULE)
    assert told(promise, Promise.Level.OVERDUE) == {desk.anna, desk.bo, company}


# ── who is on duty (RC-13) ──────────────────────────────────────────────────
def told_at(now: datetime) -> set[Staff]:
    """Who is told of what is raised at this moment, above the department left aside."""
    promises.sweep(now=now)
    outbox.relay(now=now)
    return {notice.staff for notice in Notice.objects.select_related("staff")}


def test_rc13_whoever_is_on_duty_is_told_instead_of_the_department() -> None:
    desk = Desk()
    put_on(desk.bo, desk.service)
    put_on(desk.anna, desk.service, shift=Shift.NIGHT)
    assert told_at(WARNED) == {desk.bo}
    assert told_at(DUE) == {desk.bo, desk.head}


def test_rc13_after_midnight_it_is_the_night_shift_of_the_day_before() -> None:
    desk = Desk()
    night, early = MONDAY + timedelta(hours=11), MONDAY + timedelta(hours=17)
    Promise.objects.filter(pk=desk.promise.pk).update(next_alert_at=None)
    make_promise(rule=RULE, base_at=early, now=early)
    put_on(desk.anna, desk.service, shift=Shift.NIGHT)
    put_on(desk.bo, desk.service, day=early.date(), shift=Shift.NIGHT)
    assert (night.date(), early.date()) == (MONDAY.date(), MONDAY.date() + timedelta(days=1))
    assert told_at(early + timedelta(minutes=3)) == {desk.anna}


def test_rc13_where_nobody_is_on_the_roster_everybody_of_the_department_is_told() -> None:
    desk = Desk()
    put_on(desk.bo, desk.service, day=MONDAY.date() + timedelta(days=1))
    assert told_at(WARNED) == {desk.anna, desk.bo}


def test_rc13_whoever_has_it_in_his_hands_is_told_whoever_is_on_duty() -> None:
    desk = Desk()
    promises.hand_to([desk.promise], desk.anna)
    put_on(desk.bo, desk.service)
    assert told_at(WARNED) == {desk.anna}


def test_rc13_what_is_hidden_from_who_is_on_duty_goes_to_his_department() -> None:
    desk = Desk()
    Promise.objects.filter(pk=desk.promise.pk).update(hidden_from=desk.bo)
    put_on(desk.bo, desk.service)
    assert told_at(WARNED) == {desk.anna}


def test_rc13_somebody_of_another_department_may_be_on_duty_nobody_who_left() -> None:
    desk = Desk()
    put_on(desk.outsider, desk.service)
    put_on(desk.bo, desk.service)
    desk.change(desk.bo, is_active=False)
    assert told_at(WARNED) == {desk.outsider}


# ── what ────────────────────────────────────────────────────────────────────
def test_every_alert_is_told_once_on_everybodys_page_in_his_language() -> None:
    service = make_department(Department.Kind.CUSTOMER_SERVICE)
    chinese, english = make_staff(department=service), make_staff(department=service, language="en")
    promise = make_promise(rule=RULE, subject="R-20261123-0007", unit=make_unit("3-2-501"), about="Burst pipe")
    promises.sweep(now=WARNED)
    assert [outbox.relay(now=WARNED) for _ in range(2)] == [1, 0]
    notices = {notice.staff: notice for notice in Notice.objects.select_related("staff")}
    assert set(notices) == {chinese, english}
    assert notices[english].text == "due soon: dispatch, Burst pipe, 3-2-501, due 11-23 10:10 (RP-11)"
    assert {(row.subject, row.at, row.read_at, row.delivered_at) for row in notices.values()} == {
        (promise.subject, WARNED, None, None)
    }
    message = OutboxMessage.objects.get()
    assert (message.sent_at, message.attempts, message.last_error) == (WARNED, 1, "")


def test_times_are_the_communitys() -> None:
    west = make_community(time_zone="America/New_York")
    make_staff(Role.MANAGER, community=west, language="en")
    make_promise(rule=RULE, community=west, place="Building 2 lift", about="Lift stuck")
    promises.sweep(now=WARNED)
    outbox.relay(now=WARNED)
    assert Notice.objects.get().text == "due soon: dispatch, Lift stuck, Building 2 lift, due 11-22 21:10 (RP-11)"


def test_the_words_of_a_line_are_translated_for_the_reader() -> None:
    service = make_department(Department.Kind.CUSTOMER_SERVICE)
    make_staff(department=service, language="zh-hans")
    make_promise(rule=RULE)
    promises.sweep(now=WARNED)
    outbox.relay(now=WARNED)
    assert Notice.objects.get().text.startswith("临期预警")


def test_where_there_is_nobody_the_message_says_so() -> None:
    make_promise(rule=RULE)
    promises.sweep(now=WARNED)
    outbox.relay(now=WARNED)
    message = OutboxMessage.objects.get()
    assert (message.sent_at, message.last_error) == (WARNED, "nobody to tell")


@pytest.mark.parametrize("alerts", [1, 30])
def test_a_batch_is_told_in_as_many_statements_as_one_alert(alerts: int) -> None:
    department = make_department(Department.Kind.CUSTOMER_SERVICE)
    make_staff(department=department)
    promises.make([owed(rule=RULE) for _ in range(alerts)], by=None, now=MONDAY)
    promises.sweep(now=WARNED)
    with CaptureQueriesContext(connection) as captured:
        assert outbox.relay(now=WARNED) == alerts
    framing = ("SAVEPOINT", "RELEASE")
    # Messages, promises, staff, roster, notices, sent; then two looks that find nothing more.
    assert sum(not query["sql"].startswith(framing) for query in captured.captured_queries) == 8


def test_a_message_that_cannot_be_told_holds_up_no_other_and_is_tried_again() -> None:
    Desk()
    promises.sweep(now=WARNED)
    bad = OutboxMessage.objects.create(
        dedupe_key="bad", kind="alert", payload={"promise": 0, "level": 1}, created_at=WARNED, next_at=WARNED
    )
    outbox.relay(now=WARNED)
    assert Notice.objects.count() == 2
    bad.refresh_from_db()
    assert (bad.sent_at, bad.attempts, bad.next_at, bad.last_error) == (
        None,
        1,
        WARNED + timedelta(minutes=2),
        "KeyError(0)",
    )


def test_other_kinds_are_not_touched() -> None:
    OutboxMessage.objects.create(dedupe_key="x", kind="print", payload={}, created_at=WARNED, next_at=WARNED)
    assert outbox.relay(now=DUE) == 0
    assert OutboxMessage.objects.get().attempts == 0
