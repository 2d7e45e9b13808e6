"""Pages of roster, stops and handovers in tests: signed in, printed, looked at."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from unicodedata import normalize

from django.test import Client
from django.utils import translation
from playwright.sync_api import Page
from pypdf import PageObject, PdfReader

from office.models import Staff
from office.tests.factories import MONDAY, make_staff

DAY = timedelta(days=1)
# The pages read the clock: it stands at a quarter to eight on Monday evening.
EVENING = MONDAY.replace(hour=19, minute=45)
A4, A4_ACROSS = [210, 297], [297, 210]


def sign_in(client: Client, *roles: str, **fields: Any) -> Staff:
    """Somebody who reads English is signed in."""
    staff = make_staff(*roles, **{"language": "en", **fields})
    client.force_login(staff)
    return staff


def said(response: Any) -> list[str]:
    """What the page says about what was done, after the redirects."""
    return [str(message) for message in response.context["messages"]]


def errors(response: Any) -> dict[str, list[str]]:
    """What the form of the page says at which field; lazily, so in English only while that is the active language."""
    with translation.override("en"):
        return {name: list(texts) for name, texts in response.context["form"].errors.items()}


def printed(page: Page, folder: Path) -> list[PageObject]:
    """The sheets that leave the printer."""
    file = folder / "sheets.pdf"
    page.pdf(path=file, prefer_css_page_size=True, print_background=False)
    return list(PdfReader(file).pages)


def text_of(*sheets: PageObject) -> str:
    """The words on them, without the forms of characters that only a font knows."""
    return normalize("NFKC", "\n".join(sheet.extract_text() for sheet in sheets))


def size(sheet: PageObject) -> list[int]:
    """Width and height in millimetres."""
    return [round(float(side) / 72 * 25.4) for side in sheet.mediabox[2:]]
