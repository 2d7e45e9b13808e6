"""Rows for tests: every function makes one with sensible defaults and takes any field by its name."""

from collections.abc import Iterable
from datetime import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from office import promises, rooms
from office.models import Building, Community, Department, Promise, Role, Staff, TimeLimit, Unit
from office.promises import Owed

# A Monday morning on which most tests happen.
MONDAY = datetime(2026, 11, 23, 10, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
PASSWORD = "a long enough secret"

_next = count(1)


def make_community(**fields: Any) -> Community:
    """A new community, apart from every other."""
    return Community.objects.create(**{"name": f"Estate {next(_next)}", **fields})


def home() -> Community:
    """The community that everything belongs to unless a test says otherwise: the first, made when there is none."""
    return Community.objects.order_by("pk").first() or make_community()


def make_staff(
    *roles: str, community: Community | None = None, communities: Iterable[Community] | None = None, **fields: Any
) -> Staff:
    """Somebody with these roles (reception) who serves `community`, or several `communities`; PASSWORD signs in."""
    number = next(_next)
    named = {"username": f"staff{number}", "name": f"Staff {number}", "password": PASSWORD}
    staff = Staff.objects.create_user(**{**named, "roles": list(roles) or [Role.RECEPTION], **fields})
    serves = Staff.communities.through.objects
    where = {community or home()} if communities is None else set(communities)
    serves.bulk_create(serves.model(staff=staff, community=one) for one in where)
    return staff


def make_department(kind: str = Department.Kind.CUSTOMER_SERVICE, **fields: Any) -> Department:
    """A department of this kind; by default without head or deputy."""
    phones = {"day_phone": "0755-83211234", "night_phone": "0755-83215678"}
    community = fields.pop("community", None) or home()
    name = str(Department.Kind(kind).label).capitalize()
    return Department.objects.create(**{"community": community, "kind": kind, "name": name, **phones, **fields})


def make_unit(number: str = "3-2-501", *, community: Community | None = None, **fields: Any) -> Unit:
    """A home by its room number in any spelling; its building is made with the first one in it."""
    community = community or home()
    normal = rooms.normalise(number) or number
    building, _ = Building.objects.get_or_create(community=community, number=normal.partition("-")[0])
    return Unit.objects.create(**{"community": community, "building": building, "number": normal, **fields})


def make_limit(rule: str, **fields: Any) -> TimeLimit:
    """The next version of a rule's limit: the version before it with `fields` changed."""
    community = fields.pop("community", None)
    old = TimeLimit.objects.filter(rule=rule, community__in=[community] if community else []).order_by("version").last()
    old = old or TimeLimit.objects.filter(rule=rule, community=None).order_by("version").last()
    kept = {} if old is None else {field.name: getattr(old, field.name) for field in TimeLimit._meta.concrete_fields}
    kept.pop("id", None)
    version = old.version + 1 if old else 1
    return TimeLimit.objects.create(
        **{**kept, "rule": rule, "community": community, "version": version, "set_at": MONDAY, **fields}
    )


def owed(**fields: Any) -> Owed:
    """What `make_promise` makes, not yet promised: a callback within a week of MONDAY."""
    if "waits_for" not in fields:
        fields = {"base_at": MONDAY, **fields}
    subject = f"R-20261123-{next(_next):04d}"
    return Owed(
        **{"rule": "CB-5/first", "subject": subject, "about": "Broken door handle", "community": home(), **fields}
    )


def make_promise(*, by: Staff | None = None, now: datetime = MONDAY, **fields: Any) -> Promise:
    """A promise made at `now`: a callback within a week, counted from MONDAY; with `waits_for` it has no date yet."""
    if "community" not in fields and (unit := fields.get("unit")):
        fields["community"] = unit.community
    return promises.make([owed(**fields)], by=by, now=now)[0]
