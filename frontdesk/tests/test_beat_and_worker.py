"""The whole chain, from what was finished to who is told, carried by either metronome or by all at once."""

from datetime import timedelta
from pathlib import Path

import pytest
import redis
from celery import Celery

from frontdesk.servers import valkey
from frontdesk.tests.machinery import BEAT, WATCH, WORKER, Machinery
from office.models import Alert, Department, Heartbeat, Notice, OutboxMessage, Promise, Staff
from office.promises import database_now
from office.tests.factories import make_department, make_staff
from repairs.models import Completion
from visits.models import Callback
from visits.tests.factories import make_completion

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("machinery")]


def make_desk() -> list[Staff]:
    """Two people of customer service: whoever answers for callbacks."""
    service = make_department(Department.Kind.CUSTOMER_SERVICE)
    return [make_staff(department=service) for _ in range(2)]


def make_finished_yesterday(number: int) -> None:
    """As many urgent repairs, finished 25 hours ago, which nobody has called back: their first callback is overdue."""
    crew = make_staff("crew")
    for _ in range(number):
        make_completion(urgent=True, at=database_now() - timedelta(hours=25), crew=[crew])


def told(number: int) -> bool:
    return Notice.objects.count() >= 2 * number


def assert_each_once(number: int) -> None:
    """Every completion has its two callbacks, every first one a single alert, and both people one notice of each."""
    assert not Completion.objects.filter(follow_up_at__isnull=False).exists()
    assert Callback.objects.count() == 2 * number
    firsts = Promise.objects.filter(rule="CB-2/first").order_by("pk")
    assert list(firsts.values_list("alerted", flat=True)) == [Promise.Level.OVERDUE] * number
    alerts = Alert.objects.order_by("promise").values_list("promise", "level")
    assert list(alerts) == [(pk, Promise.Level.OVERDUE) for pk in firsts.values_list("pk", flat=True)]
    assert OutboxMessage.objects.filter(sent_at__isnull=False).count() == OutboxMessage.objects.count() == number
    pairs = list(Notice.objects.values_list("message", "staff"))
    assert len(pairs) == len(set(pairs)) == 2 * number


def test_the_loop_carries_it_while_the_broker_is_dead(tmp_path: Path) -> None:
    make_desk()
    make_finished_yesterday(5)
    with Machinery(tmp_path) as machinery:
        machinery.start(WATCH, WORKER, BEAT)
        machinery.until(lambda: told(5), patience=30)
        assert_each_once(5)
        assert machinery.dead() == []


def test_beat_and_worker_carry_it_while_the_loop_is_off(tmp_path: Path) -> None:
    make_desk()
    make_finished_yesterday(5)
    with Machinery(tmp_path) as machinery:
        machinery.broker.start()
        machinery.start(WORKER, BEAT)
        machinery.until(lambda: told(5), patience=40)
        assert_each_once(5)
        assert Heartbeat.objects.filter(name="sweep").exists()


def test_two_beats_two_loops_three_workers_and_a_hundred_bells_raise_each_alert_once(tmp_path: Path) -> None:
    make_desk()
    with Machinery(tmp_path) as machinery:
        machinery.broker.start()
        beats = machinery.start(BEAT, BEAT)
        machinery.start(WORKER, WORKER, WORKER, WATCH, WATCH)
        made = 0

        def both_have_ticked() -> bool:
            """Ask, while work keeps coming in."""
            nonlocal made
            make_finished_yesterday(4)
            made += 4
            return all("Sending due task" in beat.last_words(99) for beat in beats)

        machinery.until(both_have_ticked, patience=30, pause=0.2)
        bell = Celery(broker=valkey.url(machinery.sockets))
        for _ in range(100):
            bell.send_task("frontdesk.tasks.sweep")
        make_finished_yesterday(20)
        machinery.until(lambda: told(made + 20), patience=20)
        with redis.Redis(unix_socket_path=str(machinery.broker.socket)) as broker:
            machinery.until(lambda: not broker.llen("celery"), patience=20)
        assert_each_once(made + 20)
