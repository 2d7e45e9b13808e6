"""The complaints and the weekly reports in the dashboard, to look at."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.models import Complaint
from complaints.tests.factories import DONE, WHY, make_closed, make_complaint, make_judged
from complaints.tests.reports import make_report
from office.tests.factories import home
from office.tests.pages import manager_of

pytestmark = pytest.mark.django_db
BASE = "/admin/complaints/"


def test_cp5_a_complaint_says_whether_it_was_valid_why_and_how_it_was_closed() -> None:
    client, _manager = manager_of(home())
    complaint = make_closed(valid=False)
    page = client.get(f"{BASE}complaint/{complaint.pk}/change/").content.decode()
    for words in (DONE, "invalid", WHY, "the owner is satisfied", "reason of the closing"):
        assert words.lower() in page.lower()


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("valid__exact=1", ["valid"]),
        ("valid__exact=0", ["closed"]),
        ("valid__isnull=True", ["undecided"]),
        ("closing__exact=satisfied", ["closed"]),
    ],
)
def test_cp5_complaints_are_found_by_validity_and_closing(asked: str, kept: list[str]) -> None:
    client, _manager = manager_of(home())
    rows = {"valid": make_judged(), "closed": make_closed(valid=False), "undecided": make_complaint()}
    found = client.get(f"{BASE}complaint/?{asked}").context["cl"].queryset
    assert list(found) == [rows[name] for name in kept]
    assert Complaint.objects.count() == 3


def test_cp6_the_list_of_reports_leaves_their_rows_where_they_are() -> None:
    client, _manager = manager_of(home())
    report = make_report()
    with CaptureQueriesContext(connection) as seen:
        page = client.get(f"{BASE}weeklyreport/")
    assert report.number in page.content.decode()
    assert [query["sql"] for query in seen if '"complaints_weeklyreport"."rows"' in query["sql"]] == []
