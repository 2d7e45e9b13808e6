"""An estate with one of everything that a desk page may be about, everybody who may ask, and every address."""

from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.functions import Now
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from frontdesk.sweeps import WHOLE
from office.models import Department, Heartbeat, Promise, Role, Staff, Unit
from office.tests.factories import MONDAY, make_community, make_department, make_staff, make_unit
from owners.models import Occupancy
from owners.tests.factories import make_person
from repairs.actions.working import current_order
from repairs.tests.factories import make_category, make_dispatched, make_price, make_registered
from repairs.tests.jobs import make_agreed, make_on_site, make_quoted
from repairs.tests.notices import make_done, make_notice
from visits.actions import follow_up
from visits.models import Callback


@dataclass
class Estate:
    """`people` by who they are, `arguments` by the name of the page, `asks` the query that a page cannot miss."""

    people: dict[str, Client]
    arguments: dict[str, dict[str, object]]
    asks: dict[str, str]

    def address(self, name: str, **instead: object) -> str:
        """Where a named page is about the estate's own object, or about what is given `instead`."""
        return reverse(name, kwargs={**self.arguments[name], **instead})

    def page(self, name: str) -> str:
        """The address with the query that makes it a page."""
        return f"{self.address(name)}?{self.asks.get(name, '')}"


def signed_in(user: Staff) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def make_people(crew: Staff, language: str) -> dict[str, Client]:
    """A browser for everybody; the one who has gone was signed in before."""
    people = {
        "anonymous": Client(raise_request_exception=False),
        "reception": signed_in(make_staff(Role.RECEPTION, language=language)),
        "foreign": signed_in(make_staff(Role.RECEPTION, community=make_community(), language=language)),
        "crew": signed_in(crew),
        "other_crew": signed_in(make_staff(Role.CREW, language=language)),
        "finance": signed_in(make_staff(Role.FINANCE, language=language)),
        "head": signed_in(make_staff(Role.HEAD, language=language)),
        "manager": signed_in(make_staff(Role.MANAGER, language=language)),
    }
    gone = make_staff(Role.MANAGER, language=language)
    people["gone"] = signed_in(gone)
    Staff.objects.filter(pk=gone.pk).update(is_active=False)
    return people


def make_estate(language: str = "en") -> Estate:
    """A quoted job, a finished one with a photo, a notice and a callback, a household, prices; all in English."""
    make_community()
    crew = make_staff(Role.CREW, language=language)
    unit = make_unit()
    make_department(Department.Kind.CUSTOMER_SERVICE)
    make_department(Department.Kind.ENGINEERING, head=make_staff(Role.HEAD, language=language))
    make_price()
    Heartbeat.objects.create(name=WHOLE, at=Now())
    make_person("Ann Miller", unit=unit)
    objects = make_objects(crew, unit)
    arguments = {
        name: {argument: objects.get(f"{name} {argument}", objects[argument]) for argument in taken}
        for name, taken in desk_urls().items()
    }
    asks = {
        "owners:household": f"room={unit.number}",
        "owners:caller": f"who={Occupancy.objects.latest('pk').pk}",
        "repairs:category": f"category={make_category().pk}",
        "repairs:print": f"order={arguments['repairs:photo']['number']}",
    }
    return Estate(make_people(crew, language), arguments, asks)


def make_objects(crew: Staff, unit: Unit) -> dict[str, object]:
    """What each argument stands for: by its name alone, or by the name of the page and its own."""
    named: dict[str, Any] = {"unit": unit, "caller_name": "Ann Miller"}
    done = make_done(crew, **named)
    order = current_order(done)
    order.signed_photo.save("photo.jpg", ContentFile(b"photo"))
    follow_up(now=MONDAY.replace(hour=11, minute=30))
    notice, job, sent = make_notice(done), make_quoted(crew, **named), make_dispatched(crew, **named)
    others = {
        "repairs:dispatch": make_registered(**named).number,
        "repairs:tell_crew": sent.number,
        "repairs:arrive": sent.number,
        "repairs:nobody_home": make_on_site(crew, **named).number,
        "repairs:finish": make_agreed(crew, **named).number,
        **dict.fromkeys(["repairs:return_order", "repairs:photo"], order.number),
        **dict.fromkeys(["repairs:serve", "repairs:settle", "repairs:print_notice"], notice.number),
    }
    return {
        "number": job.number,
        "token": order.token,
        "pk": Callback.objects.latest("pk").pk,
        "promise pk": Promise.objects.of(job.number).latest("pk").pk,
        **{f"{name} number": number for name, number in others.items()},
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


def ask(client: Client, path: str, method: str = "GET", body: str = "") -> Any:
    """What the desk answers; whatever it did is undone, and the browser keeps nothing but its session."""
    cookies = {settings.SESSION_COOKIE_NAME: key.value} if (key := client.cookies.get("sessionid")) else {}
    with transaction.atomic():
        response = client.generic(method, path, body, content_type="application/x-www-form-urlencoded")
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
