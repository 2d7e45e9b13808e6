"""The danger is removed, the permanent repair goes on as the next order (RP-9, CB-2)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from office.models import Promise, Role, Staff
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from repairs import actions
from repairs.actions.working import current_order
from repairs.models import Completion, Repair
from repairs.tests.factories import history, make_category, make_dispatched, make_registered, owes
from repairs.tests.jobs import LATER, crew_of, make_agreed, make_on_site, make_quoted

pytestmark = pytest.mark.django_db
THURSDAY = date(2026, 11, 26)


def make_safe(repair: Repair) -> Repair:
    return actions.make_safe(repair, findings="Main valve shut.", permanent_on=THURSDAY, by=repair.taken_by, now=LATER)


def urgent(make: Callable[..., Repair] = make_on_site) -> Repair:
    return make(category=make_category(urgent=True))


@pytest.mark.parametrize("make", [make_on_site, make_quoted, make_agreed])
def test_rp9_made_safe_keeps_the_24_hours_and_owes_the_date_told(make: Callable[..., Repair]) -> None:
    repair = make_safe(urgent(make))
    repair.refresh_from_db()
    assert (repair.status, repair.made_safe_at, repair.finished_at) == (Repair.Status.REGISTERED, LATER, None)
    assert owes(repair) == {"RP-11/dispatch": "11-23 12:35", "RP-9/told": "11-27 00:00"}
    kept = Promise.objects.get(subject=repair.number, rule="RP-9/finish-urgent")
    assert (kept.outcome, kept.ended_at) == ("kept", LATER)
    assert history(repair)[-1] == ("make_safe", "registered", "Main valve shut.")


def test_cb2_made_safe_starts_the_callbacks() -> None:
    repair = make_safe(urgent())
    row = Completion.objects.get()
    assert (row.repair, row.order, row.at, row.urgent, row.follow_up_at) == (
        repair,
        repair.orders.get(sequence=1),
        LATER,
        True,
        LATER,
    )


def test_rp9_made_safe_goes_on_as_the_next_order() -> None:
    repair = make_safe(urgent())
    first, second = repair.orders.order_by("sequence")
    assert (first.made_safe, first.finished_at, first.findings) == (True, LATER, "Main valve shut.")
    assert (second.number, second.finished_at, list(second.crew.all())) == (f"{repair.number}-2", None, [])


def test_rp9_made_safe_is_no_longer_urgent_and_has_no_appointment() -> None:
    tomorrow = MONDAY + timedelta(days=1)
    repair = urgent(make_agreed)
    actions.postpone(
        repair,
        appointment_from=tomorrow,
        appointment_until=tomorrow + timedelta(hours=1),
        by=repair.taken_by,
        now=LATER,
    )
    make_safe(repair)
    repair.refresh_from_db()
    assert (repair.urgent, repair.is_urgent_now, repair.appointment_from) == (True, False, None)
    assert sorted(owes(repair)) == ["RP-11/dispatch", "RP-9/told"]


def test_rp9_made_safe_after_it_was_handed_back_as_not_urgent() -> None:
    repair = make_dispatched()
    actions.hand_back(repair, "No time.", by=repair.taken_by, now=MONDAY)
    actions.raise_urgency(repair, "Now it floods.", by=repair.taken_by, now=MONDAY)
    crew = repair.taken_by
    actions.dispatch(repair, [crew], by=crew, now=MONDAY)
    actions.arrive(repair, by=crew, now=MONDAY)
    assert sorted(owes(make_safe(repair))) == ["RP-11/dispatch", "RP-9/told"]


def test_rp9_made_safe_and_then_finished_is_called_back_twice() -> None:
    repair = make_safe(urgent())
    crew = repair.taken_by
    actions.dispatch(repair, [crew], by=crew, now=LATER)
    actions.arrive(repair, by=crew, now=LATER)
    signature = actions.Signature(name="王小明", capacity="owner")
    actions.finish(repair, findings="Done.", signature=signature, by=crew, now=LATER, finished_at=LATER, free="common")
    assert list(Completion.objects.values_list("round", "urgent", "order__sequence")) == [(1, True, 1), (2, False, 2)]
    assert current_order(repair).sequence == 2


def test_rp9_made_safe_once_only() -> None:
    repair = make_safe(urgent())
    with pytest.raises(InvalidMove):
        make_safe(repair)
    assert Completion.objects.count() == 1


def test_rp9_only_what_is_urgent_is_made_safe() -> None:
    repair = make_on_site()
    with pytest.raises(InvalidMove, match="Only an urgent repair"):
        make_safe(repair)


@pytest.mark.parametrize("make", [make_registered, make_dispatched])
def test_rp9_nobody_makes_safe_what_nobody_has_seen(make: Callable[..., Repair]) -> None:
    with pytest.raises(InvalidMove):
        make_safe(urgent(make))
    assert Completion.objects.count() == 0


def test_rp9_what_is_finished_is_not_made_safe() -> None:
    repair = urgent(make_agreed)
    signature = actions.Signature(name="王小明", capacity="owner")
    by = crew_of(repair)
    actions.finish(repair, findings="Done.", signature=signature, by=by, now=LATER, finished_at=LATER)
    with pytest.raises(InvalidMove):
        make_safe(repair)


@pytest.fixture
def crew() -> Staff:
    return make_staff(Role.CREW, language="en")


@pytest.fixture
def phone(client: Client, crew: Staff) -> Client:
    client.force_login(crew)
    return client


def address(repair: Repair) -> str:
    return reverse("repairs:make_safe", args=[repair.number])


SAID = {"findings": "Main valve shut.", "permanent_on": "2026-11-26"}


@pytest.mark.usefixtures("two_hours_later")
def test_rp9_made_safe_from_the_telephone(phone: Client, crew: Staff) -> None:
    repair = make_on_site(crew, category=make_category(urgent=True))
    assert phone.post(address(repair), SAID)["Location"] == reverse("repairs:jobs")
    repair.refresh_from_db()
    assert (repair.made_safe_at, owes(repair)["RP-9/told"]) == (LATER, "11-27 00:00")


@pytest.mark.usefixtures("two_hours_later")
@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"findings": " "}, "findings"),
        ({"findings": "x" * 401}, "findings"),
        ({"permanent_on": ""}, "permanent_on"),
        ({"permanent_on": "2026-11-22"}, "permanent_on"),
        ({"permanent_on": "2026-02-30"}, "permanent_on"),
        ({"permanent_on": "2028-01-01"}, "permanent_on"),
        ({"permanent_on": "9999-01-01"}, "permanent_on"),
    ],
)
def test_rp9_made_safe_says_what_and_when(phone: Client, crew: Staff, said: dict[str, str], field: str) -> None:
    repair = make_on_site(crew, category=make_category(urgent=True))
    answer = phone.post(address(repair), {**SAID, **said})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    repair.refresh_from_db()
    assert repair.made_safe_at is None


@pytest.mark.usefixtures("two_hours_later")
def test_rp9_made_safe_leads_back_where_nothing_is_urgent(phone: Client, crew: Staff) -> None:
    repair = make_on_site(crew)
    assert phone.post(address(repair), SAID)["Location"] == reverse("repairs:job", args=[repair.number])
    assert Completion.objects.count() == 0
