"""The crew's telephone: its own jobs in the order in which they press (RP-4), and nothing about money paid (RP-6)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from office.models import Role, Staff
from office.roles import PERMISSIONS
from office.tests.factories import MONDAY, make_community, make_staff, make_unit
from repairs import actions
from repairs.actions import Signature
from repairs.crewing import next_step, other_steps
from repairs.models import Repair
from repairs.tests.factories import make_category, make_dispatched, make_registered
from repairs.tests.jobs import LATER, make_agreed, make_on_site, make_quoted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
JOBS = "/repairs/jobs/"


@pytest.fixture
def crew() -> Staff:
    return make_staff(Role.CREW, name="孙德胜", language="en")


@pytest.fixture
def phone(client: Client, crew: Staff) -> Client:
    client.force_login(crew)
    return client


def finish(repair: Repair, by: Staff) -> Repair:
    signature = Signature(name="王小明", capacity="owner")
    return actions.finish(repair, findings="Done.", signature=signature, by=by, now=LATER, finished_at=LATER)


def job_of(repair: Repair) -> str:
    return reverse("repairs:job", args=[repair.number])


def test_rp4_the_list_begins_with_what_presses_most(phone: Client, crew: Staff) -> None:
    tomorrow, soon = MONDAY + timedelta(days=1), MONDAY + timedelta(hours=4)
    hour = timedelta(hours=1)
    late = make_dispatched(crew, appointment_from=tomorrow, appointment_until=tomorrow + hour)
    early = make_dispatched(crew, appointment_from=soon, appointment_until=soon + hour)
    undated = make_dispatched(crew)
    urgent = make_dispatched(crew, category=make_category(urgent=True))
    at_work = make_quoted(crew)
    brought = finish(make_agreed(crew), crew)
    shown = phone.get(JOBS).context
    assert [card.repair for card in shown["at_work"]] == [at_work]
    assert [card.repair for card in shown["coming"]] == [urgent, early, late, undated]
    assert [card.repair for card in shown["unreturned"]] == [brought]
    assert shown["count"] == 5


def test_rp4_the_crew_sees_its_own_jobs_only(phone: Client, crew: Staff) -> None:
    mine, other = make_dispatched(crew), make_dispatched()
    page = phone.get(JOBS)
    assert [card.repair for card in page.context["coming"]] == [mine]
    assert other.number not in page.content.decode()


@pytest.mark.parametrize("verb", ["quote", "agree", "refuse", "finish", "make_safe", "nobody_home", "hand_back"])
def test_rp4_a_job_of_others_is_not_found(phone: Client, verb: str) -> None:
    other = make_quoted()
    assert phone.get(job_of(other)).status_code == 404
    assert phone.get(reverse(f"repairs:{verb}", args=[other.number])).status_code == 404
    assert phone.post(reverse(f"repairs:{verb}", args=[other.number])).status_code == 404
    other.refresh_from_db()
    assert other.status == Repair.Status.QUOTED


def test_rp4_a_job_of_another_estate_is_not_found(phone: Client, crew: Staff) -> None:
    away = make_community()
    elsewhere = make_dispatched(make_staff(Role.CREW, community=away), community=away)
    elsewhere.orders.get().crew.add(crew)
    assert phone.get(job_of(elsewhere)).status_code == 404
    assert phone.get(JOBS).context["count"] == 0


def test_rp9_made_safe_the_first_crew_looks_on_and_does_nothing_more(phone: Client, crew: Staff) -> None:
    repair = make_on_site(crew, category=make_category(urgent=True))
    actions.make_safe(repair, findings="Shut.", permanent_on=MONDAY.date(), by=crew, now=LATER)
    actions.dispatch(repair, [make_staff(Role.CREW)], by=repair.taken_by, now=LATER)
    page = phone.get(job_of(repair)).context
    assert (page["step"], page["others"], page["telephone"]) == (None, [], "")
    assert phone.get(JOBS).context["count"] == 0
    assert phone.post(reverse("repairs:accept", args=[repair.number])).status_code == 404


@pytest.mark.parametrize(
    ("make", "first", "others"),
    [
        (make_dispatched, "accept", ["arrive", "postpone", "hand_back"]),
        (make_on_site, "quote", ["finish", "nobody_home", "postpone", "hand_back"]),
        (make_quoted, "agree", ["quote", "refuse", "postpone", "hand_back"]),
        (make_agreed, "finish", ["quote", "postpone", "hand_back"]),
    ],
)
def test_rp4_each_status_has_its_next_step(
    crew: Staff, make: Callable[..., Repair], first: str, others: list[str]
) -> None:
    repair = make(crew, unit=make_unit())
    step = next_step(repair)
    assert step is not None
    assert (step.verb, [other.verb for other in other_steps(repair, crew)]) == (first, others)


def test_rp9_an_urgent_job_can_be_made_safe(crew: Staff) -> None:
    repair = make_on_site(crew, category=make_category(urgent=True))
    assert "make_safe" in [step.verb for step in other_steps(repair, crew)]


def test_rp5_in_a_common_part_nothing_is_quoted_first(crew: Staff) -> None:
    step = next_step(make_on_site(crew, common_part=True))
    assert step is not None
    assert step.verb == "finish"


@pytest.mark.parametrize("make", [make_dispatched, make_on_site, make_quoted, make_agreed])
def test_rp4_every_button_of_a_job_leads_somewhere(phone: Client, crew: Staff, make: Callable[..., Repair]) -> None:
    repair = make(crew, unit=make_unit(), category=make_category(urgent=True))
    page = phone.get(job_of(repair))
    for step in [page.context["step"], *page.context["others"]]:
        address = reverse(step.url_name, args=[repair.number]) + "?from=job"
        assert (step.verb, address in page.content.decode()) == (step.verb, True)
        assert (step.verb, phone.get(address).status_code) == (step.verb, 405 if step.at_once else 200)


@pytest.mark.parametrize("verb", ["accept", "arrive"])
def test_rp4_one_press_accepts_and_arrives(phone: Client, crew: Staff, verb: str) -> None:
    repair = make_dispatched(crew)
    answer = phone.post(reverse(f"repairs:{verb}", args=[repair.number]) + "?from=job")
    assert (answer.status_code, answer["Location"]) == (302, job_of(repair))
    repair.refresh_from_db()
    assert repair.status == {"accept": "accepted", "arrive": "on_site"}[verb]


def test_the_callers_number_can_be_rung_while_the_job_is_open(phone: Client, crew: Staff) -> None:
    repair = make_agreed(crew)
    page = phone.get(job_of(repair))
    assert page.context["telephone"] == "tel:+8613800138000"
    assert 'href="tel:+8613800138000"' in page.content.decode()
    finish(repair, crew)
    after = phone.get(job_of(repair)).content.decode()
    assert ("tel:" in after, "138 0013 8000" in after, "13800138000" in after) == (False, False, False)


@pytest.mark.parametrize(
    ("typed", "link"),
    [("0755-83211234转801", "tel:+8675583211234,801"), ("", ""), ("ask the guard", "")],
)
def test_a_number_that_cannot_be_rung_is_no_link(phone: Client, crew: Staff, typed: str, link: str) -> None:
    repair = make_dispatched(crew, caller_phone=typed)
    assert phone.get(job_of(repair)).context["telephone"] == link
    assert phone.get(JOBS).status_code == 200


PAYING = re.compile(r"\b(pay|pays|paid|payments?|receipts?|cash|collect\w*)\b", re.IGNORECASE)


def test_rp6_nothing_the_crew_can_do_records_a_payment() -> None:
    assert PERMISSIONS[Role.CREW] == {
        "repairs.work",
        "repairs.quote",
        "repairs.consent",
        "repairs.postpone",
        "repairs.print",
    }


def test_rp6_no_page_of_the_crew_shows_a_payment(phone: Client, crew: Staff) -> None:
    agreed, quoted, there = make_agreed(crew), make_quoted(crew), make_on_site(crew)
    done = finish(make_agreed(crew), crew)
    pages = [JOBS, reverse("repairs:done_jobs"), reverse("repairs:find_job"), *map(job_of, [agreed, quoted, done])]
    pages += [reverse(f"repairs:{verb}", args=[quoted.number]) for verb in ("agree", "refuse", "quote")]
    pages += [reverse("repairs:finish", args=[agreed.number]), reverse("repairs:quote", args=[there.number])]
    found = {address: PAYING.findall(phone.get(address).content.decode()) for address in pages}
    # The developer who pays under warranty is the one payer ever named, as a reason why the household does not.
    assert {word for words in found.values() for word in words} <= {"pays"}
    assert found[JOBS] == found[job_of(done)] == []


@pytest.mark.parametrize("typed", ["{n}-1", "{n}", "{low}", "{bare}", "{tail}", "{wide}", " {n} "])
def test_rp3_the_number_on_the_paper_opens_the_job(phone: Client, crew: Staff, typed: str) -> None:
    repair = make_dispatched(crew)
    tail = str(int(repair.number[-4:]))
    spelled = {
        "n": repair.number,
        "low": repair.number.lower(),
        "bare": repair.number[2:],
        "tail": tail,
        "wide": tail.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}),
    }
    answer = phone.get(reverse("repairs:find_job"), {"number": typed.format(**spelled)})
    assert (answer.status_code, answer["Location"]) == (302, job_of(repair))


@pytest.mark.parametrize("typed", ["", "x", "R-20990101-0001", "9999", "1\0", "R-" + "9" * 30, "20261123"])
def test_a_number_that_is_none_of_his_says_so(phone: Client, crew: Staff, typed: str) -> None:
    make_dispatched(crew)
    answer = phone.get(reverse("repairs:find_job"), {"number": typed})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["number"])


def test_the_number_of_others_opens_nothing(phone: Client) -> None:
    answer = phone.get(reverse("repairs:find_job"), {"number": make_dispatched().number})
    assert answer.status_code == 422


def test_rp4_done_jobs_are_listed_the_latest_first(phone: Client, crew: Staff) -> None:
    first, second = make_agreed(crew), make_agreed(crew)
    finish(first, crew)
    signature = Signature(unsigned="absent", why="Left.")
    later = LATER + timedelta(hours=1)
    actions.finish(second, findings="Done.", signature=signature, by=crew, now=later, finished_at=later)
    shown = phone.get(reverse("repairs:done_jobs")).context["orders"]
    assert [order.repair for order in shown] == [second, first]


@pytest.mark.parametrize("number", ["R-20990101-0001", "abc", "-1", "9" * 200])
def test_an_unknown_number_is_not_found(phone: Client, number: str) -> None:
    assert phone.get(f"/repairs/jobs/{number}/").status_code == 404


@pytest.mark.parametrize("page", ["jobs", "done_jobs", "find_job"])
def test_who_does_not_work_on_site_has_no_jobs(client: Client, page: str) -> None:
    client.force_login(make_staff(Role.FINANCE))
    assert client.get(reverse(f"repairs:{page}")).status_code == 403
    client.logout()
    assert client.get(reverse(f"repairs:{page}"))["Location"].startswith("/login/")


def _statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as statements:
        assert client.get(address).status_code == 200
    return len(statements)


def test_the_list_costs_the_same_with_three_jobs_as_with_one(phone: Client, crew: Staff) -> None:
    def one_more(number: int) -> Any:
        make_dispatched(crew, unit=make_unit(f"3-2-50{number}"))
        make_quoted(crew)
        return finish(make_agreed(crew), crew)

    one_more(1)
    phone.get(JOBS)
    once = _statements(phone, JOBS)
    one_more(2)
    one_more(3)
    assert _statements(phone, JOBS) == once


def test_a_job_taken_back_is_gone(phone: Client, crew: Staff) -> None:
    repair = make_dispatched(crew)
    actions.hand_back(repair, "Somebody else goes.", by=repair.taken_by, now=LATER)
    assert phone.get(JOBS).context["count"] == 0
    assert phone.get(job_of(repair)).status_code == 404


def test_the_desk_may_open_a_job_page_too(client: Client) -> None:
    client.force_login(make_staff(Role.RECEPTION))
    assert client.get(job_of(make_registered())).status_code == 200
