"""Rows for tests: what was completed, and the callbacks that the sweep makes of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from office.models import Role, Staff
from office.tests.factories import MONDAY, make_staff
from repairs.models import Completion, Repair
from repairs.tests.factories import make_category, make_order, make_repair
from visits.actions import Said, follow_up
from visits.models import Callback


def make_finished(*, at: datetime = MONDAY, **fields: Any) -> Repair:
    """A repair reported and finished at `at`; the marks urgent, leak and safety are its category's."""
    marks = {mark: fields.pop(mark) for mark in ("urgent", "leak", "safety") if mark in fields}
    times = {"reported_at": at, "recorded_at": at, "finished_at": at}
    finished = {"category": make_category(**marks), "status": Repair.Status.FINISHED, **times}
    return make_repair(**{**finished, **fields})


def make_completion(
    repair: Repair | None = None, *, crew: Iterable[Staff] = (), at: datetime = MONDAY, **fields: Any
) -> Completion:
    """Something completed at `at` by a crew of its own, with the marker by which the sweep finds it."""
    repair = repair or make_finished(at=at, **fields)
    order = make_order(repair, crew=list(crew) or [make_staff(Role.CREW)], finished_at=at)
    return Completion.objects.create(
        repair=repair,
        order=order,
        round=repair.completions.count() + 1,
        at=at,
        urgent=repair.urgent and repair.made_safe_at is None,
        follow_up_at=at,
    )


def make_callbacks(repair: Repair | None = None, *, at: datetime = MONDAY, **fields: Any) -> list[Callback]:
    """The callbacks of one completion, first, second, rain, as far as its marks ask for them."""
    completion = make_completion(repair, at=at, **fields)
    follow_up(now=at)
    return list(Callback.objects.filter(completion=completion).order_by("promise__occurrence"))


def make_callback(repair: Repair | None = None, *, at: datetime = MONDAY, **fields: Any) -> Callback:
    """The first callback of a completion: within a week of MONDAY unless its marks ask for more."""
    return make_callbacks(repair, at=at, **fields)[0]


def said(**fields: Any) -> Said:
    """A satisfied household on the telephone."""
    return Said(**{"spoke_with": "王小明", "how": Callback.How.PHONE, "overall": 5, "said": "Works well.", **fields})
