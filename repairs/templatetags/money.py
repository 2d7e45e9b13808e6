"""How amounts and quantities are written."""

from decimal import Decimal

from django import template

from office.capitals import amount_in_capitals

register = template.Library()
register.filter("capitals", amount_in_capitals)


@register.filter
def plain(quantity: Decimal) -> str:
    """A quantity without the noughts behind it: 1.2, 3."""
    return f"{quantity.normalize():f}"
