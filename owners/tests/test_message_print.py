"""The slip 转告记录: the number to ring is what it is for, so it stands there in full and that is logged (RC-6)."""

import pytest

from office.models import Access, Role
from office.tests.factories import make_department, make_staff
from owners.actions import messages
from owners.models import Message
from owners.tests.browsers import browser, said
from owners.tests.cases import SOON, make_message, make_told

pytestmark = pytest.mark.django_db


def slip(message: Message) -> str:
    return f"/owners/messages/{message.number}/print/"


def test_rc6_who_is_to_be_rung_back_has_his_number_on_it_in_full() -> None:
    make_department(name="客服部")
    taker = make_staff(name="林晓燕")
    message = make_message(make_staff(Role.CREW, name="孙德胜"), by=taker)
    page = browser(taker).get(slip(message)).content.decode()
    for words in ("孙德胜", "王小明", "138 0013 8000", "About the tap", "林晓燕", "客服部", message.number, "form-a5"):
        assert words in page
    (access,) = Access.objects.all()
    assert (access.by, access.subject, access.what) == (taker, message.number, Access.What.PRINT)


def test_rc6_who_only_has_something_told_stands_masked() -> None:
    page = browser().get(slip(make_message(ring_back=False))).content.decode()
    assert ("138****8000" in page, "138 0013 8000" in page) == (True, False)
    assert not Access.objects.exists()


def test_rc6_what_was_told_and_agreed_stands_on_it() -> None:
    deputy, message = make_staff(name="代理"), make_message()
    messages.tell(message, deputy, "radio", by=message.taken_by, now=SOON)
    messages.ring_back(message, "comes on Friday", rung_back_at=SOON, by=deputy, now=SOON)
    page = browser().get(slip(message)).content.decode()
    assert ("代理" in page, "comes on Friday" in page) == (True, True)


def test_the_one_it_is_for_prints_his_own_and_nobody_elses() -> None:
    addressee, message = make_staff(Role.CREW), make_told()
    own = make_message(addressee)
    assert [browser(addressee).get(slip(row)).status_code for row in (own, message)] == [200, 404]


def test_asking_only_for_its_head_prints_and_logs_nothing() -> None:
    assert browser().head(slip(make_message())).status_code == 200
    assert not Access.objects.exists()


def test_a_void_one_is_not_printed() -> None:
    message, client = make_message(), browser()
    messages.void(message, "rang again himself", by=make_staff(), now=SOON)
    assert client.get(slip(message))["Location"] == f"/{message.number}/"
    assert said(client) != []


def test_signs_that_would_disturb_the_print_are_left_out() -> None:
    page = browser().get(slip(make_message(text="ring\u202e me <b>"))).content.decode()
    assert ("\u202e" in page, "ring me &lt;b&gt;" in page) == (False, True)
