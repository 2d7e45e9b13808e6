"""Rent or sale 租售: what an owner asks the desk to offer (RC-11)."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.models import Community, Staff, Unit
from office.statuses import refuse_other_moves
from office.verbs import Allowed, VerbModel
from owners.models.contacts import Contact


class ListingStatus(models.TextChoices):
    OFFERED = "offered", _("on offer")
    DONE = "done", _("let or sold")
    WITHDRAWN = "withdrawn", _("withdrawn")


LISTING_MOVES: dict[str, frozenset[str]] = {
    ListingStatus.OFFERED: frozenset({ListingStatus.DONE, ListingStatus.WITHDRAWN}),
    ListingStatus.DONE: frozenset(),
    ListingStatus.WITHDRAWN: frozenset(),
}


class ListingVerb(models.TextChoices):
    """What can happen to an offer: the words of its history."""

    TAKE = "take", _("taken")
    RENEW = "renew", _("still on offer")
    CLOSE = "close", _("closed")


LISTING_VERBS: dict[str, Allowed] = {
    ListingVerb.RENEW: Allowed("owners.record_contact", {ListingStatus.OFFERED}),
    ListingVerb.CLOSE: Allowed("owners.record_contact", {ListingStatus.OFFERED}),
}


class ListingQuerySet(models.QuerySet["Listing"]):
    def visible_to(self, user: Staff) -> Self:
        """The desk sees all of its communities; nobody else sees any."""
        rows = self.filter(community_id__in=user.community_ids)
        return rows if user.has_perm("owners.view_contacts") else rows.none()

    def open(self) -> Self:
        return self.filter(status=ListingStatus.OFFERED)

    def for_page(self) -> Self:
        """With everything that its page says about itself, in the same statement."""
        return self.select_related("community", "unit", "contact__unit", "taken_by")


# A home to let or to sell, with the price asked, whether keys were left, until when it holds; asked for again when
# that day ends. A new date is history (office.Move) and a new promise.
class Listing(VerbModel):
    class Kind(models.TextChoices):
        RENT = "rent", _("rent")
        SALE = "sale", _("sale")

    Status, Verb = ListingStatus, ListingVerb
    TRANSITIONS: ClassVar = LISTING_MOVES
    VERBS: ClassVar = LISTING_VERBS
    STATES: ClassVar = {ListingStatus.DONE: "done", ListingStatus.WITHDRAWN: "void"}

    status = models.CharField(_("status"), max_length=12, choices=ListingStatus, default=ListingStatus.OFFERED)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="listings", verbose_name=_("contact"))
    community = models.ForeignKey(Community, models.PROTECT, db_index=False, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="listings", verbose_name=_("unit"))
    kind = models.CharField(_("rent or sale"), max_length=4, choices=Kind)
    # Yuan: a month's rent, or the price of the home.
    price = models.DecimalField(_("price asked"), max_digits=11, decimal_places=2)
    keys_left = models.BooleanField(_("keys left at the desk"), default=False)
    valid_until = models.DateField(_("valid until"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    outcome = models.CharField(_("outcome"), max_length=200, blank=True)
    taken_at = models.DateTimeField(_("taken at"))
    taken_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+", verbose_name=_("taken by"))

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rent or sale")
        verbose_name_plural = _("rent and sale")
        constraints = [models.CheckConstraint(condition=Q(price__gt=0), name="a_price_asked_is_positive")]
        indexes = [
            models.Index(fields=["community", "valid_until"], name="listing_open", condition=Q(status="offered")),
            models.Index(fields=["community", "-taken_at", "-id"], name="listing_register"),
        ]
        triggers = [refuse_other_moves(LISTING_MOVES)]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.status == ListingStatus.OFFERED
