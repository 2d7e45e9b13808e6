"""The contacts of a sample are marked, the receptionist reads the guidance and confirms it (RC-9, RC-5, QA-8)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from office.models import Notice, Promise, Role, Staff
from office.tests.factories import MONDAY, make_community, make_staff
from office.tests.threads import together
from owners import marks
from owners.actions import samples
from owners.actions.samples import AlreadyConfirmed, Marks
from owners.models import CheckedContact, Contact, Sample
from owners.tests.desk_things import draw, mark_all, promised
from owners.tests.factories import make_contact

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)
NEXT_MONDAY = MONDAY + WEEK
TUESDAY = NEXT_MONDAY + timedelta(days=1)


def make_sample(count: int = 2, *, taken_by: Staff | None = None) -> Sample:
    who = taken_by or make_staff(name="Ann", language="en")
    for _ in range(count):
        make_contact(taken_by=who)
    (sample,) = draw(NEXT_MONDAY)
    return sample


def first(sample: Sample) -> CheckedContact:
    row = sample.contacts.select_related("contact", "receptionist").order_by("pk").first()
    assert row
    return row


def test_rc9_marks_and_guidance_are_written_and_the_receptionist_is_told() -> None:
    sample, manager = make_sample(), make_staff(Role.MANAGER)
    row = first(sample)
    samples.mark(row, Marks(5, 4, 3, "Ask for the room first."), by=manager, now=TUESDAY)
    row.refresh_from_db()
    assert (row.record_mark, row.etiquette_mark, row.rules_mark, row.mean) == (5, 4, 3, 4)
    assert (row.guidance, row.marked_at, row.marked_by) == ("Ask for the room first.", TUESDAY, manager)
    notice = Notice.objects.get()
    assert (notice.staff, notice.subject) == (row.receptionist, sample.number)
    assert notice.text == f"Guidance on contact {row.contact.number}"


def test_rc9_with_the_last_contact_marked_the_look_is_kept() -> None:
    sample, manager = make_sample(3), make_staff(Role.MANAGER)
    rows = list(sample.contacts.select_related("contact", "receptionist"))
    mark_all(rows[:2], by=manager, now=TUESDAY)
    assert [row[3] for row in promised(sample.number)] == ["open"]
    mark_all(rows[2:], by=manager, now=TUESDAY)
    promise = Promise.objects.get(subject=sample.number)
    assert (promise.outcome, promise.ended_by, promise.kept_late) == ("kept", manager, False)


def test_rc9_marked_after_the_sunday_it_stays_late() -> None:
    sample = make_sample(1)
    mark_all(sample.contacts.all(), by=make_staff(Role.MANAGER), now=NEXT_MONDAY + WEEK)
    assert [row[3] for row in promised(sample.number)] == ["late"]


@pytest.mark.django_db(transaction=True)
def test_rc9_two_who_mark_the_last_two_at_once_keep_it() -> None:
    sample, manager = make_sample(2), make_staff(Role.MANAGER)
    rows = list(sample.contacts.select_related("contact", "receptionist"))
    together([lambda row=row: samples.mark(row, Marks(4, 4, 4), by=manager, now=TUESDAY) for row in rows])  # type: ignore[misc]
    assert [row[3] for row in promised(sample.number)] == ["kept"]


def test_rc9_marked_again_it_is_corrected_and_not_told_twice() -> None:
    row, manager = first(make_sample()), make_staff(Role.MANAGER)
    samples.mark(row, Marks(5, 4, 3), by=manager, now=TUESDAY)
    samples.mark(row, Marks(2, 2, 2, "Look again."), by=manager, now=TUESDAY)
    row.refresh_from_db()
    assert (row.mean, row.guidance, Notice.objects.count()) == (2, "Look again.", 1)


def test_rc9_confirmed_by_the_receptionist_it_stays_as_it_was_read() -> None:
    row, manager = first(make_sample()), make_staff(Role.MANAGER)
    samples.mark(row, Marks(5, 4, 3, "As it was read"), by=manager, now=TUESDAY)
    samples.confirm(row, by=row.receptionist, now=TUESDAY)
    with pytest.raises(AlreadyConfirmed):
        samples.mark(row, Marks(1, 1, 1, "Otherwise"), by=manager, now=TUESDAY)
    row.refresh_from_db()
    assert (row.confirmed_at, row.guidance, row.record_mark) == (TUESDAY, "As it was read", 5)


def test_rc9_only_the_receptionist_confirms_and_only_once_and_only_what_is_marked() -> None:
    row, other = first(make_sample()), make_staff()
    samples.confirm(row, by=row.receptionist, now=TUESDAY)
    samples.mark(row, Marks(5, 4, 3), by=make_staff(Role.MANAGER), now=TUESDAY)
    samples.confirm(row, by=other, now=TUESDAY)
    row.refresh_from_db()
    assert row.confirmed_at is None
    samples.confirm(row, by=row.receptionist, now=TUESDAY)
    samples.confirm(row, by=row.receptionist, now=TUESDAY + WEEK)
    row.refresh_from_db()
    assert row.confirmed_at == TUESDAY


def test_rc5_rings_known_from_a_recording_are_written_on_the_contact() -> None:
    row = first(make_sample())
    samples.mark(row, Marks(5, 5, 5, rings=3), by=make_staff(Role.MANAGER), now=TUESDAY)
    assert Contact.objects.get(pk=row.contact_id).rings == 3


def test_rc5_rings_that_were_counted_at_intake_are_left_where_nobody_knows_better() -> None:
    row = first(make_sample())
    Contact.objects.update(rings=2)
    samples.mark(row, Marks(5, 5, 5), by=make_staff(Role.MANAGER), now=TUESDAY)
    assert Contact.objects.get(pk=row.contact_id).rings == 2


def test_qa8_the_third_ring_of_the_contacts_with_rings_recorded_can_be_counted() -> None:
    rows = list(make_sample(4).contacts.select_related("contact", "receptionist").order_by("pk"))
    for row, rings in zip(rows, (1, 3, 4, None), strict=True):
        samples.mark(row, Marks(5, 5, 5, rings=rings), by=make_staff(Role.MANAGER), now=TUESDAY)
    counted = Contact.objects.filter(rings__isnull=False)
    assert (counted.filter(rings__lte=3).count(), counted.count()) == (2, 3)


@pytest.mark.parametrize("missing", ["record_mark", "etiquette_mark", "rules_mark"])
def test_the_database_refuses_half_a_mark(missing: str) -> None:
    row = first(make_sample())
    fields = {"record_mark": 5, "etiquette_mark": 5, "rules_mark": 5, "marked_at": TUESDAY, missing: None}
    with pytest.raises(IntegrityError, match="marked_means_all_three"), transaction.atomic():
        CheckedContact.objects.filter(pk=row.pk).update(**fields)


# ── over time ───────────────────────────────────────────────────────────────
def make_marks(count: int, mark: int, *, who: Staff, week: int = 0) -> None:
    for _ in range(count):
        make_contact(taken_by=who, at=MONDAY + week * WEEK)
    for sample in draw(NEXT_MONDAY + week * WEEK):
        mark_all(sample.contacts.filter(receptionist=who), by=make_staff(Role.MANAGER), now=sample.drawn_at, marks=mark)


def test_rc9_marks_over_time_are_shown_from_five_on() -> None:
    ann, ben, manager = make_staff(name="Ann"), make_staff(name="Ben"), make_staff(Role.MANAGER)
    make_marks(4, 5, who=ann)
    assert marks.over_time(manager) == []
    make_marks(2, 2, who=ann, week=1)
    make_marks(4, 3, who=ben, week=2)
    (found,) = marks.over_time(manager)
    assert (found.name, found.count, found.mean) == ("Ann", 6, 4)
    months = [(row.month.isoformat(), row.count, row.record, row.mean) for row in found.months]
    assert months == [("2026-11-01", 6, 4.0, 4.0)]


def test_rc9_marks_over_time_month_by_month_the_newest_first() -> None:
    ann = make_staff(name="Ann")
    make_marks(3, 5, who=ann)
    make_marks(2, 1, who=ann, week=2)
    (found,) = marks.over_time(make_staff(Role.MANAGER))
    months = [(row.month.isoformat(), row.count, row.mean) for row in found.months]
    assert months == [("2026-12-01", 2, 1), ("2026-11-01", 3, 5)]
    assert found.mean == pytest.approx(3.4)


def test_rc9_marks_of_another_estate_are_not_shown() -> None:
    make_marks(5, 5, who=make_staff())
    assert marks.over_time(make_staff(Role.MANAGER, community=make_community())) == []
    assert len(marks.over_time(make_staff(Role.MANAGER))) == 1


def test_marks_over_time_are_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    manager = make_staff(Role.MANAGER)
    assert manager.community_ids
    make_marks(5, 5, who=make_staff())
    with django_assert_num_queries(1):
        assert len(marks.over_time(manager)) == 1
