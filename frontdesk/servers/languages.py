"""Compiles the languages: `.po` files are committed, `.mo` files are made here, with no GNU gettext."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from frontdesk.servers.environment import ROOT


def compile_languages(root: Path = ROOT) -> list[Path]:
    """Compile every language of the project that is newer than what was compiled; give the files written."""
    return [compile_one(po) for po in sorted(root.glob("locale/*/LC_MESSAGES/*.po")) if is_stale(po)]


def is_stale(po: Path) -> bool:
    """Tell whether the file has changed since it was compiled."""
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime_ns < po.stat().st_mtime_ns


def compile_one(po: Path) -> Path:
    """Compile one file; whoever reads the old one meanwhile reads it whole."""
    with po.open("rb") as source:
        catalog = read_po(source, locale=po.parents[1].name, abort_invalid=True)
    mo, side = po.with_suffix(".mo"), po.with_suffix(".mo.new")
    with side.open("wb") as target:
        write_mo(target, catalog)
    side.rename(mo)
    return mo


if __name__ == "__main__":
    for written in compile_languages():
        print(written)
