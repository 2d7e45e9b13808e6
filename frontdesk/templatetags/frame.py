"""The frame of every desk page: name, clock, banner, the band of urgent repairs."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from frontdesk.frame import pulse_of

register = template.Library()
SHOWN = 3


@register.simple_tag(takes_context=True)
def desk_name(context: dict[str, Any]) -> str:
    """The estate's front desk; where somebody serves several, just the front desk."""
    names = getattr(context["user"], "community_names", []) if "user" in context else []
    return _("%(estate)s front desk") % {"estate": names[0]} if len(names) == 1 else _("Front desk")


@register.simple_tag
def clock_now() -> datetime:
    return timezone.localtime()


@register.inclusion_tag("desk/_banner.html", takes_context=True)
def machinery_banner(context: dict[str, Any]) -> dict[str, Any]:
    return {"warning": pulse_of(context["request"], band=True).warning}


@register.inclusion_tag("desk/_unread.html", takes_context=True)
def unread_count(context: dict[str, Any]) -> dict[str, Any]:
    return {"unread": pulse_of(context["request"], band=True).unread}


@register.inclusion_tag("desk/_urgent_band.html", takes_context=True)
def urgent_band(context: dict[str, Any]) -> dict[str, Any]:
    """Every open urgent repair, on every desk page, until it is finished or made safe."""
    urgent = pulse_of(context["request"], band=True).urgent or []
    return {"urgent": urgent[:SHOWN], "count": len(urgent), "more": len(urgent[SHOWN:])}
