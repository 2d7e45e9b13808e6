"""`manage.py bench import`: a large register from the upload to the last person entered, and once more."""

import resource
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import BytesIO
from itertools import pairwise
from time import perf_counter
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from frontdesk.demo.dice import Dice
from frontdesk.demo.people import make_name
from office.models import Community, Role, Staff, Unit
from owners.imports.turns import Importer
from owners.models import Import, ImportRow, Person

# Seconds from the upload to the last line entered.
ASKED = 60.0
HOMES_TO_100_LINES, OF_A_BUILDING, OF_AN_ENTRANCE, OF_A_FLOOR = 40, 200, 50, 4
HEADING = ["楼栋", "单元", "房号", "交付日期", "保修至", "姓名", "身份", "电话", "入住日期", "称呼"]


def workbook(count: int, progress: Callable[[], object]) -> bytes:
    """An .xlsx file of so many people with a phone each, in two homes for every five."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADING)
    for line in _lines(count):
        sheet.append(line)
        progress()
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _lines(count: int) -> Iterator[list[object]]:
    dice, last = Dice("import"), -1
    for number in range(count):
        home = number * HOMES_TO_100_LINES // 100
        building, rest = divmod(home, OF_A_BUILDING)
        entrance, rest = divmod(rest, OF_AN_ENTRANCE)
        floor, door = divmod(rest, OF_A_FLOOR)
        begins = date(2018, 1, 1) + timedelta(days=home % 900)
        yield [
            str(building + 1), str(entrance + 1), f"{floor + 1}0{door + 1}", begins, begins + timedelta(days=1825),
            make_name(dice), "业主" if home != last else "家属", f"138{number:08d}", begins, "",
        ]  # fmt: skip
        last = home


class Register:
    """An empty estate, its manager, and a worker."""

    def __init__(self) -> None:
        self.community = Community.objects.create(name="松涛苑")
        manager = Staff.objects.create_user("importer", roles=[Role.MANAGER], name="importer")
        manager.communities.add(self.community)
        self.client = Client(HTTP_HOST="localhost")
        self.client.force_login(manager, backend="office.roles.RolesBackend")
        self.worker = Importer()

    def upload(self, content: bytes) -> Import:
        """What the browser does."""
        file = SimpleUploadedFile("register.xlsx", content)
        self.client.post("/owners/imports/", {"community": self.community.pk, "form_key": uuid4(), "file": file})
        return Import.objects.latest("pk")

    def work(self) -> None:
        """What the worker does, until nothing waits."""
        while self.worker.turn(ASKED):
            pass

    def enter(self, imported: Import) -> None:
        """The button, and the worker again."""
        self.client.post(f"/owners/imports/{imported.pk}/enter/")
        self.work()


def measured(content: bytes) -> list[str]:
    """The report: seconds and lines a second for each stage, what came of it, and the memory it took."""
    register, before = Register(), _memory()
    at = [perf_counter()]
    imported = register.upload(content)
    at.append(perf_counter())
    register.work()
    at.append(perf_counter())
    register.enter(imported)
    at.append(perf_counter())
    again = register.upload(content)
    register.work()
    at.append(perf_counter())
    lines = imported.rows.count()
    seconds = [later - sooner for sooner, later in pairwise(at)]
    names = ["uploaded", "read and checked", "entered", "read once more"]
    whole = at[3] - at[0]
    return [
        *(f"  {name:18}{took:7.1f} s{lines / took:12,.0f} lines/s" for name, took in zip(names, seconds, strict=True)),
        f"  {'in all':18}{whole:7.1f} s (asked ≤ {ASKED:.0f}){'  ← missed' if whole > ASKED else ''}",
        f"  {Unit.objects.count():,} homes, {Person.objects.count():,} people; the same again: {_known(again):,} known",
        f"  memory: {_memory() - before:,.0f} MB more than before",
    ]


def _known(imported: Import) -> int:
    return imported.rows.filter(state=ImportRow.State.UNCHANGED).count()


def _memory() -> float:
    """The most that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
