"""The published price list, and what was quoted and agreed before the work began."""

from datetime import date
from decimal import Decimal
from typing import Self

import pghistory
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from office.models import Community, Staff
from owners.models import Capacity
from repairs.models.orders import WorkOrder
from repairs.models.repairs import Category

FEN = Decimal("0.01")


class PriceItemQuerySet(models.QuerySet["PriceItem"]):
    def offered(self, community: Community, day: date) -> Self:
        """What stands on the price list of this community on this day."""
        rows = self.filter(Q(community=community) | Q(community=None), valid_from__lte=day)
        return rows.filter(Q(retired_on=None) | Q(retired_on__gt=day)).order_by("position", "pk")

    def visible_to(self, user: Staff) -> Self:
        return self.filter(Q(community_id__in=user.community_ids) | Q(community=None))


# One line of the price list 收费标准. Copied onto the quote, so a later price changes no earlier slip.
@pghistory.track()
class PriceItem(models.Model):
    class Kind(models.TextChoices):
        LABOUR = "labour", _("labour")
        MATERIAL = "material", _("material")

    community = models.ForeignKey(
        Community, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("community")
    )
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="prices", verbose_name=_("category")
    )
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.LABOUR)
    unit = models.CharField(pgettext_lazy("measure", "unit"), max_length=10)
    price = models.DecimalField(
        _("price"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(FEN)],
        help_text=_("Empty: by agreement, the head names it."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    valid_from = models.DateField(_("valid from"))
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    objects = PriceItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("price list")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(price=None) | Q(price__gt=0), name="a_price_is_positive"),
        ]

    def __str__(self) -> str:
        return self.name


# What was named to the household before the work (RP-5), or the final account of an order (RP-6). A change is a new
# row; what was agreed is never edited.
class Quote(models.Model):
    class Free(models.TextChoices):
        COMMON = "common", _("common part")
        WARRANTY = "warranty", _("warranty, the developer pays")
        GOODWILL = "goodwill", _("goodwill")

    class How(models.TextChoices):
        PHONE = "phone", _("by phone")
        PAPER = "paper", _("signed on the order")
        COUNTER = "counter", _("at the desk")

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="quotes", verbose_name=_("work order"))
    version = models.PositiveSmallIntegerField(_("version"))
    final = models.BooleanField(_("final account"), default=False)
    total = models.DecimalField(_("total"), max_digits=9, decimal_places=2)
    free = models.CharField(_("free of charge"), max_length=10, choices=Free, blank=True)
    goodwill_with = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    quoted_at = models.DateTimeField(_("quoted at"))
    quoted_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+")
    agreed_at = models.DateTimeField(_("agreed at"), null=True)
    agreed_name = models.CharField(_("agreed by"), max_length=60, blank=True)
    agreed_capacity = models.CharField(_("as"), max_length=8, choices=Capacity, blank=True)
    agreed_how = models.CharField(_("how"), max_length=8, choices=How, blank=True)
    agreed_heard_by = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    refused_at = models.DateTimeField(_("refused at"), null=True)

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        ordering = ["order", "version"]
        constraints = [
            models.UniqueConstraint(fields=["order", "version"], name="quotes_count_up"),
            models.CheckConstraint(condition=Q(total__gte=0), name="no_negative_amount"),
            models.CheckConstraint(condition=~Q(total=0) | ~Q(free=""), name="free_of_charge_has_its_reason"),
            models.CheckConstraint(condition=Q(agreed_at=None) | ~Q(agreed_name=""), name="agreed_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.order.number} #{self.version}"


# A line of a quote: the price as it stood then. Line by line to the fen, half up.
class QuoteLine(models.Model):
    quote = models.ForeignKey(Quote, models.PROTECT, related_name="lines")
    item = models.ForeignKey(PriceItem, models.PROTECT, null=True, db_index=False, related_name="+")
    name = models.CharField(_("item"), max_length=60)
    kind = models.CharField(_("kind"), max_length=8, choices=PriceItem.Kind)
    unit = models.CharField(pgettext_lazy("measure", "unit"), max_length=10)
    quantity = models.DecimalField(_("quantity"), max_digits=7, decimal_places=2)
    price = models.DecimalField(_("price"), max_digits=8, decimal_places=2)
    # Brought by the household: stands on the slip at 0.
    brought = models.BooleanField(_("brought by the household"), default=False)
    amount = models.DecimalField(_("amount"), max_digits=9, decimal_places=2)
    # 面议: not on the list, the head named the price before it was quoted.
    named_by = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_quantity_is_positive"),
            models.CheckConstraint(condition=Q(price__gte=0), name="a_line_price_is_not_negative"),
            models.CheckConstraint(
                condition=Q(brought=True, amount=0) | Q(brought=False, amount__gt=0), name="brought_stands_at_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} × {self.quantity}"


def line_amount(quantity: Decimal, price: Decimal) -> Decimal:
    """Yuan to the fen, half up."""
    return (quantity * price).quantize(FEN, rounding="ROUND_HALF_UP")
