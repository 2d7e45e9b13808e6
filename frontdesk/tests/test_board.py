from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from frontdesk import frame
from office.models import Promise
from office.tests.factories import make_community, make_department, make_promise, make_staff
from repairs.tests.factories import make_repair

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def promise_due(after: timedelta, **fields: Any) -> Promise:
    now = timezone.now()
    return make_promise(now=now - timedelta(days=1), base_at=now - timedelta(days=1), due_at=now + after, **fields)


def rows(client: Client, query: str = "") -> list[str]:
    """What the ledger shows, in order."""
    response = client.get(f"/board/{query}")
    assert response.status_code == 200
    return [row.promise.about for group in response.context["groups"] for row in group.rows]


def test_the_ledger_is_in_order_of_due_time_overdue_first(client: Client) -> None:
    client.force_login(make_staff("reception"))
    promise_due(HOUR / 2, about="soon")
    promise_due(-HOUR, about="late")
    promise_due(timedelta(days=3), about="later")
    make_promise(waits_for="rain", about="waits")
    assert rows(client) == ["late", "soon", "later"]
    assert rows(client, "?due=overdue") == ["late"]
    assert rows(client, "?due=hour") == ["soon"]
    assert rows(client, "?due=later") == ["later"]
    assert rows(client, "?due=waiting") == ["waits"]
    counted = {key: count for key, _label, count, _more in client.get("/board/").context["filters"]}
    assert counted == {"": 4, "overdue": 1, "hour": 1, "today": 0, "later": 1, "waiting": 1}


def test_mine_shows_what_is_in_my_hands(client: Client) -> None:
    me, other = make_staff("reception"), make_staff("reception")
    client.force_login(me)
    promise_due(HOUR, about="mine", holder=me)
    promise_due(HOUR, about="hers", holder=other)
    assert rows(client, "?mine=on") == ["mine"]


def test_another_community_is_not_shown(client: Client) -> None:
    client.force_login(make_staff("reception"))
    promise_due(HOUR, about="elsewhere", community=make_community())
    assert rows(client) == []


def test_confidential_is_for_those_with_the_right(client: Client) -> None:
    promise_due(HOUR, about="secret", confidential=True)
    client.force_login(make_staff("reception"))
    assert rows(client) == []
    client.force_login(make_staff("manager"))
    assert rows(client) == ["secret"]


def test_rp11_an_unassigned_urgent_repair_is_the_first_line(client: Client) -> None:
    client.force_login(make_staff("reception"))
    promise_due(-HOUR, about="A missed call")
    repair = make_repair(urgent=True)
    page = client.get("/board/").content.decode()
    assert page.index(f'data-row="u{repair.pk}"') < page.index("A missed call")
    assert "data-sounds" in page


def test_an_address_that_makes_no_sense_shows_everything(client: Client) -> None:
    client.force_login(make_staff("reception"))
    promise_due(HOUR, about="soon")
    for query in ["?due=nonsense", "?due=%00", "?mine=x&due=", "?due=overdue&due=hour"]:
        assert client.get(f"/board/{query}").status_code == 200
    assert rows(client, "?due=nonsense") == ["soon"]


def test_the_crew_has_its_jobs_instead(client: Client) -> None:
    client.force_login(make_staff("crew"))
    assert client.get("/board/").status_code == 403
    assert client.get("/").url == "/repairs/jobs/"  # type: ignore[attr-defined]


@pytest.mark.parametrize("count", [1, 3])
def test_seven_statements_however_many_rows(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(make_staff("reception"))
    for _ in range(count):
        promise_due(HOUR)
        make_repair(urgent=True)
    make_department()
    client.get("/board/")  # reads the versions of the limits, once for each process
    with django_assert_num_queries(7):
        client.get("/board/")


def settle() -> None:
    """Let the last change be ten seconds old: its transaction is over for certain."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('office_last_change', (extract(epoch FROM now()) * 1e6)::bigint - 10000000)")


def test_an_unchanged_board_answers_with_nothing_in_three_statements(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame, "TICK", 10**9)
    client.force_login(make_staff("reception"))
    promise_due(HOUR)
    settle()
    first = client.get("/board/")
    with django_assert_num_queries(3):
        again = client.get("/board/refresh/", {"seen": first.context["seen"]})
    assert (again.status_code, again.content) == (204, b"")


def test_a_change_brings_the_board_anew(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "TICK", 10**9)
    client.force_login(make_staff("reception"))
    settle()
    first = client.get("/board/")
    promise_due(HOUR, about="news")
    fresh = client.get("/board/refresh/", {"seen": first.context["seen"]})
    assert "news" in fresh.content.decode()
