"""Photos and recordings are put with a complaint: each file once, at most 20, nothing left of what was refused."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from threading import Barrier

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import DatabaseError, IntegrityError, transaction
from pytest_django import Settings

from complaints import actions
from complaints.actions import Enclosed, TooMany, attach, attaching
from complaints.models import Attachment, Complaint
from complaints.tests.clock import LATER
from complaints.tests.factories import history, make_closed, make_complaint
from office import statuses
from office.models import Role, Staff
from office.statuses import InvalidMove
from office.tests.factories import make_staff
from office.tests.threads import together
from office.verbs import NotAllowed

Kind = Attachment.Kind


@pytest.fixture(autouse=True)
def kept_in(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def photo(content: bytes = b"a photo") -> Enclosed:
    return Enclosed(Kind.PHOTO, ContentFile(content), "image/jpeg", ".jpg")


def sound(content: bytes = b"a sound") -> Enclosed:
    return Enclosed(Kind.SOUND, ContentFile(content), "audio/wav", ".wav", 75)


def on_disk(folder: Path) -> list[bytes]:
    return sorted(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def twenty(complaint: Complaint, by: Staff, count: int = 20) -> None:
    attach(complaint, [photo(b"photo %d" % number) for number in range(count)], by=by, now=LATER)


@pytest.mark.django_db
def test_a_photo_and_a_recording_are_kept_with_who_and_when(kept_in: Path) -> None:
    complaint, by = make_complaint(), make_staff(Role.RECEPTION)
    one, other = attach(complaint, [photo(), sound()], "The garage gate", by=by, now=LATER)
    assert list(Attachment.objects.order_by("pk")) == [one, other]
    for row, kind, kept, content_type, seconds in (
        (one, Kind.PHOTO, b"a photo", "image/jpeg", None),
        (other, Kind.SOUND, b"a sound", "audio/wav", 75),
    ):
        assert (row.complaint, row.kind, row.content_type, row.seconds) == (complaint, kind, content_type, seconds)
        assert (row.caption, row.at, row.by, row.digest) == ("The garage gate", LATER, by, sha256(kept).hexdigest())
        assert Path(row.file.path).read_bytes() == kept
    assert (other.lasts, one.lasts) == ("1:15", "")
    assert [path.parent for path in kept_in.rglob("*.*")] == [kept_in / "complaints"] * 2
    assert history(complaint)[1:] == [
        ("attach", "received", "photo × 1, sound recording × 1: The garage gate"),
    ]


@pytest.mark.django_db
def test_the_same_file_sent_twice_is_one(kept_in: Path) -> None:
    complaint, by = make_complaint(), make_staff(Role.RECEPTION)
    (first,) = attach(complaint, [photo(), photo()], "first", by=by, now=LATER)
    assert attach(complaint, [photo()], "again", by=by, now=LATER) == []
    (third,) = attach(complaint, [photo(), photo(b"another")], by=by, now=LATER)
    assert list(complaint.attachments.order_by("pk")) == [first, third]
    assert on_disk(kept_in) == [b"a photo", b"another"]
    assert [note for _verb, _new, note in history(complaint)[1:]] == ["photo × 1: first", "photo × 1"]


@pytest.mark.django_db
def test_the_same_file_may_be_with_two_complaints() -> None:
    by = make_staff(Role.RECEPTION)
    assert [len(attach(make_complaint(), [photo()], by=by, now=LATER)) for _number in range(2)] == [1, 1]


@pytest.mark.django_db
def test_the_21st_file_is_refused_with_all_that_came_with_it(kept_in: Path) -> None:
    complaint, by = make_complaint(), make_staff(Role.RECEPTION)
    twenty(complaint, by, 19)
    with pytest.raises(TooMany) as refused:
        attach(complaint, [photo(b"one"), photo(b"two")], by=by, now=LATER)
    assert str(refused.value) == "A complaint has at most 20 photos and recordings: there is room for 1 more."
    attach(complaint, [photo(b"one"), photo(b"photo 3")], by=by, now=LATER)
    assert attach(complaint, [photo(b"photo 3")], by=by, now=LATER) == []
    with pytest.raises(TooMany, match="room for 0 more"):
        attach(complaint, [photo(b"two")], by=by, now=LATER)
    assert (complaint.attachments.count(), len(on_disk(kept_in))) == (20, 20)


@pytest.mark.django_db
def test_nothing_is_put_with_one_that_has_ended(kept_in: Path) -> None:
    manager = make_staff(Role.MANAGER)
    void = make_complaint()
    actions.void(void, "entered twice", by=manager, now=LATER)
    for complaint in (void, make_closed()):
        with pytest.raises(InvalidMove):
            attach(complaint, [photo()], by=manager, now=LATER)
    assert (Attachment.objects.count(), on_disk(kept_in)) == (0, [])


@pytest.mark.django_db
def test_only_who_takes_complaints_adds_to_them_and_never_the_person_complained_of(kept_in: Path) -> None:
    guard = make_staff(Role.MANAGER)
    complaint = make_complaint(about_staff=guard)
    for by in (guard, make_staff(Role.CREW), make_staff(Role.FINANCE)):
        with pytest.raises(NotAllowed):
            attach(complaint, [photo()], by=by, now=LATER)
    assert (Attachment.objects.count(), on_disk(kept_in), len(history(complaint))) == (0, [], 1)


@pytest.mark.django_db
def test_a_row_is_neither_changed_nor_deleted() -> None:
    (row,) = attach(make_complaint(), [photo()], by=make_staff(Role.RECEPTION), now=LATER)
    for change in (
        lambda: Attachment.objects.update(caption="x"),
        lambda: Attachment.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert list(Attachment.objects.values_list("caption", flat=True)) == [""]


def failing(*_args: object, **_more: object) -> None:
    raise OSError("the disk is full")


@pytest.mark.django_db
def test_of_what_fails_half_way_nothing_is_left(kept_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    complaint, by = make_complaint(), make_staff(Role.RECEPTION)
    monkeypatch.setattr(statuses, "note", failing)
    with pytest.raises(OSError, match="full"):
        attach(complaint, [photo(), sound()], by=by, now=LATER)
    assert (Attachment.objects.count(), on_disk(kept_in)) == (0, [])


@pytest.mark.django_db
def test_a_file_that_could_be_written_only_in_part_is_taken_away(
    kept_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaint, by = make_complaint(), make_staff(Role.RECEPTION)

    def half(storage: FileSystemStorage, name: str, content: object) -> str:
        path = Path(storage.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"a ph")
        raise OSError("the disk is full")

    monkeypatch.setattr(FileSystemStorage, "_save", half)
    with pytest.raises(OSError, match="full"):
        attach(complaint, [photo()], by=by, now=LATER)
    assert (Attachment.objects.count(), on_disk(kept_in)) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_it_stands_in_no_other_transaction_which_could_fail_after_it(kept_in: Path) -> None:
    complaint, by = make_complaint(), make_staff(Role.RECEPTION)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        attach(complaint, [photo()], by=by, now=LATER)
    assert (Attachment.objects.count(), on_disk(kept_in)) == (0, [])


def at_once(complaint: Complaint, files: list[Callable[[], Enclosed]], by: Staff) -> list[object]:
    """Each file sent by itself, all at the same moment; how many rows each gave, or what refused it."""
    start = Barrier(len(files))

    def alone(file: Callable[[], Enclosed]) -> object:
        mine = Complaint.objects.select_related("contact").get(pk=complaint.pk)
        start.wait(10)
        try:
            return len(attach(mine, [file()], by=by, now=LATER))
        except (TooMany, IntegrityError) as refused:
            return type(refused)

    return together([lambda file=file: alone(file) for file in files])  # type: ignore[misc]


def unlocked(complaint: Complaint) -> None:
    """What everybody writes first: no lock."""


def slowly(monkeypatch: pytest.MonkeyPatch, together_at: int) -> None:
    """Without a lock all have counted before the first has written."""
    counted, room_for = Barrier(together_at), attaching.room_for

    def room(complaint: Complaint) -> int:
        found = room_for(complaint)
        counted.wait(10)
        return found

    monkeypatch.setattr(attaching, "hold", unlocked)
    monkeypatch.setattr(attaching, "room_for", room)


@pytest.mark.django_db(transaction=True)
def test_the_same_file_sent_four_times_at_once_is_one(kept_in: Path) -> None:
    complaint, by = make_complaint(), make_staff(Role.RECEPTION)
    given = at_once(complaint, [photo] * 4, by)
    assert sorted(map(str, given)) == ["0", "0", "0", "1"]
    assert (complaint.attachments.count(), on_disk(kept_in), len(history(complaint))) == (1, [b"a photo"], 2)


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_the_database_still_refuses_it_and_no_file_is_left(
    kept_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaint, by = make_complaint(), make_staff(Role.RECEPTION)
    slowly(monkeypatch, 3)
    given = at_once(complaint, [photo] * 3, by)
    assert sorted(map(str, given)) == ["1", *[str(IntegrityError)] * 2]
    assert (complaint.attachments.count(), on_disk(kept_in)) == (1, [b"a photo"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("locks", "kept"), [(True, 20), (False, 22)])
def test_of_three_that_want_the_last_place_one_has_it_and_without_the_lock_all_would(
    kept_in: Path, monkeypatch: pytest.MonkeyPatch, locks: bool, kept: int
) -> None:
    complaint, by = make_complaint(), make_staff(Role.RECEPTION)
    twenty(complaint, by, 19)
    if not locks:
        slowly(monkeypatch, 3)
    at_once(complaint, [lambda number=number: photo(b"last %d" % number) for number in range(3)], by)  # type: ignore[misc]
    assert (complaint.attachments.count(), len(on_disk(kept_in))) == (kept, kept)
