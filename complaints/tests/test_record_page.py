"""The page of one complaint: what was said and answered, what is owed, what recurs, and the allowed buttons."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from complaints import actions
from complaints.models import Complaint, Type
from complaints.record import context
from complaints.tests.clock import LATER
from complaints.tests.factories import TEXT, a_contact, make_anonymous, make_answered, make_complaint, told
from office.models import Access, Department, Role
from office.tests.factories import MONDAY, make_department, make_staff, make_unit
from repairs.tests.factories import make_repair
from repairs.tests.pages import desk, elsewhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]


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
    assert (shown["answering"], shown["primary"]) == (None, None)
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
    assert [desk(role).post(url).status_code for role in (Role.CREW, Role.COMPANY)] == [403, 403]
    assert [elsewhere().post(url).status_code, desk().get(url).status_code] == [404, 405]
    assert Access.objects.count() == 0


def test_company_sees_it_without_the_buttons() -> None:
    page = read(make_complaint(), Role.COMPANY)
    assert ("/answer/" in page, "/void/" in page) == (False, False)


def test_one_of_another_estate_is_not_found_and_who_has_no_business_with_complaints_is_refused() -> None:
    url = f"/{make_complaint().number}/"
    assert elsewhere().get(url).status_code == 404
    assert [desk(role).get(url).status_code for role in (Role.CREW, Role.COLLECTOR, Role.FINANCE)] == [403] * 3
    assert desk().get("/C-20261123-9999/").status_code == 404


def test_the_number_may_be_typed_in_small_letters() -> None:
    complaint = make_complaint()
    assert desk().get(f"/{complaint.number.lower()}/").context["complaint"] == complaint


def test_it_costs_the_same_with_one_and_with_three_answers(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    user, unit = make_staff(Role.HEAD), make_unit()
    assert user.community_ids
    plain, rich = make_answered(unit=unit), make_answered(contact=a_contact(unit=unit))
    for _more in range(2):
        actions.answer(rich, told(), by=user, now=LATER)
    for complaint, answers in ((plain, 1), (rich, 3)):
        page = for_page(complaint)
        with django_assert_num_queries(5):
            shown = context(page, user, LATER)
            assert len({row.by.name for row in shown["answers"]} and shown["answers"]) == answers
