"""Something about a repair is completed: the round of callbacks that follows, for everybody who reported it (CB-1)."""

from datetime import datetime

from office import statuses
from office.models import Staff
from repairs.actions.holding import hold_joined
from repairs.models import Completion, Repair, Verb, WorkOrder


def complete(repair: Repair, order: WorkOrder, *, at: datetime, urgent: bool, now: datetime) -> Completion:
    """Mark that something was completed at `at`; the sweep of the callbacks finds it by its marker."""
    return Completion.objects.create(
        repair=repair, order=order, round=repair.completions.count() + 1, at=at, urgent=urgent, follow_up_at=now
    )


def finish_joined(lead: Repair, order: WorkOrder, *, at: datetime, urgent: bool, by: Staff, now: datetime) -> None:
    """Finish with a job the reports that were joined to it: each caller is called back about it (RP-10, CB-1).

    What was reported after the crew had finished is finished when it was reported.
    """
    for report in hold_joined(lead):
        done = max(at, report.reported_at)
        statuses.move(
            report,
            Repair.Status.FINISHED,
            verb=Verb.FINISH,
            by=by,
            now=now,
            note=lead.number,
            finished_at=done,
        )
        complete(report, order, at=done, urgent=urgent, now=now)


def make_joined_safe(lead: Repair, order: WorkOrder, *, by: Staff, now: datetime) -> None:
    """The danger is removed for everybody who reported it: each caller is called back, the job goes on (RP-9, CB-2)."""
    for report in hold_joined(lead):
        report.made_safe_at = now
        report.save(update_fields=["made_safe_at"])
        statuses.note(report, verb=Verb.MAKE_SAFE, by=by, now=now, note=lead.number)
        complete(report, order, at=now, urgent=True, now=now)
