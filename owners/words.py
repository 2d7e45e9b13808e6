"""The channels and subjects that contacts are sorted by: the built-in ones and those an office added (RC-1, RC-2)."""

from typing import Any

from owners.models import Channel, OwnWord, Subject

Choices = list[tuple[str, Any]]


def offered() -> tuple[Choices, Choices]:
    """Channels and subjects to choose from, each with its word in the reader's language; one statement for both."""
    own = list(OwnWord.objects.in_use())
    return (
        _with_own(Channel.choices, own, OwnWord.List.CHANNEL),
        _with_own(Subject.choices, own, OwnWord.List.SUBJECT),
    )


def _with_own(built_in: Choices, own: list[OwnWord], name: str) -> Choices:
    """The built-in ones, then the office's own; “other” stays the last."""
    *first, last = built_in
    return [*first, *((row.word, row.word) for row in own if row.list == name), last]
