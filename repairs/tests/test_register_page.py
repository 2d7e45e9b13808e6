"""The page on which a repair is taken (RP-1, RP-2): what is saved, and what is refused with everything typed kept."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from office.models import Building, Community, Promise, Role, Staff, Unit
from office.tests.factories import home, make_community, make_staff, make_unit
from office.tests.threads import together
from owners.models import Capacity, Channel, Contact, Subject
from owners.tests.factories import make_person
from repairs.models import Category, Repair
from repairs.tests.factories import history, make_category, make_registered

pytestmark = pytest.mark.django_db

PAGE = "/repairs/new/"


def signed_in(user: Staff | None = None, **fields: Any) -> Client:
    client = Client(**fields)
    client.force_login(user or make_staff(Role.RECEPTION, language="en"))
    return client


def typed(category: Category | None = None, /, **fields: Any) -> dict[str, Any]:
    """What a receptionist types for room 3-2-501, which exists."""
    if not Unit.objects.filter(number="3-2-501").exists():
        make_unit("3-2-501")
    return {
        "form_key": str(uuid.uuid4()),
        "community": home().pk,
        "channel": "hotline",
        "room": "3-2-501",
        "name": "张桂兰",
        "capacity": "owner",
        "phone": "138 0013 8000",
        "category": (category or make_category()).pk,
        "problem": "Kitchen pipe burst",
        "urgency": "category",
        **fields,
    }


def local(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"


def errors(response: HttpResponse) -> dict[str, list[str]]:
    """The errors of a page that refused: it is the form again, and nothing was saved."""
    assert (response.status_code, Repair.objects.count(), Contact.objects.count()) == (422, 0, 0)
    form = response.context["form"]  # type: ignore[attr-defined]
    return {name: list(found) for name, found in form.errors.items()}


def refused(**fields: Any) -> dict[str, list[str]]:
    return errors(signed_in().post(PAGE, typed(**fields)))  # type: ignore[arg-type]


def test_rp2_a_save_enters_repair_and_contact_and_opens_the_record() -> None:
    user = make_staff(Role.RECEPTION)
    response = signed_in(user).post(PAGE, typed(make_category(urgent=True), capacity="tenant"))
    repair, contact = Repair.objects.get(), Contact.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/{repair.number}/")
    assert (repair.unit, repair.place, repair.problem, repair.urgent, repair.common_part, repair.taken_by) == (
        Unit.objects.get(),
        "3-2-501",
        "Kitchen pipe burst",
        True,
        False,
        user,
    )
    assert (repair.caller_name, repair.caller_capacity, repair.caller_phone, repair.channel) == (
        contact.name,
        contact.capacity,
        contact.phone,
        contact.channel,
    )
    assert (contact.name, contact.capacity, contact.phone, contact.channel, contact.subject, contact.content) == (
        "张桂兰",
        Capacity.TENANT,
        "+8613800138000",
        Channel.HOTLINE,
        Subject.REPAIR,
        "Kitchen pipe burst",
    )


def test_rp4_save_and_dispatch_goes_on_to_the_dispatch() -> None:
    response = signed_in().post(PAGE, typed(then="dispatch"))
    assert response["Location"] == f"/repairs/{Repair.objects.get().number}/dispatch/"


def test_rp12_a_special_service_is_a_contact_about_one() -> None:
    signed_in().post(PAGE, typed(make_category(kind=Category.Kind.SERVICE)))
    assert (Repair.objects.get().kind, Contact.objects.get().subject) == ("service", Subject.SERVICE)


def test_rp1_reception_may_raise_the_urgency() -> None:
    signed_in().post(PAGE, typed(urgency="urgent"))
    assert Repair.objects.get().urgent is True


@pytest.mark.parametrize("room", ["3栋2单元501", "3-2-0501", "３－２－５０１", "3号楼2单元501室"])
def test_any_spelling_of_the_room_is_the_same_home(room: str) -> None:
    signed_in().post(PAGE, typed(room=room))
    assert Repair.objects.get().place == "3-2-501"


def test_an_unknown_room_is_refused_at_its_field() -> None:
    assert refused(room="3-2-1599") == {"room": ["No room 3-2-1599. Check the entrance or floor."]}


def test_the_same_room_in_two_estates_is_not_guessed() -> None:
    first, other = home(), make_community()
    make_unit("3-2-501", community=other)
    make_unit("3-2-501", community=first)
    user = make_staff(Role.RECEPTION, communities=[first, other], language="en")
    data = typed()
    assert list(errors(signed_in(user).post(PAGE, {**data, "community": ""}))) == ["community", "room"]  # type: ignore[arg-type]
    signed_in(user).post(PAGE, {**data, "community": other.pk})
    assert Repair.objects.get().community == other


def test_a_place_without_a_household_is_a_common_part() -> None:
    building = Building.objects.create(community=home(), number="2")
    signed_in().post(PAGE, typed(room="", building=building.pk, place="lift", name="", phone="", channel="patrol"))
    repair = Repair.objects.get()
    assert (repair.unit, repair.building, repair.common_part, repair.has_household) == (None, building, True, False)
    assert repair.place.endswith("lift")


def test_a_room_or_a_place_but_not_both_and_not_neither() -> None:
    assert list(refused(place="lift")) == ["place"]
    assert list(refused(room="")) == ["room"]


def test_a_building_of_another_estate_is_refused() -> None:
    first, other = home(), make_community()
    strange = Building.objects.create(community=other, number="9")
    user = make_staff(Role.RECEPTION, communities=[first, other])
    response = signed_in(user).post(PAGE, typed(room="", place="lift", building=strange.pk))
    assert list(errors(response)) == ["building"]  # type: ignore[arg-type]
    assert list(refused(room="", place="lift", building=strange.pk)) == ["building"]


def test_somebody_chosen_from_the_household_is_kept_with_his_whole_number() -> None:
    person = make_person("张桂兰", unit=make_unit("3-2-501"))
    signed_in().post(PAGE, typed(person=person.pk, phone="138****8000"))
    repair = Repair.objects.get()
    assert (repair.person, repair.contact.person, repair.caller_phone) == (person, person, "+8613800138000")


def test_a_room_corrected_afterwards_leaves_the_person_of_the_first_behind() -> None:
    person = make_person("张桂兰", unit=make_unit("3-2-502"))
    signed_in().post(PAGE, typed(person=person.pk, phone="138****8000"))
    assert (Repair.objects.get().person, Repair.objects.get().caller_phone) == (None, "+8613800138000")


def test_a_mask_of_nobody_is_no_number() -> None:
    assert list(refused(phone="138****8000")) == ["phone"]


@pytest.mark.parametrize("phone", ["12345", "110", "1380013800"])
def test_what_cannot_be_rung_is_refused(phone: str) -> None:
    assert list(refused(phone=phone)) == ["phone"]


def test_a_caller_may_refuse_to_give_name_and_number() -> None:
    signed_in().post(PAGE, typed(name="", phone="", capacity=""))
    assert (Repair.objects.get().caller_phone, Repair.objects.get().has_household) == ("", True)


def test_rp1_what_is_not_ours_asks_to_whom_it_was_reported() -> None:
    category = make_category("Burst before the meter", ours=False)
    assert list(refused(category=category.pk)) == ["utility_told"]
    signed_in().post(PAGE, typed(category, utility_told="Water company, Ms Li", then="dispatch"))
    repair = Repair.objects.get()
    assert (repair.status, repair.utility_told, bool(repair.utility_told_at), Promise.objects.count()) == (
        Repair.Status.VOID,
        "Water company, Ms Li",
        True,
        0,
    )


def test_what_was_typed_about_a_utility_is_not_kept_where_it_is_ours() -> None:
    signed_in().post(PAGE, typed(utility_told="Water company"))
    assert (Repair.objects.get().utility_told, Repair.objects.get().utility_told_at) == ("", None)


def test_a_report_a_minute_ahead_is_now_and_further_ahead_is_refused() -> None:
    now = timezone.now()
    assert list(refused(reported_at=local(now + timedelta(minutes=5)))) == ["reported_at"]
    signed_in().post(PAGE, typed(reported_at=local(now + timedelta(minutes=1))))
    repair = Repair.objects.get()
    assert repair.reported_at <= repair.recorded_at


def test_a_report_older_than_30_days_has_to_be_meant_and_counts_from_its_entry() -> None:
    old = local(timezone.now() - timedelta(days=31))
    response = signed_in().post(PAGE, typed(reported_at=old))
    assert list(errors(response)) == ["late_entry"]  # type: ignore[arg-type]
    assert 'name="late_entry"' in response.content.decode()
    signed_in().post(PAGE, typed(reported_at=old, late_entry="on"))
    repair = Repair.objects.get()
    assert (repair.counts_from, local(repair.reported_at)) == (repair.recorded_at, old)


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00", "9999-12-31T23:59", "2025-02-29T10:00", "2026-11-23T24:00", "2026-11-23T10:00Z", "now"]
)
def test_a_time_that_cannot_be_is_refused(at: str) -> None:
    assert list(refused(reported_at=at)) == ["reported_at"]


def test_an_appointment_that_has_passed_is_refused() -> None:
    past = local(timezone.now() - timedelta(hours=1))
    assert list(refused(appointment=past)) == ["appointment"]


def test_rp11_an_appointment_is_kept_with_its_window() -> None:
    at = timezone.now().replace(second=0, microsecond=0) + timedelta(days=1)
    signed_in().post(PAGE, typed(appointment=local(at), within="2"))
    repair = Repair.objects.get()
    assert (repair.appointment_from, repair.appointment_until) == (at, at + timedelta(hours=2))


@pytest.mark.parametrize("problem", ["", "   ", "\u200b", "\u202e", "a\0b", "x" * 301, "x" * 1_000_000])
def test_a_problem_that_says_nothing_or_too_much_is_refused(problem: str) -> None:
    assert list(refused(problem=problem)) == ["problem"]


@pytest.mark.parametrize("name", ["a\r\nBcc: b", "a\0b", "x" * 61])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    assert list(refused(name=name)) == ["name"]


@pytest.mark.parametrize("key", ["abc", "-1", "1" * 30, "１", "0"])
def test_a_wrong_key_is_refused_at_its_field(key: str) -> None:
    for field in ("category", "community", "person", "building"):
        assert field in refused(**{field: key})


@pytest.mark.parametrize("key", ["", "abc", "0" * 32 + "1"])
def test_a_form_without_its_key_is_refused(key: str) -> None:
    assert list(refused(form_key=key)) == ["form_key"]


def test_a_branch_of_the_tree_or_a_retired_leaf_cannot_be_chosen() -> None:
    leaf = make_category()
    assert leaf.parent
    assert list(refused(category=leaf.parent.pk)) == ["category"]
    assert list(refused(category=make_category(active=False).pk)) == ["category"]


def test_everything_typed_is_kept_and_shown_inert() -> None:
    hostile = "<script>alert(1)</script>{{ 7*7 }} =HYPERLINK(1) '; DROP TABLE"
    page = signed_in().post(PAGE, typed(problem=hostile, name="张桂兰", room="3-2-1599")).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }} =HYPERLINK(1) &#x27;; DROP TABLE" in page
    assert ("<script>alert(1)" in page, 'value="张桂兰"' in page, 'value="3-2-1599"' in page) == (False, True, True)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "👨‍👩‍👧 𠮷野家 e\u0301", "{{ 7*7 }}", "=HYPERLINK(1)"])
def test_text_is_stored_as_typed(text: str) -> None:
    signed_in().post(PAGE, typed(problem=text))
    assert Repair.objects.get().problem == text


def test_what_cannot_be_seen_is_taken_out_and_that_is_said() -> None:
    client = signed_in()
    client.post(PAGE, typed(problem="pipe\u202e burst"))
    page = client.get(f"/{Repair.objects.get().number}/").content.decode()
    assert Repair.objects.get().problem == "pipe burst"
    assert "Characters that cannot be seen were taken out" in page


def test_other_fields_are_ignored() -> None:
    signed_in().post(PAGE, typed(status="closed", number="R-1", taken_by="1", is_staff="1", finished_at="2026-01-01"))
    repair = Repair.objects.get()
    assert (repair.status, repair.finished_at, re.fullmatch(r"R-\d{8}-0001", repair.number) is None) == (
        Repair.Status.REGISTERED,
        None,
        False,
    )


def test_of_a_repeated_parameter_the_last_counts() -> None:
    make_unit("3-2-502")
    signed_in().post(PAGE, typed(room=["3-2-501", "3-2-502"]))
    assert Repair.objects.get().place == "3-2-502"


def test_the_same_form_sent_again_is_already_saved() -> None:
    client, data = signed_in(), typed()
    client.post(PAGE, data)
    again = client.post(PAGE, {**data, "problem": "changed after the back button"})
    repair = Repair.objects.get()
    assert (again["Location"], repair.problem) == (f"/{repair.number}/", "Kitchen pipe burst")
    assert f"Already saved as {repair.number}." in client.get(f"/{repair.number}/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_double_clicked_save_makes_one_repair() -> None:
    user, data = make_staff(Role.RECEPTION), typed()
    clients = [signed_in(user) for _click in range(2)]
    answers = together([lambda client=client: client.post(PAGE, data)["Location"] for client in clients])  # type: ignore[misc]
    assert (len(set(answers)), Repair.objects.count(), Contact.objects.count(), Promise.objects.count()) == (1, 1, 1, 2)


def test_a_page_without_its_token_or_from_elsewhere_is_refused() -> None:
    client = signed_in(enforce_csrf_checks=True)
    assert client.post(PAGE, typed()).status_code == 403
    assert client.post(PAGE, typed(), headers={"origin": "https://elsewhere.example"}).status_code == 403
    assert (client.put(PAGE).status_code, Repair.objects.count()) == (403, 0)
    assert signed_in().put(PAGE).status_code == 405


@pytest.mark.parametrize("role", [Role.CREW, Role.FINANCE, Role.COLLECTOR, Role.COMPANY])
def test_nobody_else_takes_repairs(role: str) -> None:
    client = signed_in(make_staff(role))
    assert [client.get(PAGE).status_code, client.post(PAGE, typed()).status_code] == [403, 403]
    assert (Client().get(PAGE).status_code, Repair.objects.count()) == (302, 0)


def test_a_room_in_the_address_opens_the_page_with_its_household() -> None:
    make_person("曹永年", unit=make_unit("3-2-501"))
    page = signed_in().get(PAGE + "?room=3栋2单元501").content.decode()
    assert ('value="3-2-501"' in page, "曹永年" in page, "138****8000" in page) == (True, True, True)
    assert signed_in().get(PAGE + "?room=%00&community=abc").status_code == 200


def test_the_list_of_categories_shows_its_marks_under_its_branches() -> None:
    branch = Category.objects.create(name="Water")
    make_category("Burst pipe", parent=branch, urgent=True)
    make_category("Seepage", parent=branch, leak=True, safety=True)
    make_category("Before the meter", parent=branch, ours=False)
    page = signed_in().get(PAGE).content.decode()
    options = re.findall(r"<option value=\"\d+\">([^<]+)</option>", page)
    assert '<optgroup label="Water">' in page
    assert [option for option in options if "·" in option] == [
        "Burst pipe · urgent",
        "Seepage · leak · safety",
        "Before the meter · not ours",
    ]


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ({"urgent": True, "leak": True}, "Urgent: 24 h from the report"),
        ({"leak": True}, "called back once more after rain"),
        ({"safety": True}, "called back within 2 days"),
        ({"ours": False}, "report it to the company"),
    ],
)
def test_a_category_says_what_it_means(marks: dict[str, bool], words: str) -> None:
    category = make_category("", **marks)
    assert words in signed_in().get(f"/repairs/new/category/?category={category.pk}").content.decode()


@pytest.mark.parametrize("key", ["abc", "-1", "9" * 30, "\0", ""])
def test_a_wrong_category_says_nothing(key: str) -> None:
    response = signed_in().get("/repairs/new/category/", {"category": key})
    assert (response.status_code, "RP-" in response.content.decode()) == (200, False)


def test_the_page_costs_the_same_with_one_and_with_three_waiting(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = signed_in()
    for _more in range(2):
        make_registered()
        make_registered()
        with django_assert_max_num_queries(9):
            assert client.get(PAGE).status_code == 200


def test_a_save_is_one_repair_with_its_history() -> None:
    signed_in().post(PAGE, typed(urgency="urgent"))
    assert history(Repair.objects.get()) == [("register", "registered", "")]
    assert Community.objects.count() == 1
