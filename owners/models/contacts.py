"""Somebody came, rang or wrote: the contact, and the words by which contacts are sorted."""

from typing import Self

import pghistory
import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Collate, Reverse
from django.utils.translation import gettext_lazy as _

from office.models import Community, Staff, Unit
from owners.models.boxes import BoxOpening
from owners.models.people import Capacity, Person


class Channel(models.TextChoices):
    """How somebody reached the desk (RC-1); an office adds its own (OwnWord)."""

    COUNTER = "counter", _("counter")
    HOTLINE = "hotline", _("hotline")
    LETTER = "letter", _("letter")
    BOX = "box", _("contact box")
    WECHAT = "wechat", _("WeChat")
    VISIT = "visit", _("home visit")
    PATROL = "patrol", _("patrol")
    OTHER = "other", _("other")


class Subject(models.TextChoices):
    """What it was about (RC-2); an office adds its own (OwnWord)."""

    ENQUIRY = "enquiry", _("enquiry")
    COMPLAINT = "complaint", _("complaint")
    BUSINESS = "business", _("business matter")
    SERVICE = "service", _("special service")
    PAYMENT = "payment", _("fee payment")
    REPAIR = "repair", _("repair")
    RENT = "rent", _("rent or sale")
    POLICY = "policy", _("policy question")
    FEEDBACK = "feedback", _("service feedback")
    SUGGESTION = "suggestion", _("suggestion")
    COMPLIMENT = "compliment", _("compliment")
    HELP = "help", _("request for help")
    OTHER = "other", _("other")


class OwnWordQuerySet(models.QuerySet["OwnWord"]):
    def visible_to(self, user: Staff) -> Self:
        """All: they are the same in every community."""
        return self.all()

    def in_use(self) -> Self:
        """Those that are offered, in their order."""
        return self.filter(active=True).order_by("position", "pk")


# A channel or subject that this office adds to the list. Records keep the word itself, so retiring one rewrites
# nothing.
@pghistory.track()
class OwnWord(models.Model):
    class List(models.TextChoices):
        CHANNEL = "channel", _("channel")
        SUBJECT = "subject", _("subject")

    list = models.CharField(_("list"), max_length=8, choices=List)
    word = models.CharField(_("word"), max_length=20)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    objects = OwnWordQuerySet.as_manager()

    class Meta:
        verbose_name = _("own channel or subject")
        verbose_name_plural = _("own channels and subjects")
        ordering = ["list", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["list", "word"], name="one_own_word_in_a_list")]

    def __str__(self) -> str:
        return self.word


def noted_at_the_person(operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """When somebody was last in contact is kept with him (Person.last_contact_at)."""
    return pgtrigger.Trigger(
        name=f"last_contact_by_{str(operation).lower()}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(new="written"),  # type: ignore[no-untyped-call]
        func=(
            "UPDATE owners_person AS person SET last_contact_at = newest.at"
            " FROM (SELECT person_id, max(at) AS at FROM written GROUP BY person_id) AS newest"
            " WHERE person.id = newest.person_id"
            " AND (person.last_contact_at IS NULL OR person.last_contact_at < newest.at);"
            " RETURN NULL;"
        ),
    )


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: Staff) -> Self:
        """Those of one's communities; those that led to something confidential with the right to it, and never those
        that are about oneself.
        """
        known: dict[str, bool] = {} if user.has_perm("office.view_confidential") else {"confidential": False}
        # One condition, not three in turn: it stands in every search.
        return self.filter(~Q(hidden_from=user), community_id__in=user.community_ids, **known)

    def incomplete(self) -> Self:
        """Recorded in haste: neither the home nor the person is known yet, and nobody wished to stay unknown.

        What a patrol found has no household.
        """
        return self.filter(unit=None, person=None, anonymous=False).exclude(channel=Channel.PATROL)

    def for_page(self) -> Self:
        """With everything that its page says about itself, in the same statement."""
        return self.select_related("community", "unit__building", "person", "taken_by", "opening__box")


# Somebody came, rang or wrote 接待. Name and phone are copied as given: a later change in the register does not
# rewrite what was said. A contact may lead to any number of cases, each of which points to it (RC-8).
class Contact(models.Model):
    number = models.CharField(_("number"), max_length=24, unique=True)
    community = models.ForeignKey(Community, models.PROTECT, db_index=False, related_name="+")
    channel = models.CharField(_("channel"), max_length=20)
    subject = models.CharField(_("subject"), max_length=20)
    at = models.DateTimeField(_("at"))
    taken_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+", verbose_name=_("taken by"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="contacts", verbose_name=_("unit"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="contacts", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=60, blank=True)
    capacity = models.CharField(_("capacity"), max_length=8, choices=Capacity, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    anonymous = models.BooleanField(_("anonymous"), default=False)
    content = models.TextField(_("content"), max_length=2000, blank=True)
    # What came of it, where it was settled on the spot or when what was handed over is done (RC-1, RC-4).
    result = models.CharField(_("result"), max_length=400, blank=True)
    # Rings before the answer; recorded by the weekly sample or where somebody counted (RC-5).
    rings = models.PositiveSmallIntegerField(_("rings before the answer"), null=True, blank=True)
    # The letter came out of a contact box when it was opened (RC-7).
    opening = models.ForeignKey(BoxOpening, models.PROTECT, null=True, related_name="letters", db_index=False)
    # Led to something of which not everybody may know: then not even that somebody rang is for everybody.
    confidential = models.BooleanField(_("confidential"), default=False, db_default=False)
    hidden_from = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    # Counts the corrections: who corrects an older one is shown both.
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    # The form that wrote it: the same form sent twice writes once.
    form_key = models.UUIDField(unique=True, null=True, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = [
            models.Index(fields=["community", "-at"], name="contact_register"),
            models.Index(
                fields=["community", "-at"],
                name="contact_incomplete",
                condition=Q(unit=None, person=None, anonymous=False),
            ),
            models.Index(fields=["opening"], name="contact_opening", condition=Q(opening__isnull=False)),
            # What was said, by month and pairs of characters (owners/search). Without a list of what is still to be
            # sorted in: every look would have to read it.
            GinIndex(
                Func("content", "community", "at", function="owners_pieces"), name="contact_pieces", fastupdate=False
            ),
            # The number of somebody who is not in the register, from its end.
            models.Index(
                Collate(Reverse(Func("phone", Value("转"), Value(1), function="split_part")), "C"),
                name="contact_phone_from_its_end",
                condition=Q(person=None) & ~Q(phone=""),
            ),
        ]
        triggers = [noted_at_the_person(pgtrigger.Insert), noted_at_the_person(pgtrigger.Update)]

    def __str__(self) -> str:
        return self.number

    def get_channel_display(self) -> str:
        """The channel in words; an office's own word is the word itself."""
        return str(dict(Channel.choices).get(self.channel, self.channel))

    def get_subject_display(self) -> str:
        """The subject in words; an office's own word is the word itself."""
        return str(dict(Subject.choices).get(self.subject, self.subject))

    @property
    def is_incomplete(self) -> bool:
        """Whether the home or the person is still to be filled in."""
        known = self.unit_id is not None or self.person_id is not None
        return not known and not self.anonymous and self.channel != Channel.PATROL
