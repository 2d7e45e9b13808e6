"""The callbacks in the dashboard, to look at."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from office.tests.factories import MONDAY, home, make_community, make_staff
from office.tests.pages import listed, manager_of
from owners.tests.factories import make_contact
from visits.models import Attempt, Callback
from visits.tests.factories import make_callback

pytestmark = pytest.mark.django_db
LIST = "/admin/visits/callback/"


def test_callbacks_by_state() -> None:
    client, manager = manager_of(home())
    owed, made = make_callback(), make_callback()
    Callback.objects.filter(pk=made.pk).update(made_at=MONDAY, made_by=manager, how="phone", overall=5)
    assert listed(client, LIST) == {str(owed), str(made)}
    assert listed(client, f"{LIST}?state=made") == {str(made)}
    assert listed(client, f"{LIST}?state=open") == {str(owed), str(made)}
    assert listed(client, f"{LIST}?q={owed.repair.number}") == {str(owed)}


def test_a_callback_with_its_attempts_is_looked_at_and_never_edited() -> None:
    client, manager = manager_of(home())
    callback = make_callback()
    Attempt.objects.create(callback=callback, outcome="no_answer", at=MONDAY, by=manager, note="Rang eight times.")
    page = f"{LIST}{callback.pk}/change/"
    assert "Rang eight times." in client.get(page).content.decode()
    assert client.post(page, {"said": "x"}).status_code == 403
    assert client.post(f"{LIST}{callback.pk}/delete/", {"post": "yes"}).status_code == 403


def test_another_communitys_callbacks_are_not_there() -> None:
    client, _manager = manager_of(home())
    own = make_callback()
    other = make_community()
    foreign = make_callback(contact=make_contact(community=other, taken_by=make_staff(community=other)))
    assert foreign.repair.community == other
    assert listed(client, LIST) == {str(own)}
    assert client.get(f"{LIST}{foreign.pk}/change/").status_code == 404


def test_three_callbacks_cost_what_one_costs() -> None:
    client, _manager = manager_of(home())
    client.get(LIST)
    statements = []
    for more in (1, 2):
        for _ in range(more):
            make_callback()
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        statements.append(len(queries))
    assert statements[0] == statements[1]
