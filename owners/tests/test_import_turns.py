"""Workers take turns at the files: nothing is read or entered twice, whoever dies, and no file holds up another."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from django.db import OperationalError, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from office.tests.factories import home, make_community
from office.tests.threads import together
from owners import tasks
from owners.actions import importing
from owners.imports import committing, storing, turns
from owners.imports.turns import Importer
from owners.models import Import, Person
from owners.tests.importing import HEADING, LI, WANG, checked, problems, register, separated, size, states, upload, work

PEOPLE = [["3", "2", str(number), f"王{number}a", "业主", "", ""] for number in range(1, 8)]


@pytest.fixture(autouse=True)
def small(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slices of two lines."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(storing, "SLICE", 2)
    monkeypatch.setattr(committing, "SLICE", 2)


@pytest.mark.django_db
def test_the_lines_are_read_slice_by_slice() -> None:
    imported = upload(separated([HEADING, *PEOPLE]))
    importer = Importer()
    seen = []
    while importer.slice():
        imported.refresh_from_db()
        seen.append((imported.stage, imported.done, imported.line))
    assert seen == [
        ("uploaded", 0, 0), ("uploaded", 2, 3), ("uploaded", 4, 5), ("uploaded", 6, 7), ("checked", 7, 8),
    ]  # fmt: skip
    assert (imported.total, imported.new_buildings, imported.ignored) == (7, ["3"], [])


@pytest.mark.django_db
def test_when_nothing_waits_a_turn_is_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    checked(WANG)
    importer = Importer()
    with transaction.atomic(), django_assert_num_queries(3):  # with the savepoint of a test
        assert importer.turn(1) is False


@pytest.mark.django_db
def test_a_turn_ends_when_its_time_is_over_and_the_next_goes_on() -> None:
    imported = upload(separated([HEADING, *PEOPLE]))
    importer = Importer()
    turns_taken = 1
    while importer.turn(0):
        turns_taken += 1
    imported.refresh_from_db()
    assert (imported.stage, turns_taken) == ("checked", 6)


@pytest.mark.django_db
def test_the_task_called_three_times_does_it_once() -> None:
    imported = upload(separated([HEADING, WANG, LI]))
    for _time in range(3):
        tasks.imports()
    assert states(imported) == ["ready", "ready"]


@pytest.mark.django_db
def test_a_file_goes_when_it_is_read_or_refused(settings: Settings) -> None:
    kept = Path(settings.MEDIA_ROOT) / "imports"
    read, refused = upload(separated([HEADING, WANG])), upload(b"x")
    assert len(list(kept.iterdir())) == 2
    assert all(len(path.stem) == 32 for path in kept.iterdir())
    work(read)
    refused.refresh_from_db()
    assert (read.stage, read.file.name, refused.stage, refused.file.name) == ("checked", "", "failed", "")
    assert list(kept.iterdir()) == []


@pytest.mark.django_db
def test_a_file_that_a_dead_worker_left_goes_with_the_next(settings: Settings) -> None:
    left = upload(separated([HEADING, WANG]))
    Import.objects.filter(pk=left.pk).update(stage=Import.Stage.CHECKED)
    work(upload(separated([HEADING, LI])))
    assert list((Path(settings.MEDIA_ROOT) / "imports").iterdir()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (separated([HEADING]), ["empty", {}]),
        (separated([["姓名"], ["王小明"]]), ["heading", {}]),
        (separated([["房号", "电话"], ["3-2-501", ""]]), ["no_name", {"column": "phone"}]),
        (separated([HEADING, *PEOPLE]) + b'3,2,"9', ["quotes", {"line": 9}]),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_keeps_no_line(content: bytes, problem: list[object]) -> None:
    imported = work(upload(content))
    assert (imported.stage, imported.problem, imported.rows.count()) == ("failed", problem, 0)


@pytest.mark.django_db
def test_a_file_with_too_many_lines_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "MOST_LINES", 6)
    assert work(upload(separated([HEADING, *PEOPLE]))).problem == ["too_many", {"most": 6}]
    assert work(upload(separated([HEADING, *PEOPLE[:6]]))).stage == "checked"


@pytest.mark.django_db
def test_a_file_that_is_gone_is_refused() -> None:
    imported = upload(separated([HEADING, WANG]))
    Path(imported.file.path).unlink()
    assert work(imported).problem == ["gone", {}]


@pytest.mark.django_db
@pytest.mark.parametrize("broken", ["store_slice", "enter_slice"])
def test_what_nobody_foresaw_ends_one_file_and_no_other(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    first, second = checked(WANG), upload(separated([HEADING, LI]))
    importing.enter(first, by=first.uploaded_by)
    done = getattr(turns, broken)

    def breaks(imported: Import, *reader: object) -> int:
        if imported.pk == (second if broken == "store_slice" else first).pk:
            raise ZeroDivisionError
        return int(done(imported, *reader))

    monkeypatch.setattr(turns, broken, breaks)
    work(first)
    second.refresh_from_db()
    assert [first.problem, second.problem] == (
        [[], ["broken", {}]] if broken == "store_slice" else [["broken", {}], []]
    )
    assert [first.stage, second.stage] == (["done", "failed"] if broken == "store_slice" else ["failed", "checked"])


@pytest.mark.django_db
@pytest.mark.parametrize("slices", range(1, 9))
def test_a_worker_that_dies_is_followed_by_another_where_it_was(slices: int) -> None:
    """The control: the same file, never interrupted, in another estate."""
    twice = [[*WANG[:5], "13700137000", ""], *PEOPLE]
    imported = upload(separated([HEADING, *PEOPLE, *twice]))
    hand = Importer()
    for _slice in range(slices):
        hand.slice()
    work(imported)
    control = checked(*PEOPLE, *twice, community=make_community())
    assert (states(imported), problems(imported)) == (states(control), problems(control))


@pytest.mark.django_db
@pytest.mark.parametrize("after", range(5))
def test_a_slice_that_fails_leaves_nothing_and_is_done_again(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    imported = checked(*PEOPLE)
    importing.enter(imported, by=imported.uploaded_by)
    marked = committing._mark
    calls = []

    def dies(marks: object) -> None:
        calls.append(marks)
        if len(calls) == after:
            raise OperationalError("the server closed the connection")
        marked(marks)  # type: ignore[arg-type]

    monkeypatch.setattr(committing, "_mark", dies)
    if after:
        with pytest.raises(OperationalError):
            Importer().turn(60)
        imported.refresh_from_db()
        assert (imported.done, Person.objects.count()) == (2 * (after - 1), 2 * (after - 1))
    assert work(imported).stage == "done"
    assert (states(imported), size()) == (["entered"] * 7, (7, 0, 7))


def holding(imported: Import, work: Callable[[], object]) -> object:
    """What `work` gives while another worker is at a file."""
    held, done = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            assert turns._next() == imported
            held.set()
            assert done.wait(20)

    def try_it() -> object:
        assert held.wait(20)
        try:
            return work()
        finally:
            done.set()

    return together([hold, try_it])[1]


@pytest.mark.django_db(transaction=True)
def test_a_file_that_another_worker_has_is_passed_over() -> None:
    imported = upload(separated([HEADING, WANG]))
    assert holding(imported, lambda: Importer().turn(1)) is False
    imported.refresh_from_db()
    assert imported.done == 0
    # The control: nobody has it.
    assert work(imported).done == 1


@pytest.mark.django_db(transaction=True)
def test_a_second_file_of_the_same_estate_waits_and_one_of_another_does_not() -> None:
    home()
    first, second = upload(separated([HEADING, WANG])), upload(separated([HEADING, WANG]))
    other = upload(separated([HEADING, WANG]), community=make_community())
    holding(first, lambda: Importer().turn(5))
    assert [imported.rows.count() for imported in (first, second, other)] == [0, 0, 1]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_enter_everything_once() -> None:
    files = [checked(*PEOPLE, WANG), checked(*PEOPLE, LI), checked(WANG, LI, community=make_community())]
    for imported in files:
        importing.enter(imported, by=imported.uploaded_by)

    def turn() -> bool:
        return Importer().turn(20)

    together([turn, turn, turn])
    for imported in files:
        work(imported)
    assert size() == (11, 4, 11)
    assert len({row[:2] for row in register()}) == 9
    assert sorted(state for imported in files for state in states(imported)) == ["entered"] * 11 + ["unchanged"] * 7
