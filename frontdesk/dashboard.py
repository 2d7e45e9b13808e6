"""The manager's first page: what went off, what lies open and for how long, and which promises are kept in time."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, DateTimeField, ExpressionWrapper, F, Sum
from django.db.models.functions import TruncMonth
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from office import rules
from office.admin.limit_words import rule_title
from office.models import Alert, Promise, Staff, Tally, TallyDelta
from office.models.ledger import EVERYBODYS
from office.months import Month
from repairs.ages import AGES
from repairs.models import Repair

WEEK = timedelta(days=7)
LEVELS = [Promise.Level.WARNED, Promise.Level.OVERDUE, Promise.Level.ESCALATED]


@dataclass(frozen=True)
class Bar:
    """A number with its share of the longest, and where the records behind it are (empty: not this reader's)."""

    label: str
    count: int
    percent: int
    link: str


@dataclass
class Kept:
    """How the promises of a rule ended in a month. `value` is in percent, or None where nothing is counted."""

    in_time: int = 0
    late: int = 0
    released: int = 0
    overdue: int = 0
    link: str = ""

    @property
    def total(self) -> int:
        """Whatever was kept and whatever should have been by now. Released is neither, and stands apart."""
        return self.in_time + self.late + self.overdue

    @property
    def value(self) -> int | None:
        # Downwards: 100 % is said of nothing less.
        return self.in_time * 100 // self.total if self.total else None


@dataclass
class Rule:
    """A line of the table: this month, the last one, and what is overdue at this moment."""

    key: str
    months: list[Kept] = field(default_factory=list)
    overdue: int = 0
    overdue_link: str = ""

    @property
    def title(self) -> str:
        return rule_title(self.key)


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What unfold shows on the index of the admin: for the reader's own communities, in five statements."""
    user, now = request.user, timezone.now()
    assert isinstance(user, Staff)  # noqa: S101  nobody else gets in
    months = [Month.of(timezone.localdate(now)), Month.of(timezone.localdate(now)).before]
    return {
        **context,
        "now": now,
        "alerts": alerts(user, now),
        "ages": ages(user, now),
        "months": [month.first for month in months],
        "kept": kept(user, months, now),
    }


def alerts(user: Staff, now: datetime) -> list[Bar]:
    """The alerts of the last seven days by level. One statement, over a week's alerts."""
    rows = Alert.objects.visible_to(user).filter(raised_at__gt=now - WEEK)
    counts = dict(rows.values_list("level").annotate(Count("pk")))
    links = [_list(user, "office", "alert", level__exact=int(level), since="week") for level in LEVELS]
    return _bars([(str(level.label), counts.get(level, 0)) for level in LEVELS], links)


def ages(user: Staff, now: datetime) -> list[Bar]:
    """The open repairs by the time since their report. One statement, over what is open."""
    steps = {age.key: Count("pk", filter=age.reported(now)) for age in AGES}
    counts = Repair.objects.visible_to(user).open().aggregate(**{f"age_{key}": count for key, count in steps.items()})
    links = [_list(user, "repairs", "repair", age=age.key) for age in AGES]
    return _bars([(str(age.label), counts[f"age_{age.key}"]) for age in AGES], links)


def kept(user: Staff, months: list[Month], now: datetime) -> list[Rule]:
    """Kept in time by rule, in each of `months` (the newest first), for all rules that have anything to count.

    In time ÷ all that were kept in the month or were due in it and are overdue now. Four statements: the sums, what
    has not been added to them yet, what is confidential and known to the reader, and what is overdue.
    """
    ended = _ended(user, months)
    for key, counts in _ended_confidentially(user, months).items():
        ended[key] = ended.get(key, Counter()) + counts
    overdue = _overdue(user, now)
    keys = {key for key, _month in (*ended, *overdue)}
    table = [_rule(user, key, months, ended, overdue) for key in rules.RULES if key in keys]
    return [rule for rule in table if rule.overdue or any(part.total or part.released for part in rule.months)]


def _rule(
    user: Staff, key: str, months: list[Month], ended: dict[tuple[str, date], Counter[str]], overdue: Counter[Any]
) -> Rule:
    rule = Rule(key, overdue=sum(count for (name, _month), count in overdue.items() if name == key))
    rule.overdue_link = _list(user, "office", "promise", state="overdue", rule=key)
    for month, word in zip(months, ("this", "last"), strict=False):
        link = _list(user, "office", "promise", state="ended", rule=key, month=word)
        sums = ended.get((key, month.first), Counter())
        rule.months.append(Kept(**sums, overdue=overdue[key, month.first], link=link))
    return rule


def _ended(user: Staff, months: list[Month]) -> dict[tuple[str, date], Counter[str]]:
    """By rule and month: how many ended in time, late, released."""
    sums: dict[tuple[str, date], Counter[str]] = {}
    first, until = months[-1].first, months[0].until
    for model in (Tally, TallyDelta):
        rows = model.objects.filter(community__in=user.community_ids, day__gte=first, day__lt=until)
        by_month = rows.values("rule", month=TruncMonth("day")).order_by()
        for row in by_month.annotate(a=Sum("in_time"), b=Sum("late"), c=Sum("released")):
            counts = Counter(in_time=row["a"], late=row["b"], released=row["c"])
            sums[row["rule"], row["month"]] = sums.get((row["rule"], row["month"]), Counter()) + counts
    return sums


def _ended_confidentially(user: Staff, months: list[Month]) -> dict[tuple[str, date], Counter[str]]:
    """The same of what stands in no sum: what not everybody may know of, but this reader. One statement."""
    sums: dict[tuple[str, date], Counter[str]] = {}
    # A day earlier than anywhere: to which month it belongs is said by the community's own clock.
    since = timezone.make_aware(datetime.combine(months[-1].first, time())) - timedelta(days=1)
    rows = Promise.objects.visible_to(user).filter(~EVERYBODYS, ended_at__gte=since)
    for row in rows.exclude(outcome=Promise.Outcome.EXTENDED).select_related("community"):
        assert row.ended_at  # noqa: S101  asked for
        month = row.community.local(row.ended_at).date().replace(day=1)
        how = "released" if row.outcome == Promise.Outcome.RELEASED else "late" if row.kept_late else "in_time"
        sums.setdefault((row.rule, month), Counter())[how] += 1
    return {key: counts for key, counts in sums.items() if key[1] in {month.first for month in months}}


def _overdue(user: Staff, now: datetime) -> Counter[tuple[str, date]]:
    """What is overdue at this moment, by rule and the month in which it was due."""
    rows = Promise.objects.visible_to(user).overdue(now)
    # What is due at 24:00 belongs to the day that ends.
    due = ExpressionWrapper(F("due_at") - timedelta(microseconds=1), DateTimeField())
    by_month = rows.values_list("rule", TruncMonth(due)).order_by().annotate(Count("pk"))
    return Counter({(rule, month.date()): count for rule, month, count in by_month})


def _bars(counts: list[tuple[str, int]], links: list[str]) -> list[Bar]:
    longest = max((count for _label, count in counts), default=0)
    return [
        Bar(label, count, count * 100 // longest if longest else 0, link)
        for (label, count), link in zip(counts, links, strict=True)
    ]


def _list(user: Staff, app: str, model: str, **question: Any) -> str:
    """The list of exactly these records, where this reader may open it."""
    if not user.has_perm(f"{app}.view_{model}"):
        return ""
    return f"{reverse(f'admin:{app}_{model}_changelist')}?{urlencode(question)}"
