"""An estate with one of everything that a desk page may be about, everybody who may ask, and every address."""

from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from office.models import Department, Promise, Role, Staff
from office.tests.factories import MONDAY, make_community, make_department, make_staff, make_unit
from owners.models import Occupancy
from owners.tests.factories import make_person
from repairs.actions.working import current_order
from repairs.tests.factories import make_category, make_price
from repairs.tests.jobs import make_quoted
from repairs.tests.notices import make_done, make_notice
from visits.actions import follow_up
from visits.models import Callback

ORDERS = {"repairs:return_order", "repairs:photo"}
NOTICES = {"repairs:serve", "repairs:settle", "repairs:print_notice"}
PIECES = {"owners:household", "owners:caller", "repairs:category"}


@dataclass
class Estate:
    """`people` by who they are, `values` by the name of a URL's argument, `asks` the query that a page cannot miss."""

    people: dict[str, Client]
    arguments: dict[str, dict[str, object]]
    asks: dict[str, str]

    def address(self, name: str, **instead: object) -> str:
        """Where a named page is about the estate's own object, or about what is given `instead`."""
        return reverse(name, kwargs={**self.arguments[name], **instead})


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
    make_person("Ann Miller", unit=unit)
    job = make_quoted(crew, unit=unit, caller_name="Ann Miller")
    done = make_done(crew, unit=unit, caller_name="Ann Miller", form_key=None)
    order = current_order(done)
    order.signed_photo.save("photo.jpg", ContentFile(b"photo"))
    follow_up(now=MONDAY.replace(hour=11, minute=30))
    callback = Callback.objects.latest("pk")
    notice = make_notice(done)
    numbers = dict.fromkeys(ORDERS, order.number) | dict.fromkeys(NOTICES, notice.number)
    keys = {"promise": Promise.objects.of(job.number).latest("pk").pk}
    known = {"token": order.token}
    arguments: dict[str, dict[str, object]] = {
        name: {
            argument: known.get(argument) or (
                keys.get(name, callback.pk) if argument == "pk" else numbers.get(name, job.number)
            )
            for argument in taken
        }
        for name, taken in desk_urls().items()
    }
    asks = {
        "owners:household": f"room={unit.number}",
        "owners:caller": f"who={Occupancy.objects.latest('pk').pk}",
        "repairs:category": f"category={make_category().pk}",
        "repairs:print": f"order={order.number}",
    }
    return Estate(make_people(crew, language), arguments, asks)


def desk_urls() -> dict[str, list[str]]:
    """Every named address of the desk with the names of its arguments; the admin's own are left to its tests."""
    return dict(_named(get_resolver(), ""))


def _named(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, list[str]]]:
    for row in resolver.url_patterns:
        if isinstance(row, URLPattern):
            yield f"{prefix}{row.name}", list(row.pattern.converters)
        elif row.namespace != "admin":
            yield from _named(row, f"{prefix}{row.namespace}:" if row.namespace else prefix)


def ask(client: Client, path: str, method: str = "GET", data: Any = None) -> Any:
    """What the desk answers; whatever it did is undone, and the browser keeps nothing but its session."""
    cookies = {settings.SESSION_COOKIE_NAME: key.value} if (key := client.cookies.get("sessionid")) else {}
    with transaction.atomic():
        response = client.post(path, data or {}) if method == "POST" else client.generic(method, path)
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)
    return response


def fault(response: Any) -> str:
    """What broke behind a 5xx, otherwise nothing."""
    if response.status_code < 500:
        return ""
    return f"{response.status_code} {repr(response.exc_info[1])[:200] if response.exc_info else ''}"
