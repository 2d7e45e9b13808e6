"""Boxes, phrases, prompts and own words in the dashboard (RC-1, RC-2, RC-3, RC-7)."""

from datetime import date, time
from typing import Any

import pytest
import time_machine
from django.utils import translation

from office.models import Promise
from office.tests.factories import MONDAY, home, make_community
from office.tests.pages import errors, filled, listed, manager_of
from owners.actions import boxes
from owners.models import Channel, ContactBox, Etiquette, OwnWord, Phrase
from owners.tests.desk_things import make_box, promised
from owners.words import offered

pytestmark = pytest.mark.django_db
OWNERS = "/admin/owners/"


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield


def change(row: Any) -> str:
    return f"{OWNERS}{row._meta.model_name}/{row.pk}/change/"


# ── boxes ───────────────────────────────────────────────────────────────────
def new_box(**fields: Any) -> dict[str, Any]:
    return {"community": home().pk, "name": "South gate", "opens_at": "08:30", "since": "2026-11-24", **fields}


def test_rc7_a_box_gets_its_number_and_its_days_from_the_first_on() -> None:
    client, _manager = manager_of(home())
    assert client.post(f"{OWNERS}contactbox/add/", new_box()).status_code == 302
    assert client.post(f"{OWNERS}contactbox/add/", new_box(name="North gate")).status_code == 302
    first, second = ContactBox.objects.order_by("pk")
    assert (first.number, second.number) == ("L-0001", "L-0002")
    assert (first.name, first.opens_at, first.since, first.active) == (
        "South gate",
        time(8, 30),
        date(2026, 11, 24),
        True,
    )
    assert boxes.promise_openings(now=MONDAY) == 0
    assert listed(client, f"{OWNERS}contactbox/") == {"South gate", "North gate"}


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"since": "2026-11-22"}, "since", "Its time on this day has passed. Choose a later day."),
        ({"since": "2026-11-23"}, "since", "Its time on this day has passed. Choose a later day."),
        ({"name": "\u200b"}, "name", "This field is required."),
        ({"opens_at": "25:00"}, "opens_at", "Enter a valid time."),
    ],
)
def test_a_box_is_refused(fields: dict[str, str], field: str, says: str) -> None:
    client, _manager = manager_of(home())
    assert errors(client.post(f"{OWNERS}contactbox/add/", new_box(**fields))) == {field: [says]}
    assert not ContactBox.objects.exists()


def test_rc7_later_today_can_be_its_first_day() -> None:
    client, _manager = manager_of(home())
    form = new_box(since="2026-11-23", opens_at="17:00")
    assert client.post(f"{OWNERS}contactbox/add/", form).status_code == 302
    assert boxes.promise_openings(now=MONDAY) == 1


def test_rc7_taking_a_box_down_asks_why_and_ends_what_it_owes() -> None:
    client, manager = manager_of(home())
    box = make_box(opens_at=time(17))
    boxes.promise_openings(now=MONDAY)
    form = filled(client.get(change(box)))
    form.pop("active")
    assert errors(client.post(change(box), form)) == {"why": ["What is still owed is released with a reason."]}
    assert client.post(change(box), {**form, "why": "Gate is rebuilt"}).status_code == 302
    box.refresh_from_db()
    promise = Promise.objects.get(subject=box.number)
    assert (box.active, promise.outcome, promise.why, promise.ended_by) == (
        False,
        "released",
        "Gate is rebuilt",
        manager,
    )


def test_rc7_hanging_it_again_owes_today_only_before_its_time() -> None:
    client, _manager = manager_of(home())
    box = make_box(active=False)
    assert client.post(change(box), {**filled(client.get(change(box))), "active": "on"}).status_code == 302
    assert boxes.promise_openings(now=MONDAY) == 0
    box.refresh_from_db()
    assert (box.active, box.promised_until) == (True, date(2026, 11, 23))


def test_rc7_another_name_and_time_leave_its_promises_alone() -> None:
    client, _manager = manager_of(home())
    box = make_box()
    boxes.promise_openings(now=MONDAY)
    form = filled(client.get(change(box)), name="East gate", opens_at="17:00", since="2020-01-01")
    assert client.post(change(box), form).status_code == 302
    box.refresh_from_db()
    assert (box.name, box.opens_at, box.since) == ("East gate", time(17), date(2026, 11, 23))
    assert promised(box.number) == [("RC-7/box", "2026-11-23", "11-23 10:30", "open")]


def test_a_box_of_another_estate_is_not_there() -> None:
    client, _manager = manager_of(home())
    foreign = make_box(community=make_community())
    assert (listed(client, f"{OWNERS}contactbox/"), client.get(change(foreign)).status_code) == (set(), 404)


# ── phrases and prompts ─────────────────────────────────────────────────────
def test_rc3_a_manager_edits_a_phrase_and_its_history_stays() -> None:
    client, _manager = manager_of(home())
    phrase = Phrase.objects.get(text="你好!")
    assert client.post(change(phrase), filled(client.get(change(phrase)), text="您好!")).status_code == 302
    phrase.refresh_from_db()
    assert phrase.text == "您好!"
    assert "你好!" in client.get(f"{OWNERS}phrase/{phrase.pk}/history/").content.decode()


def test_rc3_a_prompt_may_belong_to_ones_own_channel() -> None:
    client, _manager = manager_of(home())
    OwnWord.objects.create(list="channel", word="Loudspeaker")
    form = {"channel": "Loudspeaker", "text": "Good day, {name} speaking", "say": "on", "position": "1", "active": "on"}
    assert client.post(f"{OWNERS}etiquette/add/", form).status_code == 302
    prompt = Etiquette.objects.get(channel="Loudspeaker")
    OwnWord.objects.update(active=False)
    assert client.post(change(prompt), filled(client.get(change(prompt)), position="2")).status_code == 302
    wrong = client.post(f"{OWNERS}etiquette/add/", {**form, "channel": "Megaphone"})
    assert list(errors(wrong)) == ["channel"]


# ── own words ───────────────────────────────────────────────────────────────
def new_word(**fields: Any) -> dict[str, Any]:
    return {"list": "channel", "word": "Loudspeaker", "position": "0", "active": "on", **fields}


def test_rc1_a_word_of_ones_own_is_offered_before_other() -> None:
    client, _manager = manager_of(home())
    assert client.post(f"{OWNERS}ownword/add/", new_word()).status_code == 302
    channels, subjects = offered()
    assert [key for key, _word in channels[-2:]] == ["Loudspeaker", "other"]
    assert "Loudspeaker" not in dict(subjects)


def test_rc2_retired_it_is_offered_no_longer() -> None:
    client, _manager = manager_of(home())
    client.post(f"{OWNERS}ownword/add/", new_word(list="subject", word="Keys"))
    row = OwnWord.objects.get()
    form = filled(client.get(change(row)))
    form.pop("active")
    assert client.post(change(row), form).status_code == 302
    assert "Keys" not in dict(offered()[1])


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("channel", "hotline"),
        ("channel", "HOTLINE"),
        ("channel", "contact box"),
        ("channel", "WeChat"),
        ("channel", "loudspeaker"),
        ("subject", "enquiry"),
        ("subject", "rent or sale"),
        ("subject", "policy"),
        ("subject", "Other"),
    ],
)
def test_rc1_a_word_that_stands_there_already_is_refused(name: str, word: str) -> None:
    client, _manager = manager_of(home())
    OwnWord.objects.create(list="channel", word="Loudspeaker")
    answer = client.post(f"{OWNERS}ownword/add/", new_word(list=name, word=word))
    assert errors(answer) == {"word": ["This stands in the list already."]}


def test_rc1_in_the_other_language_too() -> None:
    client, _manager = manager_of(home())
    labels = [str(label) for label in _chinese_channels()]
    answers = [client.post(f"{OWNERS}ownword/add/", new_word(word=label)) for label in labels]
    assert {tuple(errors(answer)) for answer in answers} == {("word",)}
    assert not OwnWord.objects.exists()


def _chinese_channels() -> list[str]:
    with translation.override("zh-hans"):
        return [str(label) for label in Channel.labels]


def test_rc1_a_word_that_was_saved_is_not_rewritten() -> None:
    client, _manager = manager_of(home())
    row = OwnWord.objects.create(list="channel", word="Loudspeaker")
    client.post(change(row), new_word(word="Megaphone", position="3"))
    row.refresh_from_db()
    assert (row.word, row.position) == ("Loudspeaker", 3)
