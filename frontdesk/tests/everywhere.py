"""An estate with one of everything that a desk page may be about, everybody who may ask, and every address."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, NamedTuple

import time_machine
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from frontdesk.sweeps import WHOLE
from frontdesk.tests.one_of_each import Place, make_objects, make_place
from office.models import Heartbeat, Role, Staff
from office.tests.factories import make_community, make_staff
from owners.models import Occupancy
from repairs.models import Repair
from repairs.tests.notices import ORDERED

# What the pages read of their address; a parameter that means nothing without another one stands behind that.
HOME = ["community", "room", "person", "name", "capacity", "phone"]
CALLER = ["q", *HOME, "call", "opening", "case", "saved"]
CASES = ["view", "q", "since", "until", "community", "after"]
ASKED: dict[str, list[str]] = {
    "board": ["due", "mine", "seen"],
    "board_refresh": ["seen", "due", "mine"],
    "roster": ["department", "day"],
    "roster_print": ["department", "day"],
    "stops": ["page", "community"],
    "stop_new": ["page", "community"],
    "shifts": ["page", "community"],
    "shift_give": ["page", "community"],
    "missed_calls": ["which", "before"],
    "contacts": [
        *("since", "until", "channel", "subject", "taken_by", "room", "text", "community", "incomplete", "before")
    ],
    "contacts_print": ["since", "until", "community", "printed"],
    "reception": CALLER,
    "reception_card": ["room=3-2-501&person", "room=3-2-501&chosen", *CALLER],
    "reception_case": ["block", "block=complaint-1&community"],
    "reception_find": ["q"],
    "reception_queue": ["seen"],
    "reception_say": ["channel", "channel=hotline&community"],
    "samples": ["before"],
    "home_page": ["before"],
    "move_in": ["person", "q"],
    "person_page": ["before"],
    "merge_people": ["q", "other"],
    "login": ["next"],
    "owners:household": HOME,
    "owners:caller": ["who"],
    "owners:imports": ["after"],
    "owners:import": ["state", "after"],
    "owners:lines": ["before"],
    "owners:listings": [*CASES, "kind"],
    "owners:matters": [*CASES, "department"],
    "owners:messages": CASES,
    "owners:message_instead": ["prefix", "addressee", "told_to", "prefix=message-1&message-1-addressee"],
    "complaints:list": ["state", "type", "department", "community", "after"],
    "complaints:figures": ["community"],
    "complaints:reports": ["after"],
    "complaints:recurring": [
        *("type=parking&unit", "type", "about_staff", "about_department", "about_place", "community")
    ],
    "repairs:list": ["q", "status", "urgent", "since", "until", "community", "before", "sort", "page"],
    "repairs:category": ["category", "community", "block", "block=repair-1&repair-1-category"],
    "repairs:alike": ["unit", "category", "building", "place", "community", "block"],
    "repairs:problem_text": ["key", "key=wl&category", "key=wl&block", "key=wl&community"],
    "repairs:find_job": ["number"],
    "repairs:finish": ["from"],
    "repairs:print": ["order", "printed"],
    "record Q": ["contact"],
}


@dataclass
class Estate:
    """`people` by who they are, `arguments` by the name of the page, `asks` the query that a page cannot miss.

    `records` has the number of one record of each kind by its prefix, `named` what a query can name of this estate.
    """

    people: dict[str, Client]
    arguments: dict[str, dict[str, object]]
    asks: dict[str, str]
    records: dict[str, str]
    named: dict[str, object]

    def address(self, name: str, **instead: object) -> str:
        """Where a named page is about the estate's own object, or about what is given `instead`.

        The page of a record of another kind than a repair is named with its prefix: "record Q".
        """
        name, _blank, prefix = name.partition(" ")
        known = {"number": self.records[prefix]} if prefix else {}
        return reverse(name, kwargs={**self.arguments[name], **known, **instead})

    def page(self, name: str) -> str:
        """The address with the query that makes it a page."""
        return f"{self.address(name)}?{self.asks.get(name, '')}"


class Answer(NamedTuple):
    """What a page answered in short, and the page itself."""

    said: str
    text: str


# The answer to whom, asked by which method, of the page of which name.
Walk = dict[tuple[str, str, str], Answer]


def signed_in(user: Staff) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def make_everybody(language: str) -> dict[str, Staff]:
    """Everybody who works here, the manager there as well, one who serves another estate, and one who has gone."""
    here, there = make_community(), make_community()
    return {
        "reception": make_staff(Role.RECEPTION, language=language),
        "foreign": make_staff(Role.RECEPTION, community=there, language=language),
        "crew": make_staff(Role.CREW, language=language),
        "other_crew": make_staff(Role.CREW, language=language),
        "finance": make_staff(Role.FINANCE, language=language),
        "head": make_staff(Role.HEAD, language=language),
        "manager": make_staff(Role.MANAGER, communities=[here, there], language=language),
        "gone": make_staff(Role.MANAGER, language=language),
    }


def make_browsers(staff: dict[str, Staff]) -> dict[str, Client]:
    """A browser for everybody; the one who has gone was signed in before."""
    people = {who: signed_in(user) for who, user in staff.items()}
    Staff.objects.filter(pk=staff["gone"].pk).update(is_active=False)
    return {"anonymous": Client(raise_request_exception=False), **people}


def make_estate(language: str = "en") -> Estate:
    """Everything that can happen, once, to the household of Ann Miller and in her estate; all in English."""
    staff = make_everybody(language)
    place = make_place(staff)
    Heartbeat.objects.create(name=WHOLE, at=Now())
    objects = make_objects(place)
    arguments = {
        name: {argument: objects.get(f"{name} {argument}") or objects[argument] for argument in taken}
        for name, taken in desk_urls().items()
    }
    records = {key.split()[1]: str(number) for key, number in objects.items() if key.startswith("record ")}
    named = make_named(place, objects, records)
    return Estate(make_browsers(staff), arguments, make_asks(named, arguments), records, named)


@contextmanager
def estate_of_monday(language: str, folder: Path) -> Iterator[Estate]:
    """One of everything, six hours after the reports of MONDAY, with its files in this folder."""
    with override_settings(MEDIA_ROOT=folder), time_machine.travel(ORDERED, tick=False):
        with translation.override(language):
            made = make_estate(language)
        yield made


def walked(estate: Estate, *people: str) -> Walk:
    """What these people, or everybody, are answered by every page."""
    return {
        (who, method, name): answered(ask(estate.people[who], estate.page(name), method))
        for name in desk_urls()
        for who in people or estate.people
        for method in ("GET", "POST")
    }


def make_named(place: Place, objects: dict[str, object], records: dict[str, str]) -> dict[str, object]:
    """What a query can name of the estate, by the parameter that names it."""
    return {
        "community": place.unit.community_id,
        "unit": place.unit.pk,
        "room": place.unit.number,
        "building": place.unit.building_id,
        "department": place.service.pk,
        "addressee": place.staff["crew"].pk,
        "taken_by": place.staff["reception"].pk,
        **dict.fromkeys(["person", "other"], place.person.pk),
        "who": Occupancy.objects.get(unit=place.unit).pk,
        "category": Repair.objects.get(number=records["R"]).category_id,
        "opening": objects["opening pk"],
        "contact": objects["mark_contact pk"],
        "call": records["W"],
        "saved": records["J"],
        "q": place.unit.number,
    }


def make_asks(named: dict[str, object], arguments: dict[str, dict[str, object]]) -> dict[str, str]:
    """The queries without which some pages are none, or have nothing to say."""
    return {
        "complaints:recurring": f"unit={named['unit']}&type=parking",
        "owners:household": f"room={named['room']}",
        "owners:caller": f"who={named['who']}",
        "owners:message_instead": f"addressee={named['addressee']}",
        "reception": f"room={named['room']}&person={named['person']}&saved={named['saved']}&case=repair",
        "reception_card": f"room={named['room']}&person={named['person']}&chosen=1",
        "reception_case": "block=repair-1",
        "reception_find": f"q={named['q']}",
        "reception_say": "channel=hotline",
        "repairs:alike": f"unit={named['unit']}&category={named['category']}",
        "repairs:category": f"category={named['category']}",
        "repairs:print": f"order={arguments['repairs:photo']['number']}",
        "repairs:problem_text": "key=wl",
    }


def desk_urls() -> dict[str, list[str]]:
    """Every named address of the desk with the names of its arguments; the admin's own are left to its tests."""
    return dict(_named(get_resolver(), ""))


def _named(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, list[str]]]:
    for row in resolver.url_patterns:
        if isinstance(row, URLPattern):
            yield f"{prefix}{row.name}", list(row.pattern.converters)
        elif row.namespace != "admin":
            yield from _named(row, f"{prefix}{row.namespace}:" if row.namespace else prefix)


def ask(
    client: Client, path: str, method: str = "GET", body: str = "", look: Callable[[Any], None] = lambda answer: None
) -> Any:
    """What the desk answers; whatever it did is undone, and the browser keeps nothing but its session.

    Before it is undone `look` can look at it.
    """
    cookies = {settings.SESSION_COOKIE_NAME: key.value} if (key := client.cookies.get("sessionid")) else {}
    with transaction.atomic():
        response = client.generic(method, path, body, content_type="application/x-www-form-urlencoded")
        look(response)
        transaction.set_rollback(True)
    if response.streaming:
        response.getvalue()  # read to its end, a file is closed
    client.cookies = SimpleCookie(cookies)
    return response


def fault(response: Any) -> str:
    """What broke behind a 5xx, otherwise nothing."""
    if response.status_code < 500:
        return ""
    return f"{response.status_code} {repr(response.exc_info[1])[:200] if response.exc_info else ''}"


def answer_of(response: Any) -> str:
    """Its status, or that it leads to the sign-in; with what broke, if it did."""
    leads_to = response.headers.get("Location", "")
    return "sign in" if leads_to.startswith("/login/?") else fault(response) or str(response.status_code)


def answered(response: Any) -> Answer:
    return Answer(answer_of(response), text_of(response))


def text_of(response: Any) -> str:
    """The page that was answered; nothing where the answer is none."""
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return response.content.decode() if is_page else ""
