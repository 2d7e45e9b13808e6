"""Files of homes and people for tests, and a worker who takes them up."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from django.core.files.base import ContentFile
from django.test import Client
from openpyxl import Workbook

from office.models import Role, Staff
from office.tests.factories import MONDAY, home, make_staff
from owners.actions import importing
from owners.imports.turns import Importer
from owners.models import Import, ImportRow, Occupancy, Person, PersonPhone

HEADING = ["楼栋", "单元", "房号", "姓名", "身份", "电话", "入住日期"]
WANG = ["3", "2", "501", "王小明", "业主", "13800138000", "2019-07-15"]
LI = ["3", "2", "502", "李红", "租户", "13900139000", "2024-05-01"]
BAD = ["3", "2", "kitchen", "王小明", "业主", "1380013800", ""]
HTMX = {"HX-Request": "true"}
Lines = Iterable[Sequence[Any]]


def xlsx(lines: Lines, *, name: str = "Sheet") -> bytes:
    """A workbook whose first sheet has these lines."""
    book = Workbook()
    sheet = book.active
    sheet.title = name
    for line in lines:
        sheet.append(list(line))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def separated(lines: Lines, *, encoding: str = "utf-8", separator: str = ",") -> bytes:
    text = StringIO()
    csv.writer(text, delimiter=separator).writerows(lines)
    return text.getvalue().encode(encoding)


def upload(content: bytes, *, name: str = "people.csv", by: Staff | None = None, **fields: Any) -> Import:
    """A file that waits for a worker."""
    described = Import(**{"community": home(), "file": ContentFile(content, name=name), "name": name, **fields})
    return importing.upload(described, by=by or make_staff(Role.MANAGER), now=MONDAY)


def work(imported: Import) -> Import:
    """A worker deals with all that waits."""
    assert not Importer().turn(60)
    imported.refresh_from_db()
    return imported


def checked(*lines: Sequence[Any], heading: Sequence[str] = HEADING, **fields: Any) -> Import:
    """A file with these lines under the heading, read and checked."""
    return work(upload(separated([heading, *lines]), **fields))


def entered(*lines: Sequence[Any], heading: Sequence[str] = HEADING, **fields: Any) -> Import:
    """The same, and its ready lines entered."""
    imported = checked(*lines, heading=heading, **fields)
    if "ready" in states(imported):
        importing.enter(imported, by=imported.uploaded_by)
    return work(imported)


def states(imported: Import) -> list[str]:
    """Of its lines, in their order."""
    return list(imported.rows.order_by("line").values_list("state", flat=True))


def problems(imported: Import) -> list[list[list[Any]]]:
    return list(imported.rows.order_by("line").values_list("problems", flat=True))


def row(imported: Import, line: int = 2) -> ImportRow:
    return imported.rows.get(line=line)


def register() -> list[tuple[Any, ...]]:
    """Who lives where since when as what, under which numbers, in the order in which they were entered."""
    stays = Occupancy.objects.select_related("unit", "person").order_by("pk")
    return [
        (
            stay.unit.number,
            stay.person.name,
            stay.capacity,
            str(stay.since),
            [phone.number for phone in stay.person.phones.order_by("pk")],
        )
        for stay in stays
    ]


def size() -> tuple[int, int, int]:
    """People, their numbers, their stays."""
    return Person.objects.count(), PersonPhone.objects.count(), Occupancy.objects.count()


def desk(*roles: str, **fields: Any) -> Client:
    """Somebody signed in, a manager if nothing else is said; the pages speak English."""
    client = Client()
    client.force_login(make_staff(*(roles or [Role.MANAGER]), **{"language": "en", **fields}))
    return client


def page(client: Client, imported: Import, query: str = "") -> str:
    response = client.get(f"/owners/imports/{imported.pk}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def numbers(shown: str) -> dict[str, str]:
    """How many lines the tabs say are in each state."""
    return dict(re.findall(r'<span id="lines-(\w+)"[^>]*>(\d+)</span>', shown))


def mend(client: Client, imported: Import, line: int = 2, **fields: str) -> Any:
    given = {"room": "3-2-501", "name": "王小明", "capacity": "owner", "phone": "13800138000", **fields}
    return client.post(f"/owners/imports/{imported.pk}/lines/{line}/", given, headers=HTMX)
