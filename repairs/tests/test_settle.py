"""CB-9: manner and delay are answered by the head, a charge by finance; then the household is called back again."""

from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from office.models import Move, Role
from office.statuses import InvalidMove
from office.tests.factories import make_staff
from office.tests.threads import together
from repairs import actions
from repairs.actions.working import current_order
from repairs.models import Completion, Rectification, Repair
from repairs.tests.factories import history, make_category
from repairs.tests.notices import ORDERED, make_done, make_notice

NOW = ORDERED + timedelta(hours=20)


def address(notice: Rectification) -> str:
    return reverse("repairs:settle", args=[notice.number])


def rounds(repair: Repair) -> list[tuple[int, bool, bool]]:
    """Each completion: its round, whether it is urgent, whether its callbacks are still to be made."""
    rows = repair.completions.order_by("round")
    return [(row.round, row.urgent, row.follow_up_at is not None) for row in rows]


# ── the action ──────────────────────────────────────────────────────────────
@pytest.mark.parametrize("fault", ["delay", "manner", "charge", "other"])
@pytest.mark.django_db
def test_cb9_an_answer_settles_it_and_begins_a_new_round_of_callbacks(fault: str) -> None:
    notice, head = make_notice(fault=fault), make_staff(Role.HEAD)
    actions.settle(notice, "Spoke with him, he has apologised.", by=head, now=NOW)
    notice.refresh_from_db()
    assert (notice.settled_at, notice.settled_by) == (NOW, head)
    assert notice.answer == "Spoke with him, he has apologised."
    repair = notice.repair
    assert repair.status == "finished"
    assert rounds(repair) == [(1, False, True), (2, False, True)]
    last = Completion.objects.get(round=2)
    assert (last.at, last.order, last.follow_up_at) == (NOW, current_order(repair), NOW)
    assert history(repair)[-1] == ("settle", "finished", "Spoke with him, he has apologised.")


@pytest.mark.django_db
def test_cb9_of_an_urgent_repair_the_new_round_is_urgent() -> None:
    notice = make_notice(make_done(category=make_category(urgent=True)))
    actions.settle(notice, "He has apologised.", by=make_staff(Role.HEAD), now=NOW)
    assert rounds(notice.repair)[-1] == (2, True, True)


@pytest.mark.django_db
def test_cb9_settling_does_not_serve() -> None:
    notice = make_notice()
    actions.settle(notice, "He has apologised.", by=make_staff(Role.HEAD), now=NOW)
    notice.refresh_from_db()
    assert notice.served_at is None


@pytest.mark.django_db
def test_cb9_bad_work_is_not_settled_by_an_answer() -> None:
    notice, before = make_notice(fault="work"), Completion.objects.count()
    with pytest.raises(InvalidMove, match="finishing the work"):
        actions.settle(notice, "It is fine.", by=make_staff(Role.HEAD), now=NOW)
    notice.refresh_from_db()
    assert (notice.settled_at, Completion.objects.count()) == (None, before)


@pytest.mark.django_db
def test_cb9_not_twice() -> None:
    notice = make_notice()
    actions.settle(notice, "He has apologised.", by=make_staff(Role.HEAD), now=NOW)
    before = (Completion.objects.count(), Move.objects.count())
    with pytest.raises(InvalidMove, match="settled already"):
        actions.settle(notice, "Once more.", by=make_staff(Role.HEAD), now=NOW)
    notice.refresh_from_db()
    assert (notice.answer, Completion.objects.count(), Move.objects.count()) == ("He has apologised.", *before)


def complete_naively(repair: Repair, both: Barrier) -> str:
    """The control: counts the rounds without a lock, as careless code does."""
    try:
        with transaction.atomic():
            order = current_order(repair)
            counted = repair.completions.count()
            both.wait(10)
            Completion.objects.create(repair=repair, order=order, round=counted + 1, at=NOW)
    except IntegrityError:
        return "failed"
    return "settled"


@pytest.mark.django_db(transaction=True)
def test_control_without_a_lock_two_rounds_get_the_same_number() -> None:
    repair, both = make_done(), Barrier(2)
    results = together([lambda: complete_naively(repair, both), lambda: complete_naively(repair, both)])
    assert sorted(results) == ["failed", "settled"]


@pytest.mark.django_db(transaction=True)
def test_cb9_two_notices_settled_at_once_begin_two_rounds() -> None:
    repair, head = make_done(), make_staff(Role.HEAD)
    one, two = make_notice(repair), make_notice(repair, fault="delay")
    together(
        [
            lambda: actions.settle(one, "He has apologised.", by=head, now=NOW),
            lambda: actions.settle(two, "Explained.", by=head, now=NOW),
        ]
    )
    assert [number for number, _urgent, _marked in rounds(repair)] == [1, 2, 3]


# ── the page ────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("role", "fault"),
    [
        (Role.HEAD, "manner"),
        (Role.MANAGER, "delay"),
        (Role.HEAD, "other"),
        (Role.FINANCE, "charge"),
        (Role.MANAGER, "charge"),
    ],
)
@pytest.mark.django_db
def test_cb9_who_answers_for_it_settles_it(client: Client, role: str, fault: str) -> None:
    staff, notice = make_staff(role, language="en"), make_notice(fault=fault)
    client.force_login(staff)
    assert "He smoked." in client.get(address(notice)).content.decode()
    response = client.post(address(notice), {"answer": "Corrected to 40 yuan."})
    assert response.headers["Location"] == f"/{notice.repair.number}/"
    notice.refresh_from_db()
    assert (notice.settled_by, notice.answer) == (staff, "Corrected to 40 yuan.")


@pytest.mark.parametrize(
    ("role", "fault"),
    [
        (Role.RECEPTION, "manner"),
        (Role.RECEPTION, "charge"),
        (Role.FINANCE, "manner"),
        (Role.HEAD, "charge"),
        (Role.COMPANY, "other"),
    ],
)
@pytest.mark.django_db
def test_cb9_nobody_else_does(client: Client, role: str, fault: str) -> None:
    client.force_login(make_staff(role))
    notice = make_notice(fault=fault)
    assert client.post(address(notice), {"answer": "Fine."}).status_code == 403
    notice.refresh_from_db()
    assert notice.settled_at is None


@pytest.mark.parametrize("answer", ["", "\u200b", "a\0b", "x" * 401])
@pytest.mark.django_db
def test_cb9_not_without_an_answer(client: Client, answer: str) -> None:
    client.force_login(make_staff(Role.HEAD))
    notice = make_notice()
    page = client.post(address(notice), {"answer": answer})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["answer"])
    notice.refresh_from_db()
    assert notice.settled_at is None


@pytest.mark.django_db
def test_cb9_bad_work_offers_no_answer_and_refuses_one(client: Client) -> None:
    client.force_login(make_staff(Role.HEAD, language="en"))
    notice = make_notice(fault="work")
    html = client.get(address(notice)).content.decode()
    assert "Bad work is settled by doing it again" in html
    assert 'name="answer"' not in html
    client.post(address(notice), {"answer": "Fine."})
    notice.refresh_from_db()
    assert notice.settled_at is None
