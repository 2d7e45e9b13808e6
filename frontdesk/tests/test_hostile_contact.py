"""Whatever is typed into the reception screen, nothing breaks and nothing is half saved."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
import time_machine
from django import forms
from django.db import models
from django.test import Client

from complaints.models import Complaint
from frontdesk.reception.kinds import KINDS
from frontdesk.tests.everywhere import ask, fault
from frontdesk.tests.reception import PAGE, signed_in
from office.models import Department, Move, OutsideNumber, Promise, Role, Staff, Unit
from office.tests.factories import MONDAY, make_community, make_department, make_staff, make_unit
from office.tests.test_outside import make_number
from owners.models import BoxOpening, Contact, Listing, Matter, Message, MissedCall, Person
from owners.tests.desk_things import make_box, make_call
from owners.tests.factories import make_person
from repairs.models import Category, Repair
from repairs.tests.factories import make_category, make_registered

pytestmark = pytest.mark.django_db

HOSTILE = {
    "NUL": "a\0b",
    "lone surrogate": "a\ud800b",
    "long": "x" * 1_000_000,
    "control": "a\x07\x1b[31mb",
    "enormous": f"1{'0' * 30}",
    "negative": "-1",
    "full-width": "１２",
    "right to left": "\u202e3-2-501",
    "formula": "=cmd|' /C calc'!A0",
}
# What is sent in the place of a choice.
INSTEAD = ("NUL", "lone surrogate", "long", "enormous")
HOUR = timedelta(hours=1)
OF_TIMES = {"first day": "0001-01-01T00:00", "last day": "9999-12-31T23:59"}
CASES: dict[str, type[models.Model]] = {
    "repair": Repair,
    "complaint": Complaint,
    "message": Message,
    "matter": Matter,
    "listing": Listing,
}
COUNTED: list[type[models.Model]] = [Contact, *CASES.values(), Promise, Move]


@pytest.fixture
def desk() -> Iterator[Client]:
    """Everything that the screen can name, and somebody who works on it."""
    make_estate()
    with time_machine.travel(MONDAY + HOUR, tick=False):
        yield signed_in(make_staff(Role.MANAGER, language="en"), raise_request_exception=False)


def make_estate() -> None:
    make_department(head=make_staff(Role.HEAD))
    make_person("Ann Miller", unit=make_unit("3-2-501"))
    make_registered(category=make_category("Pipe"), unit=Unit.objects.get())
    make_number()
    make_call()
    BoxOpening.objects.create(box=make_box(), at=MONDAY, by=make_staff(), count=1)


def blocks() -> dict[str, dict[str, object]]:
    """What each kind of case asks for, answered so that it can be saved."""
    return {
        "repair": {"category": Category.objects.get(name="Pipe").pk, "problem": "The tap drips"},
        "complaint": {"type": "parking", "text": "A car in the fire lane"},
        "message": {"addressee": Staff.objects.latest("pk").pk, "text": "Please ring"},
        "matter": {"kind": "question", "text": "When is the lawn cut?"},
        "listing": {"kind": "rent", "price": "3200", "valid_until": "2026-12-31"},
    }


def sent(*kinds: str, **fields: object) -> dict[str, object]:
    """A contact from the newest home that can be saved, with a case of each of these kinds."""
    answers = blocks()
    cases = {f"{kind}-1-{name}": value for kind in kinds for name, value in answers[kind].items()}
    unit = Unit.objects.latest("pk")
    lives = unit.occupancies.values_list("person", flat=True).first() or ""
    contact = {"community": unit.community_id, "room": unit.number, "person": lives, "name": "Ann Miller"}
    said = {"channel": "hotline", "capacity": "owner", "phone": "138 0013 8000", "content": "The tap drips"}
    return {**contact, **said, "form_key": uuid4(), "case": [f"{kind}-1" for kind in kinds], **cases, **fields}


def body(data: dict[str, object]) -> str:
    """As a browser sends it; what no browser could send too."""
    pairs = [(name, value) for name, given in data.items() for value in (given if isinstance(given, list) else [given])]
    return "&".join(f"{name}={quote(str(value).encode('utf-8', 'surrogatepass'))}" for name, value in pairs)


def counts() -> dict[type[models.Model], int]:
    return {model: model._default_manager.count() for model in COUNTED}


class Screen:
    """Sends forms, and remembers what broke and what was saved in part."""

    def __init__(self, client: Client, *kinds: str) -> None:
        self.client, self.cases = client, [CASES[kind] for kind in kinds]
        self.before, self.saved = counts(), 0
        self.wrong: dict[str, str] = {}

    def send(self, what: str, data: dict[str, object]) -> None:
        def look(answer: Any) -> None:
            if broken := fault(answer) or self._in_part(answer):
                self.wrong[what] = broken

        ask(self.client, PAGE, "POST", body(data), look)

    def _in_part(self, answer: Any) -> str:
        made = {model for model, count in counts().items() if count > self.before[model]}
        if answer.status_code != 302:
            return f"{answer.status_code}, but saved: {made}" if made else ""
        self.saved += 1
        return "" if {Contact, *self.cases} <= made else f"saved without its cases: {made}"


def fields_of(page: Any) -> dict[str, forms.Field]:
    """What the form of the block on the page sends, or without one that of the contact."""
    form = [page.context["form"], *(block.form for block in page.context["blocks"])][-1]
    return {field.html_name: field.field for field in form}


def values_for(field: forms.Field) -> dict[str, str]:
    """What may be typed into it or, where something is chosen, sent in its place."""
    if isinstance(field, (forms.ChoiceField, forms.BooleanField, forms.UUIDField)):
        return {what: HOSTILE[what] for what in INSTEAD}
    return {**HOSTILE, **OF_TIMES} if isinstance(field, forms.DateTimeField | forms.DateField) else HOSTILE


@pytest.mark.parametrize("kind", ["", *CASES])
def test_no_value_in_a_field_breaks_it_or_is_half_saved(desk: Client, kind: str) -> None:
    kinds = [kind] if kind else []
    screen = Screen(desk, *kinds)
    for name, field in fields_of(desk.get(PAGE, {"case": kind})).items():
        for what, value in values_for(field).items():
            screen.send(f"{name}: {what}", sent(*kinds, **{name: value}))
    assert screen.wrong == {}
    assert screen.saved > 5


def test_the_forms_of_these_tests_can_be_saved(desk: Client) -> None:
    screen = Screen(desk, *CASES)
    screen.send("all kinds", sent(*CASES))
    assert (screen.wrong, screen.saved, list(CASES)) == ({}, 1, list(KINDS))


def test_control_a_contact_without_its_case_is_noticed(desk: Client) -> None:
    screen = Screen(desk, "repair")
    screen.send("no case", sent())
    assert list(screen.wrong) == ["no case"]


@pytest.mark.parametrize("verb", ["", "urge:", "join:", "add:", "drop:", "dispatch:"])
def test_no_value_in_the_button_breaks_it_or_is_half_saved(desk: Client, verb: str) -> None:
    screen = Screen(desk, "repair")
    for what, value in HOSTILE.items():
        screen.send(what, sent("repair", then=f"{verb}{value}"))
    assert screen.wrong == {}


@pytest.mark.parametrize("name", ["case", "call", "opening", "saved", "q"])
def test_no_value_in_what_the_screen_knows_breaks_it_or_is_half_saved(desk: Client, name: str) -> None:
    screen = Screen(desk, "repair")
    # The name of a block has two parts.
    parts = ("{}", "repair-{}", "{}-1") if name == "case" else ("{}",)
    for what, value in HOSTILE.items():
        for part in parts:
            screen.send(f"{part}: {what}", sent("repair", **{name: ["repair-1", part.format(value)]}))
    assert screen.wrong == {}
    assert screen.saved == len(parts) * len(HOSTILE)


# ── another estate's ────────────────────────────────────────────────────────
def test_what_belongs_to_another_estate_is_refused_or_passed_over(desk: Client) -> None:
    theirs, call = of_the_estate(), MissedCall.objects.get()
    here = make_community()
    make_unit("1-1-101", community=here)
    foreign = signed_in(make_staff(Role.MANAGER, community=here, language="en"), raise_request_exception=False)
    got = {}
    for name, value in theirs.items():
        kind = name.partition("-")[0] if "-" in name else "repair"
        screen = Screen(foreign, kind)
        screen.send(name, sent(kind, **{"repair-1-place": "Gate", name: value}))
        got[name] = screen.saved
        assert screen.wrong == {}
    assert got == {**dict.fromkeys(theirs, 0), "call": 1, "opening": 1}
    call.refresh_from_db()
    assert (call.contact, Contact.objects.exclude(opening=None).count()) == (None, 0)


def of_the_estate() -> dict[str, object]:
    """What a form could name of it, by the field that would."""
    unit, repair, department = Unit.objects.get(), Repair.objects.get(), Department.objects.get()
    staff = Staff.objects.latest("pk")
    return {
        "community": unit.community_id,
        "room": unit.number,
        "person": Person.objects.get().pk,
        "call": MissedCall.objects.get().number,
        "opening": BoxOpening.objects.get().pk,
        "then": f"urge:{repair.number}",
        "repair-1-building": unit.building_id,
        "repair-1-told_to": OutsideNumber.objects.get().pk,
        "complaint-1-department": department.pk,
        "complaint-1-about_staff": staff.pk,
        "complaint-1-repair": repair.number,
        "message-1-addressee": staff.pk,
        "message-1-told_to": staff.pk,
        "matter-1-department": department.pk,
        "listing-1-room": unit.number,
    }


def test_another_estates_repair_is_not_joined(desk: Client) -> None:
    number = Repair.objects.get().number
    here = make_community()
    make_unit("1-1-101", community=here)
    foreign = signed_in(make_staff(Role.MANAGER, community=here, language="en"), raise_request_exception=False)
    screen = Screen(foreign, "repair")
    screen.send("join", sent("repair", then=f"join:{number}"))
    assert (screen.wrong, screen.saved) == ({}, 0)
