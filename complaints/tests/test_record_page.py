"""The page of one complaint: its ruler and ladder, what was said, done and promised, and the allowed buttons."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from complaints import actions
from complaints.models import Closing, Complaint, Step, Type
from complaints.record import context
from complaints.tests.clock import LATER
from complaints.tests.factories import (
    DONE,
    NO,
    TEXT,
    a_contact,
    a_manager,
    make_anonymous,
    make_closed,
    make_complaint,
    make_judged,
    make_resolved,
    not_reached,
    passed_up,
    reopen,
    told,
)
from office.models import Access, Department, Role
from office.tests.factories import MONDAY, make_department, make_staff, make_unit
from repairs.tests.factories import make_repair
from repairs.tests.pages import desk, elsewhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]

HOUR = timedelta(hours=1)
Level = Step.Level
STATEMENTS = 10


def for_page(complaint: Complaint) -> Complaint:
    return Complaint.objects.for_page().get(pk=complaint.pk)


def read(complaint: Complaint, role: str = Role.RECEPTION) -> str:
    answer = desk(role).get(f"/{complaint.number}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_cp1_it_shows_its_clock_its_next_step_and_where_it_came_from() -> None:
    order = make_department(Department.Kind.ORDER)
    complaint = make_complaint(unit=make_unit("3-2-501"), department=order)
    page = read(complaint)
    for words in (
        "3-2-501",
        TEXT,
        "parking and order",
        order.name,
        '<span class="big-clock">22 h 0 min</span>',
        "to answer by tomorrow 10:05",
        "Next: Answer the complainant",
        "“We have received it” is no answer.",
        f"/complaints/{complaint.number}/answer/",
        f'href="/{complaint.contact.number}/"',
        "Nobody has answered yet",
        "CP-1",
    ):
        assert words in page
    assert f"/complaints/{complaint.number}/void/" not in page
    assert f"/complaints/{complaint.number}/void/" in read(complaint, Role.MANAGER)


def test_cp1_what_is_overdue_says_by_how_much() -> None:
    complaint = make_complaint(now=MONDAY - timedelta(hours=24))
    assert '<span class="big-clock text-alarm">2 h 0 min overdue</span>' in read(complaint)


def test_answers_stand_newest_first_with_what_they_are() -> None:
    complaint, by = make_complaint(), make_staff(name="苏文静")
    actions.answer(complaint, told(outcome="not_yet", said="We have received it."), by=by, now=MONDAY)
    actions.answer(complaint, told(), by=by, now=LATER)
    shown = context(for_page(complaint), make_staff(Role.HEAD), LATER)
    assert [(row.outcome, row.by.name) for row in shown["answers"]] == [("answer", "苏文静"), ("not_yet", "苏文静")]
    assert [str(word) for _move, word in shown["moves"]] == ["answered", "not answered yet", "complaint taken"]
    assert shown["pressing"].rule == "CP-8/resolve"
    page = read(complaint)
    assert ("Guards from 18:00 on." in page, "not about the matter yet" in page) == (True, True)


def test_cp7_what_recurs_is_counted_in_its_head() -> None:
    unit = make_unit()
    earlier = [make_complaint(unit=unit, now=MONDAY - timedelta(days=days)) for days in (30, 60)]
    page = read(make_complaint(unit=unit))
    assert "time 3 within 90 days" in page
    assert [row.number in page for row in earlier] == [True, True]
    assert "within 90 days" not in read(make_complaint(unit=unit, type=Type.LIFT))


def test_the_repair_it_is_about_is_linked() -> None:
    repair = make_repair()
    assert f'href="/{repair.number}/"' in read(make_complaint(repair=repair, type=Type.REPAIR))


def test_one_entered_late_says_what_its_limits_count_from() -> None:
    complaint = make_complaint(received_at=MONDAY - timedelta(days=40))
    assert "entered 10:05, its limits count from then" in read(complaint)


def test_the_complainant_stands_masked_until_somebody_asks_and_that_is_logged() -> None:
    complaint, client = make_complaint(), desk()
    page = read(complaint)
    assert ("138****8000" in page, "13800138000" in page, "138 0013 8000" in page) == (True, False, False)
    shown = client.post(f"/complaints/{complaint.number}/reveal/")
    assert ("138 0013 8000" in shown.content.decode(), shown["Cache-Control"]) == (True, "no-store")
    assert (
        "138 0013 8000"
        in client.post(f"/complaints/{complaint.number}/reveal/", headers={"HX-Request": "true"}).content.decode()
    )
    assert list(Access.objects.values_list("subject", "what")) == [(complaint.number, "phone")] * 2


def test_where_there_is_no_number_none_is_shown_and_nothing_logged() -> None:
    complaint, client = make_anonymous(), desk()
    assert "Show number" not in read(complaint)
    assert client.post(f"/complaints/{complaint.number}/reveal/")["Location"] == f"/{complaint.number}/"
    assert Access.objects.count() == 0


def test_only_who_may_is_shown_the_number() -> None:
    url = f"/complaints/{make_complaint().number}/reveal/"
    assert [desk(role).post(url).status_code for role in (Role.CREW, Role.FINANCE)] == [403, 403]
    assert [elsewhere().post(url).status_code, desk().get(url).status_code] == [404, 405]
    assert Access.objects.count() == 0


def test_cp2_the_company_has_every_button_for_it_goes_on_with_what_is_about_the_manager() -> None:
    page = read(make_complaint(), Role.COMPANY)
    assert ("/answer/" in page, "/void/" in page) == (True, True)


def test_one_of_another_estate_is_not_found_and_who_has_no_business_with_complaints_is_refused() -> None:
    url = f"/{make_complaint().number}/"
    assert elsewhere().get(url).status_code == 404
    assert [desk(role).get(url).status_code for role in (Role.CREW, Role.COLLECTOR, Role.FINANCE)] == [403] * 3
    assert desk().get("/C-20261123-9999/").status_code == 404


def test_the_number_may_be_typed_in_small_letters() -> None:
    complaint = make_complaint()
    assert desk().get(f"/{complaint.number.lower()}/").context["complaint"] == complaint


# ── the ruler ───────────────────────────────────────────────────────────────
def test_cp1_the_ruler_shows_what_happened_while_the_answer_was_owed() -> None:
    complaint, by = make_complaint(), make_staff(Role.MANAGER)
    actions.answer(complaint, told(outcome="nobody", said="", spoken_to=""), by=by, now=MONDAY + HOUR)
    passed_up(complaint, Level.MANAGER, by=by, now=LATER)
    page = read(complaint)
    assert "Answer within 24 hours, received 10:05, warning tomorrow 06:05, limit tomorrow 10:05, now 12:05" in page
    for words in ("11:05 nobody reached", "12:05 ③ manager of the office", 'class="now-flag"'):
        assert words in page
    assert "<details" not in page.partition("<main")[2]


@pytest.mark.parametrize(("hours", "words"), [(1, "answered in time"), (25, "answered late")])
def test_cp1_once_answered_the_ruler_is_folded_away(hours: int, words: str) -> None:
    complaint = make_complaint(now=LATER - timedelta(hours=30))
    actions.answer(complaint, told(), by=make_staff(), now=LATER - timedelta(hours=30 - hours))
    page = read(complaint)
    assert (words in page, '<details class="panel">' in page) == (True, True)


def test_qa4_opened_again_unanswered_the_ruler_is_that_of_the_new_round() -> None:
    complaint, by = make_complaint(now=MONDAY - timedelta(days=30)), make_staff(Role.MANAGER)
    actions.judge(complaint, True, "Seen.", by=by, now=MONDAY - timedelta(days=30))
    actions.close(complaint, Closing.WITHDRAWN, "He has moved.", by=by, now=MONDAY - timedelta(days=30))
    reopen(complaint)
    actions.answer(complaint, told(), by=by, now=MONDAY + timedelta(hours=1))
    ruler = desk(Role.MANAGER).get(f"/{complaint.number}/").context["ruler"]
    assert "in time" in ruler.state[1]


def test_a_wrong_entry_has_no_ruler() -> None:
    complaint = make_complaint()
    actions.void(complaint, "entered twice", by=make_staff(Role.MANAGER), now=LATER)
    assert 'class="ruler"' not in read(complaint)


# ── the ladder ──────────────────────────────────────────────────────────────
def ladder(complaint: Complaint) -> list[tuple[int, bool, str]]:
    """Each step: whether it stands there, and why it never came there."""
    rungs = context(for_page(complaint), make_staff(Role.MANAGER), LATER)["rungs"]
    return [(rung.level, rung.here, str(rung.why_not)) for rung in rungs]


def test_cp2_all_four_steps_are_shown_and_where_it_stands() -> None:
    complaint = make_complaint()
    up = "not passed up"
    assert ladder(complaint) == [(1, True, ""), (2, False, up), (3, False, up), (4, False, up)]
    passed_up(complaint, Level.MANAGER, now=LATER)
    assert ladder(complaint) == [(1, False, ""), (2, False, "passed over"), (3, True, ""), (4, False, up)]
    assert read(complaint).count('aria-current="step"') == 1


def test_cp2_a_confidential_one_says_which_steps_are_not_for_it() -> None:
    hidden = "not for a confidential complaint"
    complaint = make_complaint(confidential=True)
    assert ladder(complaint) == [(1, False, hidden), (2, False, hidden), (3, True, ""), (4, False, "not passed up")]
    about = make_complaint(about_staff=make_staff(Role.MANAGER))
    assert ladder(about)[2:] == [(3, False, "not for one about a manager"), (4, True, "")]


def test_cp2_a_step_says_who_why_what_was_decided_and_how_long_it_stood_there() -> None:
    complaint, manager = make_complaint(department=make_department()), make_staff(Role.MANAGER, name="周敏")
    called = [make_staff(name="何静"), make_staff(name="邱勇")]
    passed_up(
        complaint, Level.MANAGER, reason="Bollards.", called=called, called_others="Fire brigade", now=MONDAY + HOUR
    )
    actions.decide(complaint, "Put up bollards.", MONDAY + 30 * HOUR, by=manager, now=MONDAY + HOUR)
    page = read(complaint)
    for words in (
        "stood here 1 h 0 min",
        "here for 1 h 0 min",
        "Called together: 何静, 邱勇, Fire brigade",
        "Reason: Bollards.",
        "Put up bollards.",
        "to be done by tomorrow 16:05",
        "1 day left",
    ):
        assert words in page
    assert "then it moves up by itself" not in page


def test_cp2_while_its_clock_runs_the_step_says_when_it_moves_up() -> None:
    assert "until 14:05, then it moves up by itself" in read(make_complaint())


def test_cp2_what_moved_up_by_itself_says_so() -> None:
    complaint = make_complaint(now=MONDAY - 5 * HOUR)
    assert "moved up by itself" not in read(complaint)
    actions.step_up(now=MONDAY)
    shown = context(for_page(complaint), make_staff(Role.HEAD), LATER)["rungs"]
    assert [rung.by_itself for rung in shown] == [False, True, False, False]
    assert "moved up by itself</span>" in read(complaint)


def test_cp2_in_charge_are_the_managers_but_never_whom_it_is_about() -> None:
    make_staff(Role.COMPANY, name="陆明远")
    make_staff(Role.MANAGER, name="周敏")
    accused = make_staff(Role.CREW, Role.COMPANY, name="王强")
    complaint = make_complaint(about_staff=accused)
    rungs = context(for_page(complaint), make_staff(Role.MANAGER, name="吴芳"), LATER)["rungs"]
    assert [person.name for person in rungs[2].people] == ["吴芳", "周敏"]
    passed_up(complaint, Level.COMPANY, now=LATER)
    rungs = context(for_page(complaint), make_staff(Role.MANAGER), LATER)["rungs"]
    assert [person.name for person in rungs[3].people] == ["陆明远"]


def test_cp2_the_button_stands_on_the_step_that_comes_next() -> None:
    complaint = make_complaint()
    rungs = context(for_page(complaint), make_staff(Role.HEAD), LATER)["rungs"]
    assert [rung.following for rung in rungs] == [False, True, False, False]
    button = f'href="/complaints/{complaint.number}/pass_up/"'
    assert read(complaint).count(button) == 2
    passed_up(complaint, Step.Level.COMPANY)
    assert read(complaint).count(button) == 0


def test_cp2_a_step_of_what_is_resolved_stood_until_then() -> None:
    complaint = make_resolved()
    rung = context(for_page(complaint), make_staff(Role.HEAD), LATER)["rungs"][0]
    assert (rung.stood, rung.here) == (timedelta(0), True)
    closed = make_closed()
    rung = context(for_page(closed), make_staff(Role.HEAD), LATER)["rungs"][0]
    assert (rung.stood, rung.here) == (timedelta(0), False)


# ── facts ───────────────────────────────────────────────────────────────────
def test_cp5_undecided_it_says_that_it_counts_as_valid() -> None:
    page = read(make_resolved())
    assert ("not decided" in page, "Counts as valid until a manager decides" in page) == (True, True)


@pytest.mark.parametrize(("valid", "word"), [(True, "<b>valid</b>"), (False, "<b>invalid</b>")])
def test_cp5_decided_it_says_why_when_and_by_whom(valid: bool, word: str) -> None:
    complaint = make_resolved()
    actions.judge(complaint, valid, "Seen on the camera.", by=make_staff(Role.MANAGER, name="周敏"), now=MONDAY)
    page = read(complaint)
    assert [words in page for words in (word, "Seen on the camera.", "10:05 周敏")] == [True] * 3


def test_cp4_closed_by_decision_it_says_how_and_why() -> None:
    complaint = make_judged()
    actions.close(complaint, "withdrawn", "She took it back.", by=make_staff(Role.MANAGER), now=LATER)
    page = read(complaint)
    assert [words in page for words in ("withdrawn by the complainant", "She took it back.")] == [True] * 2


def test_cp7_what_it_is_about_has_its_name() -> None:
    department = make_department(Department.Kind.ENVIRONMENT)
    page = read(make_complaint(about_department=department, about_place="Gate 2"))
    assert f"{department.name}　Gate 2" in page


def test_cp3_an_explanation_shows_the_plan_and_the_dates_told() -> None:
    complaint = make_complaint()
    dates = {"next_at": LATER + 48 * HOUR, "resolve_by": LATER.date() + timedelta(days=9)}
    reply = told(plan="New bollards are ordered.", settled_with="the company", **dates)
    actions.explain(complaint, reply, by=make_staff(Role.MANAGER), now=LATER)
    page = read(complaint)
    for words in (
        "New bollards are ordered.",
        "settled with the company",
        "told: in touch again by 11-25 12:05",
        "told: resolved by 12-02",
    ):
        assert words in page


# ── rounds, callbacks, the same event ───────────────────────────────────────
def test_cb11_each_round_shows_what_was_done_and_what_was_said() -> None:
    complaint, by = make_judged(), make_staff(Role.MANAGER)
    actions.call_back(complaint, not_reached(), by=by, now=MONDAY)
    reopen(complaint)
    long = "Bollards. " * 60
    actions.resolve(complaint, long, by=by, now=LATER)
    shown = context(for_page(complaint), by, LATER)
    outcomes = [[callback.outcome for callback in row.callbacks] for row in shown["rounds"]]
    assert [(row.number, row.result) for row in shown["rounds"]] == [(2, long), (1, DONE)]
    assert outcomes == [[], ["unsatisfied", "nobody"]]
    page = read(complaint)
    assert [words in page for words in ("round 2", "not satisfied", NO, "Not called back yet")] == [True] * 4


def test_cp4_one_round_is_not_counted_in_the_head() -> None:
    assert '<span class="state state-again">round' not in read(make_judged())


def test_qa2_households_about_one_event_are_one_with_its_number_of_complainants() -> None:
    lead, first = make_complaint(), make_complaint(unit=make_unit("3-2-501"))
    assert "The same event" not in read(lead)
    actions.join(first, lead, by=make_staff(Role.HEAD), now=LATER)
    for complaint in (lead, first):
        page = read(complaint)
        assert [words in page for words in ("The same event: 2 complainants", lead.number, first.number)] == [True] * 3
        assert page.count('<span class="tag">counted</span>') == 1


def test_qa2_one_that_the_reader_may_not_know_of_is_not_counted_for_him() -> None:
    lead, hidden = make_complaint(), make_complaint(confidential=True)
    Complaint.objects.filter(pk=hidden.pk).update(same_event_as=lead)
    assert hidden.number not in read(lead)
    assert "The same event: 2 complainants" in read(lead, Role.MANAGER)


# ── who may see it ──────────────────────────────────────────────────────────
def test_a_confidential_one_is_not_found_without_the_right_nor_by_whom_it_is_about() -> None:
    accused, other = make_staff(Role.MANAGER, language="en"), make_staff(Role.MANAGER, language="en")
    complaint = make_complaint(about_staff=accused)
    pages = [f"/{complaint.number}/", f"/complaints/{complaint.number}/print/"]
    for who, status in ((accused, 404), (Role.RECEPTION, 404), (Role.HEAD, 404), (other, 200)):
        client = desk(who)
        assert [client.get(page).status_code for page in pages] == [status] * 2


def test_the_sheet_of_paper_has_its_key() -> None:
    complaint = make_complaint()
    assert f'href="/complaints/{complaint.number}/print/" data-key="Ctrl+P"' in read(complaint, Role.COMPANY)


def test_it_costs_the_same_however_much_happened(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    user, unit = make_staff(Role.HEAD), make_unit()
    assert user.community_ids
    plain, rich = make_resolved(unit=unit), make_resolved(contact=a_contact(unit=unit))
    for more in range(2):
        actions.call_back(rich, not_reached(), by=a_manager(rich), now=LATER)
        actions.answer(rich, told(said=f"Guards, evening {more}."), by=user, now=LATER)
        actions.join(make_complaint(), rich, by=user, now=LATER)
    for complaint, rows in ((plain, (1, 0, 1)), (rich, (3, 2, 3))):
        page = for_page(complaint)
        with django_assert_num_queries(STATEMENTS):
            shown = context(page, user, LATER)
            counted = (len(shown["answers"]), len(shown["rounds"][0].callbacks), len(shown["event"]))
        assert counted == rows


def test_the_ladder_costs_the_same_with_one_and_with_three_steps(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    user, complaint = make_staff(Role.HEAD), make_complaint(unit=make_unit(), department=make_department())
    assert user.community_ids
    for level in (None, Level.HEAD, Level.MANAGER):
        if level:
            passed_up(complaint, level, called=[user, make_staff()], now=LATER)
        page = for_page(complaint)
        # Who is in charge of the manager's step is everybody with the role.
        with django_assert_num_queries(STATEMENTS + (level == Level.MANAGER)):
            shown = context(page, user, LATER)["rungs"]
            assert [len(rung.called) for rung in shown if rung.step] == [0, 2, 2][: level or 1]
