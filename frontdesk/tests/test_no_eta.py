"""The broker only rings the bell: nothing that matters is entrusted to it, and the web never speaks to it."""

import ast
import inspect
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings

import frontdesk.tasks  # noqa: F401
import owners.tasks  # noqa: F401

ROOT = Path(settings.BASE_DIR)
APPS = ["office", "owners", "repairs", "complaints", "visits", "frontdesk"]
SENDS = {"delay", "apply_async", "send_task", "delay_on_commit", "apply_async_on_commit"}
LATER = {"eta", "countdown"}
MAY_IMPORT = {"frontdesk.celery", "frontdesk.tasks", "office.tasks", "owners.tasks", "repairs.tasks", "visits.tasks"}


def sources() -> list[Path]:
    files = (file for app in APPS for file in sorted((ROOT / app).rglob("*.py")))
    return [file for file in files if not {"tests", "migrations"} & set(file.parts)]


def faults(code: str, module: str) -> Iterator[str]:
    """What this code does that entrusts something to the broker: line and reason."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            named = {keyword.arg for keyword in node.keywords} & LATER
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if named or called in SENDS:
                yield f"{module}:{node.lineno} {called or named}"
        names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if module not in MAY_IMPORT and any(name.split(".")[0] in {"celery", "kombu"} for name in names):
            yield f"{module} imports {', '.join(names)}"


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


def own_tasks() -> dict[str, Any]:
    return {name: task for name, task in current_app.tasks.items() if name.split(".")[0] in APPS}


def test_nothing_is_sent_to_the_broker_and_nothing_waits_in_it() -> None:
    found = [fault for file in sources() for fault in faults(file.read_text(), module_of(file))]
    assert found == []
    assert len(sources()) > 50


@pytest.mark.parametrize(
    "code",
    [
        "remind.apply_async(args=[1], eta=due)",
        "remind.apply_async([1])",
        "remind.delay(promise.pk)",
        "transaction.on_commit(lambda: remind.delay())",
        "remind.delay_on_commit()",
        "app.send_task('remind')",
        "send(countdown=60)",
        "schedule(remind, eta=due)",
        "from celery import group",
        "from celery import current_app",
        "import kombu.pools",
    ],
)
def test_the_search_finds_each_way_to_do_it(code: str) -> None:
    assert len(list(faults(code, "visits.views"))) >= 1


@pytest.mark.parametrize("code", ["'{:s}'.format(x)", "due_at = clock.dates(limit)", "from celery_types import x"])
def test_the_search_lets_everything_else_be(code: str) -> None:
    assert list(faults(code, "visits.views")) == []


def test_a_task_takes_nothing_but_ids() -> None:
    tasks = own_tasks()
    assert "frontdesk.tasks.sweep" in tasks
    for name, task in tasks.items():
        signature = inspect.signature(task.run)
        given = {key for key, parameter in signature.parameters.items() if parameter.annotation is not int}
        assert (name, given) == (name, set())


def test_every_beat_names_a_task_and_a_missed_bell_is_rung_again_before_it_is_heard_twice() -> None:
    schedule: dict[str, Any] = settings.CELERY_BEAT_SCHEDULE
    for key, entry in schedule.items():
        assert entry["task"] in own_tasks(), key
        assert not entry.get("args")
        assert not entry.get("kwargs")
        every = entry["schedule"]
        seconds = every.total_seconds() if isinstance(every, timedelta) else every
        assert entry["options"]["expires"] < seconds


def test_nothing_is_remembered_by_the_broker() -> None:
    assert settings.CELERY_TASK_IGNORE_RESULT
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"
    assert "redis" not in settings.CACHES["default"]["BACKEND"].lower()
