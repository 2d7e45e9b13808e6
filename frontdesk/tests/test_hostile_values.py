"""Whatever is typed into an address or a form, nothing breaks: every answer stays below 500."""

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.forms import BaseForm, BaseFormSet
from django.http import QueryDict
from django.template.context import BaseContext
from django.test import Client

from frontdesk.tests.everywhere import ASKED, Estate, ask, desk_urls, fault

pytestmark = pytest.mark.django_db

# As they stand in an address, each under what it is.
HOSTILE = {
    "NUL": "a%00b",
    "lone surrogate": "%ED%A0%80",
    "right to left": "%E2%80%AE3-2-501",
    "superscript": "%C2%B2",
    "only invisible": "%E2%80%8B",
    "enormous": f"1{'0' * 30}",
    "negative": "-1",
    "full-width": "%EF%BC%91%EF%BC%92",
    "not a number": "NaN",
    "last day": "9999-12-31",
    "first day": "0001-01-01",
}
# The converters of the paths let only figures, letters and hyphens through: a few of each kind are enough.
IN_A_PATH = {what: HOSTILE[what] for what in ("NUL", "lone surrogate", "enormous", "negative", "full-width")}
IN_A_FORM = {what: HOSTILE[what] for what in ("NUL", "lone surrogate", "enormous", "not a number", "first day")}
LONG = "x" * 1_000_000
# What a calendar can have is asked of days alone.
DAYS, OF_DAYS = {"since", "until", "day"}, {"last day", "first day"}
# What breaks where it is read, not where it is used, goes into all parameters of a page at once.
AT_ONCE = {"right to left", "superscript", "only invisible", "negative", "full-width", "not a number"}
# Which page has the form of an address that is only sent to.
FORM_OF = {"open_box": "record L", "mark_contact": "record Q"}


def faults(client: Client, addresses: dict[str, str]) -> dict[str, str]:
    """What broke, under the name of the address that broke it."""
    answers = {name: fault(ask(client, address)) for name, address in addresses.items()}
    return {name: broken for name, broken in answers.items() if broken}


def queries(estate: Estate, values: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each parameter of each page with each value, the first of them behind another one of the same name."""
    at_once, alone = [what for what in values if what in AT_ONCE], [what for what in values if what not in AT_ONCE]
    for name, parameters in ASKED.items():
        for what in at_once:
            query = "&".join(f"{parameter}={values[what]}" for parameter in parameters)
            yield f"{name}: {what}", f"{estate.address(name)}?{query}"
        for parameter in parameters:
            for what in alone:
                before = f"{parameter}=1&{parameter.rpartition('&')[2]}" if what == "NUL" else parameter
                if what not in OF_DAYS or parameter in DAYS:
                    yield f"{name} {parameter}: {what}", f"{estate.address(name)}?{before}={values[what]}"


@pytest.mark.parametrize("half", [0, 1])
def test_no_value_in_an_address_breaks_its_page(estate: Estate, half: int) -> None:
    asked = list(queries(estate, HOSTILE))
    assert faults(estate.people["manager"], dict(asked[half::2])) == {}


def test_a_million_characters_break_no_page(estate: Estate) -> None:
    assert faults(estate.people["manager"], dict(queries(estate, {"long": LONG}))) == {}


class Listening(QueryDict):
    """The query of an address that notes what is read of it."""

    read: ClassVar[set[str]] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.read.add(key)
        return super().get(key, default)

    def getlist(self, key: str, default: Any = None) -> list[Any]:
        self.read.add(key)
        return super().getlist(key, default)

    def __getitem__(self, key: str) -> Any:
        self.read.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.read.add(str(key))
        return super().__contains__(key)


def test_every_parameter_that_a_page_reads_is_asked(estate: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    """But for `from`, which the pages of all verbs of a job read alike: it is asked of one of them."""
    monkeypatch.setattr(WSGIRequest, "GET", property(lambda request: Listening(request.META["QUERY_STRING"])))
    unasked = {}
    for page in [*desk_urls(), *(f"record {prefix}" for prefix in estate.records)]:
        Listening.read.clear()
        ask(estate.people["manager"], estate.page(page))
        asked = {part.partition("=")[0] for parameter in ASKED.get(page, []) for part in parameter.split("&")}
        unasked[page] = Listening.read - asked - {"from"}
    assert {page: names for page, names in unasked.items() if names} == {}
    assert ASKED.keys() <= unasked.keys()


def paths(estate: Estate) -> Iterator[tuple[str, str]]:
    """Each page about something, with each value in the place of what it is about."""
    for name, taken in desk_urls().items():
        for argument in taken:
            right = str(estate.arguments[name][argument])
            for what, value in {**IN_A_PATH, "letters": "abc", "other case": right.lower()}.items():
                yield f"{name} {argument}: {what}", estate.address(name).replace(right, value)


def test_no_value_in_a_path_breaks_its_page(estate: Estate) -> None:
    assert faults(estate.people["manager"], dict(paths(estate))) == {}


def shown_by(response: Any) -> list[Any]:
    """All that a page and its pieces were told."""
    contexts = [response.context] if isinstance(response.context, BaseContext) else response.context or []
    return [value for context in contexts for layer in context for value in layer.values()]


def forms_of(response: Any) -> Iterator[BaseForm]:
    """The forms of a page, those of its lines included."""
    for shown in shown_by(response):
        if isinstance(shown, BaseFormSet):
            yield from shown.forms
        elif isinstance(shown, BaseForm):
            yield shown


def fields_of(response: Any) -> list[str]:
    """What the forms of a page send."""
    return list(dict.fromkeys(field.html_name for form in forms_of(response) for field in form))


def counted(response: Any) -> dict[str, str]:
    """How many lines a page says that it sends."""
    forms = [lines.management_form for lines in shown_by(response) if isinstance(lines, BaseFormSet)]
    return {field.html_name: str(field.value()) for form in forms for field in form}


def bodies(fields: list[str], lines: dict[str, str], value: str) -> list[str]:
    """Every field at once: a form looks at all of them, whichever it refuses. Lines are miscounted once, too."""
    sent = [dict.fromkeys(fields, value) | lines, *([dict.fromkeys([*fields, *lines], value)] if lines else [])]
    return ["&".join(f"{field}={typed}" for field, typed in data.items()) for data in sent]


def test_no_value_in_a_form_breaks_its_page(estate: Estate) -> None:
    manager, broken, sent = estate.people["manager"], {}, 0
    for name in desk_urls():
        shown = ask(manager, estate.page(FORM_OF.get(name, name)))
        fields, lines = fields_of(shown), counted(shown)
        for what, value in IN_A_FORM.items() if fields else ():
            for body in bodies(fields, lines, value):
                sent += 1
                if found := fault(ask(manager, estate.page(name), "POST", body)):
                    broken[f"{name}: {what}"] = found
    assert broken == {}
    assert sent > 300
