"""The block of a message at intake: an addressee who is off duty is not passed over in silence (RC-6, RC-13)."""

from typing import Any

import pytest
import time_machine

from office.models import Community, Department, Duty, Role, Shift, Staff
from office.tests.factories import MONDAY, home, make_community, make_department, make_staff
from owners.forms.messages import MessageForm
from owners.tests.browsers import browser
from owners.tests.factories import make_contact

pytestmark = pytest.mark.django_db


def form(data: dict[str, Any] | None = None, **fields: Any) -> MessageForm:
    community: Community | None = fields.pop("community", home())
    return MessageForm(data, user=make_staff(), now=MONDAY, community=community, **fields)


def on_duty(department: Department, *people: Staff, post: str = Duty.Post.CREW) -> None:
    for person in people:
        Duty.objects.create(department=department, day=MONDAY.date(), shift=Shift.DAY, post=post, staff=person)


def away() -> tuple[Staff, Staff, Staff]:
    """One of the crew who is off duty, the deputy of his department, and who is on duty there."""
    deputy = make_staff(name="代理")
    department = make_department(Department.Kind.ENGINEERING, deputy=deputy)
    off, on = (make_staff(Role.CREW, department=department) for _number in range(2))
    on_duty(department, on, deputy)
    return off, deputy, on


def test_rc6_for_whom_what_and_whether_to_ring_back() -> None:
    addressee = make_staff(Role.CREW)
    filled = form({"addressee": addressee.pk, "text": "About the tap", "ring_back": "on"})
    assert filled.is_valid()
    message = filled.case(make_contact())
    assert (message.addressee, message.text, message.ring_back, message.told_to, message.caller_knows) == (
        addressee,
        "About the tap",
        True,
        None,
        False,
    )


def test_rc8_where_it_says_nothing_the_contact_does() -> None:
    filled = form({"addressee": make_staff().pk})
    assert filled.is_valid()
    message = filled.case(make_contact(content="x" * 500))
    assert (message.text, message.ring_back) == ("x" * 400, False)


def test_rc6_who_is_off_duty_is_named_once_and_somebody_proposed() -> None:
    off, deputy, on = away()
    first = form({"addressee": off.pk})
    assert (list(first.errors), first.away) == (["addressee"], off)
    assert list(first.fields["told_to"].queryset) == [deputy, on]  # type: ignore[attr-defined]
    assert first["told_to"].value() == str(deputy.pk)


def test_rc6_then_what_the_taker_chose_is_taken() -> None:
    off, _deputy, on = away()
    data = {"addressee": off.pk, "asked_for": off.pk, "told_to": on.pk, "caller_knows": "on"}
    filled = form(data)
    assert filled.is_valid()
    message = filled.case(make_contact())
    assert (message.addressee, message.told_to, message.caller_knows) == (off, on, True)


def test_rc6_he_may_also_wait_for_him() -> None:
    off, _deputy, _on = away()
    filled = form({"addressee": off.pk, "asked_for": off.pk, "told_to": ""})
    assert filled.is_valid()
    assert filled.case(make_contact()).told_to is None


def test_rc6_another_addressee_who_is_off_duty_is_named_again() -> None:
    off, _deputy, on = away()
    data = {"addressee": off.pk, "asked_for": on.pk, "told_to": on.pk}
    assert list(form(data).errors) == ["addressee"]


def test_rc13_who_is_on_duty_or_has_no_roster_is_there() -> None:
    _off, _deputy, on = away()
    unlisted = make_staff(department=make_department(Department.Kind.FINANCE))
    nowhere = make_staff()
    assert [form({"addressee": person.pk}).is_valid() for person in (on, unlisted, nowhere)] == [True, True, True]


def test_nobody_is_told_instead_of_somebody_who_is_there() -> None:
    _off, deputy, on = away()
    filled = form({"addressee": on.pk, "told_to": deputy.pk, "caller_knows": "on"})
    assert list(filled.errors) == ["told_to"]


@pytest.mark.parametrize("addressee", ["", "abc", "999999999", "9" * 40, "\0"])
def test_whom_it_is_for_must_be_somebody_of_the_estate(addressee: str) -> None:
    assert list(form({"addressee": addressee}).errors) == ["addressee"]


def test_people_who_left_or_serve_elsewhere_are_not_offered() -> None:
    home()
    here = make_staff()
    gone, far = make_staff(is_active=False), make_staff(community=make_community())
    offered = set(form().fields["addressee"].queryset)  # type: ignore[attr-defined]
    assert (here in offered, gone in offered, far in offered) == (True, False, False)


def test_the_form_shown_again_before_it_is_judged_keeps_the_proposal() -> None:
    off, deputy, _on = away()
    shown = form(initial={"addressee": str(off.pk)})
    assert (shown.away, shown["told_to"].value()) == (off, deputy.pk)


@time_machine.travel(MONDAY, tick=False)
def test_rc6_the_page_is_told_at_once_who_is_off_duty() -> None:
    off, _deputy, on = away()
    asked = "/owners/messages/instead/?prefix=message-1&message-1-addressee="
    page = browser().get(f"{asked}{off.pk}").content.decode()
    assert 'id="message-1-instead"' in page
    assert f'name="message-1-asked_for" value="{off.pk}"' in page
    assert 'name="message-1-told_to"' in page
    assert 'name="message-1-told_to"' not in browser().get(f"{asked}{on.pk}").content.decode()


@pytest.mark.parametrize("query", [{}, {"prefix": "<b>"}, {"prefix": "message-1"}, {"addressee": "\0"}])
def test_what_makes_no_sense_gives_an_empty_piece(query: dict[str, str]) -> None:
    answer = browser().get("/owners/messages/instead/", query)
    assert (answer.status_code, "<b>" in answer.content.decode()) == (200, False)


def test_only_who_takes_contacts_may_ask() -> None:
    assert browser(Role.CREW).get("/owners/messages/instead/").status_code == 403
