"""Chinese is the default language and complete; English is complete too, because the source speaks it everywhere."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, to_locale

from frontdesk.languages import extraction, files
from frontdesk.servers.languages import compile_one

ROOT = Path(settings.BASE_DIR)
HAN = re.compile("[\u4e00-\u9fff]")
HOLES = re.compile(r"%\(\w+\)[sd]|%%|%[sd]|{\w*}|</?\w+[^>]*>")
LOCALES = extraction.locales()
# Where Chinese is data and not speech: what is read, and what is written in the same way in every language.
CHINESE_IS_DATA = {
    "office/capitals.py": "amounts are written in Chinese capitals whatever the language",
    "office/models/staff.py": "a language is called by its own name",
    "office/rooms.py": "spellings of a room number",
    "owners/first_sayings.py": "the phrases and prompts that a new office begins with",
    "owners/imports/columns.py": "headings of the files that are imported",
    "owners/imports/meaning.py": "words in the cells of those files",
    "owners/imports/register.py": "words in the cells of those files",
    "owners/imports/template.py": "the file that is filled in and imported",
    "owners/imports/writing.py": "words in the cells of those files",
    "owners/models/contacts.py": "what stands between a number and its extension",
    "owners/names.py": "surnames that are read otherwise than written",
    "owners/phones.py": "spellings of an extension",
    "owners/search/asking.py": "spellings of an extension",
    "owners/search/contacts.py": "spellings of an extension",
}
MARKUP = re.compile(
    r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->|{%.*?%}|{{.*?}}|<kbd>.*?</kbd>|<!doctype html>", re.DOTALL
)
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
# Blocks that name classes, and the ids of rules, are the same in every language.
NAMES = re.compile(r"{%\s*block (?:body_class|paper_size)\s*%}\w*|\b[A-Z]{2}-\d+\b")
DEFAULT = re.compile(r"\|(?:default|default_if_none|yesno):[\"']([^\"']*)[\"']")
ATTRIBUTE = re.compile(r"\b(?:alt|aria-label|aria-description|placeholder|title|data-one)=[\"']([^\"']*)[\"']")
WORD = re.compile(r"[^\W\d_]{2,}")


@pytest.fixture(scope="module", params=LOCALES)
def renewed(request: pytest.FixtureRequest) -> files.Renewed:
    """The committed file of a language, held against what code, templates and libraries say today."""
    return files.renew(files.read(request.param), extraction.project_strings(request.param))


def test_every_language_of_the_settings_has_its_file() -> None:
    assert [to_locale(code) for code, _name in settings.LANGUAGES] == ["zh_Hans", "en"]
    assert LOCALES == ["zh_Hans"]
    assert [path.name for path in sorted((ROOT / "locale").iterdir())] == LOCALES
    assert settings.LANGUAGES[0][0] == settings.LANGUAGE_CODE


def test_every_string_is_translated_and_no_translation_is_left_over(renewed: files.Renewed) -> None:
    assert {name: getattr(renewed, name) for name in ("new", "gone", "untranslated")} == {
        "new": [],
        "gone": [],
        "untranslated": [],
    }


@pytest.mark.parametrize("locale", LOCALES)
def test_no_translation_is_a_guess(locale: str) -> None:
    catalog = files.read(locale)
    assert [message.id for message in catalog if message.id and message.fuzzy] == []
    assert list(catalog.obsolete) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_fills_the_same_holes(locale: str) -> None:
    differing = []
    for message in files.read(locale):
        if message.id:
            said = message.id if isinstance(message.id, str) else message.id[-1]
            differing += [said for text in forms(message) if sorted(HOLES.findall(said)) != sorted(HOLES.findall(text))]
    assert differing == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_is_spoken_as_staff_speak(locale: str) -> None:
    """Short and spoken: nobody is shouted at, and nobody on the desk's own pages is addressed as a customer."""
    texts = [text for message in files.read(locale) if message.id for text in forms(message)]
    assert [text for text in texts if "！" in text] == []
    assert [text for text in texts if text.startswith("请")] == []


def forms(message: Message) -> list[str]:
    """Every form of a translation."""
    return [message.string] if isinstance(message.string, str) else list(message.string or [])


@pytest.mark.parametrize("locale", LOCALES)
def test_the_file_is_written_as_the_tool_writes_it(locale: str, renewed: files.Renewed) -> None:
    assert files.path_of(locale).read_bytes() == files.text_of(renewed.catalog)


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_compiled_speaks(locale: str, tmp_path: Path) -> None:
    folder = tmp_path / locale / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_bytes(files.path_of(locale).read_bytes())
    compile_one(folder / "django.po")
    spoken = gettext.translation("django", tmp_path, [locale])
    assert spoken.gettext("Board") == "工作台"
    assert spoken.ngettext("%(days)d day", "%(days)d days", 3) == "%(days)d 日"
    assert spoken.pgettext("seal: urgent", "!") == "急"


def test_the_desk_speaks_both_languages() -> None:
    with translation.override("zh-hans"):
        assert (_("Board"), pgettext("seal: urgent", "!"), _("Username")) == ("工作台", "急", "用户名")
        assert ngettext("%(days)d day", "%(days)d days", 1) == "%(days)d 日"
    with translation.override("en"):
        assert (_("Board"), pgettext("seal: urgent", "!"), _("Username")) == ("Board", "!", "Username")
        assert ngettext("%(days)d day", "%(days)d days", 1) == "%(days)d day"
        assert ngettext("%(days)d day", "%(days)d days", 2) == "%(days)d days"


def chinese_in(file: Path) -> Iterator[str]:
    """The Chinese that a module says itself: in strings, not in comments and docstrings."""
    tree = ast.parse(file.read_text())
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in told:
            continue
        if isinstance(node.value, str) and HAN.search(node.value):
            yield f"{file.relative_to(ROOT)}:{node.lineno} {node.value}"


def test_code_says_nothing_in_chinese() -> None:
    said = [
        text
        for app in extraction.our_apps()
        for file in sorted(Path(app.path).rglob("*.py"))
        if extraction.NOT_SHOWN.isdisjoint(file.parts) and {"demo", "bench"}.isdisjoint(file.parts)
        if file.relative_to(ROOT).as_posix() not in CHINESE_IS_DATA
        for text in chinese_in(file)
    ]
    assert said == []


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def test_templates_say_nothing_in_chinese() -> None:
    said = [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in templates()
        for line in re.sub(r"{#.*?#}", "", file.read_text()).split("\n")
        if HAN.search(line)
    ]
    assert said == []


def words_left_as_they_are(source: str) -> list[str]:
    """What a reader would see in the language of the source: bare words, and words in attributes that are read out."""
    bare = MARKUP.sub(" ", NAMES.sub(" ", TRANSLATED.sub(" ", source)))
    seen = [*DEFAULT.findall(re.sub(r"<[^>]*>", " ", source)), *ATTRIBUTE.findall(bare), re.sub(r"<[^>]*>", " ", bare)]
    return [word for text in seen for word in WORD.findall(re.sub(r"&\w+;", " ", text))]


def test_templates_say_nothing_that_is_not_translated() -> None:
    said = {str(file.relative_to(ROOT)): words_left_as_they_are(file.read_text()) for file in templates()}
    assert {file: words for file, words in said.items() if words} == {}


def test_words_left_as_they_are_are_found() -> None:
    assert words_left_as_they_are('<p title="Hint">{% translate "Well" %} done {{ name }}</p>') == ["Hint", "done"]
    assert words_left_as_they_are("{{ name|default:'nobody' }} {{ day|date:'c' }}") == ["nobody"]
    assert (
        words_left_as_they_are("<b>{% blocktranslate %}all well{% endblocktranslate %}</b> <kbd>Esc</kbd> × CB-2") == []
    )


def test_a_new_string_is_found_and_an_old_one_is_gone() -> None:
    old, found = Catalog(locale="zh_Hans"), Catalog(locale="zh_Hans")
    old.add("kept", "留", context="noun")
    old.add("left over", "多")
    old.add("grew a plural", "多")
    found.add("kept", context="noun")
    found.add("fresh")
    found.add(("grew a plural", "grew plurals"))
    renewed = files.renew(old, found)
    assert (renewed.new, renewed.gone) == (["fresh"], ["left over"])
    assert renewed.untranslated == ["fresh", "grew a plural"]
    kept = renewed.catalog.get("kept", "noun")
    assert kept
    assert kept.string == "留"
