"""What the desk says: the seed's phrases, the etiquette of each channel, and what a manager makes of them (RC-3)."""

from collections import Counter

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from office.models import Department, Role
from office.tests.factories import home, make_community, make_department, make_staff
from owners import sayings
from owners.actions.sayings import insert_first_sayings
from owners.first_sayings import PHRASES, PROMPTS
from owners.models import Channel, Etiquette, Phrase
from owners.sayings import Prompt

pytestmark = pytest.mark.django_db

# The eight groups as they stand in the seed, word for word.
SEED = {
    "greeting": "你好!早晨(早上)好!",
    "wishes": "节日好!节日快乐!恭喜发财!祝您好运!万事胜意!一路顺风!",
    "welcome": "欢迎!欢迎光临!欢迎指导!",
    "meeting": "请进!请坐!请用茶!",
    "apology": "对不起!请原谅!请谅解!",
    "request": "请关照!请指正!请稍候!请稍等!请留步!",
    "thanks": "谢谢!多谢关照!多谢指正!",
    "parting": "再见!Bye-bye!晚安!",
}


# ── the phrases ─────────────────────────────────────────────────────────────
def test_rc3_the_eight_groups_of_the_seed_word_for_word() -> None:
    rows = list(Phrase.objects.in_use().values_list("group", "text"))
    assert len(rows) == 28
    assert {group: "".join(text for name, text in rows if name == group) for group in SEED} == SEED
    assert Counter(group for group, _text in rows) == {
        "greeting": 2, "wishes": 6, "welcome": 3, "meeting": 3, "apology": 3, "request": 5, "thanks": 3, "parting": 3
    }  # fmt: skip


def test_rc3_they_are_at_hand_by_group_in_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1), translation.override("en"):
        found = sayings.phrases()
    assert [group for group, _texts in found] == [
        "greeting", "good wishes", "welcome", "on meeting", "apology", "request", "thanks", "parting"
    ]  # fmt: skip
    assert found[0][1] == ["你好!", "早晨(早上)好!"]


def test_rc3_what_a_manager_retires_or_adds_is_what_is_offered() -> None:
    Phrase.objects.filter(group="parting", text="Bye-bye!").update(active=False)
    Phrase.objects.create(group="parting", text="慢走!", position=99)
    assert sayings.phrases()[-1][1] == ["再见!", "晚安!", "慢走!"]


def test_rc3_a_group_without_phrases_is_left_out() -> None:
    Phrase.objects.exclude(group="thanks").update(active=False)
    assert [texts for _group, texts in sayings.phrases()] == [list(PHRASES["thanks"])]


def test_rc3_they_survive_a_migrate_as_a_manager_left_them() -> None:
    Phrase.objects.filter(text="你好!").update(text="您好!")
    Etiquette.objects.exclude(channel=Channel.VISIT).delete()
    insert_first_sayings(apps, DEFAULT_DB_ALIAS)
    assert (Phrase.objects.count(), Phrase.objects.filter(text="您好!").count()) == (28, 1)
    assert Etiquette.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_rc3_they_are_there_again_after_a_flush() -> None:
    call_command("flush", verbosity=0, interactive=False)
    assert (Phrase.objects.count(), Etiquette.objects.count()) == (28, len(PROMPTS))


def test_migrating_back_to_before_there_were_phrases_writes_none() -> None:
    class Before:
        def get_model(self, app: str, name: str) -> None:
            raise LookupError

    insert_first_sayings(Before(), DEFAULT_DB_ALIAS)  # type: ignore[arg-type]
    assert Phrase.objects.count() == 28


# ── the etiquette ───────────────────────────────────────────────────────────
def test_rc3_the_hotline_answers_by_the_third_ring_with_company_department_and_name() -> None:
    make_department(name="客服部")
    user = make_staff(name="林晓燕")
    home().__class__.objects.update(name="松涛苑")
    assert sayings.prompts(Channel.HOTLINE, user, home()) == [
        Prompt("铃响 3 次前接听", say=False),
        Prompt("您好！松涛苑客服部，我是林晓燕。", say=True),
        Prompt("声音清晰悦耳，语速适当", say=False),
        Prompt("做好记录准备", say=False),
    ]


def test_rc3_at_the_counter_one_stands_smiles_greets_asks_offers_a_seat_and_tea() -> None:
    texts = [prompt.text for prompt in sayings.prompts(Channel.COUNTER, make_staff(), home())]
    assert texts == [
        "立即起立，面带微笑，主动招呼",
        "您好！欢迎光临！",
        "礼貌询问姓名、住处",
        "请业户入座，双手端上茶水",
        "仔细、耐心地听取来访原因，做好记录",
    ]


def spoken(channel: str = Channel.HOTLINE, **known: object) -> list[str]:
    return [prompt.text for prompt in sayings.prompts(channel, **known) if prompt.say]  # type: ignore[arg-type]


def test_rc3_while_the_estate_is_not_known_ones_own_department_answers() -> None:
    there = make_community(name="Pine Court")
    engineering = make_department(Department.Kind.ENGINEERING, community=there, name="Engineering")
    user = make_staff(name="Ann", department=engineering)
    assert spoken(user=user, community=None) == ["您好！Pine CourtEngineering，我是Ann。"]


def test_rc3_what_nobody_knows_is_a_gap() -> None:
    user = make_staff(name="Ann")
    assert spoken(user=user, community=None) == ["您好！……，我是Ann。"]
    assert spoken(user=user, community=make_community(name="Pine Court")) == ["您好！Pine Court…，我是Ann。"]


def test_rc3_any_other_brace_that_a_manager_wrote_stays() -> None:
    Etiquette.objects.create(channel="Loudspeaker", text="{name.__class__} {0} {} {name", say=True)
    assert spoken("Loudspeaker", user=make_staff(name="Ann"), community=home()) == ["{name.__class__} {0} {} {name"]


@pytest.mark.parametrize("channel", ["letter", "", "nothing of the kind", "x" * 500])
def test_rc3_a_channel_without_etiquette_prompts_nothing(channel: str) -> None:
    assert sayings.prompts(channel, make_staff(), home()) == []


def test_rc3_prompts_are_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_department()
    user, community = make_staff(), home()
    with django_assert_num_queries(1):
        assert len(sayings.prompts(Channel.HOTLINE, user, community)) == 4


# ── their page ──────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("role", "answer"), [(Role.RECEPTION, 200), (Role.MANAGER, 200), (Role.CREW, 403)])
def test_rc3_the_page_of_phrases(role: str, answer: int) -> None:
    client = Client()
    client.force_login(make_staff(role, language="en"))
    assert client.get("/owners/phrases/").status_code == answer


def test_rc3_asked_for_in_place_only_the_phrases_come_back() -> None:
    client = Client()
    client.force_login(make_staff(language="en"))
    text = client.get("/owners/phrases/", headers={"hx-request": "true"}).content.decode()
    assert ("请用茶!" in text, "<html" in text) == (True, False)
    Phrase.objects.update(active=False)
    assert "No phrases are in use" in client.get("/owners/phrases/").content.decode()
