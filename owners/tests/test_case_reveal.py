"""The caller's whole number: shown to who asks for it, and written down before it is shown."""

import pytest
from django.test import Client

from office.models import Access, Role, Staff
from office.tests.factories import make_department, make_staff
from owners.models import Listing, Matter, Message
from owners.tests.browsers import browser, elsewhere
from owners.tests.cases import make_decided, make_handed_over, make_listing, make_matter, make_message, make_told
from owners.tests.factories import make_contact

pytestmark = pytest.mark.django_db

Record = Matter | Message | Listing


def reveal(client: Client, record: Record, **headers: str) -> tuple[int, bool]:
    """The status, and whether the whole number is shown."""
    answer = client.post(f"/owners/cases/{record.number}/reveal/", headers=headers)
    return answer.status_code, "138 0013 8000" in answer.content.decode()


@pytest.mark.parametrize("made", [make_matter, make_message, make_listing])
def test_shown_once_and_logged(made: type[Matter]) -> None:
    record, desk = made(), make_staff()
    assert reveal(browser(desk), record) == (200, True)
    (access,) = Access.objects.all()
    assert (access.by, access.subject, access.what) == (desk, record.number, Access.What.PHONE)
    assert reveal(browser(desk), record, hx_request="true") == (200, True)


def test_who_has_to_do_with_the_caller_may_ring_him_whatever_his_role() -> None:
    head, doer, addressee = make_staff(Role.CREW), make_staff(Role.CREW), make_staff(Role.CREW)
    records: list[tuple[Record, Staff]] = [
        (make_handed_over(head), head),
        (make_decided(doer, department=make_department()), doer),
        (make_told(addressee), addressee),
    ]
    assert [reveal(browser(person), record) for record, person in records] == [(200, True)] * 3


def test_who_may_only_look_is_refused() -> None:
    assert reveal(browser(Role.COMPANY), make_matter()) == (403, False)
    assert not Access.objects.exists()


def test_nobody_else_finds_it() -> None:
    matter = make_matter()
    assert [reveal(client, matter)[0] for client in (browser(Role.CREW), elsewhere())] == [404, 404]
    assert browser().post("/owners/cases/R-20261123-0001/reveal/").status_code == 404
    assert not Access.objects.exists()


def test_it_is_asked_for_by_post_alone() -> None:
    assert browser().get(f"/owners/cases/{make_matter().number}/reveal/").status_code == 405


def test_without_a_number_there_is_nothing_to_show() -> None:
    matter = make_matter(contact=make_contact(phone=""))
    assert reveal(browser(), matter)[0] == 302
    assert not Access.objects.exists()
