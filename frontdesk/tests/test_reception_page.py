"""The reception screen before anything is typed, and the pieces that fill it while somebody speaks."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from frontdesk.tests.reception import PAGE, signed_in, typed
from office.models import Department, PlannedStop, Role, Unit
from office.tests.factories import home, make_community, make_department, make_staff, make_unit
from office.tests.test_outside import make_number
from owners.actions import boxes, calls
from owners.models import BoxOpening, Contact, ContactBox, LineOutage, MissedCall
from owners.tests.factories import make_person
from repairs.models import ProblemText
from repairs.tests.factories import make_category, make_registered

pytestmark = pytest.mark.django_db

CARD = "/reception/card/"


def test_the_screen_opens_empty_with_the_greeting_of_the_hotline() -> None:
    make_department(Department.Kind.CUSTOMER_SERVICE, name="客服部")
    user = make_staff(Role.RECEPTION, name="林晓燕", language="en")
    response = signed_in(user).get(PAGE)
    page = response.content.decode()
    assert response.status_code == 200
    assert [word for word in ("客服部", "林晓燕", "您好") if word not in page] == []
    assert (response.context["blocks"], response.context["card"]) == ([], None)


@pytest.mark.parametrize("query", ["room=xx", "person=0", "call=W-1", "opening=x", "case=pigeon", "q=%00", "saved=J-1"])
def test_an_address_that_makes_no_sense_opens_it_empty(query: str) -> None:
    response = signed_in().get(f"{PAGE}?{query}")
    assert (response.status_code, response.context["blocks"], response.context["saved"]) == (200, [], None)


def test_a_room_and_a_person_in_the_address_are_there_at_once() -> None:
    unit = make_unit("3-2-501")
    person = make_person("张桂兰", unit=unit)
    response = signed_in().get(f"{PAGE}?room=3-2-501&person={person.pk}")
    form = response.context["form"]
    named = {name: form[name].value() for name in ("room", "person", "name", "capacity", "phone")}
    assert named == {
        "room": "3-2-501", "person": person.pk, "name": "张桂兰", "capacity": "owner", "phone": "138****8000",
    }  # fmt: skip
    assert response.context["card"].caller.occupancy.person == person


def test_a_key_of_the_menu_opens_it_with_a_block() -> None:
    response = signed_in().get(f"{PAGE}?case=repair")
    assert [block.prefix for block in response.context["blocks"]] == ["repair-1"]


def test_rc12_a_missed_call_fills_in_the_number_and_is_answered_by_the_save() -> None:
    make_department(Department.Kind.CUSTOMER_SERVICE)
    user = make_staff(Role.RECEPTION, language="en")
    now = timezone.now()
    call = calls.note(
        MissedCall(community=home(), phone="+8613800138000", at=now - timedelta(minutes=5)), by=user, now=now
    )
    response = signed_in(user).get(f"{PAGE}?call={call.number}")
    assert response.context["form"]["phone"].value() == "138****8000"
    signed_in(user).post(PAGE, typed(call=call.number, phone="138****8000"))
    call.refresh_from_db()
    contact = Contact.objects.get()
    assert (call.status, call.contact, contact.phone) == ("reached", contact, "+8613800138000")


def test_rc7_a_letter_is_received_when_its_box_was_opened() -> None:
    make_department(Department.Kind.CUSTOMER_SERVICE)
    user = make_staff(Role.RECEPTION, language="en")
    now = timezone.now().replace(second=0, microsecond=0)
    box = boxes.hang(ContactBox(community=home(), name="East gate", opens_at=time(9), since=now.date()))
    opening = boxes.note_opening(BoxOpening(box=box, at=now - timedelta(hours=1), count=1), by=user, now=now)
    response = signed_in(user).get(f"{PAGE}?opening={opening.pk}")
    form = response.context["form"]
    assert (form["channel"].value(), f"{form['at'].value():%H:%M}") == (
        "box",
        f"{timezone.localtime(opening.at):%H:%M}",
    )
    at = f"{timezone.localtime(opening.at):%Y-%m-%dT%H:%M}"
    signed_in(user).post(PAGE, typed(opening=opening.pk, channel="box", at=at))
    contact = Contact.objects.get()
    assert (contact.opening, contact.at) == (opening, opening.at)


def test_rc12_a_line_out_of_order_is_said_with_the_number_to_give_out() -> None:
    LineOutage.objects.create(
        community=home(), line="Hotline", since=timezone.now(), instead="83211234", noted_by=make_staff()
    )
    assert "83211234" in signed_in().get(PAGE).content.decode()


def test_rc14_a_planned_stop_is_shown_for_every_home_it_concerns() -> None:
    unit, other = make_unit("3-2-501"), make_unit("4-1-101")
    now = timezone.now()
    stop = PlannedStop.objects.create(
        community=home(), what="water", since=now, until=now + timedelta(hours=3), why="tank cleaned",
        say="No water in building 3 until noon", entered_at=now, entered_by=make_staff(),
    )  # fmt: skip
    stop.buildings.add(unit.building)
    client = signed_in()
    assert "No water in building 3" in client.get(CARD, {"room": unit.number}).content.decode()
    assert "No water in building 3" not in client.get(CARD, {"room": other.number}).content.decode()


def test_the_card_masks_every_number_and_names_what_is_open() -> None:
    unit = make_unit("3-2-501")
    make_person("张桂兰", unit=unit)
    repair = make_registered(unit=unit)
    page = signed_in().get(CARD, {"room": "3-2-501"}).content.decode()
    assert [word for word in ("张桂兰", "138****8000", repair.number) if word not in page] == []
    assert "13800138000" not in page


def test_looking_at_a_card_leaves_the_caller_and_choosing_fills_him_in() -> None:
    person = make_person("张桂兰", unit=make_unit("3-2-501"))
    asked: dict[str, Any] = {"room": "3-2-501", "person": person.pk}
    client = signed_in()
    assert 'id="caller"' not in client.get(CARD, asked).content.decode()
    chosen = client.get(CARD, {**asked, "chosen": "1"}).content.decode()
    assert ('id="caller" hx-swap-oob="true"' in chosen, 'value="138****8000"' in chosen) == (True, True)


def test_a_home_of_another_estate_has_no_card() -> None:
    make_staff(Role.RECEPTION)
    make_unit("9-9-999", community=make_community())
    page = signed_in().get(CARD, {"room": "9-9-999"}).content.decode()
    assert "9-9-999" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_card_takes_the_same_statements_for_one_and_three(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    unit, category = make_unit("3-2-501"), make_category()
    for number in range(count):
        make_person(f"张桂{number}", unit=unit)
        make_registered(unit=unit, category=category)
    client = signed_in()
    client.get(CARD, {"room": "3-2-501"})
    with django_assert_num_queries(CARD_STATEMENTS):
        client.get(CARD, {"room": "3-2-501"})


CARD_STATEMENTS = 11


@pytest.mark.parametrize("count", [1, 3])
def test_the_screen_takes_the_same_statements_for_one_and_three(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        make_registered(unit=Unit.objects.first() or make_unit())
        make_number(name=f"Lift firm {number}")
    client = signed_in()
    client.get(PAGE)
    with django_assert_num_queries(PAGE_STATEMENTS):
        client.get(PAGE)


PAGE_STATEMENTS = 13


def test_an_unchanged_queue_is_an_empty_answer() -> None:
    make_registered(unit=make_unit())
    client = signed_in()
    queue = client.get("/reception/queue/")
    seen = queue.context["seen"]
    assert (queue.status_code, client.get("/reception/queue/", {"seen": "x"}).status_code) == (200, 200)
    if "-" in seen:
        assert client.get("/reception/queue/", {"seen": seen}).status_code == 204


def test_rc3_the_prompts_follow_the_channel() -> None:
    client = signed_in()
    counter = client.get("/reception/say/", {"channel": "counter"}).content.decode()
    assert counter != client.get("/reception/say/", {"channel": "hotline"}).content.decode()
    assert client.get("/reception/say/", {"channel": "x" * 500}).status_code == 200


def test_rc3_the_phrases_the_numbers_and_the_keys_are_at_hand() -> None:
    ProblemText.objects.create(key="11", text="Kitchen pipe burst", category=make_category())
    page = signed_in().get("/reception/help/").content.decode()
    assert [word for word in ("恭喜发财!", "Kitchen pipe burst", "F2", "Ctrl Enter") if word not in page] == []


@pytest.mark.parametrize("name", ["pigeon-1", "repair-0", "", "repair", "repair-1\0"])
def test_a_block_that_is_none_is_not_there(name: str) -> None:
    assert signed_in().get("/reception/case/", {"block": name}).status_code == 404


@pytest.mark.parametrize("path", ["", "card/", "case/?block=repair-1", "help/", "queue/", "say/", "find/"])
def test_who_does_not_sit_at_the_desk_sees_none_of_it(path: str) -> None:
    assert signed_in(make_staff(Role.CREW)).get(f"{PAGE}{path}").status_code == 403
