"""Lines of the duty roster for tests."""

from datetime import date

from office.models import Department, Duty, Shift, Staff
from office.tests.factories import MONDAY

TODAY = MONDAY.date()


def put_on(staff: Staff, department: Department, *posts: str, day: date = TODAY, shift: str = Shift.DAY) -> list[Duty]:
    """Put somebody on the roster of MONDAY's day shift at these posts (the hotline), or of another shift."""
    lines = [
        Duty(department=department, day=day, shift=shift, post=post, staff=staff)
        for post in posts or [Duty.Post.HOTLINE]
    ]
    return Duty.objects.bulk_create(lines)
