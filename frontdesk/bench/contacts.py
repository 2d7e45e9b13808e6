"""`manage.py bench contact`: saving a contact with two cases, as the reception screen does it."""

from collections.abc import Callable
from itertools import count
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from frontdesk.reception.kinds import KINDS
from frontdesk.reception.saving import Case, save
from office.models import Community, Role, Staff, Unit
from owners.models import Contact, Subject
from repairs.models import Category

# Milliseconds at the 95th of 100, and statements of the one transaction.
ASKED_P95, ASKED_STATEMENTS = 60.0, 15
SAVES = 200


class Contacts:
    """A receptionist who saves one contact after another: a repair and a matter to be handed over."""

    def __init__(self) -> None:
        """Signs in, at the first community."""
        self.community = Community.objects.order_by("pk")[0]
        self.staff = Staff.objects.at(self.community).with_role(Role.RECEPTION).order_by("pk")[0]
        self.category = Category.objects.filter(kind="repair", ours=True, urgent=False, children=None)[0]
        self.units = list(Unit.objects.filter(community=self.community).order_by("pk")[:SAVES])
        self.turn = count()
        self.desk = Client(HTTP_HOST="localhost")
        self.desk.force_login(self.staff, backend="office.roles.RolesBackend")

    @property
    def unit(self) -> Unit:
        return self.units[next(self.turn) % len(self.units)]

    def save(self) -> None:
        """The transaction alone, after everything was validated."""
        now = timezone.now()
        contact = Contact(community=self.community, channel="hotline", subject=Subject.REPAIR, at=now, unit=self.unit,
                          name="Wang", content="Kitchen tap drips", form_key=uuid4())  # fmt: skip
        known: dict[str, Any] = {"user": self.staff, "now": now, "community": self.community}
        blocks = [
            KINDS["repair"].block({"repair-1-category": self.category.pk}, 1, **known),
            KINDS["matter"].block({"matter-2-kind": "help", "matter-2-text": "Wants a bench"}, 2, **known),
        ]
        for block in blocks:
            block.form.full_clean()
        cases = [Case(block.form.case(contact), block.kind.series, block.kind.enter) for block in blocks]
        start = perf_counter()
        with CaptureQueriesContext(connection) as queries:
            save(contact, cases, by=self.staff, now=now)
        self.taken, self.statements = (perf_counter() - start) * 1000, len(queries)

    def post(self) -> None:
        """The whole request, from the form to the redirect."""
        sent = {
            "form_key": str(uuid4()), "community": self.community.pk, "room": self.unit.number, "channel": "hotline",
            "name": "Wang", "content": "Kitchen tap drips", "then": "save", "case": ["repair-1", "matter-2"],
            "repair-1-category": self.category.pk, "matter-2-kind": "help", "matter-2-text": "Wants a bench",
        }  # fmt: skip
        start = perf_counter()
        response = self.desk.post("/reception/", sent)
        self.taken = (perf_counter() - start) * 1000
        if response.status_code != 302:
            raise RuntimeError(f"the contact was not saved: {response.status_code}")


def measured() -> list[str]:
    """The figures in words, beside what was asked."""
    desk = Contacts()
    return [_line("the transaction", desk, desk.save), _line("the whole request", desk, desk.post)]


def _line(name: str, desk: Contacts, run: Callable[[], None]) -> str:
    taken = []
    for turn in range(SAVES + 5):
        run()
        if turn >= 5:
            taken.append(desk.taken)
    p95 = quantiles(taken, n=100)[94]
    return (
        f"{name}: p50 {median(taken):.1f} ms, p95 {p95:.1f} ms (asked ≤ {ASKED_P95:.0f}),"
        f" {desk.statements} statements (asked ≤ {ASKED_STATEMENTS})"
    )
