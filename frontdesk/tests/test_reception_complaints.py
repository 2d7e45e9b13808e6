"""Complaints as cases of a contact: what is confidential, and what cannot be one contact (CP-1, RC-8)."""

from typing import Any

import pytest

from complaints.models import Complaint
from frontdesk.tests.reception import PAGE, refused, signed_in, typed
from office.models import Access, Role, Staff
from office.tests.factories import home, make_community, make_staff
from owners.models import Contact, Matter
from repairs.tests.factories import make_registered

pytestmark = pytest.mark.django_db


def complaint(number: int = 1, **fields: Any) -> dict[str, Any]:
    return {"case": f"complaint-{number}", "type": "manner", "text": "He shouted at me.", **fields}


def about(person: Staff, number: int = 1) -> dict[str, Any]:
    return complaint(number, about_staff=person.pk)


def test_a_contact_that_leads_to_a_complaint_about_somebody_is_kept_from_him_and_the_desk() -> None:
    reception, guard = make_staff(Role.RECEPTION, language="en"), make_staff(Role.MANAGER)
    response = signed_in(reception).post(PAGE, typed(about(guard)), follow=True)
    contact = Contact.objects.get()
    assert (contact.confidential, contact.hidden_from, contact.content) == (True, guard, "")
    # What was said beside the complaint's own words stands with it and nowhere else.
    assert Complaint.objects.get().text == "He shouted at me.\nKitchen pipe burst"
    page = response.content.decode()
    assert f"{contact.number} is confidential: from now on only who may know of it sees it." in page
    # What was typed is not offered once more: it is saved.
    assert "data-saved" in page
    for user in (reception, guard):
        assert signed_in(user).get(f"/{contact.number}/").status_code == 404
    assert signed_in(make_staff(Role.MANAGER)).get(f"/{contact.number}/").status_code == 200


@pytest.mark.parametrize("few", [{"complaint-1-confidential": "on"}, {}])
def test_what_was_said_of_somebody_is_taken_over_by_no_other_case(few: dict[str, str]) -> None:
    """The words of the contact are the complaint's: a repair or a matter beside it says its own."""
    guard = make_staff(Role.CREW)
    secret = complaint(text="", **({} if few else {"about_staff": guard.pk}))
    matter: dict[str, Any] = {"case": "matter-2", "kind": "question", "text": ""}
    said = "What was said is confidential: say this in words of its own."
    assert refused(secret, matter, **few) == {"matter-2-text": [said]}
    signed_in().post(PAGE, typed(secret, {**matter, "text": "When is the lawn cut?"}, **few))
    assert (Matter.objects.get().text, Complaint.objects.get().text) == ("When is the lawn cut?", "Kitchen pipe burst")
    assert Contact.objects.get().content == ""


def test_complaints_about_two_people_are_two_contacts() -> None:
    one, other = make_staff(Role.CREW), make_staff(Role.CREW)
    assert refused(about(one), about(other, 2)) == {
        "complaint-2-about_staff": ["About another person: record this as a contact of its own."]
    }


def test_a_repair_of_another_estate_is_none_that_it_can_be_about() -> None:
    here, there = home(), make_community()
    user = make_staff(Role.RECEPTION, communities=[here, there], language="en")
    elsewhere = make_registered(community=there)
    response = signed_in(user).post(PAGE, typed(complaint(repair=elsewhere.number)))
    (block,) = response.context["blocks"]
    assert (response.status_code, list(block.form.errors), Complaint.objects.count()) == (422, ["repair"], 0)


def test_whose_number_was_shown_is_logged_under_the_complaint_that_few_may_know_of() -> None:
    guard, manager = make_staff(Role.MANAGER), make_staff(Role.MANAGER)
    signed_in().post(PAGE, typed(about(guard)))
    contact = Contact.objects.get()
    signed_in(manager).post(f"/contacts/{contact.number}/reveal/")
    assert Access.objects.get().subject == Complaint.objects.get().number
    assert (Access.objects.visible_to(guard).count(), Access.objects.visible_to(manager).count()) == (0, 1)
