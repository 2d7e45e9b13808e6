"""The register of people in the dashboard: phones in one normal form, homes over time, nothing of other communities."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from office.models import Role
from office.tests.factories import home, make_community, make_staff, make_unit
from office.tests.pages import errors, filled, listed, manager_of
from owners.models import Occupancy, Person, PersonPhone
from owners.tests.factories import PHONE, make_contact, make_occupancy, make_person

pytestmark = pytest.mark.django_db
LIST = "/admin/owners/person/"


def page_of(person: Person) -> str:
    return f"{LIST}{person.pk}/change/"


def change(client: Client, person: Person, **changes: Any) -> Any:
    return client.post(page_of(person), filled(client.get(page_of(person)), **changes))


def phone(number: str, total: int = 1, extension: str = "") -> dict[str, Any]:
    """The last of `total` lines for phones, new."""
    line = f"phones-{total - 1}"
    return {"phones-TOTAL_FORMS": total, f"{line}-number": number, f"{line}-extension": extension}


def lives(unit: Any, since: str, until: str = "", number: int = 0, total: int = 1) -> dict[str, Any]:
    """The line `number` of `total` for homes, new."""
    line = f"occupancies-{number}"
    return {"occupancies-TOTAL_FORMS": total, f"{line}-unit": unit.pk, f"{line}-capacity": "owner",
            f"{line}-since": since, f"{line}-until": until}  # fmt: skip


def inline_errors(response: Any) -> list[dict[str, list[str]]]:
    """What the page says at the lines of the inlines, in their order."""
    assert response.status_code == 200
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    with translation.override("en"):
        return [
            {name: list(texts) for name, texts in form.errors.items()}
            for formset in formsets
            for form in formset.forms
            if form.errors
        ]


def test_a_new_person_with_phone_and_home() -> None:
    client, _manager = manager_of(home())
    unit = make_unit("3-2-501")
    page = client.get(f"{LIST}add/")
    data = {"community": home().pk, "name": "王小明", **phone("１３８ 0013 8000转801"), **lives(unit, "2024-05-01")}
    assert client.post(f"{LIST}add/", filled(page, **data)).status_code == 302
    person = Person.objects.get()
    assert (person.name, person.sort_key, person.community) == ("王小明", "wang xiao ming", home())
    assert list(person.phones.values_list("number", "extension")) == [(PHONE, "801")]
    assert list(person.occupancies.values_list("unit", "capacity", "until")) == [(unit.pk, "owner", None)]


def test_a_new_name_sorts_anew() -> None:
    client, _manager = manager_of(home())
    person = make_person("王小明")
    assert change(client, person, name="李雷").status_code == 302
    person.refresh_from_db()
    assert (person.name, person.sort_key) == ("李雷", "li lei")


@pytest.mark.parametrize("number", ["kitchen", "12", "138001380001380013800"])
def test_what_cannot_be_rung_is_refused(number: str) -> None:
    client, _manager = manager_of(home())
    person = make_person(phone="")
    assert inline_errors(change(client, person, **phone(number))) == [{"number": ["Not a phone number."]}]
    assert not PersonPhone.objects.exists()


def test_the_same_number_twice_is_refused() -> None:
    client, _manager = manager_of(home())
    person = make_person()
    response = change(client, person, **phone("138-0013-8000", total=2))
    assert (response.status_code, PersonPhone.objects.count()) == (200, 1)


def test_lines_that_overlap_are_refused() -> None:
    client, _manager = manager_of(home())
    person, unit = make_person(), make_unit()
    both = {**lives(unit, "2020-01-01", "2024-12-31"), **lives(unit, "2024-06-01", number=1, total=2)}
    assert inline_errors(change(client, person, **both)) == [{"since": ["This overlaps with another line."]}]
    one_after_the_other = {**both, "occupancies-1-since": "2025-01-01"}
    assert change(client, person, **one_after_the_other).status_code == 302
    assert Occupancy.objects.count() == 2


def test_moving_out_ends_and_deletes_nothing() -> None:
    client, _manager = manager_of(home())
    person = make_person(unit=make_unit())
    assert change(client, person, **{"occupancies-0-until": "2026-11-30"}).status_code == 302
    assert [str(row.until) for row in person.occupancies.all()] == ["2026-11-30"]
    change(client, person, **{"occupancies-0-DELETE": "on", "phones-0-DELETE": "on"})
    assert (person.occupancies.count(), person.phones.count()) == (1, 1)


def test_moving_out_before_moving_in_is_refused() -> None:
    client, _manager = manager_of(home())
    person = make_person(unit=make_unit())
    assert change(client, person, **{"occupancies-0-until": "2019-01-01"}).status_code == 200


def test_a_home_of_another_community_is_neither_offered_nor_accepted() -> None:
    ours, second = home(), make_community()
    client, _manager = manager_of(ours)
    person, unit, foreign = make_person(), make_unit("3-2-501"), make_unit("3-2-502", community=second)
    found = client.get("/admin/autocomplete/?app_label=owners&model_name=occupancy&field_name=unit&term=3-2").json()
    assert found["results"] == [{"id": str(unit.pk), "text": "3-2-501"}]
    assert inline_errors(change(client, person, **lives(foreign, "2024-05-01"))) == [
        {"unit": ["Select a valid choice. That choice is not one of the available choices."]}
    ]
    both, _manager = manager_of(ours, second)
    assert inline_errors(change(both, person, **lives(foreign, "2024-05-01"))) == [
        {"unit": ["Not in this person's community."]}
    ]


def test_another_communitys_people_are_not_there() -> None:
    client, _manager = manager_of(home())
    own, foreign = make_person("王小明"), make_person("李雷", community=make_community())
    assert [client.get(f"{LIST}{foreign.pk}/{page}/").status_code for page in ("change", "history")] == [404, 404]
    assert client.post(page_of(foreign), {"name": "x"}).status_code == 404
    assert listed(client, LIST) == {own.name}
    assert listed(client, f"{LIST}?q=李") == set()


@pytest.mark.parametrize("typed", ["王小", "小明", "wang xiao", "wxm", "138 0013 8000", "+8613800138000", "8000"])
def test_somebody_is_found_by_name_pinyin_or_phone(typed: str) -> None:
    client, _manager = manager_of(home())
    make_person("王小明")
    make_person("李雷", phone="+8613900139001")
    assert listed(client, f"{LIST}?q={typed.replace('+', '%2B')}") == {"王小明"}


@pytest.mark.django_db(transaction=True)
def test_the_history_shows_phones_and_homes_too() -> None:
    client, manager = manager_of(home())
    person = make_person("王小明", unit=make_unit())
    change(client, person, **{"phones-0-number": "139 0013 9000"})
    newest, *others = client.get(f"{LIST}{person.pk}/history/").context["changes"]
    assert (newest.by, newest.what) == (manager.name, "phone: changed")
    assert [(line.old, line.new) for line in newest.lines] == [(PHONE, "+8613900139000")]
    assert [row.what for row in others] == ["occupancy: added", "phone: added", "person: added"]


def test_numbers_are_masked_for_who_may_not_ring_them_up(client: Client) -> None:
    person = make_person()
    make_contact(phone=PHONE)
    client.force_login(make_staff(Role.COMPANY))
    pages = [page_of(person), f"{LIST}{person.pk}/history/", "/admin/owners/contact/"]
    texts = [client.get(page).content.decode() for page in pages]
    assert [PHONE in text for text in texts] == [False, False, False]
    assert "138****8000" in texts[0]


def test_who_does_not_change_the_register_is_refused(client: Client) -> None:
    person = make_person()
    client.force_login(make_staff(Role.COMPANY))
    assert client.post(page_of(person), {"name": "x"}).status_code == 403
    client.force_login(make_staff(Role.HEAD))
    assert client.get(page_of(person)).status_code == 403


def test_three_people_cost_what_one_costs() -> None:
    client, _manager = manager_of(home())
    statements = []
    for rooms in (["3-2-501"], ["3-2-502", "3-2-503"]):
        for room in rooms:
            make_occupancy(person=make_person(unit=make_unit(room)), unit=make_unit(f"1{room}"))
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        statements.append(len(queries))
    assert statements[0] == statements[1]


def test_an_empty_name_is_refused() -> None:
    client, _manager = manager_of(home())
    assert errors(change(client, make_person(), name="  ")) == {"name": ["This field is required."]}
