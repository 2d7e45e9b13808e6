"""The pages of what may change after the report: time, limit, urgency, category, and that it is not done at all."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from office.models import Promise, Role, Staff
from office.tests.factories import make_staff
from repairs.models import Repair
from repairs.tests.factories import history, make_category, make_dispatched, make_registered
from repairs.tests.pages import desk, elsewhere, said

pytestmark = pytest.mark.django_db

REASONED = ["raise_urgency", "lower_urgency", "void", "hand_back"]
EVERY = [*REASONED, "postpone", "extend", "recategorise", "pass_on"]


def taken(**fields: Any) -> Repair:
    """A repair taken just now: these pages look at the real clock."""
    return make_registered(now=timezone.now(), **fields)


def out(*crew: Staff, **fields: Any) -> Repair:
    repair = taken(**fields)
    desk(Role.MANAGER).post(f"/repairs/{repair.number}/dispatch/", {"crew": (crew or [make_staff(Role.CREW)])[0].pk})
    repair.refresh_from_db()
    return repair


def post(client: Client, repair: Repair, verb: str, **data: Any) -> int:
    answer = client.post(f"/repairs/{repair.number}/{verb}/", data)
    assert answer.status_code != 302 or answer["Location"] == f"/{repair.number}/"
    return answer.status_code


def local(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"


def due(repair: Repair, prefix: str) -> datetime | None:
    return Promise.objects.open().of(repair.number).get(rule__startswith=prefix).due_at


def test_rp11_postpone_notes_the_time_that_the_household_asks_for() -> None:
    repair, at = taken(), timezone.now().replace(second=0, microsecond=0) + timedelta(days=2)
    assert post(desk(), repair, "postpone", appointment=local(at), within="2") == 302
    repair.refresh_from_db()
    assert (repair.appointment_from, repair.appointment_until) == (at, at + timedelta(hours=2))
    assert due(repair, "RP-11/appointment") == at + timedelta(hours=2, minutes=15)


@pytest.mark.parametrize("at", ["", "2026-02-30T10:00", "2020-01-01T10:00", "9999-01-01T00:00", "tomorrow", "\0"])
def test_a_time_that_cannot_be_promised_is_refused(at: str) -> None:
    repair = taken()
    assert post(desk(), repair, "postpone", appointment=at) == 422
    assert history(repair) == [("register", "registered", "")]


@pytest.mark.parametrize("within", ["abc", "0", "-1", "99999999"])
def test_a_window_that_is_not_offered_is_refused(within: str) -> None:
    repair = taken()
    assert post(desk(), repair, "postpone", appointment=local(timezone.now() + timedelta(days=1)), within=within) == 422


def test_rp4_the_crew_postpones_its_own_job_from_its_telephone() -> None:
    crew = make_staff(Role.CREW)
    repair = out(crew)
    url = f"/repairs/{repair.number}/postpone/?from=job"
    answer = desk(crew).post(url, {"appointment": local(timezone.now() + timedelta(days=1))})
    assert answer["Location"] == f"/repairs/jobs/{repair.number}/"


def test_rp9_the_head_extends_to_the_end_of_a_day_and_says_how_the_household_was_told() -> None:
    repair, day = taken(), timezone.localdate() + timedelta(days=20)
    assert post(desk(Role.HEAD), repair, "extend", reason="parts", due_on=day, owner_told="by phone") == 302
    assert due(repair, "RP-9/") == timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))
    assert history(repair)[-1] == ("extend", "registered", "waiting for parts，by phone")


@pytest.mark.parametrize(
    "missing", [{"reason": ""}, {"reason": "laziness"}, {"owner_told": ""}, {"due_on": ""}, {"due_on": "2020-01-01"}]
)
def test_rp9_an_extension_has_reason_date_and_owner_told(missing: dict[str, str]) -> None:
    repair = taken()
    said = {"reason": "parts", "due_on": timezone.localdate() + timedelta(days=20), "owner_told": "by phone", **missing}
    assert post(desk(Role.HEAD), repair, "extend", **said) == 422
    assert history(repair) == [("register", "registered", "")]


def test_rp9_a_second_extension_is_the_managers_to_give() -> None:
    repair, head = taken(), desk(Role.HEAD)
    said_then = {"reason": "parts", "owner_told": "by phone"}
    first, second = (timezone.localdate() + timedelta(days=days) for days in (20, 30))
    post(head, repair, "extend", due_on=first, **said_then)
    post(head, repair, "extend", due_on=second, **said_then)
    assert said(head, repair)[-1] == "A second extension is the manager's to give."
    post(desk(Role.MANAGER), repair, "extend", due_on=second, **said_then)
    assert [verb for verb, _status, _note in history(repair)] == ["register", "extend", "extend"]


def test_rp1_reception_raises_the_urgency_with_a_reason() -> None:
    repair = taken()
    assert post(desk(), repair, "raise_urgency", why="water in the corridor") == 302
    assert (Repair.objects.get().urgent, history(repair)[-1]) == (
        True,
        ("raise", "registered", "water in the corridor"),
    )


def test_rp1_the_head_lowers_it_and_reception_is_told_that_it_may_not() -> None:
    repair, reception = out(urgent=True), desk()
    assert post(reception, repair, "lower_urgency", why="only a drip") == 302
    assert said(reception, repair) == ["Only the head or the manager lowers the urgency."]
    assert Repair.objects.get().urgent is True
    post(desk(Role.HEAD), repair, "lower_urgency", why="only a drip")
    assert Repair.objects.get().urgent is False


def test_rp1_its_taker_corrects_a_slip_of_the_pen() -> None:
    taker = make_staff(Role.RECEPTION)
    repair = taken(by=taker, urgent=True)
    post(desk(taker), repair, "lower_urgency", why="slip of the pen")
    assert Repair.objects.get().urgent is False


def test_rp1_a_change_of_category_changes_the_limit() -> None:
    repair, leak = taken(), make_category("Seepage", leak=True)
    assert post(desk(), repair, "recategorise", category=leak.pk, why="as seen") == 302
    assert Repair.objects.get().leak is True
    assert due(repair, "RP-9/finish-leak")


@pytest.mark.parametrize("key", ["", "abc", "-1", "9" * 30])
def test_a_category_that_is_not_on_the_list_is_refused(key: str) -> None:
    assert post(desk(), taken(), "recategorise", category=key, why="as seen") == 422


def test_rp1_what_is_not_ours_is_voided_not_recategorised() -> None:
    utility = make_category(ours=False)
    assert post(desk(), taken(), "recategorise", category=utility.pk, why="before the meter") == 422


def test_cb1_void_with_a_reason() -> None:
    repair = taken()
    assert post(desk(), repair, "void", why="reported twice") == 302
    assert (Repair.objects.get().status, history(repair)[-1]) == (
        Repair.Status.VOID,
        ("void", "void", "reported twice"),
    )


def test_rp4_hand_back_with_a_reason() -> None:
    repair = out()
    assert post(desk(), repair, "hand_back", why="no ladder") == 302
    assert Repair.objects.get().status == Repair.Status.REGISTERED


def test_rp4_the_crew_hands_its_job_back_and_no_longer_sees_it() -> None:
    crew = make_staff(Role.CREW)
    repair = out(crew)
    answer = desk(crew).post(f"/repairs/{repair.number}/hand_back/?from=job", {"why": "no ladder"})
    assert answer["Location"] == "/repairs/jobs/"
    assert desk(crew).get(f"/repairs/{repair.number}/hand_back/").status_code == 404


@pytest.mark.parametrize("verb", REASONED)
@pytest.mark.parametrize("why", ["", " ", "\u200b", "a\0b", "x" * 201])
def test_without_a_reason_nothing_happens(verb: str, why: str) -> None:
    repair = out(urgent=verb == "lower_urgency")
    before = history(repair)
    assert post(desk(Role.HEAD), repair, verb, why=why) == 422
    assert history(repair) == before


@pytest.mark.parametrize("verb", EVERY)
def test_on_what_is_void_nothing_begins(verb: str) -> None:
    repair, client = taken(), desk(Role.MANAGER)
    post(client, repair, "void", why="reported twice")
    said(client, repair)
    assert client.get(f"/repairs/{repair.number}/{verb}/")["Location"] == f"/{repair.number}/"
    assert "was first" in said(client, repair)[0]
    assert len(history(repair)) == 2


@pytest.mark.parametrize("verb", EVERY)
def test_only_who_may_and_only_in_his_own_estate(verb: str) -> None:
    repair = out()
    url = f"/repairs/{repair.number}/{verb}/"
    assert [desk(role).get(url).status_code for role in (Role.FINANCE, Role.COMPANY)] == [403, 403]
    assert [elsewhere().get(url).status_code, elsewhere().post(url).status_code] == [404, 404]
    assert [desk(Role.MANAGER).put(url).status_code, Client().post(url).status_code] == [405, 302]
    assert len(history(repair)) == 2


def test_rp9_reception_has_no_page_to_extend() -> None:
    assert desk().get(f"/repairs/{taken().number}/extend/").status_code == 403


def test_a_second_click_leads_back_as_the_first_one_did() -> None:
    repair, client = taken(), desk()
    seen = client.get(f"/repairs/{repair.number}/postpone/").context["form"].last.pk
    data = {"appointment": local(timezone.now() + timedelta(days=1)), "seen": seen}
    assert [post(client, repair, "postpone", **data), post(client, repair, "postpone", **data)] == [302, 302]
    assert [verb for verb, _status, _note in history(repair)] == ["register", "postpone"]


def test_who_changed_it_meanwhile_is_named_and_what_was_typed_is_kept() -> None:
    repair, client = taken(), desk()
    seen = client.get(f"/repairs/{repair.number}/void/").context["form"].last.pk
    other = make_staff(Role.RECEPTION, name="苏文静")
    post(desk(other), repair, "postpone", appointment=local(timezone.now() + timedelta(days=1)))
    answer = client.post(f"/repairs/{repair.number}/void/", {"why": "reported twice", "seen": seen})
    text = answer.content.decode()
    assert (answer.status_code, "苏文静 was here at " in text, "reported twice" in text) == (409, True, True)
    assert Repair.objects.get().status == Repair.Status.REGISTERED


@pytest.mark.parametrize("seen", ["abc", "-1", "9" * 30])
def test_a_forged_mark_asks_once_more(seen: str) -> None:
    repair = taken()
    assert post(desk(), repair, "void", why="reported twice", seen=seen) == 409


def test_words_are_shown_inert_and_the_unseen_is_taken_out_and_said() -> None:
    repair, client = taken(), desk()
    post(client, repair, "void", why="<script>alert(1)</script>\u202e")
    page = client.get(f"/{repair.number}/").content.decode()
    assert ("<script>alert(1)" in page, "&lt;script&gt;alert(1)" in page) == (False, True)
    assert "Characters that cannot be seen were taken out" in page


def test_a_dispatched_repair_is_raised_by_the_desk_and_its_crew_owes_arrival() -> None:
    repair = make_dispatched()
    post(desk(), repair, "raise_urgency", why="water in the corridor")
    assert due(repair, "RP-11/on-site")
