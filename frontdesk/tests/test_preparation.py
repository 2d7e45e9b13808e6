"""What `up` and `make` do before the first request: languages, static files, the port, the browser, the libraries."""

import gettext
import os
import socket
import sys
from pathlib import Path

import pytest
from django.test import override_settings

from frontdesk.servers import bootstrap, chromium, kept
from frontdesk.servers.languages import compile_languages
from frontdesk.servers.preparation import static_fingerprint
from frontdesk.servers.process import ServerError
from frontdesk.servers.readiness import port_must_be_free, wait_until_ready

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Repair"\nmsgstr "{}"\n'


def write_po(root: Path, word: str) -> Path:
    """Write a language of one word."""
    po = root / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_text(PO.format(word))
    return po


def translated(mo: Path) -> str:
    """Look the word up in a compiled language."""
    with mo.open("rb") as file:
        return gettext.GNUTranslations(file).gettext("Repair")


def test_language_is_compiled_once_and_again_after_a_change(tmp_path: Path) -> None:
    po = write_po(tmp_path, "报修")
    mo = po.with_suffix(".mo")
    assert compile_languages(tmp_path) == [mo]
    assert translated(mo) == "报修"
    assert compile_languages(tmp_path) == []
    write_po(tmp_path, "维修")
    os.utime(po, (mo.stat().st_mtime + 1, mo.stat().st_mtime + 1))
    assert compile_languages(tmp_path) == [mo]
    assert translated(mo) == "维修"


def test_static_files_are_collected_again_when_one_changes(tmp_path: Path) -> None:
    (tmp_path / "one.css").write_text("a")
    with override_settings(STATICFILES_DIRS=[tmp_path]):
        before = static_fingerprint()
        assert static_fingerprint() == before
        (tmp_path / "one.css").write_text("ab")
        assert static_fingerprint() != before


def test_taken_port_is_said_before_anything_is_started() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=f"Port {port} is taken. Set FRONTDESK_PORT"):
            port_must_be_free(port)
    port_must_be_free(port)


def test_desk_that_never_answers_is_given_up() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        with pytest.raises(ServerError, match="not well after 0 s: no answer"):
            wait_until_ready(silent.getsockname()[1], lambda: None, patience=0)


def test_named_chromium_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert chromium.find() == sys.executable


def test_missing_browser_fails_with_the_line_that_mends_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tried: list[str] = []
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    monkeypatch.setattr(chromium, "install", lambda: tried.append("install"))
    assert (chromium.main(), tried) == (1, ["install"])
    assert (
        capsys.readouterr().err == f"The tests need Chromium. Set CHROMIUM to its path, or as root: {chromium.MEND}\n"
    )


def test_missing_chinese_font_fails_with_the_line_that_mends_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHROMIUM", sys.executable)
    monkeypatch.setattr(chromium, "has_chinese", lambda: False)
    monkeypatch.setattr(chromium, "install", lambda: None)
    assert chromium.main() == 1
    assert capsys.readouterr().err == f"The tests need a Chinese font. As root: {chromium.MEND}\n"


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let the bootstrap work in a folder of its own, with a Python that fits; gives what it installs."""
    installed: list[str] = []
    (tmp_path / "requirements.txt").write_text("one==1\n")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(bootstrap, "install", lambda path: installed.append(path.read_text()))
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", "requirements.txt"])
    return installed


def test_libraries_are_installed_once_and_again_after_a_change(venv: list[str]) -> None:
    bootstrap.main()
    bootstrap.main()
    assert venv == ["one==1\n"]
    (bootstrap.ROOT / "requirements.txt").write_text("one==2\n")
    bootstrap.main()
    assert venv == ["one==1\n", "one==2\n"]


def test_python_that_does_not_fit_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    assert (bootstrap.fits(sys.executable), bootstrap.fits(old), bootstrap.fits(tmp_path / "none")) == (
        True,
        False,
        False,
    )
    monkeypatch.setattr(sys, "executable", str(old))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11, 3\.12 or 3\.13"):
        bootstrap.find_python()


def test_kept_cluster_comes_back_for_the_same_tables_only(tmp_path: Path) -> None:
    migrations = tmp_path / "office" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / "0001_initial.py").write_text("one")
    first = kept.fingerprint(tmp_path)
    (migrations / "0001_initial.py").write_text("two")
    second = kept.fingerprint(tmp_path)
    assert first != second
    cluster = tmp_path / "run" / "postgres"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("18")
    kept.keep_cluster(cluster, first, tmp_path / "keep")
    assert kept.bring(tmp_path / "other", second, tmp_path / "keep") is False
    assert kept.bring(tmp_path / "same", first, tmp_path / "keep") is True
    assert (tmp_path / "same" / "PG_VERSION").read_text() == "18"


def test_only_the_last_clusters_are_kept(tmp_path: Path) -> None:
    cluster = tmp_path / "run" / "postgres"
    cluster.mkdir(parents=True)
    for age, mark in enumerate("abcde"):
        kept.keep_cluster(cluster, mark, tmp_path / "keep")
        os.utime(tmp_path / "keep" / mark, (1_000_000 + age, 1_000_000 + age))
    kept.keep_cluster(cluster, "f", tmp_path / "keep")
    assert sorted(path.name for path in (tmp_path / "keep").iterdir()) == ["d", "e", "f"]
