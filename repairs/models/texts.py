"""Problem texts 常用描述: what is reported often, under a key that is faster than typing it."""

from typing import Self

import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from office.models import Staff
from repairs.models.repairs import Category


class ProblemTextQuerySet(models.QuerySet["ProblemText"]):
    def visible_to(self, user: Staff) -> Self:
        """All: they are the same in every community."""
        return self

    def offered(self) -> Self:
        """What reception can choose, in its order."""
        rows = self.filter(active=True, category__active=True)
        return rows.select_related("category__parent").order_by("position", "key")

    def under(self, key: str) -> "ProblemText | None":
        """The text under this key, capitals or not; one statement."""
        return self.offered().filter(key=key.strip().lower()).first() if key.strip() else None


# A text that fills in problem and category at once. Its key is typed: digits, or the first letters of the pinyin.
@pghistory.track()
class ProblemText(models.Model):
    key = models.CharField(
        _("key"),
        max_length=8,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]+\Z", _("Small letters and digits only."))],
    )
    text = models.CharField(_("problem"), max_length=100)
    category = models.ForeignKey(Category, models.PROTECT, related_name="texts", verbose_name=_("category"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    objects = ProblemTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("problem text")
        verbose_name_plural = _("problem texts")
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return f"{self.key} {self.text}"
