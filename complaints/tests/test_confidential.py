"""A confidential complaint is hidden from whom it is about and from all without the right, on every page."""

import pytest

from complaints.models import Answer, Attachment, Callback, Complaint, Step, Type
from complaints.tests.clock import LATER, TOO_LATE
from complaints.tests.factories import make_complaint, make_satisfied
from office import outbox, promises
from office.models import Alert, Department, Move, Notice, Promise, Role, Staff
from office.tests.factories import make_department, make_staff, make_unit
from repairs.tests.pages import desk

pytestmark = pytest.mark.django_db
SECRET = "Guard Li let his friends park in the fire lane."


def about(staff: Staff) -> Complaint:
    return make_complaint(about_staff=staff, type=Type.MANNER, text=SECRET, unit=make_unit("3-2-501"))


def may_know(complaint: Complaint, *people: Staff) -> list[bool]:
    return [Complaint.objects.visible_to(who).filter(pk=complaint.pk).exists() for who in people]


def test_only_who_has_the_right_may_know_of_it() -> None:
    complaint = about(make_staff(Role.CREW))
    people = [make_staff(role) for role in Role]
    allowed = {Role.MANAGER, Role.COMPANY}
    assert may_know(complaint, *people) == [role in allowed for role in Role]


def test_whom_it_is_about_never_knows_whatever_his_rights() -> None:
    manager, other = make_staff(Role.MANAGER), make_staff(Role.MANAGER)
    assert may_know(about(manager), manager, other) == [False, True]


def test_one_that_names_nobody_can_be_confidential_too() -> None:
    complaint = make_complaint(confidential=True)
    assert may_know(complaint, make_staff(Role.HEAD), make_staff(Role.MANAGER)) == [False, True]


def test_an_ordinary_one_is_seen_by_the_whole_estate() -> None:
    assert may_know(make_complaint(), make_staff(Role.RECEPTION), make_staff(Role.CREW)) == [True, True]


def test_everything_of_it_is_as_hidden_as_itself() -> None:
    manager, other, reception = make_staff(Role.MANAGER), make_staff(Role.MANAGER), make_staff(Role.RECEPTION)
    complaint = make_satisfied(about_staff=manager)
    Attachment.objects.create(complaint=complaint, kind="photo", file="complaints/x.jpg", at=LATER, by=other)
    for model in (Promise, Move, Answer, Step, Callback, Attachment):
        assert [model.objects.visible_to(who).exists() for who in (manager, reception, other)] == [False, False, True]


def test_its_alerts_are_told_to_nobody_who_may_not_know() -> None:
    service = make_department(Department.Kind.MANAGEMENT)
    accused = make_staff(Role.MANAGER, department=service)
    make_staff(Role.RECEPTION, department=service)
    told_of = make_staff(Role.MANAGER)
    complaint = about(accused)
    promises.sweep(now=TOO_LATE)
    outbox.relay(now=TOO_LATE)
    # Of the answer; the step began with the company, which has no clock.
    assert Alert.objects.count() == 1
    notices = Notice.objects.all()
    assert {notice.staff for notice in notices} == {told_of}
    assert [SECRET in notice.text for notice in notices] == [False]
    assert complaint.number == notices[0].subject


@pytest.mark.usefixtures("two_hours_later")
def test_no_page_says_a_word_of_it_to_whom_it_is_about() -> None:
    manager = make_staff(Role.MANAGER, language="en")
    complaint = about(manager)
    client = desk(manager)
    for path in ("/board/", "/complaints/", "/complaints/?state=all", "/notices/", "/admin/complaints/complaint/"):
        page = client.get(path)
        assert page.status_code == 200
        assert (SECRET in page.content.decode(), complaint.number in page.content.decode()) == (False, False), path
    verbs = [f"/complaints/{complaint.number}/{verb}/" for verb in ("answer", "void")]
    assert [client.get(path).status_code for path in (f"/{complaint.number}/", *verbs)] == [404] * 3
    assert client.post(f"/complaints/{complaint.number}/reveal/").status_code == 404
    hint = client.get("/complaints/recurring/", {"unit": str(complaint.unit_id), "type": "manner"})
    assert hint.content.decode().strip() == ""


@pytest.mark.usefixtures("two_hours_later")
def test_who_took_it_does_not_see_it_any_longer_and_the_manager_does() -> None:
    taker = make_staff(Role.RECEPTION, language="en")
    complaint = make_complaint(by=taker, about_staff=make_staff(Role.CREW))
    assert desk(taker).get(f"/{complaint.number}/").status_code == 404
    page = desk(Role.MANAGER).get(f"/{complaint.number}/").content.decode()
    assert '<span class="tag">confidential</span>' in page
