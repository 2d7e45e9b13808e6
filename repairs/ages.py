"""How old an open repair is, in the six steps in which a manager looks at them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Age:
    """From `least` (inclusive) to under `most`, counted from the report; None is no bound."""

    key: str
    label: LazyText
    least: timedelta | None
    most: timedelta | None

    def reported(self, now: datetime) -> Q:
        """The reports that are this old at `now`."""
        bounds = Q()
        if self.least is not None:
            bounds &= Q(reported_at__lte=now - self.least)
        if self.most is not None:
            bounds &= Q(reported_at__gt=now - self.most)
        return bounds


AGES = [
    Age("1h", _("under 1 hour"), None, HOUR),
    Age("4h", _("1–4 hours"), HOUR, 4 * HOUR),
    Age("24h", _("4–24 hours"), 4 * HOUR, DAY),
    Age("3d", _("1–3 days"), DAY, 3 * DAY),
    Age("7d", _("3–7 days"), 3 * DAY, 7 * DAY),
    Age("over", _("over 7 days"), 7 * DAY, None),
]
