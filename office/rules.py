"""The clock table of the rule book: its lines, what they are called, and the numbers a new office starts with.

The numbers in force are the rows of `TimeLimit`, which a manager changes; these only fill an empty table.
"""

from dataclasses import dataclass, field
from datetime import time
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from office.models.limits import TimeLimit
from office.models.places import Department
from office.models.staff import Role

MINUTES, HOURS, DAYS = TimeLimit.Unit.MINUTES, TimeLimit.Unit.HOURS, TimeLimit.Unit.DAYS
CALL_HOURS, TIMES = TimeLimit.Unit.CALL_HOURS, TimeLimit.Unit.TIMES
AFTER, BEFORE, PERCENT = TimeLimit.Warn.AFTER, TimeLimit.Warn.BEFORE, TimeLimit.Warn.PERCENT
CLOCK, CALLS = TimeLimit.Warn.CLOCK, TimeLimit.Warn.CALLS
CUSTOMER_SERVICE, ENGINEERING = Department.Kind.CUSTOMER_SERVICE, Department.Kind.ENGINEERING
MANAGEMENT, FINANCE = Department.Kind.MANAGEMENT, Department.Kind.FINANCE
HOUR, NOON = 60, 12 * 60


@dataclass(frozen=True)
class Rule:
    """One line of the clock table. `amount` is in `unit`; `more` are further fields of TimeLimit."""

    key: str
    label: LazyText
    amount: int
    unit: str
    department: str
    base: LazyText
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id in the rule book: RP-9 of RP-9/finish."""
        return self.key.partition("/")[0]


def _to_head_then_manager(minutes: int) -> dict[str, Any]:
    return {"overdue_to": Role.HEAD, "escalate_after": minutes, "escalated_to": Role.MANAGER}


NIGHT = {"window_from": time(8), "window_until": time(20), "otherwise_at": time(9)}
LAST_DAY_NOON = {"warn": CLOCK, "warn_amount": NOON}
TO_MANAGER = {"overdue_to": Role.MANAGER}

_report, _dispatch, _finish = _("the report"), _("dispatch"), _("completion")
_receipt, _callback, _year = _("receipt"), _("the callback"), _("the year")

RULES: dict[str, Rule] = {
    rule.key: rule
    for rule in [
        # repairs
        Rule("RP-11/dispatch-urgent", _("dispatch"), 5, MINUTES, CUSTOMER_SERVICE, _report,
             {"warn": AFTER, "warn_amount": 3, **_to_head_then_manager(10)}),
        Rule("RP-11/acknowledge", _("accept the job"), 10, MINUTES, ENGINEERING, _dispatch, {}),
        Rule("RP-11/on-site", _("be on site"), 30, MINUTES, ENGINEERING, _report,
             {"warn": AFTER, "warn_amount": 20, **_to_head_then_manager(10)}),
        Rule("RP-11/dispatch", _("dispatch"), 30, MINUTES, CUSTOMER_SERVICE, _report, NIGHT),
        Rule("RP-11/appointment", _("appointment"), 15, MINUTES, ENGINEERING, _("the time agreed"),
             {"warn": BEFORE, "warn_amount": 45}),
        Rule("RP-9/finish-urgent", _("finish the repair"), 24, HOURS, ENGINEERING, _report,
             {"warn": PERCENT, "warn_amount": 75, **_to_head_then_manager(2 * HOUR)}),
        Rule("RP-9/finish-safety", _("finish the repair"), 2, DAYS, ENGINEERING, _report,
             {"warn": PERCENT, "warn_amount": 75, **_to_head_then_manager(24 * HOUR)}),
        Rule("RP-9/finish-leak", _("finish the repair"), 3, DAYS, ENGINEERING, _report,
             {"warn": PERCENT, "warn_amount": 75, **_to_head_then_manager(24 * HOUR)}),
        Rule("RP-9/finish", _("finish the repair"), 7, DAYS, ENGINEERING, _report,
             {"warn": PERCENT, "warn_amount": 75, **_to_head_then_manager(24 * HOUR)}),
        Rule("RP-9/told", _("finish the repair"), 0, DAYS, ENGINEERING, _("the date told to the household"),
             {"warn": CLOCK, "warn_amount": NOON, **_to_head_then_manager(24 * HOUR)}),
        Rule("RP-6/unsigned", _("look into the missing signature"), 0, DAYS, ENGINEERING, _finish, TO_MANAGER),
        Rule("RP-7/order-back", _("order back"), 24, HOURS, ENGINEERING, _finish,
             {"warn": BEFORE, "warn_amount": 4 * HOUR}),
        Rule("RP-10/like", _("reports of the same home count as the same"), 72, HOURS, CUSTOMER_SERVICE, _report),
        Rule("RP-10/rising", _("reports that make a shared fault"), 3, TIMES, CUSTOMER_SERVICE, _report),
        Rule("RP-10/within", _("hours within which they came"), 24, HOURS, CUSTOMER_SERVICE, _report),
        # callbacks
        Rule("CB-2/first", _("callback, first"), 24, HOURS, CUSTOMER_SERVICE, _finish,
             {"warn": CALLS, "warn_amount": 2 * HOUR, **_to_head_then_manager(2 * HOUR)}),
        Rule("CB-2/second", _("callback, second"), 0, DAYS, CUSTOMER_SERVICE, _("the first callback"),
             {"opens_days": 2, **LAST_DAY_NOON, **_to_head_then_manager(12 * HOUR)}),
        Rule("CB-3/first", _("callback, first"), 3, DAYS, CUSTOMER_SERVICE, _finish,
             {**LAST_DAY_NOON, **_to_head_then_manager(12 * HOUR)}),
        Rule("CB-3/rain", _("callback after rain"), 3, DAYS, CUSTOMER_SERVICE, _("the rain"),
             {"opens_days": 1, **LAST_DAY_NOON, **_to_head_then_manager(12 * HOUR)}),
        Rule("CB-4/first", _("callback, first"), 2, DAYS, CUSTOMER_SERVICE, _finish,
             {**LAST_DAY_NOON, **_to_head_then_manager(12 * HOUR)}),
        Rule("CB-5/first", _("callback, first"), 7, DAYS, CUSTOMER_SERVICE, _finish,
             {**LAST_DAY_NOON, **_to_head_then_manager(12 * HOUR)}),
        Rule("CB-7/release", _("still no rain: release the callback?"), 180, DAYS, MANAGEMENT, _finish, TO_MANAGER),
        Rule("CB-8/attempts", _("attempts before the head is asked"), 3, TIMES, CUSTOMER_SERVICE, _callback),
        Rule("CB-8/days", _("days on which they are made"), 2, TIMES, CUSTOMER_SERVICE, _callback),
        Rule("CB-8/unreachable", _("unreachable: decide how to go on"), 1, DAYS, CUSTOMER_SERVICE,
             _("the last attempt"), TO_MANAGER),
        Rule("CB-9/notice", _("serve the rectification notice"), 12, HOURS, CUSTOMER_SERVICE, _callback,
             {"warn": AFTER, "warn_amount": 8 * HOUR, **_to_head_then_manager(2 * HOUR)}),
        Rule("CB-11/first", _("callback on the complaint"), 24, HOURS, CUSTOMER_SERVICE, _("the resolution"),
             {"warn": AFTER, "warn_amount": 20 * HOUR, **TO_MANAGER}),
        # complaints
        Rule("CP-1/answer", _("answer the complaint"), 24, HOURS, CUSTOMER_SERVICE, _receipt,
             {"warn": AFTER, "warn_amount": 20 * HOUR, **TO_MANAGER}),
        Rule("CP-2/department", _("department's step"), 4, HOURS, CUSTOMER_SERVICE, _receipt, {}),
        Rule("CP-2/head", _("head's step"), 12, HOURS, CUSTOMER_SERVICE, _receipt, TO_MANAGER),
        Rule("CP-2/manager", _("manager's step"), 20, HOURS, MANAGEMENT, _receipt, {"overdue_to": Role.COMPANY}),
        # Until when is said by the head or the manager, or was told to the owner: these numbers only stand in.
        Rule("CP-2/do", _("do what was decided"), 1, DAYS, CUSTOMER_SERVICE, _("the decision"),
             {**LAST_DAY_NOON, **_to_head_then_manager(12 * HOUR)}),
        Rule("CP-3/again", _("be in touch on the date told"), 1, DAYS, CUSTOMER_SERVICE, _("the explanation"),
             {"warn": BEFORE, "warn_amount": 2 * HOUR, **_to_head_then_manager(2 * HOUR)}),
        Rule("CP-8/resolve", _("resolve the complaint"), 7, DAYS, CUSTOMER_SERVICE, _receipt,
             {"warn": BEFORE, "warn_amount": 24 * HOUR, **TO_MANAGER}),
        Rule("CP-5/validity", _("decide whether it is valid"), 3, DAYS, MANAGEMENT, _("the resolution"),
             {"warn": BEFORE, "warn_amount": 24 * HOUR, **TO_MANAGER}),
        # Nobody can be asked whether he is satisfied: an anonymous complaint is the manager's to end.
        Rule("CP-4/close", _("decide how it is closed"), 3, DAYS, MANAGEMENT, _("the resolution"),
             {"warn": BEFORE, "warn_amount": 24 * HOUR, **TO_MANAGER}),
        Rule("CP-4/rounds", _("rounds before the last word"), 3, TIMES, MANAGEMENT, _receipt),
        Rule("CP-4/in-touch", _("be in touch again"), 7, DAYS, CUSTOMER_SERVICE, _("the closing"),
             {"opens_days": 30, **LAST_DAY_NOON}),
        Rule("CP-6/report", _("weekly complaint report"), 8, HOURS, MANAGEMENT, _("the week's end"), TO_MANAGER),
        Rule("CP-6/summary", _("manager's summary"), 1, DAYS, MANAGEMENT, _("the week's end"),
             {"at_time": time(18), "overdue_to": Role.COMPANY}),
        Rule("CP-7/recurring", _("days within which it recurs"), 90, TIMES, MANAGEMENT, _receipt),
        # Goals: numbers, no times.
        Rule("QA-2/goal", _("goal: valid complaints a year, per 10,000 households"), 5, TIMES, MANAGEMENT, _year),
        Rule("QA-2/all", _("goal: all complaints a year, per 10,000 households"), 5, TIMES, MANAGEMENT, _year),
        Rule("QA-3/goal", _("goal: complaints handled, in percent"), 100, TIMES, MANAGEMENT, _year),
        Rule("QA-4/goal", _("goal: complaints answered in 24 hours, in percent"), 100, TIMES, MANAGEMENT, _year),
        # reception
        Rule("RC-4/handover", _("hand over to the department"), 0, DAYS, CUSTOMER_SERVICE, _("the contact"),
             {"warn": CLOCK, "warn_amount": 19 * HOUR}),
        Rule("RC-4/decision", _("decide what is done"), 0, DAYS, CUSTOMER_SERVICE, _("the handover"),
             {"at_time": time(18), "window_from": time(0), "window_until": time(16), "otherwise_at": time(10),
              **TO_MANAGER}),
        Rule("RC-4/do", _("do what was decided"), 0, DAYS, CUSTOMER_SERVICE, _("the decision"), LAST_DAY_NOON),
        Rule("RC-4/told", _("tell the caller what was done"), 0, DAYS, CUSTOMER_SERVICE, _("the result"), {}),
        Rule("RC-6/told", _("tell the addressee"), 30, MINUTES, CUSTOMER_SERVICE, _("the note"), {}),
        Rule("RC-6/rung-back", _("ring back"), 2, CALL_HOURS, CUSTOMER_SERVICE, _("the message"), {}),
        Rule("RC-7/box", _("open the contact box"), 2, HOURS, CUSTOMER_SERVICE, _("its set time"),
             {"warn": AFTER, "warn_amount": 0}),
        Rule("RC-9/sample", _("look at the quality sample"), 7, DAYS, MANAGEMENT, _("the week's end"),
             {"warn": BEFORE, "warn_amount": 48 * HOUR, **TO_MANAGER}),
        Rule("RC-9/size", _("contacts in the weekly sample"), 10, TIMES, MANAGEMENT, _("the week's end")),
        Rule("RC-11/ask-again", _("ask whether it is still on offer"), 1, DAYS, CUSTOMER_SERVICE,
             _("the end of its validity"), {}),
        Rule("RC-12/missed-call", _("ring back the missed call"), 15, MINUTES, CUSTOMER_SERVICE, _("the call"), {}),
        Rule("RC-12/missed-call-night", _("ring back the missed call"), 30, MINUTES, CUSTOMER_SERVICE,
             _("the call"), {}),
        # charges
        Rule("RP-8/request", _("send the payment request"), 0, DAYS, CUSTOMER_SERVICE, _("the 15th"),
             {"warn": BEFORE, "warn_amount": 24 * HOUR, **TO_MANAGER}),
        Rule("RP-8/paid", _("payment of the request"), 5, DAYS, FINANCE, _("the 15th"),
             {"warn": BEFORE, "warn_amount": 48 * HOUR, **TO_MANAGER}),
        Rule("RP-8/door", _("collect at the door"), 7, DAYS, CUSTOMER_SERVICE, _("the handover"), TO_MANAGER),
        # visits
        Rule("VS-1/rounds", _("visit rounds of the month"), 3, TIMES, CUSTOMER_SERVICE, _("the month")),
        Rule("VS-2/answer", _("first answer to the owner"), 7, DAYS, CUSTOMER_SERVICE, _("the visit"), TO_MANAGER),
        Rule("VS-2/decision", _("decide whether it is reasonable"), 3, DAYS, CUSTOMER_SERVICE, _("the visit"),
             TO_MANAGER),
        Rule("VS-5/summary", _("analysis of the activity"), 14, DAYS, CUSTOMER_SERVICE, _("the activity"), TO_MANAGER),
    ]
}  # fmt: skip


def label(key: str) -> str:
    """What a promise under this rule is called, in the reader's language."""
    return str(RULES[key].label) if key in RULES else key


def base_label(key: str) -> str:
    """What its date is counted from, in the reader's language."""
    return str(RULES[key].base) if key in RULES else ""


def insert_missing_limits(using: str = DEFAULT_DB_ALIAS) -> None:
    """Give every rule its first version; after each migrate and each flush, so that none is ever without a number."""
    known = set(TimeLimit.objects.using(using).filter(community=None).values_list("rule", flat=True))
    now = timezone.now()
    TimeLimit.objects.using(using).bulk_create(
        TimeLimit(rule=rule.key, amount=rule.amount, unit=rule.unit, set_at=now, **rule.more)
        for rule in RULES.values()
        if rule.key not in known
    )
