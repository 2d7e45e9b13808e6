"""What was reported already is urged or joined from the screen, or reported all the same (RP-10, RC-8)."""

import pytest

from frontdesk.tests.reception import PAGE, errors, matter, repair, signed_in, typed
from office.models import Department, Move, Promise, Role, Staff, Unit
from office.tests.factories import make_community, make_department, make_staff, make_unit
from owners.models import Contact, Matter
from repairs.models import Category, Repair
from repairs.tests.factories import make_category, make_registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def category() -> Category:
    make_department(Department.Kind.CUSTOMER_SERVICE)
    make_department(Department.Kind.ENGINEERING)
    return make_category("Drain")


@pytest.fixture
def first(category: Category) -> Repair:
    return make_registered(unit=make_unit("3-2-501"), category=category)


def urged(record: Repair) -> int:
    return Move.objects.filter(subject=record.number, verb="urge").count()


def test_rp10_an_urge_is_a_contact_that_makes_no_second_repair(first: Repair, category: Category) -> None:
    signed_in().post(PAGE, typed(repair(category), then=f"urge:{first.number}", content="Still waiting"))
    contact = Contact.objects.exclude(pk=first.contact_id).get()
    assert (contact.subject, contact.content, contact.result) == (
        "repair", "Still waiting", f"Urged: {first.number}",
    )  # fmt: skip
    assert (Repair.objects.count(), urged(first)) == (1, 1)


def test_rp10_an_urge_needs_no_words(first: Repair, category: Category) -> None:
    signed_in().post(PAGE, typed(repair(category), then=f"urge:{first.number}", content=""))
    assert urged(first) == 1


def test_rc8_an_urge_leaves_the_other_cases_of_the_call(first: Repair, category: Category) -> None:
    lamp = make_category("Lamp")
    sent = typed(repair(lamp, problem="Lamp dark"), repair(category, 2), matter(3), then=f"urge:{first.number}")
    signed_in().post(PAGE, sent)
    assert list(Repair.objects.exclude(pk=first.pk).values_list("problem", flat=True)) == ["Lamp dark"]
    assert (Matter.objects.count(), urged(first)) == (1, 1)


def test_rp10_a_joined_report_has_its_own_number_and_caller_but_no_job(first: Repair, category: Category) -> None:
    before = Promise.objects.count()
    signed_in().post(PAGE, typed(repair(category), then=f"join:{first.number}", name="李想"))
    joined = Repair.objects.exclude(pk=first.pk).get()
    assert (joined.joined_to, joined.status, joined.caller_name) == (first, "joined", "李想")
    assert (joined.orders.count(), Promise.objects.count()) == (0, before)


def test_rp10_a_caller_who_says_here_too_joins_with_the_words_of_the_first(first: Repair) -> None:
    signed_in().post(PAGE, typed(then=f"join:{first.number}", content=""))
    joined = Repair.objects.exclude(pk=first.pk).get()
    assert (joined.joined_to, joined.problem, joined.category) == (first, first.problem, first.category)


@pytest.mark.parametrize("verb", ["join", "urge"])
def test_rp10_another_fault_on_the_form_stays_a_job_of_its_own(first: Repair, verb: str) -> None:
    lock = make_category("Lock")
    signed_in().post(PAGE, typed(repair(lock, problem="The lock sticks"), then=f"{verb}:{first.number}"))
    own = Repair.objects.get(category=lock)
    assert (own.joined_to, own.orders.count(), own.status) == (None, 1, "registered")
    joined = Repair.objects.filter(joined_to=first)
    assert [row.category for row in joined] == ([first.category] if verb == "join" else [])


def test_rp10_saving_all_the_same_makes_a_new_one(first: Repair, category: Category) -> None:
    signed_in().post(PAGE, typed(repair(category)))
    assert (Repair.objects.count(), urged(first)) == (2, 0)


@pytest.mark.parametrize("verb", ["urge", "join"])
@pytest.mark.parametrize("number", ["R-20260101-0001", "", "x" * 300, "R-1\0"])
def test_rp10_what_is_not_there_cannot_be_urged_or_joined(category: Category, verb: str, number: str) -> None:
    response = signed_in().post(PAGE, typed(repair(category), then=f"{verb}:{number}"))
    assert errors(response) == {"__all__": ["There is no such repair in this estate."]}  # type: ignore[arg-type]


@pytest.mark.parametrize("verb", ["urge", "join"])
def test_rp10_a_repair_of_another_estate_is_not_there(category: Category, verb: str) -> None:
    strange = make_registered(unit=make_unit(community=make_community()), category=category)
    response = signed_in().post(PAGE, typed(repair(category), then=f"{verb}:{strange.number}"))
    assert (response.status_code, Repair.objects.count()) == (422, 1)


def test_rp10_what_was_closed_meanwhile_is_said_and_everything_typed_is_kept(first: Repair, category: Category) -> None:
    Repair.objects.filter(pk=first.pk).update(status="void")
    response = signed_in().post(PAGE, typed(repair(category), then=f"urge:{first.number}"))
    assert (response.status_code, Contact.objects.count()) == (422, 1)
    assert "Kitchen pipe burst" in response.content.decode()


def test_rp10_the_holder_is_told_of_an_urge(first: Repair, category: Category) -> None:
    holder = make_staff(Role.RECEPTION)
    Promise.objects.filter(subject=first.number).update(holder=holder)
    signed_in().post(PAGE, typed(repair(category), then=f"urge:{first.number}"))
    assert list(Staff.objects.filter(notices__subject=first.number)) == [holder]


def test_rp10_the_hint_names_what_is_open_and_never_fires_on_blanks(first: Repair, category: Category) -> None:
    client = signed_in()
    unit = Unit.objects.get()
    page = client.get("/repairs/new/alike/", {"unit": unit.pk, "category": category.pk}).content.decode()
    assert (first.number in page, "Alt U" in page) == (True, True)
    for blank in ({}, {"unit": unit.pk}, {"category": category.pk}, {"unit": "", "category": ""}):
        assert first.number not in client.get("/repairs/new/alike/", blank).content.decode()
