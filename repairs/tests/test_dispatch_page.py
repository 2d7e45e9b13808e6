"""The page on which somebody is sent (RP-4, RP-11), and the one on which a job is passed on."""

from functools import partial

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from office.models import Department, Duty, Role, Shift, Staff
from office.tests.factories import MONDAY, make_community, make_department, make_staff
from office.tests.threads import together
from repairs.crews import available
from repairs.models import Repair
from repairs.tests.factories import history, make_dispatched, make_order, make_registered, make_repair
from repairs.tests.pages import desk, elsewhere, said

pytestmark = pytest.mark.django_db


def crew(**fields: object) -> Staff:
    return make_staff(Role.CREW, **fields)  # type: ignore[arg-type]


def on_call(staff: Staff, shift: str = Shift.DAY) -> Duty:
    """He stands on the roster of MONDAY as crew on call."""
    found = Department.objects.filter(kind=Department.Kind.ENGINEERING).first()
    department = found or make_department(Department.Kind.ENGINEERING)
    return Duty.objects.create(department=department, day=MONDAY.date(), shift=shift, post=Duty.Post.CREW, staff=staff)


def send(client: Client, repair: Repair, *staff: Staff, **more: object) -> int:
    names = dict(zip(["crew", "second"], (person.pk for person in staff), strict=False))
    return client.post(f"/repairs/{repair.number}/dispatch/", {**names, **more}).status_code


def test_rc13_the_crew_on_call_is_offered_first_then_whoever_has_least_to_do() -> None:
    idle, busy = crew(team="B", name="idle"), crew(team="B", name="busy")
    plumber, gone = crew(team="A", name="plumber"), crew(is_active=False)
    make_staff(Role.RECEPTION)
    repair = make_registered()
    for status in (Repair.Status.DISPATCHED, Repair.Status.AGREED, Repair.Status.FINISHED):
        make_order(make_repair(status=status), crew=[busy])
    make_order(make_repair(status=Repair.Status.ON_SITE), crew=[plumber], finished_at=repair.reported_at)
    night = crew(team="C", name="night")
    on_call(busy)
    on_call(night, shift=Shift.NIGHT)
    rows = [(row.staff, row.jobs, row.on_duty) for row in available(repair.community, MONDAY)]
    assert rows == [(busy, 2, True), (plumber, 0, False), (idle, 0, False), (night, 0, False)]
    page = desk().get(f"/repairs/{repair.number}/dispatch/").content.decode()
    assert (busy.name in page, "2 open jobs" in page, f'value="{gone.pk}"' in page) == (True, True, False)


def test_rp4_one_is_sent_and_the_page_leads_back_to_the_record() -> None:
    repair, plumber = make_registered(), crew()
    response = desk().post(f"/repairs/{repair.number}/dispatch/", {"crew": plumber.pk})
    repair.refresh_from_db()
    assert (response["Location"], repair.status) == (f"/{repair.number}/", Repair.Status.DISPATCHED)
    assert (list(repair.orders.get().crew.all()), repair.orders.get().told_at) == ([plumber], None)


def test_rp3_one_key_sends_the_first_of_the_list_and_prints_the_order() -> None:
    repair, idle = make_registered(), crew(name="idle")
    make_order(make_repair(status=Repair.Status.DISPATCHED), crew=[crew(name="busy")])
    page = desk().get(f"/repairs/{repair.number}/dispatch/")
    assert page.context["form"]["crew"].value() == str(idle.pk)
    answer = desk().post(f"/repairs/{repair.number}/dispatch/", {"crew": idle.pk, "then": "print"})
    order = repair.orders.get()
    assert answer["Location"] == f"/repairs/print/?order={order.number}&printed=1"
    assert (order.printed, list(order.crew.all()), bool(order.printed_at)) == (1, [idle], True)
    assert [verb for verb, _status, _note in history(repair)] == ["register", "dispatch", "print"]


def test_rp3_what_somebody_else_dispatched_first_is_not_printed_by_the_second() -> None:
    repair, late = make_registered(), desk()
    seen = late.get(f"/repairs/{repair.number}/dispatch/").context["form"].last.pk
    send(desk(), repair, crew())
    answer = late.post(f"/repairs/{repair.number}/dispatch/", {"crew": crew().pk, "then": "print", "seen": seen})
    assert (answer["Location"], repair.orders.get().printed) == (f"/{repair.number}/", 0)


def test_rp4_two_are_sent_and_told_by_radio_at_once() -> None:
    repair, senior, junior = make_registered(), crew(), crew()
    assert send(desk(), repair, senior, junior, told="on") == 302
    order = repair.orders.get()
    assert (order.crew.count(), order.told_how, bool(order.told_at)) == (2, "radio", True)


@pytest.mark.parametrize("key", ["", "abc", "-1", "9" * 30, "１"])
def test_nobody_is_sent_by_a_wrong_key(key: str) -> None:
    repair = make_registered()
    crew()
    assert desk().post(f"/repairs/{repair.number}/dispatch/", {"crew": key}).status_code == 422
    assert history(repair) == [("register", "registered", "")]


def test_who_is_not_of_the_estate_or_not_of_the_crew_or_gone_cannot_be_sent() -> None:
    repair = make_registered()
    strangers = [crew(community=make_community()), make_staff(Role.RECEPTION), crew(is_active=False)]
    assert [send(desk(), repair, person) for person in strangers] == [422, 422, 422]
    assert history(repair) == [("register", "registered", "")]


def test_nobody_goes_together_with_himself() -> None:
    repair, plumber = make_registered(), crew()
    assert send(desk(), repair, plumber, plumber) == 422


def test_a_late_dispatcher_is_told_who_was_first() -> None:
    repair, first, second = make_registered(), crew(), crew()
    winner = make_staff(Role.RECEPTION, name="林晓燕", language="en")
    late = desk()
    assert late.get(f"/repairs/{repair.number}/dispatch/").status_code == 200
    send(desk(winner), repair, first)
    assert send(late, repair, second) == 302
    (told,) = said(late, repair)
    assert told.startswith("林晓燕 was first, at ")
    assert list(repair.orders.get().crew.all()) == [first]


@pytest.mark.django_db(transaction=True)
def test_of_two_dispatchers_at_once_one_wins_and_the_other_is_told() -> None:
    repair, people = make_registered(), [crew(), crew()]
    users = [make_staff(Role.RECEPTION, name=name, language="en") for name in ("林晓燕", "苏文静")]
    clients = [desk(user) for user in users]
    assert together([partial(send, clients[n], repair, people[n]) for n in (0, 1)]) == [302, 302]
    assert [verb for verb, _status, _note in history(repair)] == ["register", "dispatch"]
    messages = [said(client, repair) for client in clients]
    sent = list(repair.orders.get().crew.all())
    winner = people.index(sent[0])
    assert (len(sent), messages[winner]) == (1, [f"Sent: {people[winner].name}."])
    assert messages[1 - winner][0].startswith(f"{users[winner].name} was first")


def test_something_that_happened_meanwhile_is_shown_before_the_save() -> None:
    repair, plumber, client = make_registered(), crew(), desk()
    page = client.get(f"/repairs/{repair.number}/dispatch/")
    seen = page.context["form"].last.pk
    other = make_staff(Role.RECEPTION, name="苏文静")
    desk(other).post(f"/repairs/{repair.number}/raise_urgency/", {"why": "water in the corridor"})
    answer = client.post(f"/repairs/{repair.number}/dispatch/", {"crew": plumber.pk, "seen": seen})
    assert (answer.status_code, repair.orders.get().crew.count()) == (409, 0)
    text = answer.content.decode()
    assert ("苏文静 was here at " in text, "made urgent" in text, "checked" in text) == (True, True, True)
    again = answer.context["form"].last.pk
    assert client.post(f"/repairs/{repair.number}/dispatch/", {"crew": plumber.pk, "seen": again}).status_code == 302


def test_a_look_at_the_number_meanwhile_is_nobodys_business() -> None:
    repair, plumber, client = make_registered(), crew(), desk()
    seen = client.get(f"/repairs/{repair.number}/dispatch/").context["form"].last.pk
    desk().post(f"/repairs/{repair.number}/reveal/")
    assert send(client, repair, plumber, seen=seen) == 302


def test_rp4_pass_on_gives_it_to_another_with_the_reason() -> None:
    first, second = crew(), crew(department=make_department(Department.Kind.ENGINEERING))
    repair, client = make_dispatched(first), desk()
    url = f"/repairs/{repair.number}/pass_on/"
    assert client.post(url, {"crew": second.pk}).status_code == 422
    assert client.post(url, {"crew": second.pk, "why": "wrong trade"})["Location"] == f"/{repair.number}/"
    assert list(repair.orders.get().crew.all()) == [second]
    assert history(repair)[-1] == ("pass_on", "dispatched", f"{second.name}：wrong trade")


def test_rp4_the_crew_passes_its_own_job_on_and_no_longer_sees_it() -> None:
    first, second = crew(), crew()
    repair, client = make_dispatched(first), desk(first)
    answer = client.post(f"/repairs/{repair.number}/pass_on/", {"crew": second.pk, "why": "wrong trade"})
    assert answer["Location"] == "/repairs/jobs/"
    assert client.get(f"/repairs/{repair.number}/pass_on/").status_code == 404


def test_what_waits_is_not_passed_on_and_what_is_out_not_dispatched() -> None:
    waiting, out, client = make_registered(), make_dispatched(), desk()
    assert client.get(f"/repairs/{waiting.number}/pass_on/")["Location"] == f"/{waiting.number}/"
    assert client.get(f"/repairs/{out.number}/dispatch/")["Location"] == f"/{out.number}/"


def test_nobody_else_dispatches() -> None:
    repair = make_registered()
    url = f"/repairs/{repair.number}/dispatch/"
    assert [desk(role).get(url).status_code for role in (Role.CREW, Role.FINANCE, Role.COMPANY)] == [403, 403, 403]
    assert elsewhere().post(url, {"crew": "1"}).status_code == 404
    assert (Client().get(url).status_code, desk().put(url).status_code) == (302, 405)


@pytest.mark.parametrize("number", ["R-20261123-9999", "abc", "1", "r-20261123-0001"])
def test_an_unknown_number_is_not_found(number: str) -> None:
    make_registered()
    assert desk().get(f"/repairs/{number}/dispatch/").status_code == 404


def test_the_page_costs_the_same_with_one_and_with_three_of_the_crew(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    repair, client = make_registered(), desk()
    crew()
    with django_assert_num_queries(9):
        client.get(f"/repairs/{repair.number}/dispatch/")
    make_dispatched(crew(), crew())
    with django_assert_num_queries(9):
        client.get(f"/repairs/{repair.number}/dispatch/")
