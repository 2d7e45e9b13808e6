"""Finds every string that can be translated, with no GNU gettext: Django reads templates, Babel reads Python."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from django import conf
from django.apps import AppConfig, apps
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

# What marks a string: the names in django.utils.translation and the short ones that our modules give them.
KEYWORDS = {
    "_": None,
    "_lazy": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATES = {".html", ".txt"}
NOT_SHOWN = {"migrations", "tests", "static", "locale", "contrib"}


def project_strings(locale: str) -> Catalog:
    """Give all strings of our own folders and templates, and those of the libraries that they leave to us."""
    root = Path(settings.BASE_DIR)
    found = Catalog(locale=locale)
    for app in our_apps():
        _add(found, Path(app.path), root)
    _add(found, root / "templates", root)
    for app in apps.get_app_configs():
        if not is_ours(app) and not app.name.startswith("django."):
            _add(found, Path(app.path), Path(app.path).parent, known=shipped(app, locale))
    return found


def our_apps() -> list[AppConfig]:
    """Give the apps that live in this project."""
    return [app for app in apps.get_app_configs() if is_ours(app)]


def is_ours(app: AppConfig) -> bool:
    """Tell whether an app lives in this project (and not in a library, which may be installed inside it)."""
    return Path(app.path).parent == Path(settings.BASE_DIR)


def shipped(app: AppConfig, locale: str) -> list[Catalog]:
    """Give what Django and this library translate into the language themselves."""
    folders = [Path(conf.__file__).parent, Path(app.path)]
    folders += [Path(other.path) for other in apps.get_app_configs() if other.name.startswith("django.")]
    return list(_compiled(folders, locale))


def _compiled(folders: list[Path], locale: str) -> Iterator[Catalog]:
    for folder in folders:
        mo = folder / "locale" / locale / "LC_MESSAGES" / "django.mo"
        if mo.exists():
            with mo.open("rb") as file:
                yield read_mo(file)


def _add(found: Catalog, folder: Path, root: Path, known: list[Catalog] | None = None) -> None:
    for file in sorted(folder.rglob("*")):
        if not NOT_SHOWN.isdisjoint(file.relative_to(folder).parts) or file.suffix not in {".py", *TEMPLATES}:
            continue
        for line, text, context in strings_of(file):
            singular = text if isinstance(text, str) else text[0]
            if not any(catalog.get(singular, context) for catalog in known or []):
                found.add(text, locations=[(file.relative_to(root).as_posix(), line)], context=context)


def strings_of(file: Path) -> Iterator[tuple[int, str | tuple[str, ...], str | None]]:
    """Give the strings of one file: its line, the text (singular and plural, if there are two) and its context."""
    source = file.read_text()
    if file.suffix in TEMPLATES:
        source = "\n".join(line.strip() for line in templatize(source).split("\n"))
    for line, text, _comments, context in extract("python", BytesIO(source.encode()), KEYWORDS):
        if text:
            yield line, text, context


def locales() -> list[str]:
    """Give the locale of every language that has a file of its own; English is what the source speaks."""
    return [to_locale(code) for code, _name in settings.LANGUAGES if code != "en"]
