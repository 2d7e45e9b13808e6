"""The files that translators write: read, brought up to date with the source, and written without needless change."""

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from django.conf import settings

# Dates and tools would change the file at every run.
_HEADING = (
    "# The words of the desk. `manage.py messages` keeps them in step with the source; what stands empty is to do."
)
_RESTLESS = re.compile(
    rb'^"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By|'
    rb"Report-Msgid-Bugs-To|Project-Id-Version).*\n",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Renewed:
    """A catalogue that fits the source: what is new in it, what the source no longer says, what has no translation."""

    catalog: Catalog
    new: list[str]
    gone: list[str]
    untranslated: list[str]


def path_of(locale: str) -> Path:
    """Give the file of a language."""
    return Path(settings.BASE_DIR) / "locale" / locale / "LC_MESSAGES" / "django.po"


def read(locale: str) -> Catalog:
    """Read the file of a language; an empty catalogue where there is none yet."""
    path = path_of(locale)
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)


def renew(old: Catalog, found: Catalog) -> Renewed:
    """Carry the translations of `old` over to the strings that were `found`. Nothing is guessed."""
    fresh = Catalog(locale=found.locale, header_comment=_HEADING, fuzzy=False)
    new, untranslated = [], []
    for message in found:
        if not message.id:
            continue
        before = old.get(key(message), message.context)
        text = before.string if before and before.string and has_plural(before) == has_plural(message) else ""
        fresh.add(message.id, text, message.locations, context=message.context)
        if before is None:
            new.append(key(message))
        if not is_translated(text):
            untranslated.append(key(message))
    gone = [key(row) for row in old if row.id and not found.get(key(row), row.context)]
    return Renewed(fresh, new, gone, untranslated)


def key(message: Message) -> str:
    """Give what a message is looked up by: its text, in the singular."""
    return str(message.id if isinstance(message.id, str) else message.id[0])


def has_plural(message: Message) -> bool:
    """Tell whether the message differs by number."""
    return not isinstance(message.id, str)


def is_translated(text: str | list[str] | tuple[str, ...]) -> bool:
    """Tell whether there is a text for every form."""
    return bool(text) and all(text)


def text_of(catalog: Catalog) -> bytes:
    """Write a catalogue as it is kept: our own words first, those of the libraries last, no line numbers, no dates."""
    written = BytesIO()
    write_po(written, catalog, width=120, include_lineno=False)
    return _RESTLESS.sub(b"", written.getvalue())
