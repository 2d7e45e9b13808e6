"""What an office has before its first day: departments, staff, categories, prices, problem texts."""

from datetime import date, datetime

from django.contrib.auth.hashers import make_password

from frontdesk.demo.data.categories import REPAIRS, SERVICES, Leaf
from frontdesk.demo.data.departments import DEPARTMENTS
from frontdesk.demo.data.outside import OUTSIDE
from frontdesk.demo.data.prices import PRICES
from frontdesk.demo.data.problem_texts import PROBLEM_TEXTS
from frontdesk.demo.data.team import TEAM, Member
from office.models import Community, Department, OutsideNumber, Staff
from repairs.models import Category, PriceItem, ProblemText

PASSWORD = "frontdesk"  # noqa: S105  (of the demo accounts, which only the embedded desk is given)


def open_office(name: str, *, accounts: bool, now: datetime) -> Community:
    """Found a community with its departments, its team, its categories and its price list.

    With `accounts` some of the team can sign in, under the names of their roles and with PASSWORD; nobody else can.
    """
    community = Community.objects.create(name=name)
    departments = {
        desk.kind: Department.objects.create(
            community=community,
            kind=desk.kind,
            name=desk.name,
            areas=list(desk.areas),
            day_phone=desk.day_phone,
            night_phone=desk.night_phone,
        )
        for desk in DEPARTMENTS
    }
    password = make_password(PASSWORD) if accounts else ""
    for position, member in enumerate(TEAM):
        department = departments[member.department]
        _engage(member, position, department, password if member.account else "")
    OutsideNumber.objects.bulk_create(
        OutsideNumber(community=community, kind=kind, name=name, phone=phone, position=position)
        for position, (kind, name, phone) in enumerate(OUTSIDE, 1)
    )
    _publish_prices(_plant_categories(), valid_from=date(now.year - 1, 7, 1))
    _write_problem_texts()
    return community


def _engage(member: Member, position: int, department: Department, password: str) -> None:
    staff = Staff.objects.create(
        username=member.account if password else member.username,
        name=member.name,
        phone=f"+861390000{position:04d}",
        roles=list(member.roles),
        department=department,
        team=member.team,
        password=password or make_password(None),
    )
    staff.communities.add(department.community)
    if member.leads or member.deputises:
        setattr(department, "head" if member.leads else "deputy", staff)
        department.save(update_fields=["head", "deputy"])


def _plant_categories() -> dict[str, Category]:
    """Make what is missing of the tree; give its first level by name."""
    roots: dict[str, Category] = {}
    for kind, tree in ((Category.Kind.REPAIR, REPAIRS), (Category.Kind.SERVICE, SERVICES)):
        for name, leaves in tree.items():
            position = len(roots) + 1
            roots[name], _ = Category.objects.get_or_create(
                parent=None, name=name, defaults={"kind": kind, "position": position}
            )
            _plant_leaves(roots[name], leaves)
    return roots


def _plant_leaves(root: Category, leaves: list[Leaf]) -> None:
    known = set(root.children.values_list("name", flat=True))
    Category.objects.bulk_create(
        Category(parent=root, name=leaf.name, kind=root.kind, position=position, **leaf.fields)
        for position, leaf in enumerate(leaves, 1)
        if leaf.name not in known
    )


def _write_problem_texts() -> None:
    """Write those that are missing; the order of the list is theirs."""
    leaves = {row.name: row for row in Category.objects.exclude(parent=None)}
    known = set(ProblemText.objects.values_list("key", flat=True))
    ProblemText.objects.bulk_create(
        ProblemText(key=key, text=text, category=leaves[leaf], position=position)
        for position, (key, text, leaf) in enumerate(PROBLEM_TEXTS, 1)
        if key not in known
    )


def _publish_prices(roots: dict[str, Category], *, valid_from: date) -> None:
    known = set(PriceItem.objects.filter(retired_on=None).values_list("name", flat=True))
    listed = [(roots[category], price) for category, prices in PRICES.items() for price in prices]
    PriceItem.objects.bulk_create(
        PriceItem(
            category=category,
            name=price.name,
            kind=PriceItem.Kind.MATERIAL if price.material else PriceItem.Kind.LABOUR,
            unit=price.unit,
            price=price.yuan,
            position=position,
            valid_from=valid_from,
        )
        for position, (category, price) in enumerate(listed, 1)
        if price.name not in known
    )
