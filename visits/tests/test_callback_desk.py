"""The callback desk: the list, the call, what is saved and what is logged."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from office.models import Access, Move, Promise, Role, Staff
from office.tests.factories import make_department, make_promise, make_staff, make_unit
from owners.models import Channel
from owners.tests.factories import make_contact
from repairs.models import Quote, Rectification, Repair
from visits import actions
from visits.forms import CallbackForm
from visits.models import Attempt, Callback
from visits.tests.desk import LIST, address, answers, release, told
from visits.tests.factories import make_callback, make_callbacks, said

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


# ── the page ────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_the_list_opens_the_most_pressing_one(client: Client, caller: Staff, now: datetime) -> None:
    make_callback(at=now - HOUR)
    pressing = make_callback(at=now - HOUR, urgent=True)
    assert client.get(LIST).headers["Location"] == address(pressing)


@pytest.mark.django_db
def test_nobody_to_call_back(client: Client, caller: Staff) -> None:
    page = client.get(LIST)
    assert (page.status_code, page.context["to_make"], page.context["waiting"]) == (200, [], [])
    assert "Nobody to call back now" in page.content.decode()


@pytest.mark.django_db
def test_cb2_overdue_first_then_by_due_time_and_what_waits_below(client: Client, caller: Staff, now: datetime) -> None:
    later = make_callback(at=now - DAY)
    overdue = make_callback(at=now - 9 * DAY)
    first, second, rain = make_callbacks(at=now - HOUR, urgent=True, leak=True)
    page = client.get(address(first))
    assert page.context["to_make"] == [overdue, first, later]
    assert page.context["waiting"] == [second, rain]
    assert (page.context["previous"], page.context["next"]) == (overdue.pk, later.pk)


@pytest.mark.django_db
def test_cb3_the_rain_one_waits_for_rain_and_is_never_overdue(client: Client, caller: Staff, now: datetime) -> None:
    _first, rain = make_callbacks(at=now - 300 * DAY, leak=True)
    html = client.get(address(rain)).content.decode()
    assert html.count('<span class="state state-rain">waiting for rain</span>') == 2
    assert "Not open yet" in html


@pytest.mark.django_db
def test_says_whom_why_and_what(client: Client, caller: Staff, now: datetime) -> None:
    make_department(name="Customer service")
    unit, crew = make_unit(), make_staff(Role.CREW, name="Sun Desheng")
    row = make_callback(at=now - HOUR, unit=unit, crew=[crew], problem="Tap drips", caller_name="Li Wenbo")
    order = row.completion.order
    Quote.objects.create(order=order, version=1, final=True, total=Decimal("60.00"), quoted_at=now, quoted_by=crew)
    page = client.get(address(row))
    for words in ("Li Wenbo", "Tap drips", "Sun Desheng", "Customer service", "60.00 yuan", "CB-5", "138 0013 8000"):
        assert words in page.context["say"] or words in page.content.decode()
    assert page.context["say"].startswith("Good day, Li Wenbo, this is ")
    assert list(page.context["form"].fields) == list(CallbackForm.base_fields)


@pytest.mark.django_db
def test_cb8_the_charge_is_asked_about_only_where_it_cost_something(
    client: Client, caller: Staff, now: datetime
) -> None:
    form = client.get(address(make_callback(at=now - HOUR))).context["form"]
    assert set(CallbackForm.base_fields) - set(form.fields) == {"charge"}


@pytest.mark.django_db
def test_cb1_a_repair_without_a_household_is_looked_at_again(client: Client, caller: Staff, now: datetime) -> None:
    contact = make_contact(channel=Channel.PATROL, name="", phone="", capacity="")
    row = make_callback(at=now - HOUR, contact=contact, place="Building 1")
    page = client.get(address(row))
    assert "look at it again" in page.context["say"]
    assert "tel:" not in page.content.decode()
    fields = page.context["form"].fields
    assert set(CallbackForm.base_fields) - set(fields) == {"charge", "manner", "spoke_with"}
    assert [value for value, _label in fields["outcome"].choices] == ["reached", "no_answer"]
    client.post(address(row), answers(how="inspection", spoke_with=""))
    row.refresh_from_db()
    assert (row.how, row.spoke_with, row.made_by) == ("inspection", "", caller)


@pytest.mark.django_db
def test_shows_what_else_this_home_was_promised(client: Client, caller: Staff, now: datetime) -> None:
    unit = make_unit()
    row = make_callback(at=now - HOUR, unit=unit)
    other = make_promise(unit=unit, about="Window", rule="RP-9/finish")
    make_promise(unit=make_unit("3-2-502"))
    assert list(client.get(address(row)).context["others"]) == [other]


@pytest.mark.django_db
def test_a_made_one_shows_what_came_of_it_and_the_number_masked(client: Client, caller: Staff, now: datetime) -> None:
    row = make_callback(at=now - HOUR)
    actions.record(row, said(said="Dry as a bone"), by=caller, now=now)
    html = client.get(address(row)).content.decode()
    assert "Dry as a bone" in html
    assert "138 0013 8000" not in html
    assert "138****8000" in html
    assert 'name="outcome"' not in html


# ── the number is shown, and that is logged ─────────────────────────────────
def reveals(row: Callback) -> list[Staff]:
    return [look.by for look in Access.objects.filter(subject=row.repair.number, what=Access.What.PHONE)]


@pytest.mark.django_db
def test_the_number_is_logged_once_for_each_opening_not_for_a_refresh(
    client: Client, caller: Staff, now: datetime
) -> None:
    row, other = make_callback(at=now - HOUR), make_callback(at=now - HOUR)
    for _ in range(3):
        assert "138 0013 8000" in client.get(address(row)).content.decode()
    client.post(address(row), answers(overall=""))
    assert reveals(row) == [caller]
    client.get(address(other))
    client.get(address(row))
    assert (reveals(row), reveals(other)) == ([caller, caller], [caller])


@pytest.mark.django_db
def test_the_number_of_one_that_waits_stays_masked_and_nothing_is_logged(
    client: Client, caller: Staff, now: datetime
) -> None:
    _first, second = make_callbacks(at=now - HOUR, urgent=True)
    assert "138 0013 8000" not in client.get(address(second)).content.decode()
    assert reveals(second) == []


# ── saved ───────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_cb8_saves_and_goes_on_to_the_next(client: Client, caller: Staff, now: datetime) -> None:
    row, following = make_callback(at=now - 2 * DAY), make_callback(at=now - DAY)
    response = client.post(address(row), answers(in_time="5", quality="4", manner="3"))
    assert response.headers["Location"] == address(following)
    row.refresh_from_db()
    assert (row.made_by, row.how, row.spoke_with, row.said) == (caller, "phone", "王小明", "Works well.")
    assert (row.overall, row.in_time, row.quality, row.manner, row.charge) == (5, 5, 4, 3, None)
    assert row.promise.outcome == "kept"
    last = client.post(address(following), answers(), follow=True)
    assert (last.redirect_chain, told(last)[-1]) == ([(LIST, 302)], "Building 3, lift: saved.")


@pytest.mark.parametrize("outcome", ["no_answer", "later", "wrong_number"])
@pytest.mark.django_db
def test_cb8_no_answer_is_an_attempt(client: Client, caller: Staff, now: datetime, outcome: str) -> None:
    row = make_callback(at=now - HOUR)
    typed = answers(outcome=outcome, overall="", spoke_with="", said="Rang out")
    response = client.post(address(row), typed, follow=True)
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.by, attempt.note) == (outcome, caller, "Rang out")
    assert Promise.objects.get(pk=row.promise_id).is_open
    assert told(response)[0].endswith("Noted as an attempt, the callback stays open.")


@pytest.mark.django_db
def test_cb8_asked_to_be_rung_again_stands_in_the_list(client: Client, caller: Staff, now: datetime) -> None:
    row = make_callback(at=now - HOUR)
    again = timezone.localtime(now + 2 * HOUR).replace(second=0, microsecond=0)
    client.post(address(row), answers(outcome="later", again_at=f"{again:%Y-%m-%dT%H:%M}"))
    assert Attempt.objects.get().again_at == again
    assert [found.again_at for found in client.get(address(row)).context["to_make"]] == [again]


@pytest.mark.django_db
def test_the_same_form_sent_twice_saves_once(client: Client, caller: Staff, now: datetime) -> None:
    row = make_callback(at=now - HOUR)
    client.post(address(row), answers(outcome="no_answer"))
    client.post(address(row), answers(outcome="no_answer"))
    assert Attempt.objects.count() == 1
    client.post(address(row), answers())
    moves = Move.objects.count()
    again = client.post(address(row), answers(), follow=True)
    assert (told(again)[-1], Move.objects.count()) == ("Building 3, lift: saved.", moves)


@pytest.mark.django_db
def test_cb2_a_call_before_it_opened_is_an_attempt_and_says_so(client: Client, caller: Staff, now: datetime) -> None:
    first, second = make_callbacks(at=now - HOUR, urgent=True)
    client.post(address(first), answers())
    response = client.post(address(second), answers(), follow=True)
    assert Attempt.objects.get().outcome == "too_early"
    assert "too early" in told(response)[-1]
    second.refresh_from_db()
    assert (second.made_at, second.promise.outcome) == (None, "")


@pytest.mark.parametrize("typed", [{"overall": "2"}, {"overall": "4", "wrong": "on"}])
@pytest.mark.django_db
def test_cb9_unhappy_orders_a_rectification_and_says_until_when(
    client: Client, caller: Staff, now: datetime, typed: dict[str, str]
) -> None:
    row = make_callback(at=now - HOUR)
    response = client.post(address(row), answers(fault="work", said="Drips again.", **typed), follow=True)
    notice = Rectification.objects.get()
    assert (notice.fault, notice.text, notice.ordered_by) == ("work", "Drips again.", caller)
    assert Repair.objects.get().status == "registered"
    assert notice.number in told(response)[1]
    assert f"{row.repair.number}-2" in told(response)[1]
    owed = Promise.objects.get(rule="CB-9/notice")
    assert owed.due_at == notice.ordered_at + 12 * HOUR


# ── released by the head ────────────────────────────────────────────────────
@pytest.mark.django_db
def test_cb8_the_head_releases_with_a_reason(client: Client, now: datetime) -> None:
    head, row = make_staff(Role.HEAD, language="en"), make_callback(at=now - HOUR)
    client.force_login(head)
    assert "Unreachable" in client.get(address(row)).content.decode()
    response = client.post(release(row), {"release-why": "Moved away"}, follow=True)
    promise = Promise.objects.get(pk=row.promise_id)
    assert (promise.outcome, promise.why, promise.ended_by) == ("released", "Moved away", head)
    assert told(response) == ["Building 3, lift: released. It does not count as made."]


@pytest.mark.django_db
def test_cb8_not_without_a_reason(client: Client, now: datetime) -> None:
    client.force_login(make_staff(Role.HEAD))
    row = make_callback(at=now - HOUR)
    page = client.post(release(row), {"release-why": "\u200b "})
    assert (page.status_code, list(page.context["release_form"].errors)) == (422, ["why"])
    assert Promise.objects.get(pk=row.promise_id).is_open


@pytest.mark.django_db
def test_cb8_not_by_reception(client: Client, caller: Staff, now: datetime) -> None:
    row = make_callback(at=now - HOUR)
    assert "Unreachable" not in client.get(address(row)).content.decode()
    assert client.post(release(row), {"release-why": "Moved"}).status_code == 403
    assert Promise.objects.get(pk=row.promise_id).is_open


@pytest.mark.django_db
def test_cb8_released_after_it_was_made_changes_nothing(client: Client, now: datetime) -> None:
    client.force_login(make_staff(Role.HEAD))
    row = make_callback(at=now - HOUR)
    actions.record(row, said(), by=make_staff(), now=now)
    client.post(release(row), {"release-why": "Moved"})
    assert Promise.objects.get(pk=row.promise_id).outcome == "kept"


# ── how much it costs ───────────────────────────────────────────────────────
@pytest.mark.django_db
def test_statements_do_not_grow_with_the_rows(client: Client, caller: Staff, now: datetime) -> None:
    unit, counts = make_unit(), []
    for times in (1, 3):
        for _ in range(times):
            row = make_callbacks(at=now - HOUR, unit=unit, urgent=True, leak=True)[0]
            make_promise(unit=unit, rule="RP-9/finish", by=caller)
            actions.note_attempt(row, Attempt.Outcome.NO_ANSWER, by=make_staff(), now=now)
        client.get(address(row))
        with CaptureQueriesContext(connection) as seen:
            client.get(address(row))
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 10


@pytest.mark.django_db
def test_the_callbacks_of_a_record_take_one_statement(now: datetime) -> None:
    rows = make_callbacks(at=now - HOUR, urgent=True, leak=True)
    actions.record(rows[0], said(overall=2, fault="manner", said="Rude."), by=make_staff(), now=now)
    context = {"callbacks": Callback.objects.of(rows[0].repair), "now": now}
    with CaptureQueriesContext(connection) as seen, translation.override("en"):
        html = render_to_string("visits/_callbacks.html", context)
    assert len(seen) == 1
    assert [html.count(words) for words in ("dissatisfied", "Rude.", "released", "waiting for rain")] == [1, 1, 2, 0]
