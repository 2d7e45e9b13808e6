"""What is measured: ours, the lean page and the bare SQL of each, and what was asked of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from frontdesk import frame
from frontdesk.bench import lean
from office import promises
from office.models import Community, Role, Staff, TimeLimit
from repairs.models import Category, Repair

Run = Callable[[], object]


@dataclass(frozen=True)
class Case:
    """One line of the report. Limits that are None were not asked for."""

    name: str
    ours: Run
    lean: Run
    sql: Run | None = None
    ratio: float | None = 2.0
    statements: int | None = None
    kilobytes: float | None = None
    growth: float | None = None


class Bench:
    """The desk and the yardstick over one filled database."""

    def __init__(self) -> None:
        """Signs in on both sides as a receptionist of the first community."""
        self.community = Community.objects.order_by("pk")[0]
        self.staff = Staff.objects.at(self.community).with_role(Role.RECEPTION).order_by("pk")[0]
        self.desk = self._client()
        with override_settings(MIDDLEWARE=lean.MIDDLEWARE):
            self.yard = self._client()
            self.yard.get("/bare/")  # loads the middleware while the setting holds
        self.repair = Repair.objects.filter(status=Repair.Status.CLOSED).order_by("pk")[0].number
        self.category = Category.objects.filter(kind="repair", ours=True, urgent=False, children=None)[0].pk
        self.unit = Repair.objects.exclude(unit=None).order_by("pk")[0].unit
        self.limit = TimeLimit.objects.filter(rule="RP-9/finish")[0].pk
        self.numbers = count(1)
        self.seen = self._quiet_since()

    def _quiet_since(self) -> str:
        """Let the last change be a minute old, as on a quiet evening, and give the mark of the board since then."""
        long_ago = timezone.now() - timedelta(minutes=1)
        self._sql("SELECT setval('office_last_change', %s)", [int(long_ago.timestamp() * 1e6)])
        return frame.pulse(self.staff).seen.partition("-")[0]

    def _client(self) -> Client:
        client = Client(HTTP_HOST="localhost")
        client.force_login(self.staff, backend="office.roles.RolesBackend")
        return client

    def _sql(self, sql: str, params: list[Any] | None = None) -> list[tuple[object, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall())

    def cases(self) -> list[Case]:
        """Every page, in the order of the report."""
        here = self.community.pk
        return [
            Case(
                "board",
                lambda: self._page("/board/"),
                lambda: self.yard.get(f"/board/?community={here}"),
                lambda: self._sql(BOARD, [here]),
                statements=8, kilobytes=40, growth=1.3,
            ),
            Case(
                "register",
                lambda: self._page("/repairs/"),
                lambda: self.yard.get(f"/register/?community={here}"),
                lambda: self._sql(REGISTER, [here]),
                statements=8, kilobytes=40, growth=1.3,
            ),
            Case(
                "one repair",
                lambda: self._page(f"/{self.repair}/"),
                lambda: self.yard.get(f"/{self.repair}/"),
                lambda: [self._sql(sql, [self.repair]) for sql in RECORD],
                statements=10, growth=1.1,
            ),
            Case(
                "unchanged refresh",
                self._refresh,
                lambda: self.yard.get("/bare/"),
                lambda: frame.pulse(self.staff),
                growth=1.1,
            ),
            Case("create", self._create, self._create_lean, growth=1.3),
        ]  # fmt: skip

    def _page(self, address: str) -> bytes:
        response = self.desk.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address} answered {response.status_code}")
        return response.content

    def _refresh(self) -> None:
        response = self.desk.get(f"/board/refresh/?seen={self.seen}-{int(timezone.now().timestamp() // frame.TICK)}")
        if response.status_code != 204:
            raise RuntimeError(f"the refresh answered {response.status_code}")

    def _create(self) -> None:
        response = self.desk.post("/reception/", self._report())
        if response.status_code != 302:
            raise RuntimeError(f"the repair was not saved: {response.status_code}")

    def _report(self) -> dict[str, object]:
        return {
            "form_key": str(uuid4()),
            "room": self.unit.number if self.unit else "",
            "channel": "hotline",
            "community": self.community.pk,
            "name": "Wang",
            "capacity": "owner",
            "content": "Kitchen tap does not close",
            "then": "save",
            "case": ["repair-1"],
            "repair-1-category": self.category,
            "at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        }

    def _create_lean(self) -> None:
        number = f"R-L{next(self.numbers)}-{uuid4().hex[:6]}"
        fields: dict[str, Any] = {"community": self.community.pk, "number": number, "name": "Wang", "place": "1-1-101"}
        fields |= {"category": self.category, "limit": self.limit, "problem": "Kitchen tap does not close"}
        self.yard.post("/create/", fields)


BOARD = """SELECT p.*, s.name, d.name FROM office_promise p LEFT JOIN office_staff s ON s.id = p.holder_id
 LEFT JOIN office_department d ON d.id = p.department_id
 WHERE p.community_id = %s AND p.ended_at IS NULL AND p.due_at IS NOT NULL ORDER BY p.due_at, p.id LIMIT 40"""
REGISTER = """SELECT r.*, c.name FROM repairs_repair r JOIN repairs_category c ON c.id = r.category_id
 WHERE r.community_id = %s ORDER BY r.reported_at DESC, r.id DESC LIMIT 40"""
RECORD = [
    "SELECT * FROM repairs_repair WHERE number = %s",
    "SELECT * FROM office_promise WHERE subject = %s",
    "SELECT * FROM office_move WHERE subject = %s",
]


def plant_due(community: Community, rows: int) -> None:
    """Write `rows` promises that have just become due, for one sweep to raise."""
    with connection.cursor() as cursor:
        cursor.execute(PLANT, {"community": community.pk, "tag": uuid4().hex[:8], "rows": rows})


PLANT = """INSERT INTO office_promise (rule, subject, occurrence, about, urgent, limit_id, community_id, place,
 confidential, made_at, base_at, waits_for, due_at, next_alert_at, alerted, outcome, why, failures)
 SELECT 'CB-5/first', 'B-' || %(tag)s || '-' || n, '1', 'bench', false,
 (SELECT id FROM office_timelimit WHERE rule = 'CB-5/first' LIMIT 1), %(community)s, '', false,
 now() - interval '1 day',
 now() - interval '1 day', '', now() - interval '1 second', now() - interval '1 second', 1, '', '', 0
 FROM generate_series(1, %(rows)s) n"""


def one_statement(rows: int) -> None:
    """The bare statement of the sweep, once for all rows: what the database can do."""
    everything: dict[str, Any] = {"now": promises.database_now(), "batch": rows, "above": 0}
    with connection.cursor() as cursor:
        cursor.execute(promises.SWEEP, {**everything, "upto": promises.EVERYTHING})
