"""The manager looks at the sample, contact by contact; the receptionist is led to his own guidance (RC-9, RC-3)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from office.models import Role
from office.tests.factories import MONDAY, make_community, make_department, make_staff
from owners.actions import samples
from owners.models import CheckedContact, Contact, Sample
from owners.tests.desk_things import draw, promised
from owners.tests.factories import make_contact
from repairs.tests.factories import make_registered
from repairs.tests.pages import desk, elsewhere

pytestmark = pytest.mark.django_db

NOW = MONDAY + timedelta(days=8)
GOOD = {"record": "5", "etiquette": "4", "rules": "3", "guidance": "Ask for the room.", "rings": "2"}


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def make_sample(count: int = 2, **fields: Any) -> Sample:
    who = fields.pop("taken_by", None) or make_staff(name="Ann", language="en")
    for _ in range(count):
        make_contact(taken_by=who, **fields)
    (sample,) = draw(NOW)
    return sample


def rows(sample: Sample) -> list[CheckedContact]:
    return list(sample.contacts.select_related("contact").order_by("pk"))


def text(response: Any) -> str:
    return str(response.content.decode())


def send(client: Any, row: CheckedContact, **fields: str) -> Any:
    return client.post(f"/samples/{row.sample.number}/{row.pk}/mark/", {**GOOD, **fields}, follow=True)


def test_rc9_record_etiquette_and_rules_stand_side_by_side() -> None:
    make_department(name="Customer service")
    who = make_staff(name="Ann")
    repair = make_registered(by=who)
    (sample,) = draw(NOW)
    page = desk(Role.MANAGER).get(f"/{sample.number}/")
    shown = text(page)
    assert page.context["contact"] == repair.contact
    assert ("138****8000" in shown, "0013 8000" in shown, "王小明" in shown) == (True, False, True)
    greeting = f"您好！{sample.community.name}Customer service，我是Ann。"
    assert greeting in [prompt.text for prompt in page.context["prompts"]]
    assert [case.number for case in page.context["cases"]] == [repair.number]
    assert {row.rule for row in page.context["clocks"]} == {"RP-11/dispatch", "RP-9/finish"}
    assert "overdue" in shown


def test_rc9_the_board_leads_to_the_sample_and_its_button_says_so() -> None:
    sample, client = make_sample(), desk(Role.MANAGER)
    assert "Look at it" in text(client.get("/board/"))
    assert client.get("/samples/").context["page"].rows == [sample]


def test_rc9_one_after_the_other_until_the_look_is_kept() -> None:
    sample, client = make_sample(2), desk(Role.MANAGER)
    first, second = rows(sample)
    page = send(client, first)
    assert ([str(message) for message in page.context["messages"]], page.context["here"]) == (["Marked."], second)
    page = send(client, second, guidance="", rings="")
    assert [str(message) for message in page.context["messages"]] == ["The sample is looked at."]
    assert [row[3] for row in promised(sample.number)] == ["kept"]
    first.refresh_from_db()
    assert (first.record_mark, first.etiquette_mark, first.rules_mark) == (5, 4, 3)
    assert first.guidance == "Ask for the room."
    assert Contact.objects.get(pk=first.contact_id).rings == 2


def test_rc9_any_contact_can_be_chosen_and_nonsense_chooses_the_first_that_waits() -> None:
    sample, client = make_sample(2), desk(Role.MANAGER)
    first, second = rows(sample)
    asked = {f"{second.pk}": second, "0": first, "abc": first, "%00": first, "9" * 30: first}
    got = {value: client.get(f"/{sample.number}/?contact={value}").context["here"] for value in asked}
    assert got == asked


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"record": ""}, "record", "Choose from 5, very good, to 1."),
        ({"etiquette": "6"}, "etiquette", "Select a valid choice. 6 is not one of the available choices."),
        ({"rules": "０"}, "rules", "Select a valid choice. ０ is not one of the available choices."),
        ({"rings": "0"}, "rings", "Ensure this value is greater than or equal to 1."),
        ({"rings": "21"}, "rings", "Ensure this value is less than or equal to 20."),
        ({"guidance": "x" * 401}, "guidance", "Ensure this value has at most 400 characters (it has 401)."),
    ],
)
def test_what_is_refused_says_why_and_marks_nothing(fields: dict[str, str], field: str, says: str) -> None:
    (row,) = rows(make_sample(1))
    response = send(desk(Role.MANAGER), row, **fields)
    with translation.override("en"):
        assert (response.status_code, list(response.context["form"].errors[field])) == (422, [says])
    row.refresh_from_db()
    assert row.marked_at is None


def test_what_the_receptionist_has_confirmed_is_not_marked_again() -> None:
    (row,) = rows(make_sample(1))
    client = desk(Role.MANAGER)
    send(client, row)
    samples.confirm(row, by=row.receptionist, now=NOW)
    page = client.get(f"/{row.sample.number}/")
    assert ("Read and confirmed" in text(page), 'id="marks"' in text(page)) == (True, False)
    response = send(client, row, guidance="Otherwise")
    assert "was confirmed" in str(next(iter(response.context["messages"])))
    row.refresh_from_db()
    assert row.guidance == "Ask for the room."


def test_rc9_the_notice_leads_the_receptionist_to_his_guidance() -> None:
    ann = make_staff(name="Ann", language="en")
    (row,) = rows(make_sample(1, taken_by=ann))
    send(desk(Role.MANAGER), row)
    client = desk(ann)
    assert f"/{row.sample.number}/" in text(client.get("/notices/"))
    assert client.get(f"/{row.sample.number}/")["Location"] == "/owners/guidance/"


@pytest.mark.parametrize(
    ("role", "answers"),
    [
        (Role.MANAGER, [200, 200, 302]),
        (Role.HEAD, [403, 302, 403]),
        (Role.RECEPTION, [403, 302, 403]),
        (Role.CREW, [403, 403, 403]),
        (Role.FINANCE, [403, 403, 403]),
    ],
)
def test_who_may_look_and_mark(role: str, answers: list[int]) -> None:
    (row,) = rows(make_sample(1))
    client, number = desk(role), row.sample.number
    got = [
        client.get("/samples/").status_code,
        client.get(f"/{number}/").status_code,
        client.post(f"/samples/{number}/{row.pk}/mark/", GOOD).status_code,
    ]
    assert got == answers


def test_of_another_estate_or_another_sample_it_is_not_there() -> None:
    (row,) = rows(make_sample(1))
    there = make_community()
    make_contact(community=there)
    (other,) = draw(NOW)
    stranger, client = elsewhere(), desk(Role.MANAGER)
    assert [stranger.get(f"/{row.sample.number}/").status_code, send(stranger, row).status_code] == [404, 404]
    assert client.post(f"/samples/{row.sample.number}/{rows(other)[0].pk}/mark/", GOOD).status_code == 404
    assert client.get(f"/samples/{row.sample.number}/{row.pk}/mark/").status_code == 405


def asked(client: Any, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_ten_contacts_cost_as_many_statements_as_one() -> None:
    client = desk(Role.MANAGER)
    counts = [asked(client, f"/{make_sample(count, community=make_and_serve(client)).number}/") for count in (1, 10)]
    assert counts[0] == counts[1] <= 12


def make_and_serve(client: Any) -> Any:
    """Another estate, which this manager serves as well."""
    community = make_community()
    manager = client.get("/samples/").wsgi_request.user
    manager.communities.add(community)
    return community


def test_three_samples_cost_as_many_statements_as_one() -> None:
    client, counts = desk(Role.MANAGER), []
    for weeks in ([0], [1, 2]):
        for back in weeks:
            make_contact(at=MONDAY - timedelta(days=7 * back))
        draw(NOW)
        counts.append(asked(client, "/samples/"))
    assert counts[0] == counts[1] <= 7
