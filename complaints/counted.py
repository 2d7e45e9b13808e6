"""The complaints behind each figure: those that it counts, and of which (QA-2, QA-3, QA-4). Everything is counted from
what the reader may know of, of this calendar year in the community's own days; no statement.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Exists, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast

from complaints.actions.owing import ANSWER, RESOLVE
from complaints.models import Complaint
from complaints.models.complaints import COUNTED, ComplaintQuerySet
from office import clock
from office.models import Community, Promise, Staff


@dataclass(frozen=True)
class Part:
    """Complaints, and all those `of` which they are a part."""

    rows: ComplaintQuerySet
    of: ComplaintQuerySet

    @property
    def missing(self) -> ComplaintQuerySet:
        """The others of them."""
        return self.of.exclude(pk__in=self.rows.values("pk"))


def of_this_year(community: Community, user: Staff, now: datetime) -> ComplaintQuerySet:
    """What was received since 1 January, without wrong entries."""
    first = community.local(now).date().replace(month=1, day=1)
    rows = Complaint.objects.visible_to(user).not_void().filter(community=community)
    return rows.filter(received_at__gte=clock.start_of_day(first, community), received_at__lte=now)


def once(community: Community, user: Staff, now: datetime) -> ComplaintQuerySet:
    """All, several about one event as one."""
    return of_this_year(community, user, now).filter(COUNTED)


def valid(community: Community, user: Staff, now: datetime) -> ComplaintQuerySet:
    """The valid and the undecided ones, several about one event as one (QA-2, CP-5)."""
    return of_this_year(community, user, now).counted_valid()


def handled(community: Community, user: Staff, now: datetime) -> Part:
    """Those resolved, of all whose CP-8 date has passed or that are resolved (QA-3).

    A date that was put off after it had passed has passed all the same; what was opened again is measured by the dates
    of its new round. Closed after a "no" it was dealt with by the closing; what a manager closed before that, and
    before its date, is not counted (CP-4 counts it apart).
    """
    done = Q(resolved_at__isnull=False) | Q(closed_at__isnull=False, round__gt=1)
    # 1+2 is the second new date of the first round.
    of_round = Func(F("occurrence"), Value("+"), Value(1), function="split_part", output_field=CharField())
    dates = Promise.objects.filter(subject=OuterRef("number"), rule=RESOLVE, due_at__lte=now)
    dates = dates.alias(of_round=of_round).filter(of_round=Cast(OuterRef("round"), CharField()))
    passed = Exists(dates.filter(Q(ended_at=None) | Q(ended_at__gt=F("due_at"))))
    rows = of_this_year(community, user, now)
    return Part(rows.filter(done), rows.filter(done | passed))


def answered_in_time(community: Community, user: Staff, now: datetime) -> Part:
    """Those whose first answer came in time, of all that are answered or whose time is out (QA-4).

    The time is the date that CP-1 promised: 24 hours, or what the manager has set. What was closed before it without
    an answer is not counted, unless the owner's "no" has opened it again: then that of its new round is.
    """
    promised = Promise.objects.filter(subject=OuterRef("number"), rule=ANSWER)
    promised = promised.exclude(outcome=Promise.Outcome.RELEASED).order_by("pk")
    rows = of_this_year(community, user, now).annotate(answer_due=Subquery(promised.values("due_at")[:1]))
    out = Q(answered_at=None, answer_due__lte=now)
    return Part(rows.filter(answered_at__lte=F("answer_due")), rows.filter(Q(answered_at__isnull=False) | out))
