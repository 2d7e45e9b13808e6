"""Whatever is typed into an address or a form, nothing breaks: every answer stays below 500."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from frontdesk.tests.everywhere import Estate, ask, desk_urls, fault

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
    "letters": "abc",
    "not a number": "NaN",
    "last day": "9999-12-31",
    "first day": "0001-01-01",
}
# The converters of the paths let only figures, letters and hyphens through: a few of each kind are enough.
IN_A_PATH = {what: HOSTILE[what] for what in ("NUL", "lone surrogate", "enormous", "negative", "full-width", "letters")}
IN_A_FORM = {what: HOSTILE[what] for what in ("NUL", "lone surrogate", "enormous", "not a number", "first day")}
LONG = "x" * 1_000_000
# What the pages read of their address.
HOME = ["community", "room", "person", "name", "capacity", "phone"]
ASKED: dict[str, list[str]] = {
    "board": ["due", "mine", "page"],
    "board_refresh": ["seen"],
    "login": ["next"],
    "owners:household": HOME,
    "owners:caller": ["who"],
    "repairs:list": ["q", "status", "urgent", "since", "until", "community", "before", "sort", "page"],
    "repairs:register": ["community", "room"],
    "repairs:category": ["category"],
    "repairs:find_job": ["number"],
    "repairs:finish": ["from"],
    "repairs:print": ["order", "printed"],
}


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
                yield f"{name} {parameter}: {what}", address
                if what == "NUL":
                    yield f"{name} {parameter}: {what} and 1", f"{address}&{parameter}=1"


def test_no_value_in_an_address_breaks_its_page(estate: Estate) -> None:
    assert faults(estate.people["manager"], dict(queries(estate, HOSTILE))) == {}


def test_a_million_characters_break_no_page(estate: Estate) -> None:
    assert faults(estate.people["manager"], dict(queries(estate, {"long": LONG}))) == {}


def paths(estate: Estate) -> Iterator[tuple[str, str]]:
    """Each page about something, with each value in the place of what it is about."""
    for name, taken in desk_urls().items():
        for argument in taken:
            right = str(estate.arguments[name][argument])
            for what, value in {**IN_A_PATH, "other case": right.lower()}.items():
                yield f"{name} {argument}: {what}", estate.address(name).replace(right, value)


def test_no_value_in_a_path_breaks_its_page(estate: Estate) -> None:
    assert faults(estate.people["manager"], dict(paths(estate))) == {}


def fields_of(response: Any) -> list[str]:
    """What the form of a page sends."""
    form = (response.context or {}).get("form")
    return [field.html_name for field in form] if form else []


def test_no_value_in_a_form_breaks_its_page(estate: Estate) -> None:
    """Every field at once: a form looks at all of them, whichever it refuses."""
    manager, broken = estate.people["manager"], {}
    for name in desk_urls():
        fields = fields_of(ask(manager, estate.page(name)))
        for what, value in IN_A_FORM.items() if fields else ():
            answer = ask(manager, estate.page(name), "POST", "&".join(f"{field}={value}" for field in fields))
            if found := fault(answer):
                broken[f"{name}: {what}"] = found
    assert broken == {}
