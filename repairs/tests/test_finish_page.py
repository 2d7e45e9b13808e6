"""The page of finishing, and every refusal on it (RP-5, RP-6)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from office.models import Role, Staff
from office.tests.factories import make_staff
from repairs import actions
from repairs.actions.working import current_order
from repairs.models import PriceItem, Quote, Repair, WorkOrder
from repairs.tests.factories import history, make_dispatched, make_price
from repairs.tests.jobs import ARRIVED, LATER, line, listed, make_agreed, make_on_site, make_quoted, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
SIGNED = {"signed": "yes", "name": "王小明", "capacity": "owner"}
UNSIGNED = {"signed": "no", "unsigned": "refused", "why": "Says it still drips."}


@pytest.fixture
def crew() -> Staff:
    return make_staff(Role.CREW, name="孙德胜", language="en")


@pytest.fixture
def phone(client: Client, crew: Staff) -> Client:
    client.force_login(crew)
    return client


@pytest.fixture
def valve() -> PriceItem:
    return make_price(name="Valve", kind="material", unit="pc", price=Decimal("26.00"))


def address(repair: Repair) -> str:
    return reverse("repairs:finish", args=[repair.number])


def clock(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"


def answers(**more: Any) -> dict[str, Any]:
    """The page filled in: repaired just now, as agreed, signed by the caller."""
    said = {"result": "done", "findings": "New valve.", "account": "agreed", "finished_at": clock(LATER)}
    return {**said, **SIGNED, **more}


def account() -> Quote:
    return Quote.objects.get(final=True)


def refused(answer: Any, *fields: str) -> bool:
    """Whether nothing was saved and exactly these fields were named."""
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, sorted(fields))
    return not Quote.objects.filter(final=True).exists() and not WorkOrder.objects.exclude(finished_at=None).exists()


def test_rp6_finishing_as_agreed(phone: Client, crew: Staff) -> None:
    repair = make_agreed(crew)
    page = phone.get(address(repair))
    initial = page.context["form"].initial
    assert (initial["account"], initial["name"], initial["capacity"]) == ("agreed", "王小明", "owner")
    answer = phone.post(address(repair), answers())
    assert answer["Location"] == reverse("repairs:job", args=[repair.number])
    repair.refresh_from_db()
    assert (repair.status, account().total) == (Repair.Status.FINISHED, Decimal("66.00"))
    assert WorkOrder.objects.get().signed_name == "王小明"


def test_rp6_the_account_may_be_lower(phone: Client, crew: Staff, valve: PriceItem) -> None:
    repair = make_agreed(crew)
    phone.post(address(repair), typed(listed(valve, "2"), **answers(account="less")))
    assert (account().total, account().lines.get().quantity) == (Decimal("52.00"), Decimal("2.00"))


def test_rp6_a_lower_account_begins_with_the_lines_agreed(phone: Client, crew: Staff, valve: PriceItem) -> None:
    repair = make_agreed(crew, lines=[line(item=valve, quantity="3")])
    lines = phone.get(address(repair)).context["lines"]
    assert ([form["quantity"].value() for form in lines.forms], lines.total) == (["3"], Decimal("78.00"))


def test_rp6_more_than_agreed_is_asked_for_again(phone: Client, crew: Staff, valve: PriceItem) -> None:
    repair = make_agreed(crew)
    answer = phone.post(address(repair), typed(listed(valve, "3"), **answers(account="less")))
    assert refused(answer, "account")
    assert "66.00" in str(answer.context["form"].errors["account"])


def test_rp6_a_lower_account_with_a_bad_line_is_refused(phone: Client, crew: Staff, valve: PriceItem) -> None:
    for rows in ([listed(valve, "NaN")], [listed(valve, "-1")], [listed(valve, brought="on")], []):
        answer = phone.post(address(make_agreed(crew)), typed(*rows, **answers(account="less")))
        assert refused(answer, "account")


def test_rp6_one_line_more_keeps_everything_typed(phone: Client, crew: Staff, valve: PriceItem) -> None:
    repair = make_agreed(crew)
    said = typed(listed(valve), **answers(account="less", findings="Half done", add="listed"))
    page = phone.post(address(repair), said)
    form = page.context["form"]
    assert (page.status_code, len(page.context["lines"].forms)) == (200, 2)
    assert (form["findings"].value(), form["account"].value(), form.errors) == ("Half done", "less", {})


@pytest.mark.parametrize("free", ["common", "warranty"])
def test_rp5_free_of_charge_says_why(phone: Client, crew: Staff, free: str) -> None:
    phone.post(address(make_on_site(crew)), answers(account="free", free=free))
    assert (account().total, account().free) == (Decimal(0), free)


def test_rp5_goodwill_names_the_head(phone: Client, crew: Staff) -> None:
    head = make_staff(Role.HEAD)
    phone.post(address(make_agreed(crew)), answers(account="free", free="goodwill", goodwill_with=head.pk))
    assert account().goodwill_with == head


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"free": ""}, "free"),
        ({"free": "because"}, "free"),
        ({"free": "goodwill"}, "goodwill_with"),
        ({"free": "goodwill", "goodwill_with": "999999"}, "goodwill_with"),
    ],
)
def test_rp5_free_of_charge_without_its_reason_is_refused(
    phone: Client, crew: Staff, said: dict[str, str], field: str
) -> None:
    assert refused(phone.post(address(make_on_site(crew)), answers(account="free", **said)), field)


def test_rp5_without_a_consent_there_is_nothing_to_charge(phone: Client, crew: Staff) -> None:
    repair = make_on_site(crew)
    for chosen in ("agreed", "less"):
        assert refused(phone.post(address(repair), answers(account=chosen)), "account")


def test_rp6_an_unsigned_order_says_why(phone: Client, crew: Staff) -> None:
    phone.post(address(make_agreed(crew)), answers(**UNSIGNED))
    order = WorkOrder.objects.get()
    assert (order.unsigned, order.unsigned_why, order.signed_at) == ("refused", "Says it still drips.", None)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "\u200b"}, "name"),
        ({"capacity": ""}, "capacity"),
        ({"signed": ""}, "signed"),
        ({**UNSIGNED, "unsigned": ""}, "unsigned"),
        ({**UNSIGNED, "why": " "}, "why"),
        ({"result": "perhaps"}, "result"),
        ({"findings": ""}, "findings"),
        ({"findings": "x" * 401}, "findings"),
        ({"findings": "NUL\0"}, "findings"),
    ],
)
def test_rp6_what_says_too_little_is_refused(phone: Client, crew: Staff, said: dict[str, str], field: str) -> None:
    answer = phone.post(address(make_agreed(crew)), answers(**said))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Quote.objects.filter(final=True).exists()


def test_rp6_the_time_of_completion_is_the_crews_own(phone: Client, crew: Staff) -> None:
    at = ARRIVED + timedelta(minutes=20)
    phone.post(address(make_agreed(crew)), answers(finished_at=clock(at)))
    assert Repair.objects.get().finished_at == at


def test_rp6_the_minute_of_the_arrival_is_not_before_it(phone: Client, crew: Staff) -> None:
    repair = make_agreed(crew)
    arrived = ARRIVED + timedelta(seconds=40)
    WorkOrder.objects.update(arrived_at=arrived)
    phone.post(address(repair), answers(finished_at=clock(ARRIVED)))
    assert Repair.objects.get().finished_at == arrived


@pytest.mark.parametrize("minutes", [-101, -24 * 60, 1, 60, 24 * 60])
def test_rp6_no_completion_in_the_future_or_before_the_arrival(phone: Client, crew: Staff, minutes: int) -> None:
    at = clock(LATER + timedelta(minutes=minutes))
    assert refused(phone.post(address(make_agreed(crew)), answers(finished_at=at)), "finished_at")


@pytest.mark.parametrize(
    "at", ["", "0001-01-01T00:00", "9999-12-31T23:59", "2026-02-30T10:00", "2026-11-23T24:00", "x"]
)
def test_rp6_a_completion_that_is_no_time_is_refused(phone: Client, crew: Staff, at: str) -> None:
    assert refused(phone.post(address(make_agreed(crew)), answers(finished_at=at)), "finished_at")


@pytest.mark.parametrize(("result", "word"), [("parts", "parts missing"), ("cannot", "cannot be repaired")])
def test_rp4_what_is_not_done_goes_back_to_the_desk(phone: Client, crew: Staff, result: str, word: str) -> None:
    repair = make_agreed(crew)
    answer = phone.post(address(repair), {"result": result, "findings": "Needs a new pump."})
    assert answer["Location"] == reverse("repairs:jobs")
    repair.refresh_from_db()
    assert (repair.status, list(current_order(repair).crew.all())) == (Repair.Status.REGISTERED, [])
    assert history(repair)[-1] == ("hand_back", "registered", f"{word}：Needs a new pump.")


def test_rp4_what_is_not_done_says_why(phone: Client, crew: Staff) -> None:
    assert refused(phone.post(address(make_agreed(crew)), {"result": "parts", "findings": ""}), "findings")


def test_rp6_a_double_click_finishes_once(phone: Client, crew: Staff) -> None:
    repair = make_agreed(crew)
    said = answers()
    places = [phone.post(address(repair), said)["Location"] for _click in range(2)]
    assert places == [reverse("repairs:job", args=[repair.number])] * 2
    assert (Quote.objects.filter(final=True).count(), repair.completions.count()) == (1, 1)


@pytest.mark.parametrize("make", [make_dispatched, make_quoted])
def test_rp5_too_early_leads_back_with_the_reason(phone: Client, crew: Staff, make: Callable[..., Repair]) -> None:
    repair = make(crew)
    for answer in (phone.get(address(repair)), phone.post(address(repair), answers(account="free", free="common"))):
        assert answer["Location"] == reverse("repairs:job", args=[repair.number])
    assert not Quote.objects.filter(final=True).exists()


def test_rp6_the_desk_types_in_what_stands_on_the_paper(client: Client) -> None:
    reception = make_staff(Role.RECEPTION)
    client.force_login(reception)
    repair = make_agreed()
    assert client.post(address(repair), answers())["Location"] == f"/{repair.number}/"
    assert account().quoted_by == reception


def test_rp6_finance_finishes_nothing(client: Client) -> None:
    client.force_login(make_staff(Role.FINANCE))
    assert client.post(address(make_agreed()), answers()).status_code == 403


def test_forged_fields_change_nothing_else(phone: Client, crew: Staff) -> None:
    repair = make_agreed(crew)
    phone.post(address(repair), answers(status="closed", total="1.00", paid="66.00", crew="999", is_staff="1"))
    repair.refresh_from_db()
    assert (repair.status, account().total) == (Repair.Status.FINISHED, Decimal("66.00"))


def test_rp5_an_agreed_quote_outlives_a_second_visit(phone: Client, crew: Staff) -> None:
    repair = make_agreed(crew)
    reception = make_staff(Role.RECEPTION)
    actions.hand_back(repair, "Parts.", by=crew, now=LATER)
    actions.dispatch(repair, [crew], by=reception, now=LATER)
    actions.arrive(repair, by=crew, now=LATER)
    phone.post(address(repair), answers())
    assert account().total == Decimal("66.00")
