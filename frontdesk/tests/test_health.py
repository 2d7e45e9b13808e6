"""/healthz: for whoever watches the machines, and the banner that everybody sees."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from frontdesk import frame, health, sweeps
from frontdesk.health import Broker
from office.models import Heartbeat
from office.tests.factories import MONDAY, make_community, make_promise, make_staff

pytestmark = pytest.mark.django_db

client = Client()


@pytest.fixture(autouse=True)
def broker(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Broker:
    """A fresh look at the broker of the test run."""
    fresh = Broker(settings.CELERY_BROKER_URL)
    monkeypatch.setattr(health, "broker", fresh)
    return fresh


def healthz(**more: Any) -> tuple[int, dict[str, Any]]:
    answer = client.get("/healthz", **more)
    return answer.status_code, json.loads(answer.content)


def age_all(**by: float) -> None:
    """Let every heartbeat have been this long ago."""
    Heartbeat.objects.update(at=Now() - timedelta(**by))


# ── well, and not ───────────────────────────────────────────────────────────
def test_well_after_a_sweep() -> None:
    sweeps.run()
    status, found = healthz()
    assert 0 <= found.pop("last_sweep_age_seconds") < 10
    assert (status, found) == (
        200,
        {
            "database": "ok",
            "broker": "ok",
            "stopped": [],
            "oldest_due_promise": None,
            "clock_went_back_seconds": None,
        },
    )


def test_not_well_before_the_first_sweep() -> None:
    status, found = healthz()
    assert (status, found["database"], found["last_sweep_age_seconds"]) == (503, "ok", None)


@pytest.mark.parametrize(("seconds", "status"), [(110, 200), (125, 503)])
def test_not_well_after_two_minutes_without_a_sweep_and_every_page_says_so(seconds: int, status: int) -> None:
    sweeps.run()
    age_all(seconds=seconds)
    assert healthz()[0] == status
    assert bool(frame.pulse(make_staff()).warning) == (status == 503)


def test_a_part_that_stands_still_is_named_and_makes_it_unwell() -> None:
    sweeps.run()
    age_all(minutes=3)
    Heartbeat.objects.exclude(name__in=["relayed", "sweep"]).update(at=Now())
    status, found = healthz()
    assert (status, found["stopped"]) == (503, ["relayed", "sweep"])


def test_a_clock_that_went_back_is_shown_until_it_has_caught_up() -> None:
    sweeps.run()
    age_all(hours=-1)
    sweeps.run()
    status, found = healthz()
    assert status == 200
    assert 3590 <= found["clock_went_back_seconds"] <= 3600
    assert frame.pulse(make_staff()).warning
    Heartbeat.objects.filter(name="clock").update(at=Now() - timedelta(hours=1))
    assert healthz()[1]["clock_went_back_seconds"] is None
    assert not frame.pulse(make_staff()).warning


def test_a_heartbeat_of_the_future_is_no_sign_of_life() -> None:
    sweeps.run()
    age_all(minutes=-3)
    assert healthz()[0] == 503
    assert frame.pulse(make_staff()).warning


def test_the_oldest_date_of_all_communities() -> None:
    make_promise(base_at=MONDAY + timedelta(days=1))
    oldest = make_promise(community=make_community())
    make_promise(waits_for="rain")
    assert oldest.due_at is not None
    assert healthz()[1]["oldest_due_promise"] == oldest.due_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        healthz()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_gone_is_a_503() -> None:
    before = connection.settings_dict
    connection.close()
    connection.settings_dict = {**before, "HOST": "/nonexistent"}
    try:
        assert healthz() == (503, {"database": "gone", "broker": "ok"})
    finally:
        connection.close()
        connection.settings_dict = before


# ── the broker ──────────────────────────────────────────────────────────────
@contextmanager
def stalled() -> Iterator[socket.socket]:
    """A broker that accepts and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        listener.setblocking(False)
        yield listener


def test_a_broker_that_is_gone_is_told_and_no_reason_for_a_503(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(health, "broker", Broker(f"redis+socket://{tmp_path}/gone?virtual_host=0"))
    sweeps.run()
    status, found = healthz()
    assert (status, found["broker"]) == (200, "gone")


def test_a_broker_that_stalls_is_asked_once_and_not_again_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    sweeps.run()
    with stalled() as listener:
        broker = Broker(f"redis://127.0.0.1:{listener.getsockname()[1]}/0")
        monkeypatch.setattr(health, "broker", broker)
        assert [healthz()[1]["broker"] for _ in range(5)] == ["gone"] * 5
        listener.accept()[0].close()
        with pytest.raises(BlockingIOError):
            listener.accept()
        broker.asked_at -= broker.KEPT
        assert healthz()[1]["broker"] == "gone"
        listener.accept()[0].close()


def test_while_one_waits_for_the_broker_others_get_what_was_known(broker: Broker) -> None:
    assert broker.state() == "ok"
    broker.asked_at -= broker.KEPT
    with broker.asking:
        assert broker.state() == "ok"


def test_a_broker_that_comes_back_is_noticed(broker: Broker) -> None:
    broker.url, url = "unix:///nonexistent?db=0", broker.url
    assert broker.state() == "gone"
    broker.url = url
    assert broker.state() == "gone"
    broker.asked_at -= broker.KEPT
    assert broker.state() == "ok"


# ── who asks, and how ───────────────────────────────────────────────────────
def test_it_answers_over_plain_http_on_loopback_where_pages_demand_tls(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    sweeps.run()
    # The middleware reads its settings when the client makes its first request.
    fresh, loopback = Client(), {"host": "127.0.0.1:8000"}
    assert fresh.get("/healthz", headers=loopback).status_code == 200
    assert fresh.get("/board/", headers=loopback).status_code == 301


def test_it_is_not_kept_and_leaves_nothing_in_the_browser() -> None:
    answer = client.get("/healthz")
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies


@pytest.mark.parametrize(("method", "status"), [("head", 503), ("post", 405), ("put", 405), ("delete", 405)])
def test_it_is_only_asked(method: str, status: int) -> None:
    assert getattr(client, method)("/healthz").status_code == status


def test_it_gives_nobody_away() -> None:
    make_staff(name="Anna Secret", username="secret", phone="13800138000")
    make_promise(about="Secret leak", place="3-2-501")
    sweeps.run()
    text = client.get("/healthz").content.decode()
    assert not [word for word in ("ecret", "501", "138") if word in text]
