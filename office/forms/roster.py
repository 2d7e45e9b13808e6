"""What is asked of the duty roster: which week, and who is on duty in one shift (RC-13)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from office import rostering
from office.duty import posts_of
from office.fields import DeskDateField, DeskForm
from office.forms.typed import retyped
from office.models import Department, Duty, Staff

OTHER = "other"


class WeekForm(DeskForm):
    """Which department's roster, in the week of which day; what makes no sense shows one's own, this week."""

    department = forms.TypedChoiceField(label=_("Department"), coerce=int, required=False)
    day = DeskDateField(label=_("Week of"), required=False)

    def __init__(self, *args: Any, departments: Sequence[Department], user: Staff, now: datetime) -> None:
        super().__init__(*args, now=now)
        several = len({row.community_id for row in departments}) > 1
        self.by_key = {row.pk: row for row in departments}
        self.fields["department"].choices = [  # type: ignore[attr-defined]
            (row.pk, f"{row.community} {row}" if several else str(row)) for row in departments
        ]
        self.own = self.by_key.get(user.department_id or 0) or next(iter(departments), None)
        self.full_clean()

    def chosen(self) -> Department | None:
        """The department asked for, else the reader's own; None where there is none at all."""
        return self.by_key.get(self.cleaned_data.get("department") or 0, self.own)

    def monday(self, department: Department) -> date:
        """The first day of the week asked for."""
        day: date = self.cleaned_data.get("day") or department.community.local(self.now).date()
        return day - timedelta(days=day.weekday())


class ShiftForm(DeskForm):
    """Who is on duty in one shift: at each post people of the department, and somebody of another one."""

    use_required_attribute = False

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

    def __init__(
        self,
        *args: Any,
        department: Department,
        lines: Sequence[Duty],
        staff: Sequence[Staff],
        now: datetime,
    ) -> None:
        """`lines` is what stands there now, `staff` everybody active at the community."""
        on = {post: [line.staff_id for line in lines if line.post == post] for post in posts_of(department.kind)}
        initial = {"seen": rostering.mark(lines), **on}
        super().__init__(*args, now=now, initial=initial)
        self.posts = list(on)
        for post in self.posts:
            label = Duty.Post(post).label
            near = [row for row in staff if row.department_id == department.pk or row.pk in on[post]]
            far = [(row.pk, _with_department(row)) for row in staff if row not in near]
            self.fields[post] = forms.TypedMultipleChoiceField(
                label=label,
                coerce=int,
                required=False,
                choices=[(row.pk, row.name) for row in near],
                widget=forms.CheckboxSelectMultiple,
            )
            self.fields[f"{post}_{OTHER}"] = forms.TypedChoiceField(
                label=_("%(post)s: somebody of another department") % {"post": label},
                coerce=int,
                required=False,
                choices=[("", "—"), *far],
            )

    def asked(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The two questions of each post, for the page."""
        return [(self[post], self[f"{post}_{OTHER}"]) for post in self.posts]

    def overtaken(self, lines: Sequence[Duty], why: str) -> None:
        """Say that somebody else was first and what stands there now; saved again, what was typed takes its place."""
        self.data = retyped(self, "seen", rostering.mark(lines))
        there = ", ".join(f"{line.get_post_display()} {line.staff}" for line in lines)
        self.add_error(None, f"{why} {there or '—'}")

    def people(self) -> dict[str, set[int]]:
        """The keys of those who are to be on duty, by post."""
        data = self.cleaned_data
        return {post: {*data[post], *filter(None, [data[f"{post}_{OTHER}"]])} for post in self.posts}


def _with_department(staff: Staff) -> str:
    return f"{staff.name} {staff.department}" if staff.department else staff.name
