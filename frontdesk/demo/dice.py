"""Chance, the same for the same seed."""

import random
from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from typing import Generic, TypeVar

Option = TypeVar("Option")


class Dice:
    """Draws that depend on the seed and on nothing else."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed).random  # noqa: S311  (nothing here is a secret)

    def chance(self, share: float) -> bool:
        """Whether something happens that happens with this share, 0 to 1."""
        return self.random() < share

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.random() * (high - low + 1))

    def pick(self, options: Sequence[Option]) -> Option:
        return options[int(self.random() * len(options))]


class Weighted(Generic[Option]):
    """Options of which some come up more often than others."""

    def __init__(self, options: Sequence[Option], weights: Sequence[float]) -> None:
        self.options = options
        self.sums = list(accumulate(weights))

    def pick(self, dice: Dice) -> Option:
        return self.options[min(bisect(self.sums, dice.random() * self.sums[-1]), len(self.options) - 1)]
