"""The benchmark of the search box: what it fills, and that every kind of query is answered in it."""

import pytest

from frontdesk.bench import lookup, register
from frontdesk.bench.lookup import Lookups, table
from office.models import Promise, Unit
from office.tests.factories import MONDAY
from owners.models import Contact, Person

PEOPLE, CONTACTS = 240, 1500


@pytest.mark.django_db(transaction=True)
def test_a_small_register_is_filled_and_every_kind_of_query_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "EACH", 6)
    chunks: list[int] = []
    community = register.fill(people=PEOPLE, contacts=CONTACTS, now=MONDAY, progress=chunks.append)
    assert (Unit.objects.count(), Contact.objects.count()) == (PEOPLE // 2, CONTACTS)
    assert PEOPLE * 0.8 < Person.objects.count() < PEOPLE * 1.2
    assert Promise.objects.count() == PEOPLE // 2 // 3
    newest = Contact.objects.exclude(person=None).order_by("-at")[0]
    assert newest.person is not None
    assert newest.person.last_contact_at == newest.at
    box = Lookups(community)
    kinds = box.kinds(6)
    for kind in kinds:
        box.measure(kind)
    assert all(kind.statements <= lookup.ASKED_STATEMENTS for kind in kinds)
    head, *rows = table(kinds).splitlines()
    assert head.split()[:3] == ["page", "p50", "p95"]
    assert [row[:21].strip() for row in rows] == [kind.name for kind in kinds]
