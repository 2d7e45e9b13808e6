"""Categories and prices in the dashboard, and the repairs to look at."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from office.models import Role
from office.tests.factories import home, make_community, make_staff
from office.tests.pages import errors, filled, listed, manager_of
from owners.tests.factories import make_contact
from repairs.ages import AGES
from repairs.models import Category, PriceItem, Repair
from repairs.tests.factories import make_category, make_order, make_price, make_repair

pytestmark = pytest.mark.django_db
BASE = "/admin/repairs/"


def save(client: Any, row: Any, **changes: Any) -> Any:
    path = f"{BASE}{row._meta.model_name}/{row.pk}/change/"
    return client.post(path, filled(client.get(path), **changes))


def test_a_categorys_marks_are_changed_and_earlier_repairs_keep_theirs() -> None:
    client, _manager = manager_of(home())
    repair = make_repair()
    assert save(client, repair.category, leak="on", urgent="on").status_code == 302
    category = Category.objects.get(pk=repair.category_id)
    repair.refresh_from_db()
    assert (category.leak, category.urgent, repair.leak, repair.urgent) == (True, True, False, False)


def test_the_tree_has_two_levels() -> None:
    client, _manager = manager_of(home())
    leaf, other = make_category(), make_category()
    group = leaf.parent
    assert group is not None
    assert errors(save(client, group, parent=other.parent_id)) == {"parent": ["This is a group itself."]}
    assert errors(save(client, group, parent=group.pk)) == {"parent": ["Choose a group: the tree has two levels."]}
    not_offered = "Select a valid choice. That choice is not one of the available choices."
    assert errors(save(client, leaf, parent=other.pk)) == {"parent": [not_offered]}
    assert save(client, leaf, parent=other.parent_id).status_code == 302


def test_a_category_is_taken_out_of_use_and_never_deleted() -> None:
    client, _manager = manager_of(home())
    category = make_category()
    data = filled(client.get(f"{BASE}category/{category.pk}/change/"))
    del data["active"]
    assert client.post(f"{BASE}category/{category.pk}/change/", data).status_code == 302
    assert category not in Category.objects.offered()
    assert client.post(f"{BASE}category/{category.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"price": "-1"}, {"price": ["Ensure this value is greater than or equal to 0.01."]}),
        ({"price": "0"}, {"price": ["Ensure this value is greater than or equal to 0.01."]}),
        ({"price": "NaN"}, {"price": ["Enter a number."]}),
        ({"price": "1e9"}, {"price": ["Ensure that there are no more than 8 digits in total."]}),
        ({"price": "1.005"}, {"price": ["Ensure that there are no more than 2 decimal places."]}),
        ({"retired_on": "2025-12-31"}, {"retired_on": ["This lies before the day it is valid from."]}),
        ({"unit": ""}, {"unit": ["This field is required."]}),
    ],
)
def test_a_price_is_refused(changes: dict[str, str], says: dict[str, list[str]]) -> None:
    client, _manager = manager_of(home())
    assert errors(save(client, make_price(), **changes)) == says


def test_a_price_is_changed_or_left_to_agreement() -> None:
    client, _manager = manager_of(home())
    item = make_price()
    assert save(client, item, price="62.50").status_code == 302
    assert PriceItem.objects.get(pk=item.pk).price == Decimal("62.50")
    assert save(client, item, price="").status_code == 302
    assert PriceItem.objects.get(pk=item.pk).price is None


def test_a_price_that_holds_everywhere_is_set_by_who_serves_everywhere() -> None:
    ours, theirs = home(), make_community()
    client, _manager = manager_of(ours)
    general, own, foreign = make_price(), make_price(community=ours), make_price(community=theirs)
    assert listed(client, f"{BASE}priceitem/") == {general.name, own.name}
    page = client.get(f"{BASE}priceitem/{general.pk}/change/")
    assert (page.status_code, page.context["has_change_permission"]) == (200, False)
    assert client.post(f"{BASE}priceitem/{general.pk}/change/", {"price": 1}).status_code == 403
    assert client.get(f"{BASE}priceitem/{foreign.pk}/change/").status_code == 404
    assert errors(save(client, own, community="")) == {"community": ["This field is required."]}
    assert save(client, own, price="1").status_code == 302


def test_open_repairs_by_age() -> None:
    client, _manager = manager_of(home())
    now = timezone.now()
    hours = {"1h": 0.5, "4h": 2, "24h": 5, "3d": 30, "7d": 100, "over": 200}
    repairs = {}
    for key, age in hours.items():
        at = now - timedelta(hours=age)
        repairs[key] = make_repair(reported_at=at, recorded_at=at)
    make_repair(reported_at=now - timedelta(hours=2), recorded_at=now, status=Repair.Status.VOID)
    shown = {age.key: listed(client, f"{BASE}repair/?age={age.key}") for age in AGES}
    assert shown == {key: {repair.number} for key, repair in repairs.items()}
    assert listed(client, f"{BASE}repair/?age=open") == {repair.number for repair in repairs.values()}
    assert len(listed(client, f"{BASE}repair/")) == 7


def test_repairs_are_looked_at_with_their_orders_and_never_edited() -> None:
    client, _manager = manager_of(home())
    repair = make_repair()
    order = make_order(repair)
    page = client.get(f"{BASE}repair/{repair.pk}/change/")
    assert order.number in page.content.decode()
    assert "138****8000" in page.content.decode()
    assert "13800138000" not in page.content.decode()
    assert client.post(f"{BASE}repair/{repair.pk}/change/", {"problem": "x"}).status_code == 403
    assert client.get(f"{BASE}repair/add/").status_code == 403


def test_another_communitys_repairs_are_not_there() -> None:
    client, _manager = manager_of(home())
    own, foreign = make_repair(), make_repair(contact=make_contact(community=make_community()))
    assert listed(client, f"{BASE}repair/") == {own.number}
    assert client.get(f"{BASE}repair/{foreign.pk}/change/").status_code == 404
    assert listed(client, f"{BASE}repair/?q={foreign.number}") == set()


def test_history_speaks_the_words_of_repairs() -> None:
    client, _manager = manager_of(home())
    columns = client.get("/admin/office/move/").context["cl"].model_admin.words
    assert {"finish", "registered", "dispatched"} <= set(columns)


def test_a_phone_number_is_not_found_out_by_asking_the_list() -> None:
    client, _manager = manager_of(home())
    client.force_login(make_staff(Role.COMPANY))
    assert client.get(f"{BASE}repair/?caller_phone__startswith=%2B86138").status_code == 400


@pytest.mark.parametrize("name", ["repair", "category", "priceitem"])
def test_three_rows_cost_what_one_costs(name: str) -> None:
    client, _manager = manager_of(home())
    client.get(f"{BASE}{name}/")
    statements = []
    for more in (1, 2):
        for _ in range(more):
            make_price(community=home(), category=make_repair().category)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{BASE}{name}/")
        statements.append(len(queries))
    assert statements[0] == statements[1]
