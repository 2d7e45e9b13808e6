"""The page of one matter and the pages of its verbs: who sees them, who is asked what, what is refused (RC-4)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from office.models import Department, Move, Role
from office.tests.factories import make_department, make_staff, make_unit
from owners.models import Matter
from owners.tests.browsers import browser, buttons, elsewhere, said
from owners.tests.cases import LATER, history, make_decided, make_done, make_handed_over, make_matter, owes
from owners.tests.factories import make_contact

pytestmark = pytest.mark.django_db

VERBS = ["hand_over", "decide", "do", "tell", "void"]


@pytest.fixture(autouse=True)
def three_hours_later() -> Iterator[None]:
    """Pages read the clock: it stands an hour after what the factories make."""
    with time_machine.travel(LATER + timedelta(hours=1), tick=False):
        yield


def post(client: Client, matter: Matter, verb: str, **data: Any) -> int:
    answer = client.post(f"/owners/matters/{matter.number}/{verb}/", data)
    assert answer.status_code != 302 or answer["Location"] == f"/{matter.number}/"
    matter.refresh_from_db()
    return answer.status_code


def test_rc4_the_record_says_who_what_whose_and_by_when() -> None:
    doer = make_staff(Role.CREW, name="园丁")
    contact = make_contact(unit=make_unit("12-1-1602"), content="lawn")
    matter = make_decided(doer, contact=contact)
    page = browser().get(f"/{matter.number.lower()}/").content.decode()
    for words in ("12-1-1602", "王小明", "138****8000", contact.number, "Cut it", "园丁", "RC-4", "What happened"):
        assert words in page
    assert "13800138000" not in page


def test_the_buttons_of_each_status_come_from_the_table() -> None:
    desk, head = browser(), browser(Role.HEAD)
    made = [make_matter(), make_handed_over(), make_decided(department=make_department()),
            make_done(department=make_department(Department.Kind.ORDER))]  # fmt: skip
    assert [buttons(desk, matter.number) for matter in made] == [
        ("hand_over", ["void"]),
        ("", ["hand_over", "void"]),
        ("", ["void"]),
        ("tell", []),
    ]
    assert [buttons(head, matter.number) for matter in made] == [
        ("hand_over", ["void"]),
        ("decide", ["hand_over", "void"]),
        ("do", ["decide", "void"]),
        ("tell", []),
    ]


def test_rc4_the_one_who_does_it_opens_it_without_the_right_to_see_contacts() -> None:
    doer = make_staff(Role.CREW)
    matter = make_decided(doer)
    client = browser(doer)
    assert buttons(client, matter.number) == ("do", [])
    page = client.get(f"/{matter.number}/").content.decode()
    assert f'href="/{matter.contact.number}/"' not in page
    assert post(client, matter, "do", result="Cut", told_how="phone") == 302
    assert (matter.status, matter.told_how) == (Matter.Status.CLOSED, "phone")


def test_nobody_else_even_finds_it() -> None:
    matter = make_decided()
    for client in (browser(Role.CREW), browser(Role.FINANCE), elsewhere()):
        assert client.get(f"/{matter.number}/").status_code == 404
        assert [client.get(f"/owners/matters/{matter.number}/{verb}/").status_code for verb in VERBS] == [404] * 5


def test_who_may_see_it_but_not_do_it_is_refused() -> None:
    matter = make_decided()
    company = browser(Role.COMPANY)
    assert company.get(f"/{matter.number}/").status_code == 200
    assert [company.get(f"/owners/matters/{matter.number}/{verb}/").status_code for verb in VERBS] == [403] * 5
    assert post(browser(), matter, "decide", what="x") == 403
    assert len(history(matter)) == 2


def test_rc4_handing_over_proposes_the_department_that_the_words_name() -> None:
    garden = make_department(Department.Kind.ENVIRONMENT, areas=["greening"])
    make_department()
    matter = make_matter(text="The lawn is yellow")
    form = browser().get(f"/owners/matters/{matter.number}/hand_over/").context["form"]
    assert form.initial["department"] == garden
    assert post(browser(), matter, "hand_over", department=garden.pk) == 302
    assert (matter.status, matter.department) == (Matter.Status.HANDED_OVER, garden)


@pytest.mark.parametrize("department", ["", "abc", "999999999", "10" + "0" * 30, "\0"])
def test_a_department_that_is_not_offered_is_refused(department: str) -> None:
    matter = make_matter()
    assert post(browser(), matter, "hand_over", department=department) == 422
    assert matter.status == Matter.Status.TAKEN


def test_a_department_of_another_estate_and_its_own_are_not_offered() -> None:
    elsewhere()
    matter = make_handed_over()
    assert matter.department is not None
    assert post(browser(), matter, "hand_over", department=matter.department.pk) == 422


def test_rc4_the_head_decides_what_by_whom_and_by_when() -> None:
    doer, matter = make_staff(Role.CREW, name="园丁"), make_handed_over()
    answers = {"what": "Cut  it\nsoon", "doer": doer.pk, "due_at": "2026-11-24"}
    assert post(browser(Role.HEAD), matter, "decide", **answers) == 302
    assert (matter.decision, matter.doer) == ("Cut it soon", doer)
    assert owes(matter) == {"RC-4/do": ("11-25 00:00", "园丁")}


@pytest.mark.parametrize(
    ("field", "value"),
    [("what", ""), ("what", "\u200b"), ("what", "a\0b"), ("what", "x" * 401), ("doer", ""), ("doer", "999999999"),
     ("due_at", ""), ("due_at", "2026-11-22"), ("due_at", "9999-12-31"), ("due_at", "2026-02-30")],
)  # fmt: skip
def test_a_decision_that_says_too_little_is_refused(field: str, value: str) -> None:
    matter = make_handed_over()
    answers = {"what": "Cut it", "doer": make_staff().pk, "due_at": "2026-11-24", field: value}
    assert post(browser(Role.HEAD), matter, "decide", **answers) == 422
    assert (matter.status, len(history(matter))) == (Matter.Status.HANDED_OVER, 1)


def test_only_active_people_of_the_estate_can_be_asked_to_do_it() -> None:
    matter = make_handed_over()
    gone, far = make_staff(is_active=False), make_staff(community=None, communities=[])
    for person in (gone, far):
        answers = {"what": "Cut it", "doer": person.pk, "due_at": "2026-11-24"}
        assert post(browser(Role.HEAD), matter, "decide", **answers) == 422


def test_a_result_is_required() -> None:
    matter = make_decided()
    assert post(browser(Role.HEAD), matter, "do", result=" ") == 422
    assert matter.status == Matter.Status.DECIDED


def test_rc4_how_and_when_the_caller_was_told() -> None:
    matter = make_done()
    assert post(browser(), matter, "tell", how="door", told_at="2026-11-23T12:30") == 302
    assert matter.told_at is not None
    assert (matter.status, matter.told_how) == (Matter.Status.CLOSED, "door")
    assert f"{matter.community.local(matter.told_at):%H:%M}" == "12:30"


@pytest.mark.parametrize("at", ["2026-11-23T12:00", "2026-11-23T14:05", "2026-11-23T12:30Z", "tomorrow"])
def test_it_was_told_neither_before_it_was_done_nor_in_the_future(at: str) -> None:
    matter = make_done()
    assert post(browser(), matter, "tell", how="door", told_at=at) == 422
    assert matter.status == Matter.Status.DONE


def test_voiding_asks_for_a_reason() -> None:
    matter = make_matter()
    assert post(browser(), matter, "void", why="") == 422
    assert post(browser(), matter, "void", why="asked twice") == 302
    assert matter.status == Matter.Status.VOID


def test_a_verb_that_comes_too_late_leads_back_and_says_so() -> None:
    matter, client = make_done(), browser(Role.HEAD)
    assert post(client, matter, "decide") == 302
    assert said(client) != []
    assert len(history(matter)) == 3


def test_who_was_overtaken_is_told_and_may_save_once_more() -> None:
    matter, client = make_handed_over(), browser(Role.HEAD)
    seen = Move.objects.get(subject=matter.number).pk
    post(browser(Role.MANAGER), matter, "decide", what="Wait", doer=make_staff().pk, due_at="2026-11-24")
    answers = {"what": "Cut it", "doer": make_staff().pk, "due_at": "2026-11-25"}
    assert post(client, matter, "decide", seen=seen, **answers) == 409
    assert matter.decision == "Wait"
    newest = Move.objects.filter(subject=matter.number).latest("pk").pk
    assert post(client, matter, "decide", seen=newest, **answers) == 302
    assert matter.decision == "Cut it"


def test_a_second_click_leads_back_as_the_first_did() -> None:
    matter, client = make_handed_over(), browser(Role.HEAD)
    answers = {"what": "Cut it", "doer": make_staff().pk, "due_at": "2026-11-24"}
    seen = Move.objects.get(subject=matter.number).pk
    assert [post(client, matter, "decide", seen=seen, **answers) for _click in range(2)] == [302, 302]
    assert len(history(matter)) == 2


def test_a_deputy_who_passes_it_on_is_led_to_his_own_pages() -> None:
    deputy = make_staff(Role.CREW)
    matter, order = make_handed_over(deputy), make_department(Department.Kind.ORDER)
    answer = browser(deputy).post(f"/owners/matters/{matter.number}/hand_over/", {"department": order.pk})
    assert (answer.status_code, answer["Location"]) == (302, "/")
