"""Every page of every table in the dashboard, as the manager of one community among two."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from complaints.models import ReportReader, WeeklyReport
from complaints.tests.factories import make_complaint
from office import outbox, promises
from office.models import Access, Building, Community, Move, Role, Staff, Unit
from office.tests.factories import (
    MONDAY,
    make_community,
    make_department,
    make_limit,
    make_promise,
    make_staff,
    make_unit,
)
from office.tests.keeping import kept
from office.tests.pages import manager_of
from office.tests.test_outside import make_number
from owners.models import OwnWord
from owners.tests.cases import make_listing, make_matter, make_message
from owners.tests.desk_things import make_box
from owners.tests.factories import make_contact, make_person
from repairs.models import ProblemText
from repairs.tests.factories import make_category, make_order, make_price, make_repair
from visits.models import Attempt
from visits.tests.factories import make_callback

TABLES = sorted(admin.site._registry, key=lambda model: model._meta.label)
# Of a long list so many are opened: their pages are alike.
FEW = 5
# The same in every community.
SHARED = {"owners.Etiquette", "owners.OwnWord", "owners.Phrase", "repairs.Category", "repairs.ProblemText"}
LOOKED_AT = {
    "office.Access", "office.Alert", "office.Move", "office.Notice", "office.OutboxMessage", "office.Promise",
    "complaints.Complaint", "complaints.WeeklyReport",
    "owners.Contact", "owners.Listing", "owners.Matter", "owners.Message", "repairs.Repair",
    "visits.Callback",
}  # fmt: skip
every_table = pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
pytestmark = pytest.mark.django_db


def furnish(community: Community) -> None:
    """One row, at least, of everything."""
    manager = make_staff(Role.MANAGER, community=community)
    unit = make_unit("3-2-501", community=community)
    make_department(community=community, head=manager)
    make_person(unit=unit)
    make_price(community=community)
    make_limit("CB-5/first", community=community, amount=5)
    contact = make_contact(unit=unit, taken_by=manager)
    make_order(make_repair(unit=unit, contact=contact))
    make_complaint(contact=contact)
    ReportReader.objects.create(community=community, staff=manager)
    WeeklyReport.objects.create(
        number=f"ZB-{community.pk}", community=community, week=MONDAY.date(), made_at=MONDAY, rows=[], households=1
    )
    make_matter(contact=contact)
    make_message(manager, contact=contact)
    make_listing(unit=unit)
    make_box(community=community)
    make_number(community=community)
    OwnWord.objects.get_or_create(list="channel", word="Loudspeaker")
    ProblemText.objects.get_or_create(key="wl", defaults={"text": "Water leak", "category": make_category()})
    now = timezone.now()
    Access.objects.create(by=manager, at=now, subject=contact.number, what=Access.What.PHONE)
    promise = make_promise(unit=unit, now=now, base_at=now, due_at=now)
    promises.sweep(now=now)
    outbox.relay(now=now)
    Move.objects.create(subject=promise.subject, verb="register", new="registered", at=now, by=manager)
    Attempt.objects.create(callback=make_callback(contact=contact), outcome="no_answer", at=now, by=manager)


@pytest.fixture(scope="module")
def two(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Community, Community]]:
    with kept(django_db_blocker):
        both = make_community(), make_community()
        for community in both:
            furnish(community)
        yield both


def page(row: models.Model, name: str) -> str:
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/{name}/"


def own_and_foreign(model: Any, user: Any) -> tuple[list[models.Model], list[models.Model]]:
    own = list(model.objects.visible_to(user))
    return own, list(model.objects.exclude(pk__in=[row.pk for row in own]))


@every_table
def test_every_page_opens_and_anothers_is_not_there(model: Any, two: tuple[Community, Community]) -> None:
    client, manager = manager_of(two[0])
    own, foreign = own_and_foreign(model, manager)
    label = model._meta.label
    assert own
    assert bool(foreign) is (label not in SHARED)
    base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    adds = 403 if label in LOOKED_AT or label == "office.TimeLimit" else 200
    # Who is sent the report is set and taken off again: no record of its own.
    set_and_taken_off = label == "complaints.ReportReader"
    history, delete = 404 if label in LOOKED_AT or set_and_taken_off else 200, 200 if set_and_taken_off else 403
    assert [client.get(base).status_code, client.get(f"{base}add/").status_code] == [200, adds]
    pages = ("change", "history", "delete")
    for row in own[:FEW]:
        assert [client.get(page(row, name)).status_code for name in pages] == [200, history, delete]
    for row in foreign:
        assert [client.get(page(row, name)).status_code for name in pages] == [404, 404, 404]
        assert [client.post(page(row, name), {}).status_code for name in pages] == [404, 404, 404]


@every_table
def test_no_list_shows_anothers_rows(model: Any, two: tuple[Community, Community]) -> None:
    client, manager = manager_of(two[0])
    _own, foreign = own_and_foreign(model, manager)
    base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    shown = {row.pk for row in client.get(base).context["cl"].result_list}
    assert not shown & {row.pk for row in foreign}


@every_table
def test_no_form_offers_anothers_rows(model: Any, two: tuple[Community, Community]) -> None:
    client, manager = manager_of(two[0])
    own, _foreign = own_and_foreign(model, manager)
    responses = [client.get(page(row, "change")) for row in own[:1]]
    responses.append(client.get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/add/"))
    for response in responses:
        if response.context is None or "adminform" not in response.context:
            continue
        forms = [response.context["adminform"].form]
        forms += [inline.formset.empty_form for inline in response.context["inline_admin_formsets"]]
        for queryset in choices(forms):
            offered = {row.pk for row in queryset}
            visible = set(queryset.model.objects.visible_to(manager).values_list("pk", flat=True))
            assert offered <= visible


def choices(forms: list[Any]) -> list[Any]:
    """The rows that the fields of these forms offer; the hidden key of a line is checked against the lines shown."""
    fields = [field for form in forms for name, field in form.fields.items() if name != "id"]
    return [field.queryset for field in fields if hasattr(field, "queryset")]


@every_table
@pytest.mark.parametrize("role", [Role.RECEPTION, Role.CREW])
def test_reception_and_crew_see_no_page_of_it(model: Any, role: str) -> None:
    client = Client()
    client.force_login(make_staff(role))
    base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    assert [client.get(f"{base}{name}").status_code for name in ("", "add/", "1/change/")] == [403, 403, 403]


@pytest.mark.parametrize(
    ("model", "field"),
    [
        ("owners&model_name=occupancy", "unit"),
        ("office&model_name=unit", "building"),
        ("office&model_name=department", "head"),
        ("office&model_name=unit", "community"),
    ],
)
def test_autocomplete_lists_only_ones_own(model: str, field: str, two: tuple[Community, Community]) -> None:
    client, manager = manager_of(two[0])
    found = client.get(f"/admin/autocomplete/?app_label={model}&field_name={field}").json()["results"]
    tables: dict[str, Any] = {"unit": Unit, "building": Building, "head": Staff, "community": Community}
    visible = tables[field].objects.visible_to(manager)
    assert sorted(row["id"] for row in found) == sorted(str(row.pk) for row in visible)
    assert found


def test_the_command_search_finds_no_foreign_rows(two: tuple[Community, Community]) -> None:
    client, _manager = manager_of(two[0])
    text = client.get("/admin/search/?s=3-2-501&extended=1").content.decode()
    assert "/change/" not in text
