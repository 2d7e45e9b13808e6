"""The manager sums the week up in his own words, and signs it off (CP-6): from then on nothing of it changes."""

from datetime import datetime

from django.db import models, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from complaints.models import ReportReader, WeeklyReport
from office import outbox, promises
from office.models import Move, Promise, Role, Staff
from office.verbs import NotAllowed

SUMMARY = "CP-6/summary"


class Verb(models.TextChoices):
    """What can happen to a weekly report: the words of its history."""

    MADE = "made", _lazy("report made")
    REMADE = "remade", _lazy("report made again")
    SUM_UP = "sum_up", _lazy("summed up")
    SIGN = "sign", _lazy("signed off")


class AlreadySigned(NotAllowed):
    """The report is signed off and stays as it is."""


class NotSummedUp(NotAllowed):
    """Nobody has summed the week up yet."""


def hold(report: WeeklyReport) -> None:
    """Lock the report to the end of the transaction and read it as it is now. Raises AlreadySigned."""
    locked = WeeklyReport.objects.select_for_update(no_key=True)
    names = ["made_at", "rows", "households", "summary", "signed_at", "signed_by"]
    report.refresh_from_db(fields=names, from_queryset=locked)
    if report.signed_at:
        raise AlreadySigned(_("%(number)s is signed off and stays as it is.") % {"number": report.number})


def note(report: WeeklyReport, verb: str, *, by: Staff | None, now: datetime) -> None:
    """Log what happened to the report."""
    Move.objects.create(subject=report.number, verb=verb, old=verb, new=verb, at=now, by=by)


@transaction.atomic
def sum_up(report: WeeklyReport, text: str, *, by: Staff, now: datetime) -> WeeklyReport:
    """Keep the manager's own summary; anew until the report is signed off. Keeps CP-6/summary, in time or late.

    Raises NotAllowed, AlreadySigned.
    """
    _check(by)
    hold(report)
    _write(report, summary=text, summary_at=now, summary_by=by)
    note(report, Verb.SUM_UP, by=by, now=now)
    owed = Promise.objects.open().of(report.number).filter(rule=SUMMARY)
    promises.keep_all(list(owed.select_related("community", "limit")), by=by, now=now)
    return report


@transaction.atomic
def sign(report: WeeklyReport, *, by: Staff, now: datetime) -> WeeklyReport:
    """Sign the report off and send it to its readers once more. Raises NotAllowed, AlreadySigned, NotSummedUp."""
    _check(by)
    hold(report)
    if not report.summary:
        raise NotSummedUp(_("Sum the week up first."))
    _write(report, signed_at=now, signed_by=by)
    note(report, Verb.SIGN, by=by, now=now)
    tell(report, _lazy("Weekly complaint report {week} is signed off"), Verb.SIGN, now=now)
    return report


def _check(by: Staff) -> None:
    if not by.has_perm("complaints.sign_report"):
        raise NotAllowed(_("This is not yours to do."))


def _write(report: WeeklyReport, **fields: object) -> None:
    for name, value in fields.items():
        setattr(report, name, value)
    report.save(update_fields=list(fields))


def tell(report: WeeklyReport, text: object, verb: str, *, now: datetime) -> None:
    """Send `text`, with the `week` named in it, to the readers of the report; each is told once."""
    words = format_lazy(text, week=f"{report.week:%m-%d}")  # type: ignore[arg-type]
    outbox.tell(report.number, words, readers(report), key=f"report:{report.pk}:{verb}", now=now)


def readers(report: WeeklyReport) -> list[Staff]:
    """Whom the report is sent: those set for the estate who still work there and may read it, or else its managers."""
    here = Staff.objects.at(report.community)
    chosen = here.filter(pk__in=ReportReader.objects.filter(community=report.community).values("staff"))
    told = [staff for staff in chosen.order_by("pk") if staff.has_perm("complaints.report")]
    return told or list(here.with_role(Role.MANAGER).order_by("pk"))
