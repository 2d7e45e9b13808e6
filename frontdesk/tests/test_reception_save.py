"""Saving a contact with what came of it (RC-1, RC-2, RC-8): in one go, however little the caller gave."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from frontdesk.reception.kinds import KINDS
from frontdesk.reception.saving import Case, save
from frontdesk.tests.reception import PAGE, errors, matter, refused, repair, signed_in, typed
from office.models import Building, Promise, Role, Unit
from office.tests.factories import home, make_community, make_staff, make_unit
from office.tests.threads import together
from owners.models import Contact, Matter, OwnWord, Subject
from owners.tests.factories import make_person
from repairs.models import Category, Repair
from repairs.tests.factories import make_category

pytestmark = pytest.mark.django_db


def test_rc1_a_contact_settled_on_the_spot_is_recorded_and_leaves_nothing() -> None:
    user = make_staff(Role.RECEPTION)
    sent = typed(subject="policy", content="When is the hall open?", result="Daily from 8 to 20")
    response = signed_in(user).post(PAGE, sent)
    contact = Contact.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/reception/?saved={contact.number}")
    assert (contact.number[:2], contact.channel, contact.subject, contact.taken_by) == ("J-", "hotline", "policy", user)
    assert (contact.unit, contact.name, contact.capacity, contact.phone) == (
        Unit.objects.get(),
        "张桂兰",
        "owner",
        "+8613800138000",
    )
    assert (contact.content, contact.result) == ("When is the hall open?", "Daily from 8 to 20")
    assert Promise.objects.count() == 0


def test_rc8_one_contact_leaves_two_cases_and_both_say_where_they_came_from() -> None:
    signed_in().post(PAGE, typed(repair(make_category(urgent=True)), matter()))
    contact, made, handed = Contact.objects.get(), Repair.objects.get(), Matter.objects.get()
    assert (made.contact, handed.contact) == (contact, contact)
    assert (made.problem, made.unit, made.caller_name, made.caller_phone, made.urgent) == (
        "Kitchen pipe burst",
        contact.unit,
        "张桂兰",
        "+8613800138000",
        True,
    )
    assert (handed.text, handed.unit, handed.kind) == ("A bench at the gate", contact.unit, "suggestion")
    assert sorted(Promise.objects.values_list("subject", "rule")) == sorted(
        [
            (made.number, "RP-11/dispatch-urgent"),
            (made.number, "RP-11/on-site"),
            (made.number, "RP-9/finish-urgent"),
            (handed.number, "RC-4/handover"),
        ]
    )


def test_rc8_two_repairs_from_one_call_each_have_words_of_their_own() -> None:
    pipe, lamp = make_category("Pipe"), make_category("Lamp")
    signed_in().post(PAGE, typed(repair(pipe), repair(lamp, 2, problem="Lamp in the hall dark")))
    assert list(Repair.objects.order_by("pk").values_list("problem", "category__name")) == [
        ("Kitchen pipe burst", "Pipe"),
        ("Lamp in the hall dark", "Lamp"),
    ]
    assert Contact.objects.count() == 1


def test_rc8_two_cases_take_at_most_fifteen_statements() -> None:
    category, user, unit = make_category(), make_staff(Role.RECEPTION), make_unit("3-2-501")
    contact = Contact(community=home(), channel="hotline", subject="repair", at=timezone.now(), unit=unit, content="x")
    now = timezone.now()
    known: dict[str, Any] = {"user": user, "now": now, "community": home()}
    blocks = [
        KINDS["repair"].block({"repair-1-category": category.pk, "repair-1-urgency": "category"}, 1, **known),
        KINDS["matter"].block({"matter-2-kind": "help", "matter-2-text": "y"}, 2, **known),
    ]
    assert [block.form.errors for block in blocks] == [{}, {}]
    cases = [Case(block.form.case(contact), block.kind.series, block.kind.enter) for block in blocks]
    with CaptureQueriesContext(connection) as queries:
        save(contact, cases, by=user, now=now)
    assert len(queries) <= 15, [query["sql"][:90] for query in queries]
    assert (Repair.objects.count(), Matter.objects.count()) == (1, 1)


def test_rc8_a_surname_and_a_number_are_enough() -> None:
    signed_in().post(PAGE, typed(room="", name="王", capacity="", content="Rings back at six"))
    contact = Contact.objects.get()
    assert (contact.name, contact.phone, contact.unit, contact.is_incomplete) == ("王", "+8613800138000", None, True)


def test_rc1_an_anonymous_contact_names_nobody_and_is_not_to_be_completed() -> None:
    signed_in().post(PAGE, typed(anonymous="on", name="", phone="", capacity="", room=""))
    contact = Contact.objects.get()
    assert (contact.anonymous, contact.name, contact.person, contact.is_incomplete) == (True, "", None, False)


def test_rc1_anonymous_with_a_name_is_asked_about() -> None:
    assert list(refused(anonymous="on")) == ["anonymous"]


def test_rc1_rc2_an_offices_own_channel_and_subject_are_kept_as_words() -> None:
    OwnWord.objects.create(list="channel", word="业主群")
    OwnWord.objects.create(list="subject", word="装修")
    signed_in().post(PAGE, typed(channel="业主群", subject="装修"))
    contact = Contact.objects.get()
    assert (contact.channel, contact.subject) == ("业主群", "装修")
    assert (contact.get_channel_display(), contact.get_subject_display()) == ("业主群", "装修")


@pytest.mark.parametrize("field", ["channel", "subject"])
def test_rc2_a_word_that_is_not_on_the_list_is_refused(field: str) -> None:
    assert list(refused(**{field: "pigeon"})) == [field]


def test_rc2_without_a_subject_the_first_case_says_what_it_is_about() -> None:
    service = make_category(kind=Category.Kind.SERVICE)
    client = signed_in()
    client.post(PAGE, typed(matter()))
    client.post(PAGE, typed(repair(service)))
    client.post(PAGE, typed())
    assert list(Contact.objects.order_by("pk").values_list("subject", flat=True)) == [
        Subject.ENQUIRY,
        Subject.SERVICE,
        Subject.ENQUIRY,
    ]


def test_rc5_rings_are_never_required_and_kept_where_they_were_counted() -> None:
    client = signed_in()
    client.post(PAGE, typed())
    client.post(PAGE, typed(rings="2"))
    assert list(Contact.objects.order_by("pk").values_list("rings", flat=True)) == [None, 2]


@pytest.mark.parametrize("rings", ["0", "21", "two", "1.5"])
def test_rc5_rings_that_cannot_be_are_refused(rings: str) -> None:
    assert list(refused(rings=rings)) == ["rings"]


def test_rp4_save_and_dispatch_goes_on_to_the_urgent_one() -> None:
    calm, burst = make_category("Lamp"), make_category("Burst", urgent=True)
    response = signed_in().post(PAGE, typed(repair(calm), repair(burst, 2, problem="Burst"), then="dispatch"))
    assert response["Location"] == f"/repairs/{Repair.objects.get(category=burst).number}/dispatch/"


def test_somebody_chosen_from_the_household_is_kept_with_his_whole_number() -> None:
    person = make_person("张桂兰", unit=make_unit("3-2-501"))
    signed_in().post(PAGE, typed(person=person.pk, phone="138****8000"))
    assert (Contact.objects.get().person, Contact.objects.get().phone) == (person, "+8613800138000")


def test_a_room_corrected_afterwards_leaves_the_person_of_the_first_behind() -> None:
    person = make_person("张桂兰", unit=make_unit("3-2-502"))
    signed_in().post(PAGE, typed(person=person.pk, phone="138****8000"))
    assert (Contact.objects.get().person, Contact.objects.get().phone) == (None, "+8613800138000")


@pytest.mark.parametrize("room", ["3栋2单元501", "3-2-0501", "３－２－５０１", "3号楼2单元501室"])
def test_any_spelling_of_the_room_is_the_same_home(room: str) -> None:
    signed_in().post(PAGE, typed(room=room))
    assert Contact.objects.get().unit == Unit.objects.get()


def test_an_unknown_room_is_refused_with_those_near() -> None:
    assert refused(room="3-2-502") == {"room": ["No room 3-2-502. Check the entrance or floor. Near: 3-2-501."]}


def test_the_same_room_in_two_estates_is_not_guessed() -> None:
    first, other = home(), make_community()
    make_unit("3-2-501", community=other)
    make_unit("3-2-501", community=first)
    user = make_staff(Role.RECEPTION, communities=[first, other], language="en")
    sent = typed()
    assert list(errors(signed_in(user).post(PAGE, {**sent, "community": ""}))) == ["community", "room"]  # type: ignore[arg-type]
    signed_in(user).post(PAGE, {**sent, "community": other.pk})
    assert Contact.objects.get().community == other


def test_a_repair_without_a_room_needs_a_place() -> None:
    building = Building.objects.create(community=home(), number="2")
    category = make_category()
    assert list(refused(repair(category), room="")) == ["repair-1-place"]
    signed_in().post(PAGE, typed(repair(category, building=building.pk, place="lift"), room="", channel="patrol"))
    made = Repair.objects.get()
    assert (made.unit, made.building, made.common_part, made.has_household) == (None, building, True, False)


def test_a_household_may_report_what_is_broken_in_the_common_part() -> None:
    building = Building.objects.create(community=home(), number="2")
    signed_in().post(PAGE, typed(repair(make_category(), building=building.pk, place="lift")))
    made = Repair.objects.get()
    assert (made.unit, made.common_part, made.contact.unit) == (None, True, Unit.objects.get())
    assert (made.caller_name, made.has_household) == ("张桂兰", True)


@pytest.mark.parametrize("phone", ["12345", "110", "1380013800", "138****8000"])
def test_what_cannot_be_rung_is_refused(phone: str) -> None:
    assert list(refused(phone=phone)) == ["phone"]


@pytest.mark.parametrize(
    ("typed_so", "kept"),
    [("+86 138-0013-8000", "+8613800138000"), ("１３８００１３８０００", "+8613800138000"),
     ("0755-83211234转801", "+8675583211234转801"), ("+1 415 555 2671", "+14155552671")],
)  # fmt: skip
def test_a_number_in_any_spelling_has_one_form(typed_so: str, kept: str) -> None:
    signed_in().post(PAGE, typed(phone=typed_so))
    assert Contact.objects.get().phone == kept


def test_something_must_have_been_said() -> None:
    assert list(refused(content="")) == ["content"]
    assert list(refused(repair(make_category()), content="")) == ["content"]
    signed_in().post(PAGE, typed(matter(), content=""))
    assert Contact.objects.get().content == ""


def local(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"


def test_a_contact_a_minute_ahead_is_now_and_further_ahead_is_refused() -> None:
    now = timezone.now()
    assert list(refused(at=local(now + timedelta(minutes=5)))) == ["at"]
    signed_in().post(PAGE, typed(at=local(now + timedelta(minutes=1))))
    assert Contact.objects.get().at <= timezone.now()


def test_a_contact_of_more_than_30_days_ago_has_to_be_meant() -> None:
    old = local(timezone.now() - timedelta(days=31))
    response = signed_in().post(PAGE, typed(repair(make_category()), at=old))
    assert list(errors(response)) == ["late_entry"]  # type: ignore[arg-type]
    signed_in().post(PAGE, typed(repair(make_category()), at=old, late_entry="on"))
    made = Repair.objects.get()
    assert (local(made.reported_at), made.counts_from) == (old, made.recorded_at)


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00", "9999-12-31T23:59", "2025-02-29T10:00", "2026-11-23T24:00", "2026-11-23T10:00Z", "now",
           "1991-04-14T02:30"],
)  # fmt: skip
def test_a_time_that_cannot_be_is_refused(at: str) -> None:
    assert list(refused(at=at)) == ["at"]


@pytest.mark.parametrize("text", ["a\0b", "\0"])
def test_a_nul_is_refused_at_its_field(text: str) -> None:
    assert list(refused(content=text)) == ["content"]


def test_a_megabyte_is_refused_and_the_limit_is_not() -> None:
    assert list(refused(content="x" * 1_000_000)) == ["content"]
    signed_in().post(PAGE, typed(content="漏" * 2000))
    assert len(Contact.objects.get().content) == 2000


def test_what_nobody_can_see_is_taken_out_and_said() -> None:
    client = signed_in()
    response = client.post(PAGE, typed(content="Tap\u202e drips"), follow=True)
    assert Contact.objects.get().content == "Tap drips"
    assert "Characters that cannot be seen were taken out" in response.content.decode()


def test_what_was_typed_is_stored_as_it_is_and_shown_inert() -> None:
    text = "<script>alert(1)</script> {{7*7}} =HYPERLINK(1) '; DROP TABLE x"
    client = signed_in()
    response = client.post(PAGE, typed(content=text, room="3-9-999"))
    assert "<script>alert(1)" not in response.content.decode()
    client.post(PAGE, typed(content=text))
    assert Contact.objects.get().content == text


def test_an_identity_number_in_the_words_is_warned_about() -> None:
    response = signed_in().post(PAGE, typed(content="His number is 110101199003074258"), follow=True)
    assert "identity or card number" in response.content.decode()


def test_the_same_form_sent_twice_writes_once() -> None:
    client, sent = signed_in(), typed(repair(make_category()))
    first, second = client.post(PAGE, sent), client.post(PAGE, sent, follow=True)
    assert (Contact.objects.count(), Repair.objects.count()) == (1, 1)
    assert first["Location"] in [address for address, _status in second.redirect_chain]
    assert f"Already saved as {Contact.objects.get().number}." in second.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_double_click_writes_once() -> None:
    category, user = make_category(), make_staff(Role.RECEPTION)
    sent = typed(repair(category))
    together([lambda: signed_in(user).post(PAGE, sent)] * 6)
    assert (Contact.objects.count(), Repair.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_control_without_its_key_a_double_click_writes_twice() -> None:
    category, user = make_category(), make_staff(Role.RECEPTION)
    sent = typed(repair(category))
    together([lambda: signed_in(user).post(PAGE, {**sent, "form_key": str(uuid.uuid4())})] * 2)
    assert (Contact.objects.count(), Repair.objects.count()) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_half_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr("office.promises.make", fails)
    client = signed_in(raise_request_exception=False)
    assert client.post(PAGE, typed(repair(make_category()), matter())).status_code == 500
    assert (Contact.objects.count(), Repair.objects.count(), Matter.objects.count()) == (0, 0, 0)


def test_what_else_fails_is_not_taken_for_a_double_click(monkeypatch: pytest.MonkeyPatch) -> None:
    contact = Contact(community=home(), channel="hotline", subject="other", at=timezone.now())
    Contact.objects.create(
        number="J-1", community=home(), channel="x", subject="x", at=timezone.now(), taken_by=make_staff()
    )
    monkeypatch.setattr("office.numbers.take_several", lambda series, day: ["J-1"])
    with pytest.raises(IntegrityError), transaction.atomic():
        save(contact, [], by=make_staff(), now=timezone.now())


def test_a_refused_save_keeps_every_block_and_word() -> None:
    category = make_category()
    response = signed_in().post(
        PAGE, typed(repair(category, problem="Lamp"), matter(2, text="Bench"), phone="12345", result="later")
    )
    page = response.content.decode()
    assert list(errors(response)) == ["phone"]  # type: ignore[arg-type]
    kept = ["Kitchen pipe burst", "Lamp", "Bench", "12345", "later", 'value="repair-1"', 'value="matter-2"']
    assert [word for word in kept if word not in page] == []


def test_a_block_is_added_and_dropped_without_scripts_and_nothing_is_judged_yet() -> None:
    client = signed_in()
    page = client.post(PAGE, typed(repair(make_category()), phone="12345", then="add:matter"))
    assert (page.status_code, [block.prefix for block in page.context["blocks"]]) == (200, ["repair-1", "matter-2"])
    assert "12345" in page.content.decode()
    page = client.post(PAGE, typed(repair(make_category()), matter(2), then="drop:repair-1"))
    assert [block.prefix for block in page.context["blocks"]] == ["matter-2"]
    assert Contact.objects.count() == 0


@pytest.mark.parametrize("name", ["repair", "repair-0", "repair-100", "pigeon-1", "-1", "repair-１", "../x-1"])
def test_what_is_no_block_is_passed_over(name: str) -> None:
    signed_in().post(PAGE, typed(case=[name]))
    assert (Contact.objects.count(), Repair.objects.count()) == (1, 0)


def test_extra_fields_change_nothing() -> None:
    signed_in().post(PAGE, typed(number="J-1", taken_by=1, status="closed", version=9))
    contact = Contact.objects.get()
    assert (contact.number[:3], contact.version) == ("J-2", 1)


def test_without_the_right_nothing_is_saved() -> None:
    for role in (Role.CREW, Role.FINANCE, Role.COLLECTOR, Role.COMPANY):
        assert signed_in(make_staff(role)).post(PAGE, typed()).status_code == 403
    assert Contact.objects.count() == 0
