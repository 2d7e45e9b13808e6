"""Somebody was entered twice: one entry stands for both from then on; what points to either is not rewritten."""

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from owners.models import Person


class CannotMerge(Exception):
    """These two entries cannot become one. Its text is for the person at the desk."""


def merge(twice: Person, *, into: Person) -> Person:
    """Let `into` stand for `twice` too, and for whoever was merged into that one before; gives the one that stands.

    Both are locked in one order, so that of two merges at once the second sees what the first did and no circle comes
    about. Done already is no mistake. Raises CannotMerge.
    """
    if twice.pk == into.pk:
        raise CannotMerge(_("An entry cannot be merged into itself."))
    with transaction.atomic():
        rows = Person.objects.select_for_update().filter(pk__in=[twice.pk, into.pk]).order_by("pk")
        found = {row.pk: row for row in rows}
        gone, stands = found[twice.pk], found[into.pk]
        if gone.merged_into_id == stands.pk:
            return stands
        _check(gone, stands)
        Person.objects.filter(Q(pk=gone.pk) | Q(merged_into=gone.pk)).update(merged_into=stands)
        if gone.last_contact_at:
            last = Greatest("last_contact_at", Value(gone.last_contact_at))
            Person.objects.filter(pk=stands.pk).update(last_contact_at=last)
    return stands


def _check(gone: Person, stands: Person) -> None:
    if gone.community_id != stands.community_id:
        raise CannotMerge(_("They belong to different estates."))
    for entry in (gone, stands):
        if entry.merged_into:
            text = _("%(name)s is merged into %(other)s already.")
            raise CannotMerge(text % {"name": entry.name, "other": entry.known_as().name})
