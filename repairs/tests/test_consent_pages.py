"""The pages on which the household agrees or does not (RP-5)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from office.models import Role, Staff
from office.tests.factories import make_staff, make_unit
from owners.tests.factories import make_person
from repairs import actions
from repairs.models import Quote, Repair
from repairs.tests.jobs import LATER, line, make_agreed, make_on_site, make_quoted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]


@pytest.fixture
def crew() -> Staff:
    return make_staff(Role.CREW, name="孙德胜", language="en")


@pytest.fixture
def phone(client: Client, crew: Staff) -> Client:
    client.force_login(crew)
    return client


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_staff(Role.RECEPTION, language="en"))
    return client


def agree(repair: Repair) -> str:
    return reverse("repairs:agree", args=[repair.number])


def refuse(repair: Repair) -> str:
    return reverse("repairs:refuse", args=[repair.number])


CALLER = {"seen": "1", "who": "0", "how": "phone"}
ANOTHER = {"seen": "1", "who": "", "name": "高建平", "capacity": "tenant", "how": "paper"}


def agreed() -> tuple[Any, ...]:
    quote = Quote.objects.get()
    return quote.agreed_name, quote.agreed_capacity, quote.agreed_how, quote.agreed_heard_by


def test_rp5_the_caller_agrees_by_one_press(phone: Client, crew: Staff) -> None:
    repair = make_quoted(crew)
    answer = phone.post(agree(repair), CALLER)
    assert answer["Location"] == reverse("repairs:job", args=[repair.number])
    assert agreed() == ("王小明", "owner", "phone", crew)


def test_rp5_somebody_else_agrees_with_name_and_capacity(desk: Client) -> None:
    repair = make_quoted()
    assert desk.post(agree(repair), ANOTHER)["Location"] == f"/{repair.number}/"
    assert agreed()[:3] == ("高建平", "tenant", "paper")


def test_rp5_the_desk_chooses_among_who_lives_there_and_the_crew_knows_the_caller(client: Client, crew: Staff) -> None:
    unit = make_unit()
    make_person("曹永年", unit=unit)
    make_person("高建平", unit=unit, capacity="tenant")
    repair = make_quoted(crew, unit=unit)
    client.force_login(make_staff(Role.RECEPTION, language="en"))
    offered = [label for _key, label in client.get(agree(repair)).context["form"].fields["who"].choices]
    assert offered == ["王小明 owner", "曹永年 owner", "高建平 tenant", "somebody else"]
    client.force_login(crew)
    offered = [label for _key, label in client.get(agree(repair)).context["form"].fields["who"].choices]
    assert offered == ["王小明 owner", "somebody else"]


def test_rp5_without_a_caller_a_name_is_asked_for(phone: Client, crew: Staff) -> None:
    repair = make_quoted(crew, caller_name="", caller_capacity="")
    answer = phone.post(agree(repair), {"seen": "1", "who": "", "how": "phone"})
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["capacity", "name"])


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({**ANOTHER, "name": ""}, "name"),
        ({**ANOTHER, "name": "\u202e\u200b"}, "name"),
        ({**ANOTHER, "name": "王\0"}, "name"),
        ({**ANOTHER, "name": "x" * 61}, "name"),
        ({**ANOTHER, "capacity": "king"}, "capacity"),
        ({**CALLER, "how": ""}, "how"),
        ({**CALLER, "who": "7"}, "who"),
        ({**CALLER, "seen": ""}, "seen"),
        ({**CALLER, "seen": "x"}, "seen"),
    ],
)
def test_rp5_what_says_too_little_is_refused(phone: Client, crew: Staff, data: dict[str, str], field: str) -> None:
    answer = phone.post(agree(make_quoted(crew)), data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert agreed() == ("", "", "", None)


def test_rp5_a_consent_to_a_quote_that_has_changed_is_not_taken(phone: Client, crew: Staff) -> None:
    repair = make_quoted(crew)
    actions.quote(repair, [line(price="90.00")], by=crew, now=LATER)
    answer = phone.post(agree(repair), CALLER, follow=True)
    assert [str(text) for text in answer.context["messages"]] == ["孙德胜 quoted 90.00 yuan at 12:05."]
    assert not Quote.objects.exclude(agreed_at=None).exists()


def test_rp5_a_double_click_agrees_once(phone: Client, crew: Staff) -> None:
    repair = make_quoted(crew)
    answers = [phone.post(agree(repair), CALLER), phone.post(agree(repair), ANOTHER)]
    assert [answer["Location"] for answer in answers] == [reverse("repairs:job", args=[repair.number])] * 2
    assert agreed()[0] == "王小明"


def test_rp5_a_refusal_is_noted_with_its_reason(phone: Client, crew: Staff) -> None:
    repair = make_quoted(crew)
    assert phone.post(refuse(repair), {"why": "Too dear."}).status_code == 302
    repair.refresh_from_db()
    assert (repair.status, Quote.objects.get().refused_at is not None) == (Repair.Status.ON_SITE, True)


@pytest.mark.parametrize("why", ["", " ", "\u200b", "x" * 201, "no\0"])
def test_rp5_a_refusal_needs_its_reason(phone: Client, crew: Staff, why: str) -> None:
    answer = phone.post(refuse(make_quoted(crew)), {"why": why})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["why"])
    assert Quote.objects.get().refused_at is None


@pytest.mark.parametrize("make", [make_on_site, make_agreed])
def test_rp5_nothing_to_answer_leads_back(phone: Client, crew: Staff, make: Any) -> None:
    repair = make(crew)
    for address in (agree(repair), refuse(repair)):
        assert phone.get(address)["Location"] == reverse("repairs:job", args=[repair.number])
        assert phone.post(address, CALLER)["Location"] == reverse("repairs:job", args=[repair.number])


def test_rp5_who_neither_works_nor_desks_takes_no_consent(client: Client) -> None:
    client.force_login(make_staff(Role.FINANCE))
    repair = make_quoted()
    assert [client.post(address, CALLER).status_code for address in (agree(repair), refuse(repair))] == [403, 403]
