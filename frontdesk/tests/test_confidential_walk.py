"""A complaint about a member of staff: every page of the desk and of the dashboard says to him, and to all without the
right, exactly what it would say if nobody had complained.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from complaints import actions
from complaints.models import Answer, Attachment, Callback, Complaint, Step
from complaints.reporting import make_reports
from complaints.tests.factories import make_complaint, reached, told
from frontdesk import frame
from frontdesk.tests.everywhere import ASKED, Estate, ask, desk_urls, text_of
from office import outbox, promises, tallies
from office.models import Promise, Role, Staff
from office.tests.factories import MONDAY, make_staff, make_unit
from owners.tests.factories import make_contact, make_person
from repairs.tests.notices import ORDERED

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Said nowhere else: whoever reads one of these has learned of it.
WORDS, PLACE, NAME, PHONE = "snarled at my grandmother", "by the seventh lamp", "Wilma Frost", "13912345678"
TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)


@pytest.fixture(autouse=True)
def the_clock_of_the_database_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """As that of the desk does: what is left of a limit is the same in both readings."""
    monkeypatch.setattr(
        frame, "PULSE", frame.PULSE.replace("clock_timestamp()", f"timestamptz '{ORDERED.isoformat()}'")
    )


@pytest.fixture
def concerned(estate: Estate) -> Staff:
    """Whom it is about: a manager, who may see everything else."""
    found: Staff = Staff.objects.get(pk=estate.people["manager"].session["_auth_user_id"])
    return found


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def complain(about: Staff) -> Complaint:
    """Wilma Frost of 3-2-502 complains of him; everything happens to it that can happen."""
    unit = make_unit("3-2-502")
    at, by = ORDERED - 5 * HOUR, make_staff(Role.MANAGER, name="Vera Stone", username="vera")
    person = make_person(NAME, phone=PHONE, unit=unit)
    known: dict[str, Any] = {"unit": unit, "name": NAME, "phone": PHONE, "person": person}
    kept: dict[str, Any] = {"content": "", "confidential": True, "hidden_from": about}
    contact = make_contact(**known, **kept, subject="complaint", at=at, taken_by=by)
    secret: dict[str, Any] = {"text": WORDS, "about_staff": about, "about_place": PLACE}
    complaint = make_complaint(contact=contact, unit=unit, by=by, now=at, **secret)
    Attachment.objects.create(
        complaint=complaint, kind=Attachment.Kind.PHOTO, file=ContentFile(b"photo", "photo.jpg"),
        content_type="image/jpeg", at=at, by=by, digest="1" * 64,
    )  # fmt: skip
    assert complaint.steps.get().level == Step.Level.COMPANY  # it is about a manager
    actions.decide(complaint, WORDS, ORDERED + HOUR, by=by, now=at + HOUR)
    actions.answer(complaint, told(said=WORDS, next_at=ORDERED - HOUR), by=by, now=at + HOUR)
    actions.resolve(complaint, WORDS, by=by, now=at + 2 * HOUR)
    actions.call_back(complaint, reached(Callback.Outcome.NOT_SATISFIED, said=WORDS), by=by, now=at + 3 * HOUR)
    plan = {"plan": WORDS, "next_at": ORDERED + HOUR, "outcome": Answer.Outcome.ANSWER}
    actions.explain(complaint, told(said=WORDS, **plan), by=by, now=at + 3 * HOUR)
    actions.judge(complaint, True, WORDS, by=by, now=at + 4 * HOUR)
    return complaint


def household() -> None:
    """The same home and people without the complaint: what anybody may know anyway."""
    unit = make_unit("3-2-502")
    make_staff(Role.MANAGER, name="Vera Stone", username="vera")
    make_person(NAME, phone=PHONE, unit=unit)


def time_goes_on() -> None:
    """A week later: the report on it, and the alerts of what is overdue."""
    now = MONDAY + 7 * DAY
    make_reports(now=now)
    promises.sweep(now=now)
    actions.step_up(now=now)
    tallies.fold()
    outbox.relay(now=now)


def addresses(estate: Estate) -> list[str]:
    """Every page, with every question that it knows about the home, the person, the place and the words."""
    asked = {"q": [NAME, PHONE, "snarled", "3-2-502"], "text": ["snarled"], "room": ["3-2-502"]}
    pages = []
    for name in desk_urls():
        pages.append(estate.page(name))
        for question, values in asked.items():
            if question in ASKED.get(name, []):
                pages += [f"{estate.address(name)}?{question}={value}" for value in values]
    lists = [f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in admin.site._registry]
    return [*pages, *(reverse(name) for name in lists), reverse("admin:index")]


def read(client: Client, pages: list[str]) -> dict[str, str]:
    return {page: text_of(ask(client, page)) for page in pages}


def words(text: str) -> Counter[str]:
    """What can be read on a page; the keys of rows, which are never twice the same, stand in the tags alone."""
    return Counter(TAGS.sub(" ", text).split())


@pytest.mark.parametrize("who", ["manager", "head", "reception", "finance"])
def test_every_page_says_what_it_would_say_if_nobody_had_complained(estate: Estate, concerned: Staff, who: str) -> None:
    pages = addresses(estate)
    with undone():
        household()
        time_goes_on()
        before = read(estate.people[who], pages)
    complaint = complain(concerned)
    time_goes_on()
    after = read(estate.people[who], pages)
    more = {page: words(after[page]) - words(before[page]) for page in pages}
    less = {page: words(before[page]) - words(after[page]) for page in pages}
    assert {page: (more[page], less[page]) for page in pages if more[page] or less[page]} == {}
    assert not any(complaint.number in text or WORDS in text or PLACE in text for text in after.values())


def test_control_whoever_may_know_of_it_reads_it_on_many_pages(estate: Estate, concerned: Staff) -> None:
    complaint = complain(concerned)
    time_goes_on()
    other = Client(raise_request_exception=False)
    other.force_login(make_staff(Role.MANAGER, language="en"))
    found = [page for page, text in read(other, addresses(estate)).items() if complaint.number in text]
    assert len(found) >= 6, found
    assert WORDS in text_of(ask(other, f"/{complaint.number}/"))


def verbs(complaint: Complaint) -> Iterator[str]:
    """The address of everything that can be done with it or shown of it."""
    for name, taken in desk_urls().items():
        if name.startswith("complaints:") and "number" in taken and name != "complaints:file":
            yield reverse(name, args=[complaint.number])
    yield reverse("complaints:file", args=[complaint.number, Attachment.objects.get(complaint=complaint).pk])
    yield f"/{complaint.number}/"
    yield f"/{complaint.contact.number}/"
    for page in ("complete_contact", "reveal_contact"):
        yield reverse(page, args=[complaint.contact.number])
    yield from (reverse("promise", args=[row.pk]) for row in Promise.objects.of(complaint.number))


@pytest.mark.parametrize("who", ["manager", "reception", "head"])
def test_nothing_of_it_answers_to_him_or_to_who_has_not_the_right(estate: Estate, concerned: Staff, who: str) -> None:
    complaint = complain(concerned)
    status: dict[str, Any] = {}
    for page in verbs(complaint):
        for method in ("GET", "POST"):
            status[f"{method} {page}"] = ask(estate.people[who], page, method).status_code
    assert {page: code for page, code in status.items() if code not in (403, 404, 405)} == {}
    before = Complaint.objects.values().get(pk=complaint.pk)
    assert before["status"] == "answered"
