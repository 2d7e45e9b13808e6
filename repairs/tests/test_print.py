"""Printing work orders (RP-3): who may, and what counts as a printing."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from office.models import Role
from office.tests.factories import make_community, make_staff, make_unit
from repairs import actions
from repairs.tests.factories import history, make_order, make_repair
from repairs.tests.jobs import LATER
from repairs.tests.sheets import ADDRESS, look, press, printed, sign_in


@pytest.mark.django_db
def test_rp3_pressing_print_counts_each_order_once(client: Client) -> None:
    staff = sign_in(client, Role.RECEPTION, name="Lin")
    first, second = make_order(make_repair()), make_order(make_repair())
    response = client.post(ADDRESS, {"order": [first.number, second.number, first.number]})
    assert response.status_code == 302
    assert response.headers["Location"] == f"{ADDRESS}?order={first.number}&order={second.number}&printed=1"
    assert printed(first, second) == [1, 1]
    assert history(first.repair) == [("print", "registered", f"{first.number} #1")]
    assert [sheet.last_printing.by for sheet in press(client, first, second).context["sheets"]] == [staff, staff]
    assert printed(first, second) == [2, 2]


@pytest.mark.django_db
def test_rp3_looking_counts_nothing(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    order = make_order(make_repair())
    page = look(client, order).content.decode()
    look(client, order)
    assert printed(order) == [0]
    assert "printing" not in page


@pytest.mark.django_db
def test_rp3_from_the_second_on_the_paper_says_which_printing_it_is(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    order = make_order(make_repair())
    assert "printing 1" not in press(client, order).content.decode()
    assert "printing 2" in press(client, order).content.decode()
    assert "printing 2" in look(client, order).content.decode()


@pytest.mark.django_db
def test_a_void_repair_is_not_printed_and_nothing_beside_it(client: Client) -> None:
    staff = sign_in(client, Role.RECEPTION)
    void, good = make_order(make_repair()), make_order(make_repair())
    actions.void(void.repair, "Reported twice", by=staff, now=LATER)
    response = client.post(ADDRESS, {"order": [good.number, void.number]})
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        f"Void, not printed any more: {void.number}"
    ]
    assert printed(good, void) == [0, 0]
    assert "Void, do not go" in look(client, void).content.decode()


# ── who may ─────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_the_crew_prints_its_own_orders_and_finds_no_others(client: Client) -> None:
    crew = sign_in(client, Role.CREW)
    mine, hers = make_order(make_repair(), crew=[crew]), make_order(make_repair(), crew=[make_staff(Role.CREW)])
    assert press(client, mine).status_code == 200
    assert [look(client, hers).status_code, press(client, hers).status_code] == [404, 404]
    assert [look(client, mine, hers).status_code, printed(mine, hers)] == [404, [1, 0]]


@pytest.mark.django_db
def test_another_community_is_not_found(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    order = make_order(make_repair(unit=make_unit(community=make_community())))
    assert look(client, order).status_code == 404


@pytest.mark.django_db
def test_who_has_not_the_right_is_refused(client: Client) -> None:
    order = make_order(make_repair())
    sign_in(client, Role.COLLECTOR)
    assert [look(client, order).status_code, press(client, order).status_code] == [403, 403]
    assert printed(order) == [0]


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["R-20261124-9999-1", "r-20261124-9999-1"])
def test_a_number_that_nobody_has_is_not_found(client: Client, number: str) -> None:
    sign_in(client, Role.RECEPTION)
    assert client.get(ADDRESS, {"order": number}).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "numbers", [[], [""], ["\0"], ["R-20261124-0007"], ["１"], ["R-20261124-0007-1' --"], ["R-20261124-0007-1"] * 0]
)
def test_what_is_no_number_sends_back_with_a_word(client: Client, numbers: list[str]) -> None:
    sign_in(client, Role.RECEPTION)
    response = client.get(ADDRESS, {"order": numbers})
    assert (response.status_code, response.headers["Location"]) == (302, "/repairs/")
    sign_in(client, Role.CREW)
    assert client.post(ADDRESS, {"order": numbers}).headers["Location"] == "/repairs/jobs/"
