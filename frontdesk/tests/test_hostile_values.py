"""Whatever is typed into an address or a form, nothing breaks: every answer stays below 500."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.forms import BaseForm, BaseFormSet
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
# Which page has the form of an address that is only sent to.
FORM_OF = {"open_box": "record L", "mark_contact": "record Q"}


def faults(client: Client, addresses: dict[str, str]) -> dict[str, str]:
    """What broke, under the name of the address that broke it."""
    answers = {name: fault(ask(client, address)) for name, address in addresses.items()}
    return {name: broken for name, broken in answers.items() if broken}


def queries(estate: Estate, values: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each parameter of each page with each value: alone, and after a second of its name."""
    for name, parameters in ASKED.items():
        for parameter in parameters:
            for what, value in values.items():
                address = f"{estate.address(name)}?{parameter}={value}"
                if what not in OF_DAYS or parameter in DAYS:
                    yield f"{name} {parameter}: {what}", address
                if what == "NUL":
                    yield f"{name} {parameter}: {what} and 1", f"{address}&{parameter.rpartition('&')[2]}=1"


@pytest.mark.parametrize("half", [0, 1])
def test_no_value_in_an_address_breaks_its_page(estate: Estate, half: int) -> None:
    asked = list(queries(estate, HOSTILE))
    assert faults(estate.people["of_both"], dict(asked[half::2])) == {}


def test_a_million_characters_break_no_page(estate: Estate) -> None:
    assert faults(estate.people["of_both"], dict(queries(estate, {"long": LONG}))) == {}


def paths(estate: Estate) -> Iterator[tuple[str, str]]:
    """Each page about something, with each value in the place of what it is about."""
    for name, taken in desk_urls().items():
        for argument in taken:
            right = str(estate.arguments[name][argument])
            for what, value in {**IN_A_PATH, "letters": "abc", "other case": right.lower()}.items():
                yield f"{name} {argument}: {what}", estate.address(name).replace(right, value)


def test_no_value_in_a_path_breaks_its_page(estate: Estate) -> None:
    assert faults(estate.people["manager"], dict(paths(estate))) == {}


def forms_of(response: Any) -> Iterator[BaseForm]:
    """The forms of a page, those of its lines and its blocks included."""
    for shown in response.context.flatten().values() if response.context else ():
        if isinstance(shown, BaseFormSet):
            yield from shown.forms
        elif isinstance(shown, BaseForm):
            yield shown


def fields_of(response: Any) -> list[str]:
    """What the forms of a page send."""
    return list(dict.fromkeys(field.html_name for form in forms_of(response) for field in form))


def counted(response: Any) -> dict[str, str]:
    """How many lines a page says that it sends."""
    shown = response.context.flatten().values() if response.context else ()
    forms = [lines.management_form for lines in shown if isinstance(lines, BaseFormSet)]
    return {field.html_name: str(field.value()) for form in forms for field in form}


def test_no_value_in_a_form_breaks_its_page(estate: Estate) -> None:
    """Every field at once: a form looks at all of them, whichever it refuses."""
    manager, broken = estate.people["manager"], {}
    for name in desk_urls():
        shown = ask(manager, estate.page(FORM_OF.get(name, name)))
        fields, lines = fields_of(shown), counted(shown)
        for what, value in IN_A_FORM.items() if fields else ():
            for sent in [dict.fromkeys(fields, value) | lines, dict.fromkeys([*fields, *lines], value)][
                : 1 + bool(lines)
            ]:
                body = "&".join(f"{field}={typed}" for field, typed in sent.items())
                if found := fault(ask(manager, estate.page(name), "POST", body)):
                    broken[f"{name}: {what}"] = found
    assert broken == {}
