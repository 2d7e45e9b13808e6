"""The complaints on the callback desk: those that can be called back now, each leading to its own page."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints.models import Complaint
from complaints.tests.factories import make_answered, make_closed, make_judged, make_resolved
from office.models import Role, Staff
from office.tests.factories import make_staff, make_unit
from visits.tests.desk import LIST
from visits.tests.factories import make_callback

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def listed(client: Client) -> list[str]:
    """The numbers of the complaints in the list."""
    response = client.get(LIST, follow=True)
    assert response.status_code == 200
    return [promise.subject for promise in response.context["complaints"]]


def test_cb11_resolved_ones_stand_by_when_they_are_due(client: Client, caller: Staff, now: datetime) -> None:
    later, first = make_resolved(now=now), make_judged(now=now - DAY, unit=make_unit("3-2-501"))
    make_answered(now=now)
    assert listed(client) == [first.number, later.number]
    page = client.get(LIST).content.decode()
    for words in ("Complaints to call back 2", f'href="/complaints/{first.number}/call_back/"', "3-2-501"):
        assert words in page
    assert ("No repair to call back about" in page, "Nobody to call back now" in page) == (True, False)


def test_cp4_a_month_after_the_closing_and_not_before(client: Client, caller: Staff, now: datetime) -> None:
    complaint = make_closed(now=now - 31 * DAY)
    make_closed(now=now - 29 * DAY)
    assert listed(client) == [complaint.number]


def test_they_stand_beside_the_repairs(client: Client, caller: Staff, now: datetime) -> None:
    complaint = make_resolved(now=now)
    make_callback(at=now - timedelta(hours=1))
    assert listed(client) == [complaint.number]


def test_a_confidential_one_is_not_there_without_the_right_nor_for_whom_it_is_about(
    client: Client, caller: Staff, now: datetime
) -> None:
    accused = make_staff(Role.MANAGER)
    complaint: Complaint = make_resolved(now=now, about_staff=accused)
    assert listed(client) == []
    for who, numbers in ((accused, []), (make_staff(Role.MANAGER), [complaint.number])):
        client.force_login(who)
        assert listed(client) == numbers
    # Its words stay out of the list: the type alone is said.
    assert complaint.text not in client.get(LIST).content.decode()


def test_three_cost_what_one_costs(client: Client, caller: Staff, now: datetime) -> None:
    make_resolved(now=now)
    client.get(LIST)
    counts = []
    for more in (0, 2):
        for _complaint in range(more):
            make_resolved(now=now)
        with CaptureQueriesContext(connection) as captured:
            listed(client)
        counts.append(len(captured))
    assert counts[0] == counts[1]
