"""The pages of missed calls: noted at one key, rung back, given up (RC-12)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from office.models import Access, Move, Promise, Role
from office.tests.factories import MONDAY, home, make_community, make_staff, make_unit
from owners.actions import calls
from owners.models import Contact, LineOutage, MissedCall
from owners.tests.desk_things import make_call, promised
from owners.tests.factories import make_contact, make_person
from repairs.tests.pages import desk, elsewhere

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield


def typed(**fields: Any) -> dict[str, Any]:
    return {"community": home().pk, "phone": "138 0013 8000", "at": f"{MONDAY:%Y-%m-%dT%H:%M}", **fields}


def text(response: Any) -> str:
    return str(response.content.decode())


def errors(response: Any) -> dict[str, list[str]]:
    """What the page says at which field; lazily, so in English only while that is the active language."""
    with translation.override("en"):
        return {name: list(texts) for name, texts in response.context["form"].errors.items()}


def said(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# ── noted ───────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("phone", ["13800138000", "+86 138-0013-8000", "１３８００１３８０００"])
def test_rc12_a_number_in_any_spelling_is_noted_and_promised(phone: str) -> None:
    user = make_staff(language="en")
    response = desk(user).post("/calls/new/", typed(phone=phone), follow=True)
    call = MissedCall.objects.get()
    assert (call.phone, call.at, call.noted_by) == ("+8613800138000", MONDAY, user)
    assert said(response) == [f"{call.number} is noted."]
    assert [row[0] for row in promised(call.number)] == ["RC-12/missed-call"]


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"phone": "110"}, "phone", "This is not a phone number that can be rung."),
        ({"phone": "12345"}, "phone", "This is not a phone number that can be rung."),
        ({"phone": "138****8000"}, "phone", "Write the whole number."),
        ({"phone": ""}, "phone", "This field is required."),
        ({"phone": "\u200b"}, "phone", "This field is required."),
        ({"at": "2026-11-23T10:08"}, "at", "This time is still to come."),
        ({"at": "2026-11-23T10:05Z"}, "at", "Write date and time as 2026-11-24 14:00."),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(fields: dict[str, str], field: str, says: str) -> None:
    response = desk().post("/calls/new/", typed(**fields))
    assert (response.status_code, errors(response)[field]) == (422, [says])
    assert (response.context["form"]["phone"].value(), MissedCall.objects.count()) == (typed(**fields)["phone"], 0)


def test_rc12_the_same_form_sent_twice_is_one_call() -> None:
    client = desk()
    assert [client.post("/calls/new/", typed()).status_code for _ in range(2)] == [302, 302]
    assert MissedCall.objects.count() == 1


def test_whoever_serves_several_estates_chooses_one_of_them() -> None:
    here, there, foreign = home(), make_community(), make_community()
    client = desk(make_staff(language="en", communities=[here, there]))
    answers = [client.post("/calls/new/", typed(community=key)) for key in ("", foreign.pk, there.pk)]
    assert [answer.status_code for answer in answers] == [422, 422, 302]
    assert MissedCall.objects.get().community == there


# ── the list ────────────────────────────────────────────────────────────────
def test_rc12_the_list_shows_who_is_to_be_rung_back_the_oldest_first_and_masked() -> None:
    second, first = make_call(), make_call(at=MONDAY - MINUTE, phone="+8613900139000")
    done = make_call(phone="+8613700137000")
    calls.give_up(done, "Wrong number", by=make_staff(), now=MONDAY)
    response = desk().get("/calls/")
    assert [call for call, _promise in response.context["rows"]] == [first, second]
    assert ("138****8000" in text(response), "0013 8000" in text(response)) == (True, False)
    rows = desk().get("/calls/?which=all").context["rows"]
    assert {call for call, _promise in rows} == {first, second, done}


@pytest.mark.parametrize("query", ["which=mine", "which=%00", "before=x", "before=%00", "before=9999999999999999-1"])
def test_an_address_that_makes_no_sense_shows_the_open_ones(query: str) -> None:
    call = make_call()
    response = desk().get(f"/calls/?{query}")
    assert response.status_code == 200
    if not query.startswith("before=9"):
        assert [row for row, _promise in response.context["rows"]] == [call]


def test_rc12_a_line_out_of_order_stands_above_the_list() -> None:
    row = LineOutage(community=home(), line="Hotline", since=MONDAY, instead="8321 5678")
    calls.note_outage(row, by=make_staff())
    assert "give out 8321 5678" in text(desk().get("/calls/"))
    assert "give out 8321 5678" not in text(elsewhere(Role.RECEPTION).get("/calls/"))


def test_three_calls_cost_as_many_statements_as_one() -> None:
    client, counts = desk(), []
    for numbers in (["+8613800138001"], ["+8613800138002", "+8613800138003"]):
        for number in numbers:
            call = make_call(phone=number)
            calls.tried(call, by=make_staff(), now=MONDAY)
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/calls/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8


# ── one call ────────────────────────────────────────────────────────────────
def test_rc12_the_board_leads_to_the_call_and_its_button_says_ring_back() -> None:
    call, client = make_call(), desk()
    assert "Ring back" in text(client.get("/board/"))
    assert client.get(f"/p/{Promise.objects.get().pk}/")["Location"] == f"/{call.number}/"


def test_rc12_the_whole_number_is_shown_once_to_who_asks_and_that_is_logged() -> None:
    call, user = make_call(), make_staff(language="en")
    client = desk(user)
    page = text(client.get(f"/{call.number}/"))
    assert ("138****8000" in page, "138 0013 8000" in page) == (True, False)
    assert not Access.objects.exists()
    shown = client.post(f"/calls/{call.number}/reveal/")
    assert ("138 0013 8000" in text(shown), shown["Cache-Control"]) == (True, "no-store")
    row = Access.objects.get()
    assert (row.by, row.subject, row.what, row.at) == (user, call.number, "phone", MONDAY)
    assert "138 0013 8000" not in text(client.get(f"/{call.number}/"))


def test_asked_for_in_place_only_the_number_comes_back() -> None:
    call = make_call()
    answer = text(desk().post(f"/calls/{call.number}/reveal/", headers={"hx-request": "true"}))
    assert ("138 0013 8000" in answer, "<html" in answer) == (True, False)


def test_rc12_nobody_answered_is_noted_and_it_stays_to_be_rung_back() -> None:
    call, client = make_call(), desk()
    response = client.post(f"/calls/{call.number}/tried/", {"note": "engaged"}, follow=True)
    assert said(response) == ["Noted; it is still to be rung back."]
    assert list(Move.objects.filter(verb="call_tried").values_list("note", flat=True)) == ["engaged"]
    assert "once" in text(client.get(f"/{call.number}/"))
    assert [row[3] for row in promised(call.number)] == ["open"]


def test_a_second_click_on_nobody_answered_is_one_try() -> None:
    call, client = make_call(), desk()
    seen = Move.objects.latest("pk").pk
    for _ in range(2):
        assert client.post(f"/calls/{call.number}/tried/", {"note": "", "seen": seen}).status_code == 302
    assert Move.objects.filter(verb="call_tried").count() == 1


def test_rc12_given_up_with_a_reason() -> None:
    call, client = make_call(), desk()
    assert client.post(f"/calls/{call.number}/give_up/", {"why": ""}).status_code == 422
    assert client.post(f"/calls/{call.number}/give_up/", {"why": "Wrong number"}).status_code == 302
    call.refresh_from_db()
    assert (call.status, [row[3] for row in promised(call.number)]) == ("given_up", ["released"])
    again = client.get(f"/calls/{call.number}/give_up/", follow=True)
    assert again.redirect_chain[-1][0] == f"/{call.number}/"
    assert "was first" in said(again)[-1]


def test_rc12_reached_leads_to_the_reception_screen_and_saving_there_keeps_it() -> None:
    call, user = make_call(), make_staff(language="en")
    client = desk(user)
    assert f"/reception/?call={call.number}" in text(client.get(f"/{call.number}/"))
    screen = client.get(f"/reception/?call={call.number}")
    assert screen.context["asked"]["call"] == call
    form = {field.html_name: field.value() for field in screen.context["form"] if field.value()}
    sent = {**form, "form_key": str(uuid4()), "at": f"{MONDAY:%Y-%m-%dT%H:%M}", "content": "Asks for the rubbish days",
            "call": call.number, "then": "save"}  # fmt: skip
    assert client.post("/reception/", sent).status_code == 302
    contact = Contact.objects.get()
    call.refresh_from_db()
    assert (call.status, call.contact, contact.phone) == ("reached", contact, call.phone)
    assert [row[3] for row in promised(call.number)] == ["kept"]
    assert contact.number in text(client.get(f"/{call.number}/"))


def test_rc12_whoever_rang_may_be_chosen_from_the_register_and_sent_twice_it_is_one_contact() -> None:
    """His number stands masked in the form, as that of the call and as his own."""
    call, unit, user = make_call(phone="+8613800138000"), make_unit("3-2-501"), make_staff(language="en")
    person = make_person("张桂兰", phone="+8613800138000", unit=unit)
    sent = reached(call) | {"room": unit.number, "person": person.pk, "name": person.name, "phone": "138****8000"}
    for _time in range(2):
        response = desk(user).post("/reception/", sent, follow=True)
        assert response.redirect_chain
    contact = Contact.objects.get()
    assert said(response) == [f"Already saved as {contact.number}."]
    call.refresh_from_db()
    assert (call.contact, contact.phone, contact.person) == (contact, "+8613800138000", person)


def reached(call: MissedCall) -> dict[str, Any]:
    """What the reception screen sends once he was reached."""
    fields = {
        "form_key": str(uuid4()),
        "community": home().pk,
        "channel": "hotline",
        "content": "He asks for the gate.",
    }
    return {**fields, "call": call.number, "then": "save"}


def test_cp1_of_a_confidential_contact_the_call_says_only_that_he_was_rung_back() -> None:
    call = make_call()
    contact = make_contact(confidential=True, at=MONDAY)
    calls.link(call, contact, by=make_staff(), now=MONDAY)
    client = desk(Role.RECEPTION)
    for page in ("/calls/?which=all", f"/{call.number}/"):
        shown = text(client.get(page))
        assert (contact.number in shown, "10:05" in shown) == (False, True)


def test_what_has_ended_offers_nothing_more() -> None:
    call = make_call()
    calls.link(call, make_contact(), by=make_staff(), now=MONDAY)
    page = text(desk().get(f"/{call.number}/"))
    assert ("/reception/?call=" in page, "/give_up/" in page, "/tried/" in page) == (False, False, False)


@pytest.mark.parametrize(
    ("role", "looks", "does", "reveals"),
    [
        (Role.RECEPTION, 200, 200, 200),
        (Role.HEAD, 200, 200, 200),
        (Role.MANAGER, 200, 200, 200),
        (Role.COMPANY, 200, 403, 403),
        (Role.CREW, 403, 403, 403),
        (Role.FINANCE, 403, 403, 403),
        (Role.COLLECTOR, 403, 403, 200),
    ],
)
def test_who_may_look_ring_and_see_the_number(role: str, looks: int, does: int, reveals: int) -> None:
    call, client = make_call(), desk(role)
    pages = ["/calls/", f"/{call.number}/"]
    verbs = ["/calls/new/", f"/calls/{call.number}/tried/", f"/calls/{call.number}/give_up/"]
    assert {client.get(page).status_code for page in pages} == {looks}
    assert {client.get(page).status_code for page in verbs} == {does}
    assert client.post(f"/calls/{call.number}/reveal/").status_code == reveals


def test_of_another_estate_it_is_not_there() -> None:
    call, stranger = make_call(), elsewhere()
    paths = [f"/{call.number}/", *(f"/calls/{call.number}/{verb}/" for verb in ("tried", "give_up"))]
    assert {stranger.get(path).status_code for path in paths} == {404}
    assert stranger.post(f"/calls/{call.number}/reveal/").status_code == 404
    assert stranger.get("/calls/").context["rows"] == []
    assert not Access.objects.exists()
