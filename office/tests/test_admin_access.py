"""The access log in the dashboard: who was shown whose data; looked at by the manager, changed by nobody."""

from typing import Any

import pytest
from django.test import Client

from office.models import Access, Role, Staff
from office.tests.factories import MONDAY, home, make_community, make_staff
from office.tests.pages import listed, manager_of

pytestmark = pytest.mark.django_db
LOG = "/admin/office/access/"


def make_access(by: Staff | None = None, **fields: Any) -> Access:
    return Access.objects.create(
        **{"by": by or make_staff(), "at": MONDAY, "subject": "J-20261123-0001", "what": Access.What.PHONE, **fields}
    )


def test_the_newest_stands_first_and_a_record_leads_to_its_page() -> None:
    client, _manager = manager_of(home())
    make_access(note="by the desk")
    make_access(subject="person 12", what=Access.What.PRINT)
    response = client.get(LOG)
    assert [row.subject for row in response.context["cl"].result_list] == ["person 12", "J-20261123-0001"]
    page = response.content.decode()
    assert ('href="/J-20261123-0001/"' in page, "by the desk" in page, "person 12</a>" in page) == (True, True, False)


@pytest.mark.parametrize("typed", ["j-20261123-0001", " J-20261123-0001 "])
def test_a_record_is_found_by_its_whole_number(typed: str) -> None:
    client, _manager = manager_of(home())
    found = make_access()
    make_access(subject="person 12")
    assert listed(client, f"{LOG}?q={typed}") == {str(found)}


def test_a_person_is_found_by_his_whole_subject_and_by_what_was_done() -> None:
    client, _manager = manager_of(home())
    reader = make_staff()
    shown, printed = make_access(reader, subject="person 12"), make_access(what=Access.What.PRINT)
    make_access(subject="person 1")
    assert listed(client, f"{LOG}?q=Person  12") == {str(shown)}
    assert listed(client, f"{LOG}?what__exact=print") == {str(printed)}
    assert listed(client, f"{LOG}?by__id__exact={reader.pk}") == {str(shown)}


def test_what_people_of_other_estates_looked_at_is_not_shown() -> None:
    client, _manager = manager_of(home())
    row = make_access(make_staff(community=make_community()))
    assert listed(client, LOG) == set()
    assert client.get(f"{LOG}{row.pk}/change/").status_code == 404


def test_nobody_adds_changes_or_deletes_a_row() -> None:
    client, _manager = manager_of(home())
    row = make_access()
    assert client.get(f"{LOG}{row.pk}/change/").status_code == 200
    posted = [client.post(f"{LOG}{path}", {"subject": "R-1"}).status_code for path in ("add/", f"{row.pk}/change/")]
    assert [*posted, client.post(f"{LOG}{row.pk}/delete/").status_code] == [403, 403, 403]
    assert Access.objects.get().subject == "J-20261123-0001"


def test_only_who_may_see_it() -> None:
    answers = {}
    for role in (Role.RECEPTION, Role.HEAD, Role.MANAGER, Role.COMPANY, Role.ADMINISTRATOR):
        client = Client()
        client.force_login(make_staff(role))
        answers[str(role)] = client.get(LOG).status_code
    assert answers == {"reception": 403, "head": 403, "manager": 200, "company": 200, "administrator": 200}


def test_it_costs_the_same_with_one_and_with_three_rows(django_assert_max_num_queries: Any) -> None:
    client, _manager = manager_of(home())
    make_access()
    with django_assert_max_num_queries(12) as one:
        client.get(LOG)
    for _more in range(2):
        make_access()
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get(LOG)
