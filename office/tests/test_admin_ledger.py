"""The ledger in the dashboard: looked at, never edited, never counted; each question answered by an index."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from office import outbox, promises
from office.models import Alert, Move, Notice, OutboxMessage, Promise, Role
from office.tests.factories import home, make_community, make_promise, make_staff
from office.tests.pages import listed, manager_of

pytestmark = pytest.mark.django_db
OFFICE = "/admin/office/"
DAY = timedelta(days=1)


def promise_of(days: float, **fields: Any) -> Promise:
    """Made ten days ago, due in so many days from now."""
    now = timezone.now()
    return make_promise(now=now - 10 * DAY, base_at=now - 10 * DAY, due_at=now + days * DAY, **fields)


def test_promises_by_state() -> None:
    client, _manager = manager_of(home())
    late, later = promise_of(-1), promise_of(1)
    waits, stuck, kept = make_promise(waits_for="rain"), promise_of(2), promise_of(3)
    Promise.objects.filter(pk=stuck.pk).update(failures=2)
    promises.keep(kept, by=None, now=timezone.now())
    assert {
        state: listed(client, f"{OFFICE}promise/?state={state}")
        for state in ("open", "overdue", "waiting", "stuck", "ended")
    } == {
        "open": {str(late), str(later), str(stuck)},
        "overdue": {str(late)},
        "waiting": {str(waits)},
        "stuck": {str(stuck)},
        "ended": {str(kept)},
    }
    assert listed(client, f"{OFFICE}promise/") == {str(late), str(later), str(stuck)}


def test_promises_by_rule_outcome_and_month() -> None:
    client, _manager = manager_of(home())
    now = timezone.now()
    in_time, late, other = promise_of(1), promise_of(-1), promise_of(1, rule="CB-4/first")
    released, old = promise_of(1), promise_of(1)
    for promise in (in_time, late, other):
        promises.keep(promise, by=None, now=now)
    promises.release(released, by=None, why="Void", now=now)
    Promise.objects.filter(pk=old.pk).update(ended_at=now - 70 * DAY, outcome="kept")
    base = f"{OFFICE}promise/?state=ended&rule=CB-5/first"
    assert listed(client, f"{base}&month=this") == {str(in_time), str(late), str(released)}
    assert listed(client, f"{base}&month=last") == set()
    assert listed(client, f"{base}&month=this&outcome=in_time") == {str(in_time)}
    assert listed(client, f"{base}&month=this&outcome=late") == {str(late)}
    assert listed(client, f"{base}&outcome=kept") == {str(in_time), str(late), str(old)}
    assert listed(client, f"{base}&outcome=released") == {str(released)}
    assert listed(client, f"{base}&outcome=extended") == set()


def test_a_promise_is_found_by_its_whole_number() -> None:
    client, _manager = manager_of(home())
    one, _other = promise_of(1), promise_of(1)
    assert listed(client, f"{OFFICE}promise/?q={one.subject.lower()}") == {str(one)}
    assert listed(client, f"{OFFICE}promise/?q={one.subject[:-1]}") == set()


def everything(community: Any) -> None:
    """One promise overdue since a moment ago with its alert, message and notice, and a move of its record."""
    promise = promise_of(-0.001, community=community)
    promises.sweep(now=timezone.now())
    outbox.relay(now=timezone.now())
    Move.objects.create(subject=promise.subject, verb="register", new="registered", at=timezone.now())


LISTS: dict[str, Any] = {
    "promise": Promise,
    "alert": Alert,
    "move": Move,
    "outboxmessage": OutboxMessage,
    "notice": Notice,
}


def list_of(name: str) -> str:
    """The page that shows what `everything` has made."""
    return f"{OFFICE}{name}/" + ("?state=sent" if name == "outboxmessage" else "")


@pytest.mark.parametrize("name", LISTS)
def test_only_what_belongs_to_ones_own_communities(name: str) -> None:
    ours, theirs = home(), make_community()
    client, _manager = manager_of(ours)
    make_staff(Role.MANAGER, community=theirs)
    everything(ours)
    everything(theirs)
    own, foreign = LISTS[name].objects.order_by("pk")
    path = f"{OFFICE}{name}/"
    assert [row.pk for row in client.get(list_of(name)).context["cl"].result_list] == [own.pk]
    assert client.get(f"{path}{own.pk}/change/").status_code == 200
    pages = ["change", "history", "delete"]
    assert [client.get(f"{path}{foreign.pk}/{page}/").status_code for page in pages] == [404, 404, 404]


@pytest.mark.parametrize("name", LISTS)
def test_nothing_is_edited_added_or_deleted(name: str) -> None:
    client, _manager = manager_of(home())
    everything(home())
    path = f"{OFFICE}{name}/{LISTS[name].objects.get().pk}"
    assert client.get(f"{OFFICE}{name}/add/").status_code == 403
    assert client.post(f"{path}/change/", {"about": "x"}).status_code == 403
    assert client.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{path}/history/").status_code == 404


@pytest.mark.parametrize("name", LISTS)
def test_nothing_is_counted_and_three_rows_cost_what_one_costs(name: str) -> None:
    client, _manager = manager_of(home())
    client.get(list_of(name))
    statements = []
    for more in (1, 2):
        for _ in range(more):
            everything(home())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            rows = client.get(list_of(name)).context["cl"].result_list
        assert len(rows) == (1 if more == 1 else 3)
        statements.append(len(queries))
        assert not [query["sql"] for query in queries if "COUNT(" in query["sql"]]
    assert statements[0] == statements[1] <= 6


def test_messages_given_up_are_found() -> None:
    client, _manager = manager_of(home())
    everything(home())
    everything(home())
    given_up, waiting = OutboxMessage.objects.order_by("pk")
    OutboxMessage.objects.filter(pk=given_up.pk).update(sent_at=None, next_at=None, last_error="not delivered")
    OutboxMessage.objects.filter(pk=waiting.pk).update(sent_at=None, next_at=timezone.now())
    assert listed(client, f"{OFFICE}outboxmessage/?state=failed") == {str(given_up)}
    assert listed(client, f"{OFFICE}outboxmessage/") == {str(given_up), str(waiting)}
    assert listed(client, f"{OFFICE}outboxmessage/?state=sent") == set()


def test_confidential_promises_are_for_those_with_the_right() -> None:
    client, manager = manager_of(home())
    secret, hidden = promise_of(-1, confidential=True), promise_of(-1, hidden_from=manager)
    promises.sweep(now=timezone.now())
    assert listed(client, f"{OFFICE}promise/") == {str(secret)}
    assert [row.promise for row in client.get(f"{OFFICE}alert/").context["cl"].result_list] == [secret]
    client.force_login(make_staff(Role.ADMINISTRATOR))
    assert listed(client, f"{OFFICE}promise/") == {str(hidden)}
    assert client.get(f"{OFFICE}promise/{secret.pk}/change/").status_code == 404


def test_alerts_by_level_and_week() -> None:
    client, _manager = manager_of(home())
    everything(home())
    alert = Alert.objects.get()
    assert listed(client, f"{OFFICE}alert/?level__exact=2&since=week") == {str(alert)}
    assert listed(client, f"{OFFICE}alert/?level__exact=1&since=week") == set()


def test_filters_list_only_ones_own_communities() -> None:
    ours, second, theirs = home(), make_community(), make_community()
    client, _manager = manager_of(ours, second)
    specs = client.get(f"{OFFICE}promise/").context["cl"].filter_specs
    offered = {key for spec in specs if spec.title == "community" for key, _words in spec.lookup_choices}
    assert offered == {ours.pk, second.pk}
    promise_of(1, community=theirs)
    assert listed(client, f"{OFFICE}promise/?community__id__exact={theirs.pk}") == set()
