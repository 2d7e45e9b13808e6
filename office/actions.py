"""What a manager does to the registers that is more than filling in a form."""

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from office import promises
from office.models import Community, Promise, Staff, TimeLimit

# A version says who set it and when; the rest it takes over from the one before unless it is changed.
_OWN = {"id", "rule", "community", "version", "set_at", "set_by"}


class LimitChanged(Exception):
    """Somebody else has set the same limit in the meantime."""


def set_limit(rule: str, community: Community | None, *, by: Staff, now: datetime, **numbers: Any) -> TimeLimit:
    """Write a new version of a rule's limit for `community` (None: everywhere) with `numbers` changed.

    Promises made before keep the version they were made under, and its date. The first version of a community takes
    over the general one. Raises LimitChanged where somebody else was first.
    """
    before = _newest(rule, community)
    taken_over = before or _newest(rule, None)
    kept = {field.name: getattr(taken_over, field.name) for field in TimeLimit._meta.concrete_fields}
    fields = {name: value for name, value in kept.items() if name not in _OWN} | numbers
    version = before.version + 1 if before else 1
    try:
        with transaction.atomic():
            return TimeLimit.objects.create(
                rule=rule, community=community, version=version, set_at=now, set_by=by, **fields
            )
    except IntegrityError as error:
        raise LimitChanged from error


def _newest(rule: str, community: Community | None) -> TimeLimit | None:
    return TimeLimit.objects.filter(rule=rule, community=community).order_by("-version").first()


@transaction.atomic
def open_community(community: Community, *, by: Staff) -> Community:
    """Add a new community; whoever adds it serves it, for nobody else would see it."""
    community.save()
    by.communities.add(community)
    return community


@transaction.atomic
def deactivate(staff: Staff, *, now: datetime) -> int:
    """Shut somebody out who has left: no signing in, signed out everywhere at once.

    What he had promised goes to whoever is on duty in the department; give how many promises that were.
    """
    Staff.objects.filter(pk=staff.pk).update(is_active=False)
    staff.is_active = False
    end_sessions(staff, now=now)
    held = list(Promise.objects.open().filter(holder=staff))
    promises.hand_to(held, None)
    return len(held)


def end_sessions(staff: Staff, *, now: datetime) -> None:
    """Sign somebody out everywhere. A session does not say in the open whose it is, so each one is read."""
    living = Session.objects.filter(expire_date__gte=now)
    theirs = [session.pk for session in living if session.get_decoded().get(SESSION_KEY) == str(staff.pk)]
    Session.objects.filter(pk__in=theirs).delete()
