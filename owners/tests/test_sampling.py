"""Which contacts are chosen: every receptionist and every channel as far as the sample reaches (RC-9)."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from owners.sampling import Candidate, choose

week = some.lists(some.tuples(some.integers(1, 5), some.sampled_from("abcdef")), max_size=60).map(
    lambda rows: [(key, receptionist, channel) for key, (receptionist, channel) in enumerate(rows)]
)


def test_rc9_one_of_each_receptionist_and_channel_before_a_second_of_any() -> None:
    contacts = [(key, 1, "hotline") for key in range(100)] + [(100, 1, "box"), (101, 2, "counter")]
    assert set(choose(contacts, 3, Random(1))) >= {100, 101}


def test_rc9_the_rare_is_served_first_where_the_sample_is_small() -> None:
    """Two contacts are enough for everybody, if they are the right two."""
    contacts = [(1, 1, "counter"), (2, 1, "hotline"), (3, 2, "counter")]
    for seed in range(50):
        assert sorted(choose(contacts, 2, Random(seed))) == [2, 3]


def test_rc9_beyond_that_in_turns() -> None:
    contacts = [(key, key % 2, "hotline") for key in range(100)]
    assert Counter(key % 2 for key in choose(contacts, 10, Random(1))) == {0: 5, 1: 5}


def test_rc9_by_chance_and_the_same_for_the_same_dice() -> None:
    contacts = [(key, 1, "hotline") for key in range(100)]
    drawn = [tuple(choose(contacts, 10, Random(seed))) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert choose(reversed(contacts), 10, Random(1)) == list(drawn[0])


def test_rc9_each_contact_has_the_same_chance() -> None:
    contacts = [(key, 1, "hotline") for key in range(10)]
    counted = Counter(key for seed in range(2000) for key in choose(contacts, 3, Random(seed)))
    assert set(counted) == set(range(10))
    assert all(500 <= count <= 700 for count in counted.values())


@pytest.mark.parametrize(("stored", "size", "expected"), [(0, 10, 0), (3, 10, 3), (10, 10, 10), (11, 10, 10)])
def test_rc9_never_more_than_there_are_or_are_asked_for(stored: int, size: int, expected: int) -> None:
    assert len(choose([(key, 1, "hotline") for key in range(stored)], size, Random(1))) == expected


@settings(deadline=None)
@given(week, some.integers(1, 20), some.integers())
def test_rc9_whatever_the_week_was_like(contacts: list[Candidate], size: int, seed: int) -> None:
    keys = choose(contacts, size, Random(seed))
    assert len(keys) == len(set(keys)) == min(size, len(contacts))
    chosen = [row for row in contacts if row[0] in keys]
    receptionists, channels = {row[1] for row in contacts}, {row[2] for row in contacts}
    if size >= len(receptionists) + len(channels):
        assert {row[1] for row in chosen} == receptionists
        assert {row[2] for row in chosen} == channels
