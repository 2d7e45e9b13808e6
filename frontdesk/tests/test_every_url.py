"""Every address of the desk, asked by everybody: who sees what, and what is not even there for whom (T30)."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from frontdesk.tests.everywhere import Estate, ask, desk_urls, fault, make_estate
from repairs.tests.notices import ORDERED

pytestmark = pytest.mark.django_db
WHO = ["reception", "foreign", "crew", "other_crew", "finance", "head", "manager"]


@pytest.fixture
def estate(settings: Settings, tmp_path: Path) -> Iterator[Estate]:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(ORDERED, tick=False):
        yield make_estate()


def test_gen(estate: Estate) -> None:
    import time
    t=time.monotonic()
    out = []
    for name in desk_urls():
        for method in ("GET", "POST"):
            path = estate.address(name) + (f"?{estate.asks[name]}" if name in estate.asks else "")
            row = []
            for who in estate.people:
                r = ask(estate.people[who], path, method)
                loc = r.headers.get("Location", "")
                row.append("in" if loc.startswith("/login/?") else str(r.status_code))
                if fault(r):
                    print(name, method, who, fault(r))
            out.append(f"{name:24}{method:5}" + "  ".join(row))
    Path("/tmp/gen.txt").write_text("\n".join(out)+f"\n{time.monotonic()-t}")
