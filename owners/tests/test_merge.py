"""Somebody was entered twice: one entry stands for both, and two merges at once never make a circle."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from threading import Barrier, BrokenBarrierError

import pytest
from django.utils import translation

from office.tests.factories import MONDAY, make_community, make_unit
from office.tests.threads import together
from owners.actions.merging import CannotMerge, merge
from owners.models import Person
from owners.tests.factories import make_contact, make_occupancy, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_one_entry_stands_for_both_and_nothing_that_points_to_either_is_rewritten() -> None:
    kept, twice = make_person("曹永年"), make_person("曹用年", phone="+8613900139000")
    contact, stay = make_contact(person=twice), make_occupancy(person=twice, unit=make_unit())
    assert merge(twice, into=kept) == kept
    twice.refresh_from_db()
    assert (twice.merged_into, twice.known_as()) == (kept, kept)
    contact.refresh_from_db()
    stay.refresh_from_db()
    assert (contact.person, stay.person, twice.phones.get().number) == (twice, twice, "+8613900139000")


def test_who_was_merged_into_the_one_that_goes_goes_with_it() -> None:
    first, second, third = make_person("one"), make_person("two"), make_person("three")
    merge(first, into=second)
    merge(second, into=third)
    assert {row.name: row.merged_into for row in Person.objects.all()} == {"one": third, "two": third, "three": None}


def test_who_came_last_is_kept_with_the_one_that_stands() -> None:
    kept, twice = make_person("曹永年"), make_person("曹用年")
    make_contact(person=kept)
    make_contact(person=twice, at=MONDAY + timedelta(days=1))
    merge(Person.objects.get(pk=twice.pk), into=kept)
    kept.refresh_from_db()
    assert kept.last_contact_at == MONDAY + timedelta(days=1)


def test_done_already_is_no_mistake() -> None:
    kept, twice = make_person(), make_person()
    merge(twice, into=kept)
    assert merge(twice, into=kept) == kept


def test_35_nobody_is_merged_into_himself() -> None:
    person = make_person()
    with pytest.raises(CannotMerge, match="into itself"):
        merge(person, into=person)


def test_35_no_circle() -> None:
    kept, twice = make_person("曹永年"), make_person("曹用年")
    merge(twice, into=kept)
    with pytest.raises(CannotMerge, match="曹用年 is merged into 曹永年 already"):
        merge(kept, into=twice)
    assert Person.objects.get(pk=kept.pk).merged_into is None


def test_who_is_merged_already_is_not_merged_into_a_third() -> None:
    kept, twice, third = make_person("曹永年"), make_person("曹用年"), make_person("third")
    merge(twice, into=kept)
    for into in (third, kept):
        with pytest.raises(CannotMerge):
            merge(third if into is kept else twice, into=twice if into is kept else third)
    assert Person.objects.get(pk=twice.pk).merged_into == kept


def test_35_people_of_different_estates_stay_apart() -> None:
    one, other = make_person(), make_person(community=make_community())
    with pytest.raises(CannotMerge, match="different estates"):
        merge(one, into=other)
    assert not Person.objects.filter(merged_into__isnull=False).exists()


def naively(twice: Person, into: Person, meet: Barrier) -> bool:
    """The mistake that the locks prevent: looked at first, and written when everybody has looked."""
    stands = Person.objects.get(pk=into.pk)
    try:
        meet.wait(5)
    except BrokenBarrierError:
        return False
    if stands.merged_into_id is None:
        Person.objects.filter(pk=twice.pk).update(merged_into=stands)
    return True


def carefully(twice: Person, into: Person, meet: Barrier) -> bool:
    meet.wait(5)
    try:
        merge(twice, into=into)
    except CannotMerge:
        return False
    return True


def circles(way: Callable[[Person, Person, Barrier], bool], rounds: int) -> list[tuple[int, int]]:
    """For each round of two crosswise merges: how many went through, and how many of the two still stand."""
    found = []
    for _round in range(rounds):
        one, other, meet = make_person(phone=""), make_person(phone=""), Barrier(2)
        done = together([partial(way, one, other, meet), partial(way, other, one, meet)])
        found.append((sum(done), Person.objects.filter(pk__in=[one.pk, other.pk], merged_into=None).count()))
    return found


@pytest.mark.django_db(transaction=True)
def test_35_of_two_crosswise_merges_at_once_one_is_refused() -> None:
    assert circles(naively, 3) == [(2, 0)] * 3
    assert circles(carefully, 15) == [(1, 1)] * 15
