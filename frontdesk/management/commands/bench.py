"""Measure the desk over scratch databases of growing size (`make bench` gives it a scratch server).

`bench lookup` measures the search box over very many people and contacts, `bench import` a large register of them,
`bench contact` the saving of a contact with two cases, `bench broker` the pages while the broker is gone or stalled.
"""

from argparse import ArgumentParser
from collections.abc import Iterator
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone
from tqdm import tqdm

from frontdesk.bench import broker, contacts, importing, ledger, lookup, register, report
from frontdesk.bench.cases import Bench, Case, one_statement, plant_due
from frontdesk.bench.timing import rounds, statements
from frontdesk.demo import fill
from office import promises
from office.models import Community, Promise
from office.models.ledger import OPEN

SIZES = [10_000, 100_000, 1_000_000]
ROUNDS = 40
# 50 000 of the six million promises of the largest size.
OPEN_SHARE = 0.0083
DUE = 20_000


class Command(BaseCommand):
    """Fills each size, measures, prints the figures beside what was asked."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "what", nargs="?", choices=["pages", "lookup", "import", "contact", "broker"], default="pages"
        )
        parser.add_argument("--people", type=int, default=100_000, help="of the lookup")
        parser.add_argument("--contacts", type=int, default=1_000_000, help="of the lookup")
        parser.add_argument("--lines", type=int, default=100_000, help="of the import")
        parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="repairs, comma separated")
        parser.add_argument("--only", default="", help="pages, comma separated: board, create, sweep …")
        parser.add_argument("--rounds", type=int, default=ROUNDS)

    def handle(self, *args: Any, what: str, sizes: str, only: str, rounds: int, **options: Any) -> None:
        try:
            wanted = [int(size.replace("_", "")) for size in sizes.split(",")]
        except ValueError as error:
            raise CommandError("--sizes takes numbers: 10000,100000") from error
        names = {name.strip() for name in only.split(",") if name.strip()}
        settings.DEBUG = False
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if what == "lookup":
            self._lookup(options["people"], options["contacts"])
            return
        if what == "import":
            self._import(options["lines"])
            return
        if what in ("contact", "broker"):
            self._fill(wanted[0])
            self.stdout.write("\n".join(contacts.measured() if what == "contact" else broker.measured(rounds)))
            return
        lines: list[report.Line] = []
        for size in wanted:
            self._fill(size)
            bench = Bench()
            lines += self._pages(bench, size, names, rounds)
            self._ledger(bench, names)
        self.stdout.write("\n" + report.table(lines))

    def _lookup(self, people: int, contacts: int) -> None:
        call_command("flush", interactive=False, verbosity=0)
        with tqdm(total=contacts, desc="fill", unit="contact") as bar:
            community = register.fill(people=people, contacts=contacts, now=timezone.now(), progress=bar.update)
        box = lookup.Lookups(community)
        kinds = box.kinds(lookup.EACH)
        for kind in tqdm(kinds, desc="lookup", unit="kind"):
            box.measure(kind)
        self.stdout.write(f"\n{people:,} people, {contacts:,} contacts\n{lookup.table(kinds)}")

    def _import(self, lines: int) -> None:
        call_command("flush", interactive=False, verbosity=0)
        with tqdm(total=lines, desc="write", unit="line") as bar:
            content = importing.workbook(lines, bar.update)
        self.stdout.write(f"\n{lines:,} lines, {len(content) / 2**20:.1f} MB")
        self.stdout.write("\n".join(importing.measured(content)))

    def _fill(self, size: int) -> None:
        call_command("flush", interactive=False, verbosity=0)
        start = perf_counter()
        months = max(6, size // 5000)
        with tqdm(total=size, desc="fill", unit="repair") as bar:
            fill(
                households=max(1200, size // 50),
                repairs=size,
                months=months,
                seed=1,
                now=timezone.now(),
                open_share=OPEN_SHARE,
                progress=bar.update,
            )
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), count(*) FILTER (WHERE ended_at IS NULL) FROM office_promise")
            total, owed = cursor.fetchone()
        took = perf_counter() - start
        self.stdout.write(f"\n{size:,} repairs, {total:,} promises, {owed:,} open: filled in {took:.0f} s")

    def _pages(self, bench: Bench, size: int, names: set[str], count: int) -> Iterator[report.Line]:
        cases = [case for case in bench.cases() if not names or case.name in names]
        for case in tqdm(cases, desc=f"{size:,}", unit="page"):
            yield self._line(case, size, count)

    def _line(self, case: Case, size: int, count: int) -> report.Line:
        runs = {"ours": case.ours, "lean": case.lean, **({"sql": case.sql} if case.sql else {})}
        taken = rounds(runs, count)
        page = case.ours()
        return report.Line(
            size=size,
            name=case.name,
            ours=taken["ours"],
            lean=taken["lean"],
            sql=taken.get("sql"),
            statements=statements(case.ours),
            kilobytes=len(page) / 1024 if isinstance(page, bytes) else 0.0,
            asked_ratio=case.ratio,
            asked_statements=case.statements,
            asked_kilobytes=case.kilobytes,
            asked_growth=case.growth,
        )

    def _ledger(self, bench: Bench, names: set[str]) -> None:
        if not names or "ledger" in names:
            self.stdout.write("the ledger's questions, in the server:")
            self.stdout.write(report.answers(ledger.answers(bench.staff, bench.unit)))
        if not names or "sweep" in names:
            self._sweep(bench.community)

    def _sweep(self, community: Community) -> None:
        promises.sweep(now=promises.database_now())
        plant_due(community, DUE)
        bare = self._rate(lambda: one_statement(DUE))
        plant_due(community, DUE)
        ours = self._rate(lambda: promises.sweep(now=promises.database_now()))
        start = perf_counter()
        for _ in range(100):
            promises.sweep(now=promises.database_now())
        idle = (perf_counter() - start) * 10
        owed = Promise.objects.filter(OPEN).count()
        self.stdout.write(
            f"sweep: {ours:,.0f} rows/s, one statement {bare:,.0f} rows/s, ratio {ours / bare:.2f} (asked ≥ 0.5);"
            f" idle tick {idle:.2f} ms with {owed:,} open (asked ≤ 5)"
        )

    def _rate(self, run: Any) -> float:
        start = perf_counter()
        run()
        return DUE / (perf_counter() - start)
