from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from frontdesk import frame
from office.duty import turn_at
from office.models import Department, Promise, Staff
from office.tests.factories import make_community, make_department, make_promise, make_staff
from office.tests.rosters import put_on
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


def put_on_now(staff: Staff, department: Department, *posts: str) -> None:
    """Put somebody on the roster of the shift that is on."""
    turn = turn_at(timezone.now(), department.community)
    put_on(staff, department, *posts, day=turn.day, shift=turn.shift)


def in_whose_hands(client: Client, query: str = "") -> list[tuple[str, str, bool]]:
    """Of each row: what, in whose hands, and whether it presses the reader."""
    groups = client.get(f"/board/{query}").context["groups"]
    return [(row.promise.about, row.holder, row.pressing) for group in groups for row in group.rows]


def test_rc13_what_a_department_promised_shows_who_is_on_duty(client: Client) -> None:
    me, other = make_staff("manager", language="en"), make_staff(name="Other")
    client.force_login(me)
    desk, engineering = make_department(), make_department(Department.Kind.ENGINEERING)
    promise_due(HOUR / 2, about="desk's")
    promise_due(HOUR * 0.6, about="engineering's", department=engineering)
    promise_due(HOUR * 0.7, about="mine", holder=me)
    assert [holder for _about, holder, _pressing in in_whose_hands(client)] == ["—", "—", me.name]
    put_on_now(other, desk)
    assert in_whose_hands(client) == [
        ("desk's", "on duty: Other", False),
        ("engineering's", "—", False),
        ("mine", me.name, True),
    ]
    put_on_now(me, desk)
    assert in_whose_hands(client)[0] == ("desk's", "on duty: Other +1", True)


def test_rc13_mine_is_also_what_the_departments_hold_for_which_i_am_on_duty(client: Client) -> None:
    me, other = make_staff("reception"), make_staff("reception")
    client.force_login(me)
    desk, engineering = make_department(), make_department(Department.Kind.ENGINEERING)
    promise_due(HOUR, about="desk's")
    promise_due(HOUR * 2, about="engineering's", department=engineering)
    promise_due(HOUR * 3, about="other's", holder=other)
    promise_due(HOUR * 4, about="mine", holder=me)
    make_promise(waits_for="rain", about="waits")
    assert rows(client, "?mine=on") == ["mine"]
    put_on_now(me, desk)
    put_on_now(other, engineering, "crew")
    assert rows(client, "?mine=on") == ["desk's", "mine"]
    assert rows(client, "?mine=on&due=waiting") == ["waits"]
    counted = {key: count for key, _label, count, _more in client.get("/board/?mine=on").context["filters"]}
    assert (counted[""], counted["waiting"]) == (3, 1)


def test_rc13_a_confidential_promise_of_my_department_is_still_not_mine_to_see(client: Client) -> None:
    me = make_staff("reception")
    client.force_login(me)
    put_on_now(me, make_department())
    promise_due(HOUR, about="secret", confidential=True)
    promise_due(HOUR, about="about me", hidden_from=me)
    assert rows(client, "?mine=on") == []


def test_rc13_the_phones_stand_beside_who_answers_them(client: Client) -> None:
    client.force_login(make_staff("reception"))
    desk = make_department()
    put_on_now(make_staff(name="Ann"), desk)
    shown = client.get("/board/").context["departments"]
    assert [(row, [staff.name for staff in people]) for row, people in shown] == [(desk, ["Ann"])]


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
def test_eight_statements_however_many_rows(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(make_staff("reception"))
    desk = make_department()
    for _ in range(count):
        promise_due(HOUR)
        make_repair(urgent=True)
        put_on_now(make_staff(), desk)
    client.get("/board/")  # reads the versions of the limits, once for each process
    for query in ("", "?mine=on"):
        with django_assert_num_queries(8):
            client.get(f"/board/{query}")


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
