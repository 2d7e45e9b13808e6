"""`manage.py bench lookup`: the one search box over very many people and contacts, beside its questions in bare SQL."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from statistics import median, quantiles
from time import perf_counter

from django.db.models import Model
from django.test import Client
from django.utils import timezone

from frontdesk.bench.bare import Bare
from frontdesk.bench.register import RARE, SEASONAL
from frontdesk.bench.timing import statements
from frontdesk.reception.finding import KINDS
from office.models import Community, Role, Staff, Unit
from owners import names
from owners.models import Contact, Person, PersonPhone
from owners.search.finding import find

# Milliseconds of the answer at the 95th of 100, times the bare SQL, statements of the answer with its sign-in.
ASKED_P95, ASKED_RATIO, ASKED_STATEMENTS = 20.0, 3.0, 6
# Texts of each kind; where there are fewer they are asked more often.
EACH = 100


@dataclass
class Kind:
    """One kind of query: what is typed, and its question in bare SQL. Times in milliseconds, one for each text."""

    name: str
    texts: list[str]
    bare: Callable[[str], None]
    page: list[float] = field(default_factory=list)
    found: list[float] = field(default_factory=list)
    sql: list[float] = field(default_factory=list)
    statements: int = 0

    @property
    def ratio(self) -> float:
        return median(self.found) / median(self.sql)


class Lookups:
    """The box as a receptionist of the filled community uses it: the search itself, and its answer over HTTP."""

    def __init__(self, community: Community) -> None:
        """Signs in."""
        self.community = community
        self.staff = Staff.objects.at(community).with_role(Role.RECEPTION).order_by("pk")[0]
        self.desk = Client(HTTP_HOST="localhost")
        self.desk.force_login(self.staff, backend="office.roles.RolesBackend")

    def kinds(self, each: int) -> list[Kind]:
        """Every kind with `each` texts out of what is stored."""
        bare = Bare(self.community.pk, self.staff.pk)
        people, homes = _spread(Person, "name", each), _spread(Unit, "number", each)
        phones = [number[3:] for number in _spread(PersonPhone, "number", each)]
        records = _spread(Contact, "number", each)
        surnames, given = [name[0] for name in people], [name[-2:] for name in people if len(name) > 2]
        pinyin = [names.sort_key(name) for name in people]
        return [
            Kind("room", homes, bare.room),
            Kind("room, begun", [number.rpartition("-")[0] for number in homes], bare.begun),
            Kind("room, figures", [number.replace("-", "") for number in homes], bare.figures),
            Kind("phone", phones, bare.phone),
            Kind("phone, last four", [number[-4:] for number in phones], bare.end),
            Kind("name", people, bare.name),
            Kind("name, two signs", given, bare.name),
            Kind("surname", surnames, bare.name),
            Kind("pinyin", pinyin, bare.name),
            Kind("pinyin, surname", [spoken.split()[0] for spoken in pinyin], bare.name),
            Kind("pinyin, two letters", [spoken[:2] for spoken in pinyin], bare.name),
            Kind("initials", ["".join(word[0] for word in spoken.split()) for spoken in pinyin], bare.name),
            Kind("record", records, bare.record),
            *self._words(bare),
        ]

    def _words(self, bare: Bare) -> list[Kind]:
        """What callers said, from what is said every day to what never was."""
        return [
            Kind("text, often", ["漏水", "厨房", "师傅", "下水"], bare.said_alone),
            Kind("text, sometimes", ["顶灯", "门禁", "垃圾", "油烟", "弱电", "水表"], bare.said_alone),
            Kind("text, seldom", [RARE[0], "现白", "台发"], bare.said_alone),
            Kind("text, other season", [SEASONAL, "风过", "过后"], bare.said_alone),
            Kind("text, never", ["恐龙", "火箭", "鲸鱼"], bare.said_alone),
            Kind("text, longer", ["厨房水槽下面漏水", "油烟机清洗", "快递柜 打不开"], bare.said_alone),
        ]

    def measure(self, kind: Kind) -> None:
        """Ask each text in turn with the bare SQL, the search and the page; one round goes before."""
        rounds = max(1, EACH // len(kind.texts))
        for turn in range(rounds + 1):
            for text in kind.texts:
                runs = (partial(kind.bare, text), partial(self.look, text), partial(self.ask, text))
                for times, run in zip((kind.sql, kind.found, kind.page), runs, strict=True):
                    taken = _timed(run)
                    if turn:
                        times.append(taken)
        kind.statements = max(statements(partial(self.ask, text)) for text in kind.texts[:10])

    def look(self, text: str) -> None:
        find(text, user=self.staff, now=timezone.now(), kinds=KINDS)

    def ask(self, text: str) -> None:
        response = self.desk.get("/reception/find/", {"q": text})
        if response.status_code != 200:
            raise RuntimeError(f"{text} was answered with {response.status_code}")


def _spread(model: type[Model], name: str, count: int) -> list[str]:
    """This field of so many rows, from all over the table."""
    rows = model._default_manager.order_by("pk")
    last = rows.values_list("pk", flat=True).last() or 0
    return list(rows.filter(pk__in=range(1, last + 1, max(1, last // count))).values_list(name, flat=True)[:count])


def _timed(run: Callable[[], None]) -> float:
    start = perf_counter()
    run()
    return (perf_counter() - start) * 1000


HEAD = (
    f"{'':21}{'page p50':>9}{'p95':>7}{'≤':>4}{'search p50':>12}{'p95':>7}{'sql p50':>9}{'p95':>7}{'ratio':>7}{'≤':>4}"
    f"{'stmts':>7}{'≤':>3}"
)


def table(kinds: Iterable[Kind]) -> str:
    """Each kind in a line: the page and the search in milliseconds, the bare SQL, the search as its multiple."""
    return "\n".join([HEAD, *map(_row, kinds)])


def _row(kind: Kind) -> str:
    missed = _p95(kind.page) > ASKED_P95 or kind.ratio > ASKED_RATIO or kind.statements > ASKED_STATEMENTS
    return (
        f"{kind.name:21}{median(kind.page):>9.2f}{_p95(kind.page):>7.2f}{ASKED_P95:>4.0f}"
        f"{median(kind.found):>12.2f}{_p95(kind.found):>7.2f}{median(kind.sql):>9.2f}{_p95(kind.sql):>7.2f}"
        f"{kind.ratio:>7.2f}{ASKED_RATIO:>4.0f}{kind.statements:>7}{ASKED_STATEMENTS:>3}"
        f"{'  ← missed' if missed else ''}"
    )


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]
