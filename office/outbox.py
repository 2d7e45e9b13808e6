"""The outbox: effects outside the database, at least once, each with its dedupe key.

The relay works in two steps. An alert is told to everybody concerned on their own pages: within the database, so
exactly once. To whom has set an address, a message of its own leaves the house: at least once, tried again when it
fails. Only the worker and the loop run it; a page never waits for a stranger's server.
"""

import logging
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter

from apprise import Apprise
from django.db import OperationalError, models, transaction
from django.utils import translation
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _

from office import rules
from office.duty import on_duty
from office.models import Notice, OutboxMessage, Promise, Role, Staff

logger = logging.getLogger(__name__)

ALERT, TOLD, NOTIFY = "alert", "told", "notify"
ATTEMPTS = 10
BATCH = 200
# How long one run may send: the next alerts wait behind it, and a stranger's server may hang.
SECONDS = 5.0


def relay(*, now: datetime, most: int = 3000) -> int:
    """Tell up to `most` alerts to everybody concerned, then send what leaves the house; how many of both went out.

    Any number of relays may run at the same time. A crash while sending repeats one message, never loses one.
    """
    told = 0
    while told < most and (batch := _tell_waiting(now, min(BATCH, most - told))):
        told += batch
    return told + _send_waiting(now)


def _waiting(kind: str, now: datetime) -> models.QuerySet[OutboxMessage]:
    rows = OutboxMessage.objects.select_for_update(skip_locked=True).filter(kind=kind, sent_at=None, next_at__lte=now)
    return rows.order_by("next_at", "pk")


def tell(subject: str, text: LazyText, people: Iterable[Staff], *, key: str, now: datetime) -> None:
    """Tell these people something about a record, each on his own page and in his language, in this transaction.

    `text` is lazy (`gettext_lazy`, `format_lazy`). `key` names the event: whoever was told of it is not told again.
    To whom has set an address it is sent as well, by the relay.
    """
    messages = {
        staff.pk: OutboxMessage(
            dedupe_key=f"{TOLD}:{key}:{staff.pk}"[:80],
            kind=TOLD,
            payload={"staff": staff.pk},
            created_at=now,
            sent_at=now,
        )
        for staff in people
        if staff.is_active
    }
    OutboxMessage.objects.bulk_create(messages.values(), ignore_conflicts=True)
    made = OutboxMessage.objects.filter(dedupe_key__in=[row.dedupe_key for row in messages.values()])
    keys = {row.payload["staff"]: row.pk for row in made}
    notices = [_told(staff, keys[staff.pk], subject, text, now) for staff in people if staff.pk in keys]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    letters = [_letter(notice, now) for notice in notices if notice.staff.notify]
    OutboxMessage.objects.bulk_create(letters, ignore_conflicts=True)


def _told(staff: Staff, message_id: int, subject: str, text: LazyText, now: datetime) -> Notice:
    with translation.override(staff.language):
        return Notice(message_id=message_id, staff=staff, subject=subject, text=str(text)[:300], at=now)


# ── told on their own pages ─────────────────────────────────────────────────
def _tell_waiting(now: datetime, most: int) -> int:
    with transaction.atomic():
        messages = list(_waiting(ALERT, now)[:most])
        _tell_by_halves(messages, now)
    return len(messages)


def _tell_by_halves(messages: Sequence[OutboxMessage], now: datetime) -> None:
    """Tell a batch; where it fails, its halves, down to the faulty message, which is tried again later."""
    if not messages:
        return
    try:
        with transaction.atomic():
            _tell(messages, now)
    except OperationalError:
        raise  # the server is gone or busy: no message's fault
    except Exception as error:
        if len(messages) == 1:
            logger.exception("outbox message %s cannot be told", messages[0].pk)
            _book(messages[0], now, error=repr(error))
            return
        half = len(messages) // 2
        _tell_by_halves(messages[:half], now)
        _tell_by_halves(messages[half:], now)


def _tell(messages: Sequence[OutboxMessage], now: datetime) -> None:
    promises = Promise.objects.select_related(
        "community", "unit", "department__head", "department__deputy", "holder", "limit"
    ).in_bulk([message.payload["promise"] for message in messages])
    communities = {row.community for row in promises.values()}
    serving = {community: list(Staff.objects.at(community)) for community in communities}
    duty = on_duty(communities, now)
    notices: list[Notice] = []
    for message in messages:
        promise, level = promises[message.payload["promise"]], Promise.Level(message.payload["level"])
        people = sorted(recipients(promise, level, serving[promise.community], duty), key=attrgetter("pk"))
        notices += [_notice(message, promise, level, staff, now) for staff in people]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    OutboxMessage.objects.bulk_create(
        [_letter(notice, now) for notice in notices if notice.staff.notify], ignore_conflicts=True
    )
    unheard = {message.pk for message in messages} - {notice.message_id for notice in notices}
    done = OutboxMessage.objects.filter(pk__in=[message.pk for message in messages])
    done.update(sent_at=now, attempts=models.F("attempts") + 1, last_error="")
    done.filter(pk__in=unheard).update(last_error="nobody to tell")


def _notice(message: OutboxMessage, promise: Promise, level: Promise.Level, staff: Staff, now: datetime) -> Notice:
    with translation.override(staff.language):
        text = describe(promise, level)
    return Notice(message=message, staff=staff, subject=promise.subject, text=text[:300], at=now)


def _letter(notice: Notice, now: datetime) -> OutboxMessage:
    return OutboxMessage(
        dedupe_key=f"{NOTIFY}:{notice.message_id}:{notice.staff_id}",
        kind=NOTIFY,
        payload={"message": notice.message_id, "staff": notice.staff_id},
        created_at=now,
        next_at=now,
    )


# ── sent out of the house ───────────────────────────────────────────────────
def _send_waiting(now: datetime) -> int:
    until = time.monotonic() + SECONDS
    sent = 0
    while time.monotonic() < until and (message := _claim(now)):
        sent += _send(message, now)
    return sent


def _claim(now: datetime) -> OutboxMessage | None:
    """Book the next try before this one is made: no row stays locked while a stranger's server is asked."""
    with transaction.atomic():
        message = _waiting(NOTIFY, now).first()
        if message is not None:
            _book(message, now, error="interrupted")
        return message


def _book(message: OutboxMessage, now: datetime, *, error: str) -> None:
    """Count a try and set the time of the next: after 2, 4, 8 … minutes, at most an hour; none after the last."""
    message.attempts += 1
    again_at = now + timedelta(minutes=min(60, 2**message.attempts))
    # Given up: it stays, unsent, where the admin shows it with its error.
    message.next_at = again_at if message.attempts < ATTEMPTS else None
    message.last_error = error[:300]
    message.save(update_fields=["attempts", "next_at", "last_error"])


def _send(message: OutboxMessage, now: datetime) -> bool:
    notice = Notice.objects.select_related("staff").get(
        message_id=message.payload["message"], staff_id=message.payload["staff"]
    )
    # Asked again at the last moment: he may have left, or taken his address back.
    wanted = notice.staff.is_active and notice.staff.notify
    if wanted and not _notify(notice.staff.notify, notice.text):
        OutboxMessage.objects.filter(pk=message.pk).update(last_error="not delivered")
        _let_others_pass(message, now)
        return False
    with transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk).update(sent_at=now, last_error="")
        if wanted:
            Notice.objects.filter(pk=notice.pk).update(delivered_at=now)
    return True


def _let_others_pass(message: OutboxMessage, now: datetime) -> None:
    """What else waits for this address waits a minute longer: it may hang, and others' messages stand behind it."""
    OutboxMessage.objects.filter(
        kind=NOTIFY, sent_at=None, next_at__lte=now, payload__staff=message.payload["staff"]
    ).update(next_at=now + timedelta(minutes=1))


def _notify(address: str, text: str) -> bool:
    outlet = Apprise()
    try:
        return bool(outlet.add(address) and outlet.notify(body=text))
    except Exception:
        logger.exception("a notice could not be sent")
        return False


# ── who, and what ───────────────────────────────────────────────────────────
def recipients(
    promise: Promise,
    level: int,
    serving: Iterable[Staff] | None = None,
    duty: Mapping[int, Collection[Staff]] | None = None,
) -> set[Staff]:
    """Who is told: the holder (or whoever is on duty) of a warning, those above him too of what is overdue (RC-13).

    `serving`, if it is known, is everybody active at the community; `duty` is who is on duty, by department. Nobody is
    told what he may not know of; where that leaves nobody, the managers are, and above them the company.
    """
    serving = list(Staff.objects.at(promise.community) if serving is None else serving)
    people: set[Staff] = set()
    if level < Promise.Level.ESCALATED:
        people |= _in_charge(promise, serving, (duty or {}).get(promise.department_id or 0, ()))
    if level > Promise.Level.WARNED:
        people |= _above(promise, level, serving)
    asked = (people, _with_role(serving, Role.MANAGER), _with_role(serving, Role.COMPANY))
    return next((found for some in asked if (found := _who_may_know(promise, some))), set())


def _in_charge(promise: Promise, serving: Iterable[Staff], duty: Iterable[Staff]) -> set[Staff]:
    """The holder, else those on duty who may know of it, else everybody of the department."""
    if promise.holder and promise.holder.is_active:
        return {promise.holder}
    department = {staff for staff in serving if promise.department_id and staff.department_id == promise.department_id}
    return _who_may_know(promise, duty) or department


def _above(promise: Promise, level: int, serving: Iterable[Staff]) -> set[Staff]:
    role = promise.limit.overdue_to if level == Promise.Level.OVERDUE else promise.limit.escalated_to
    department = promise.department
    if role == Role.HEAD and department:
        for person in (department.head, department.deputy):
            if person and person.is_active:
                return {person}
    return _with_role(serving, role) or _with_role(serving, Role.MANAGER)


def _with_role(serving: Iterable[Staff], role: str) -> set[Staff]:
    return {staff for staff in serving if role in staff.roles}


def _who_may_know(promise: Promise, people: Iterable[Staff]) -> set[Staff]:
    return {
        staff
        for staff in people
        if staff.pk != promise.hidden_from_id
        and (not promise.confidential or staff.has_perm("office.view_confidential"))
    }


def describe(promise: Promise, level: int) -> str:
    """One line in the active language: level, what is owed, where, by when, by which rule."""
    due = promise.community.local(promise.due_at) if promise.due_at else None
    place = promise.unit.number if promise.unit else promise.place
    return _("%(level)s: %(what)s, due %(due)s (%(rule)s)") % {
        "level": Promise.Level(level).label,
        "what": _(", ").join(part for part in (str(rules.label(promise.rule)), promise.about, place) if part),
        "due": f"{due:%m-%d %H:%M}" if due else "",
        "rule": promise.rule_id,
    }
