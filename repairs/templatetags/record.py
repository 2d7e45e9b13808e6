"""Lengths of time on the page of one repair."""

from datetime import datetime

from django import template
from django.utils.translation import gettext as _

from office.models import Promise
from office.templatetags.desk import span

register = template.Library()


@register.filter
def left(promise: Promise, now: datetime) -> str:
    """What is left until a promise is due, or by how much it is overdue."""
    if promise.due_at is None:
        return ""
    if promise.due_at <= now:
        return _("%(span)s overdue") % {"span": span(now - promise.due_at)}
    return span(promise.due_at - now)


@register.filter
def age(at: datetime, now: datetime) -> str:
    """How long ago something was."""
    return span(now - at)
