"""Whatever stands in a file, every line of it is understood or refused, and nothing breaks (T35)."""

import json
import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from owners.actions import importing
from owners.imports.checking import check
from owners.imports.columns import FIELDS, LABELS
from owners.imports.source import NoValue
from owners.models import Import
from owners.tests.importing import HEADING, separated, size, states, upload, work

DAY = date(2026, 11, 23)
SCRAPS = [
    "3", "2", "501", "3-2-501", "栋", "单元", "王", "小明", "业主", "13800138000", "2024-05-01", " ", "\t", "\n",
    "\r\n", "\\", "\\N", "\\.", '"', "'", ",", ";", "=", "+", "-", "@", "=1+1", "<b>", "{{", "%s", "%(x)s", "\0",
    "\x1b", "\u200b", "\u202e", "\ufeff", "\u3164", "é", "𠮷", "😀", "👨\u200d👩", "９", "NaN", "1e9", "x" * 300, "$$",
    "null", "{}", "[]",
]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(SCRAPS), max_size=4).map("".join))
CELLS = st.one_of(
    st.none(), TEXTS, TEXTS, st.integers(-(10**12), 10**12), st.floats(), st.dates(), st.datetimes(),
    st.sampled_from([NoValue("formula"), NoValue("error"), date.max, date.min]),
)  # fmt: skip


@settings(max_examples=1000, deadline=None)
@given(st.dictionaries(st.sampled_from(list(LABELS)), CELLS))
def test_every_line_is_understood_or_refused(cells: dict[str, object]) -> None:
    found = check(cells, on=DAY)  # type: ignore[arg-type]
    assert set(found.values) <= set(FIELDS)
    assert "\\u0000" not in json.dumps(found.values)
    json.dumps([found.values, found.problems], ensure_ascii=False).encode()
    assert all(value == value.strip() and value for value in found.values.values())
    if not found.problems:
        again = check({**dict.fromkeys(FIELDS), **found.values}, on=DAY)
        assert (again.values, again.problems) == (found.values, [])


@pytest.mark.django_db
def test_10_000_hostile_lines_go_through_and_the_good_ones_are_entered(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    chance = random.Random(35)
    good = ["3", "2", "501", "王小明", "业主", "13800138000", "2024-05-01"]

    def line() -> list[str]:
        hostile = {chance.randrange(7): "".join(chance.choices(SCRAPS, k=3)) for _cell in range(chance.randrange(3))}
        return [
            hostile.get(place, cell) for place, cell in enumerate([*good[:2], str(chance.randrange(900)), *good[3:]])
        ]

    imported = work(upload(separated([HEADING, *(line() for _number in range(10_000))])))
    assert (imported.stage, imported.done) == (Import.Stage.CHECKED, 10_000)
    importing.enter(imported, by=imported.uploaded_by)
    assert work(imported).stage == Import.Stage.DONE
    assert set(states(imported)) == {"bad", "entered", "unchanged"}
    assert "refused" not in {problem[1] for row in imported.rows.filter(state="bad") for problem in row.problems}
    assert size()[0] > 100
