"""The outbox: effects outside the database, at least once, each with its dedupe key.

The relay turns a message into notices on people's own pages and, where an address is set, into a message that leaves
the house. Only the worker and the loop run it; a page never waits for a stranger's server.
"""

import logging
from datetime import datetime, timedelta

from apprise import Apprise
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from office import rules
from office.models import Notice, OutboxMessage, Promise, Role, Staff

logger = logging.getLogger(__name__)

ATTEMPTS = 10


def relay(*, now: datetime, most: int = 1000) -> int:
    """Send what is waiting, each message in a transaction of its own; return how many went out.

    A crash between sending and committing repeats one message, never loses one.
    """
    sent = 0
    while sent < most and _relay_one(now):
        sent += 1
    return sent


def _relay_one(now: datetime) -> bool:
    with transaction.atomic():
        message = (
            OutboxMessage.objects.select_for_update(skip_locked=True)
            .filter(sent_at=None, next_at__lte=now)
            .order_by("next_at", "pk")
            .first()
        )
        if message is None:
            return False
        error = _send(message, now)
        message.attempts += 1
        message.last_error = error[:300]
        if error and message.attempts < ATTEMPTS:
            message.next_at = now + timedelta(minutes=min(60, 2**message.attempts))
        elif error:
            message.next_at = None  # given up, and shown in the admin with its last error
        else:
            message.sent_at = now
        message.save(update_fields=["attempts", "last_error", "next_at", "sent_at"])
        return True


def _send(message: OutboxMessage, now: datetime) -> str:
    """Tell everybody concerned; the text of what went wrong, or nothing."""
    promise = Promise.objects.select_related("community", "unit", "department", "holder", "limit").get(
        pk=message.payload["promise"]
    )
    level = Promise.Level(message.payload["level"])
    errors = []
    for staff in recipients(promise, level):
        with translation.override(staff.language):
            text = describe(promise, level)
        notice, _created = Notice.objects.get_or_create(
            message=message, staff=staff, defaults={"subject": promise.subject, "text": text[:300], "at": now}
        )
        # Only who was not reached is tried again: one bad address does not ring everybody else twice.
        if staff.notify and notice.delivered_at is None:
            if _notify(staff.notify, text):
                Notice.objects.filter(pk=notice.pk).update(delivered_at=now)
            else:
                errors.append(f"{staff.username}: not delivered")
    return "; ".join(errors)


def _notify(address: str, text: str) -> bool:
    outlet = Apprise()
    return bool(outlet.add(address) and outlet.notify(body=text))


def recipients(promise: Promise, level: int) -> set[Staff]:
    """Who is told: the holder (or the department's people on duty) of a warning, those above him of what is overdue."""
    community, department = promise.community, promise.department
    people: set[Staff] = set()
    if level < Promise.Level.ESCALATED:
        people |= {promise.holder} if promise.holder else set(_of_department(promise))
    if level == Promise.Level.WARNED:
        return people
    role = promise.limit.overdue_to if level == Promise.Level.OVERDUE else promise.limit.escalated_to
    if role == Role.HEAD and department and (department.head or department.deputy):
        head = department.head if department.head and department.head.is_active else department.deputy
        return people | ({head} if head else set())
    return people | set(Staff.objects.at(community).with_role(role))


def _of_department(promise: Promise) -> list[Staff]:
    if promise.department is None:
        return []
    return list(Staff.objects.at(promise.community).filter(department=promise.department))


def describe(promise: Promise, level: int) -> str:
    """One line in the active language: level, what is owed, where, by when, by which rule."""
    due = promise.community.local(promise.due_at) if promise.due_at else None
    return _("%(level)s: %(duty)s, %(about)s, %(place)s, due %(due)s (%(rule)s)") % {
        "level": Promise.Level(level).label,
        "duty": rules.label(promise.rule),
        "about": promise.about,
        "place": promise.unit.number if promise.unit else promise.place,
        "due": f"{due:%m-%d %H:%M}" if due else "",
        "rule": promise.rule_id,
    }
