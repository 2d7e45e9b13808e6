"""Which contacts of a week are looked at: every receptionist and every channel as far as the sample reaches (RC-9)."""

from collections import Counter
from collections.abc import Collection, Iterable
from random import Random

# A contact by its key, who took it, and how it came in.
Candidate = tuple[int, int, str]
Group = tuple[int, str]


def choose(contacts: Iterable[Candidate], size: int, dice: Random) -> list[int]:
    """The keys of at most `size` contacts: first one for each receptionist and channel, then in turns, by chance.

    Whom or what the fewest pairs of receptionist and channel can stand for is served first; a pair that stands for
    both counts for both. The same contacts and the same dice give the same keys.
    """
    groups = _groups(contacts, dice)
    first = _cover(groups)
    order = [*first, *_in_turns(groups, first)]
    return [groups[group].pop() for group in order[:size]]


def _groups(contacts: Iterable[Candidate], dice: Random) -> dict[Group, list[int]]:
    """The contacts of each pair of receptionist and channel, shuffled, and the pairs in an order of chance."""
    groups: dict[Group, list[int]] = {}
    for key, receptionist, channel in sorted(contacts):
        groups.setdefault((receptionist, channel), []).append(key)
    for keys in groups.values():
        dice.shuffle(keys)
    pairs = list(groups)
    dice.shuffle(pairs)
    return {pair: groups[pair] for pair in pairs}


def _cover(groups: dict[Group, list[int]]) -> list[Group]:
    """Pairs that together stand for every receptionist and every channel."""
    pairs = Counter(member for group in groups for member in group)
    missing = sorted(pairs, key=lambda member: pairs[member])  # stable: by chance where they are alike
    chosen: list[Group] = []
    while missing:
        mine = [group for group in groups if missing[0] in group]
        chosen.append(min(mine, key=lambda group: (-len(set(group) & set(missing)), pairs[group[0]] + pairs[group[1]])))
        missing = [member for member in missing if member not in chosen[-1]]
    return chosen


def _in_turns(groups: dict[Group, list[int]], first: Collection[Group]) -> list[Group]:
    """One of each pair after the other, until nothing is left; those that came `first` have had their first turn."""
    rounds = [
        (count, place, group)
        for place, (group, keys) in enumerate(groups.items())
        for count in range(1 if group in first else 0, len(keys))
    ]
    return [group for _count, _place, group in sorted(rounds, key=lambda row: row[:2])]
