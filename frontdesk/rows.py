"""A row of the ledger, put into words: the board shows forty of them, so the template only fills in what is ready."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from frontdesk.readers import may_open
from office.models import Department, Promise, Staff, TimeLimit
from office.templatetags import desk

PRESSING = timedelta(hours=1)
# What the button of a row says, by the beginning of its rule.
BUTTONS: list[tuple[str, LazyText]] = [
    ("CB-9", _("Serve")),
    ("CB-8", _("Decide")),
    ("CB-", _("Call back")),
    ("CP-1", _("Answer")),
    ("RP-11/dispatch", _("Dispatch")),
    ("RP-11/", _("Ask the crew")),
    ("RP-7", _("Order back")),
    ("RC-4/handover", _("Hand over")),
    ("RC-4/decision", _("Decide")),
    ("RC-4/do", _("It is done")),
    ("RC-4/told", _("Tell the caller")),
    ("RC-6/told", _("Tell")),
    ("RC-6/rung-back", _("Ring back")),
    ("RC-7", _("Open the box")),
    ("RC-9", _("Look at it")),
    ("RC-11", _("Ask again")),
    ("RC-12", _("Ring back")),
]


@dataclass(frozen=True, slots=True)
class Row:
    """One promise as the board shows it. `pressing` is in one's own hands and due within the hour; the address is empty
    where its page is not for the reader.
    """

    promise: Promise
    address: str
    due: str
    state: str
    word: str
    call_by: str
    duty: str
    why: str
    rule: str
    holder: str
    department: str
    community: str
    button: str
    overdue: bool
    pressing: bool


def rows(
    promises: Iterable[Promise],
    departments: Iterable[Department],
    user: Staff,
    now: datetime,
    duty: Mapping[int, Sequence[Staff]],
) -> list[Row]:
    """The promises in words, in their order. `departments` are all of the user's communities, with these; `duty` says
    who is on duty, by department.

    What many rows share is taken from there rather than built anew for each; `holder_name` came with the promise.
    """
    found = list(promises)
    limits = TimeLimit.objects.known(promise.limit_id for promise in found)
    by_key = {department.pk: department for department in departments}
    communities = {department.community_id: department.community for department in by_key.values()}
    for promise in found:
        promise.limit = limits[promise.limit_id]
        promise.department = by_key.get(promise.department_id or 0)
        if promise.community_id in communities:  # otherwise a new one, still without departments
            promise.community = communities[promise.community_id]
    return [_row(promise, user, now, duty.get(promise.department_id or 0, ())) for promise in found]


def _row(promise: Promise, user: Staff, now: datetime, on_duty: Sequence[Staff]) -> Row:
    state, word = desk.state(promise, now)
    mine = promise.holder_id == user.pk or (promise.holder_id is None and user in on_duty)
    return Row(
        promise=promise,
        address=reverse("promise", args=[promise.pk]) if may_open(promise, user) else "",
        due=desk.desk_time(promise.due_at, now),
        state=state,
        word=word,
        call_by=desk.call_by(promise, now),
        duty=desk.duty(promise),
        why=desk.why_due(promise),
        rule=promise.rule_id,
        holder=getattr(promise, "holder_name", None) or in_charge(on_duty),
        department=promise.department.name if promise.department else "",
        community=promise.community.name if len(user.community_ids) > 1 else "",
        button=button(promise.rule),
        overdue=promise.is_overdue(now),
        pressing=mine and promise.due_at is not None and promise.due_at - now <= PRESSING,
    )


def in_charge(on_duty: Sequence[Staff]) -> str:
    """Who has what nobody has in his hands: whoever is on duty, if anybody is (RC-13)."""
    if not on_duty:
        return "—"
    others = f" +{len(on_duty) - 1}" if len(on_duty) > 1 else ""
    return str(_("on duty: %(name)s") % {"name": f"{on_duty[0].name}{others}"})


def button(rule: str) -> str:
    """What the button of a promise under this rule says."""
    return str(next((label for prefix, label in BUTTONS if rule.startswith(prefix)), _("Open")))
