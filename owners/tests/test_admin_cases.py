"""Matters, messages and offers in the dashboard: looked at, with masked numbers, never edited."""

from collections.abc import Callable
from typing import Any

import pytest

from office.tests.factories import home, make_community
from office.tests.pages import listed, manager_of
from owners.tests.cases import make_done, make_listing, make_matter, make_message, make_told

pytestmark = pytest.mark.django_db

MODELS: dict[str, Callable[[], Any]] = {"matter": make_done, "message": make_told, "listing": make_listing}
every = pytest.mark.parametrize("name", MODELS)


@every
def test_a_record_is_shown_with_its_page_its_contact_and_a_masked_number(name: str) -> None:
    record = MODELS[name]()
    client, _manager = manager_of(home())
    page = client.get(f"/admin/owners/{name}/{record.pk}/change/").content.decode()
    for words in (f'href="/{record.number}/"', f'href="/{record.contact.number}/"', "138****8000"):
        assert words in page
    assert "13800138000" not in page


@every
def test_it_can_be_neither_changed_nor_added_nor_deleted(name: str) -> None:
    record = MODELS[name]()
    client, _manager = manager_of(home())
    answers = [
        client.post(f"/admin/owners/{name}/{path}/") for path in ("add", f"{record.pk}/change", f"{record.pk}/delete")
    ]
    assert [answer.status_code for answer in answers] == [403] * 3


@every
def test_it_is_found_by_its_whole_number_and_not_in_another_estate(name: str) -> None:
    record = MODELS[name]()
    client, _manager = manager_of(home())
    assert listed(client, f"/admin/owners/{name}/?q={record.number.lower()}") == {record.number}
    assert listed(client, f"/admin/owners/{name}/?q={record.number[:-1]}") == set()
    assert listed(manager_of(make_community())[0], f"/admin/owners/{name}/") == set()


def test_in_the_history_the_same_word_says_what_it_means_for_each() -> None:
    make_done()
    make_listing()
    make_told(ring_back=False)
    make_matter()
    make_message()
    client, _manager = manager_of(home())
    page = client.get("/admin/office/move/").content.decode()
    for words in ("done, caller to be told", "on offer", "to be handed over", "to be told", ">done<"):
        assert words in page
