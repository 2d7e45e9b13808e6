"""What a repair owes: which promises, from when, and how to find them again."""

from datetime import datetime

from django.utils.translation import gettext as _

from office import clock, promises
from office.models import Promise, Staff, TimeLimit
from office.promises import Owed
from repairs.models import Repair

FINISH_RULES = ["RP-9/finish-urgent", "RP-9/finish-safety", "RP-9/finish-leak", "RP-9/finish"]


def owed(
    repair: Repair,
    rule: str,
    base_at: datetime,
    *,
    occurrence: str = "1",
    holder: Staff | None = None,
    due_at: datetime | None = None,
) -> Owed:
    """A promise of this repair under `rule`, counted from `base_at`; `due_at` overrules the rule's own arithmetic."""
    return Owed(
        rule=rule,
        subject=repair.number,
        about=repair.problem,
        community=repair.community,
        base_at=base_at,
        occurrence=occurrence,
        unit=repair.unit,
        place=repair.place,
        urgent=repair.urgent and repair.made_safe_at is None,
        holder=holder,
        due_at=due_at,
    )


def owed_at_first(repair: Repair) -> list[Owed]:
    """What a report promises when it is taken: dispatch, arrival (urgent), the appointment, the finish (RP-9, RP-11).

    At most one statement, and none where a single limit applies and no appointment was asked for.
    """
    start, until = repair.counts_from, repair.appointment_until
    asked = [owed(repair, dispatch_rule(repair), start)]
    if repair.urgent:
        asked.append(owed(repair, "RP-11/on-site", start))
    if until:
        asked.append(owed(repair, "RP-11/appointment", until))
    return [*asked, _finish(repair, start, until)]


def _finish(repair: Repair, start: datetime, until: datetime | None) -> Owed:
    """The limit for finishing; an appointment beyond it extends it to the end of that day from the outset (RP-9)."""
    rules = _finish_rules(repair)
    if until is None:
        return owed(repair, strictest(repair, rules, start), start)
    limits = TimeLimit.objects.in_force(repair.community, rules)
    due = {rule: clock.dates(limits[rule], start, repair.community).due_at for rule in rules}
    rule = min(rules, key=due.__getitem__)
    day_ends = clock.end_of_day(repair.community.local(until).date(), repair.community)
    return owed(repair, rule, start, due_at=day_ends if due[rule] < until else None)


def _finish_rules(repair: Repair) -> list[str]:
    """Every limit for finishing that the marks of a repair ask for (RP-9)."""
    asked = ["RP-9/finish"]
    asked += ["RP-9/finish-urgent"] * (repair.urgent and repair.made_safe_at is None)
    asked += ["RP-9/finish-safety"] * repair.safety
    asked += ["RP-9/finish-leak"] * repair.leak
    return asked


def finish_rule(repair: Repair, base_at: datetime) -> str:
    """Which limit for finishing applies: of all that its marks ask for, the one that ends first (RP-9)."""
    return strictest(repair, _finish_rules(repair), base_at)


def strictest(repair: Repair, rules: list[str], base_at: datetime) -> str:
    """Of several rules the one whose date comes first; of one, itself, without a question to the database."""
    if len(rules) == 1:
        return rules[0]
    limits = TimeLimit.objects.in_force(repair.community, rules)
    return min(rules, key=lambda rule: clock.dates(limits[rule], base_at, repair.community).due_at)


def dispatch_rule(repair: Repair) -> str:
    urgent = repair.urgent and repair.made_safe_at is None
    return "RP-11/dispatch-urgent" if urgent else "RP-11/dispatch"


def open_promises(repair: Repair, *prefixes: str) -> list[Promise]:
    """The open promises of this repair under rules that begin with one of `prefixes`; one statement."""
    rows = Promise.objects.open().of(repair.number).select_related("community", "limit")
    return [row for row in rows if row.rule.startswith(prefixes)]


def next_occurrence(repair: Repair, rule: str) -> str:
    """The number of times this was promised already, plus one."""
    return str(Promise.objects.of(repair.number).filter(rule=rule).count() + 1)


def promise_appointment(repair: Repair, *, holder: Staff | None, by: Staff, now: datetime, asked: bool = True) -> None:
    """Promise the appointment that was agreed, in place of an earlier one (RP-11).

    One that the household `asked` for beyond the limit for finishing extends that limit (RP-9).
    """
    if repair.appointment_until is None:
        return
    rule = "RP-11/appointment"
    promises.release_all(open_promises(repair, rule), by=by, why=_("New appointment"), now=now)
    occurrence = next_occurrence(repair, rule)
    promises.make([owed(repair, rule, repair.appointment_until, occurrence=occurrence, holder=holder)], by=by, now=now)
    if asked:
        extend_to_appointment(repair, by=by, now=now)


def extend_to_appointment(repair: Repair, *, by: Staff, now: datetime) -> None:
    """Extend the limit for finishing to the end of the day of an appointment that lies beyond it (RP-9)."""
    if repair.appointment_until is None:
        return
    day_ends = clock.end_of_day(repair.community.local(repair.appointment_until).date(), repair.community)
    for promise in open_promises(repair, "RP-9/"):
        if promise.due_at and promise.due_at < repair.appointment_until:
            promises.extend(promise, due_at=day_ends, by=by, why=_("Appointment asked for by the household"), now=now)
