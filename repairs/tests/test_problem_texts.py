"""Problem texts 常用描述: what is reported often, under a key (RC-8)."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from office.models import OutsideNumber, Role
from office.tests.factories import home
from repairs.models import Category, ProblemText
from repairs.tests.factories import make_category
from repairs.tests.pages import desk

pytestmark = pytest.mark.django_db

LIST, ONE = "/repairs/new/texts/", "/repairs/new/text/"


def make_text(key: str = "11", category: Category | None = None, **fields: Any) -> ProblemText:
    said = {"text": "厨房给水管爆裂", "category": category or make_category(urgent=True)}
    return ProblemText.objects.create(key=key, **{**said, **fields})


def test_those_in_use_are_offered_in_their_order() -> None:
    last, first = make_text("gb", position=2), make_text("11", position=1)
    make_text("12", active=False)
    make_text("13", make_category(active=False))
    assert list(ProblemText.objects.offered()) == [first, last]


@pytest.mark.parametrize(("typed", "found"), [("gb", True), (" GB ", True), ("g", False), ("", False), ("  ", False)])
def test_a_key_is_found_however_it_is_written(typed: str, found: bool) -> None:
    text = make_text("gb")
    assert ProblemText.objects.under(typed) == (text if found else None)


@pytest.mark.parametrize("key", ["GB", "1 1", "水", "1-1", ""])
def test_a_key_is_small_letters_and_digits(key: str) -> None:
    with pytest.raises(ValidationError):
        ProblemText(key=key, text="x", category=make_category()).full_clean()


def test_every_change_of_a_text_is_kept() -> None:
    text = make_text()
    text.text = "卫生间给水管爆裂"
    text.save()
    assert list(text.events.order_by("pgh_id").values_list("text", flat=True)) == ["厨房给水管爆裂", "卫生间给水管爆裂"]  # type: ignore[attr-defined]


def test_the_panel_lists_them_by_category(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    category, client = make_category("Burst pipe"), desk()
    make_text("11", category)
    client.get(LIST)
    with django_assert_num_queries(3):
        client.get(LIST)
    make_text("12", category)
    make_text("13", category)
    with django_assert_num_queries(3):
        page = client.get(LIST).content.decode()
    assert [words in page for words in ("Burst pipe", "<kbd>12</kbd>", "厨房给水管爆裂")] == [True, True, True]


def test_a_text_fills_in_the_block_that_asked() -> None:
    text = make_text()
    page = desk().get(ONE, {"key": "11", "block": "repair-2"}).content.decode()
    assert 'id="div_id_repair-2-problem"' in page
    assert text.text in page
    assert f'<option value="{text.category_id}" selected>' in page
    assert ('id="repair-2-says"' in page, "Urgent: 24 h from the report" in page) == (True, True)


@pytest.mark.parametrize("key", ["", "99", "\0", "x" * 99])
def test_a_key_that_nobody_gave_is_not_found(key: str) -> None:
    make_text()
    assert desk().get(ONE, {"key": key}).status_code == 404


@pytest.mark.parametrize("url", [LIST, ONE])
def test_only_who_takes_reports_needs_them(url: str) -> None:
    make_text()
    assert [desk(role).get(url, {"key": "11"}).status_code for role in (Role.CREW, Role.FINANCE)] == [403, 403]
    assert (desk().post(url).status_code, Client().get(url).status_code) == (405, 302)


# ── in the admin ────────────────────────────────────────────────────────────
def test_a_manager_adds_and_retires_texts() -> None:
    category, manager = make_category(), desk(Role.MANAGER)
    typed = {"key": "11", "text": "厨房给水管爆裂", "category": category.pk, "position": "1", "active": "on"}
    assert manager.post("/admin/repairs/problemtext/add/", typed).status_code == 302
    text = ProblemText.objects.get()
    url = f"/admin/repairs/problemtext/{text.pk}/change/"
    assert manager.post(url, {**typed, "active": ""}).status_code == 302
    assert (ProblemText.objects.get().active, manager.get(url).status_code) == (False, 200)
    assert manager.get(f"/admin/repairs/problemtext/{text.pk}/delete/").status_code == 403
    assert "厨房给水管爆裂" in manager.get("/admin/repairs/problemtext/").content.decode()


def test_a_key_in_use_or_in_capitals_is_refused() -> None:
    text, manager = make_text("gb"), desk(Role.MANAGER)
    typed = {"text": "x", "category": text.category_id, "position": "1", "active": "on"}
    for key in ("gb", "GB", "a b"):
        assert manager.post("/admin/repairs/problemtext/add/", {**typed, "key": key}).status_code == 200
    assert ProblemText.objects.count() == 1


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.CREW])
def test_nobody_else_changes_them(role: str) -> None:
    assert desk(role).get("/admin/repairs/problemtext/").status_code in (302, 403)


# ── stop answers ────────────────────────────────────────────────────────────
SAYS = "/repairs/new/category/"


def test_rp11_a_category_says_what_comes_first_and_whom_to_ring() -> None:
    OutsideNumber.objects.create(community=home(), kind="lift", name="Lift firm", phone="4000000000")
    OutsideNumber.objects.create(community=home(), kind="lift", name="Old firm", phone="4000000001", active=False)
    OutsideNumber.objects.create(community=home(), kind="gas", name="Gas company", phone="4000000002")
    category = make_category(urgent=True, stop_answer="Ring the lift firm first.", stop_kind="lift")
    page = desk().get(SAYS, {"block": "repair-1", "repair-1-category": str(category.pk)}).content.decode()
    assert "Ring the lift firm first." in page
    assert [name in page for name in ("Lift firm", "Old firm", "Gas company")] == [True, False, False]
    assert ('name="repair-1-told_to"' in page, 'name="repair-1-told_name"' in page) == (True, True)


def test_rp1_what_is_not_ours_shows_whom_to_report_it_to() -> None:
    OutsideNumber.objects.create(community=home(), kind="water", name="Water company", phone="4000000003")
    category = make_category(ours=False, stop_kind="water")
    page = desk().get(SAYS, {"category": category.pk}).content.decode()
    assert ("Water company" in page, 'name="utility_told"' in page, 'name="told_to"' in page) == (True, True, False)


def test_a_category_without_one_says_nothing_of_the_kind() -> None:
    page = desk().get(SAYS, {"category": make_category().pk}).content.decode()
    assert ("callout" in page, "told_to" in page) == (False, False)
