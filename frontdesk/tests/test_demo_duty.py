"""The demo's roster, stops and handovers: somebody is on duty whenever one looks, nobody twice in a row."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from frontdesk.duty.week import week
from office.duty import on_duty
from office.models import Community, Department, PlannedStop, ShiftChange

HERE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
MOMENTS = [
    datetime(2026, 11, 24, 10, 23, tzinfo=HERE),
    datetime(2026, 11, 22, 3, 0, tzinfo=HERE),
    datetime(2026, 11, 23, 8, 1, tzinfo=HERE),
]


@pytest.mark.parametrize("now", MOMENTS)
@pytest.mark.django_db(transaction=True)
def test_the_desk_is_manned_and_its_shifts_were_handed_over(now: datetime) -> None:
    arguments = ["--households", "30", "--months", "1", "--repairs", "30", "--now", now.isoformat()]
    call_command("demo", *arguments, verbosity=0)
    community = Community.objects.get()
    desk, crew = (community.departments.get(kind=kind) for kind in ("customer_service", "engineering"))
    for hours in range(0, 14 * 24, 6):
        manned = on_duty([community], now + timedelta(hours=hours))
        assert manned[desk.pk]
        assert manned[crew.pk]
    assert hints(desk, now) == hints(crew, now) == []
    stops = PlannedStop.objects.ahead(now)
    assert [(stop.what, stop.buildings.count()) for stop in stops] == [("water", 2), ("power", 0)]
    changes = list(ShiftChange.objects.select_related("given_by", "taken_by").order_by("given_at"))
    assert len(changes) == 3
    assert all(change.taken_at and change.taken_at <= now for change in changes)
    assert [change.taken_by for change in changes[:-1]] == [change.given_by for change in changes[1:]]


def hints(department: Department, now: datetime) -> list[str]:
    """What is odd about the four weeks, but for the deputy who is on call at the weekend as well."""
    monday = (now - timedelta(days=now.weekday())).date()
    days = [day for n in (-1, 0, 1, 2) for day in week(department, monday + n * 7 * DAY, now)]
    return [hint for day in days for slot in day.slots for hint in slot.hints if "孙德胜" not in hint]
