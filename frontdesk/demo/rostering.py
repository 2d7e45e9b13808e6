"""Who is on duty in the four weeks around today, what is planned to stop, and the last shifts handed over."""

from datetime import date, datetime, timedelta

from frontdesk.demo.data.duty import HANDOVERS, STOPS, Stop
from frontdesk.demo.data.team import NIGHT
from office import clock
from office.duty import Turn, turn_at
from office.models import Community, Department, Duty, PlannedStop, Promise, Role, Shift, ShiftChange, Staff
from office.shifts import freeze

DAY, WEEKS = timedelta(days=1), 4
Post, Kind = Duty.Post, Department.Kind
WEDNESDAY, FRIDAY, SATURDAY = 2, 4, 5
# Handed over a quarter of an hour before the end, taken over ten minutes later.
GIVEN, TAKEN = timedelta(minutes=15), timedelta(minutes=5)


def put_on_duty(community: Community, *, now: datetime) -> None:
    """Write roster, stops and handovers of an estate with its team, its buildings and its ledger."""
    today = community.local(now).date()
    first = today - timedelta(days=today.weekday()) - 7 * DAY
    departments = community.departments.select_related("head", "deputy").prefetch_related("staff").order_by("pk")
    days = [first + n * DAY for n in range(7 * WEEKS)]
    lines = [line for day in days for department in departments for line in _lines(department, day)]
    Duty.objects.bulk_create(lines)
    _hand_over(community, lines, now)
    for stop in STOPS:
        _plan(community, stop, today, now)


def _lines(department: Department, day: date) -> list[Duty]:
    """Who is on duty for a department on a day: crews by turns, heads on working days, deputies at the weekend."""
    on: list[tuple[Shift, str, Staff | None]] = []
    if department.kind == Kind.CUSTOMER_SERVICE:
        on += _at_the_desk(department, day)
    if department.kind == Kind.ENGINEERING:
        on += _on_call(department, day)
    on.append((Shift.DAY, Post.HEAD, department.head if day.weekday() <= FRIDAY else department.deputy))
    return [
        Duty(department=department, day=day, shift=shift, post=post, staff=staff) for shift, post, staff in on if staff
    ]


def _at_the_desk(department: Department, day: date) -> list[tuple[Shift, str, Staff | None]]:
    """Two by day; one of them relieves the night shift at the weekend and has the Monday off."""
    desk = _people(department, Role.RECEPTION)
    one, two = [staff for staff in desk if staff.team != NIGHT][:2]
    night = next(staff for staff in desk if staff.team == NIGHT)
    weekday = day.weekday()
    if weekday >= SATURDAY or weekday == 0:
        hotline, window = one, one
    elif weekday == WEDNESDAY:
        hotline, window = two, two
    else:
        hotline, window = (one, two) if weekday % 2 else (two, one)
    by_night = two if weekday >= SATURDAY else night
    return [
        (Shift.DAY, Post.HOTLINE, hotline), (Shift.DAY, Post.WINDOW, window), (Shift.NIGHT, Post.HOTLINE, by_night)
    ]  # fmt: skip


def _on_call(department: Department, day: date) -> list[tuple[Shift, str, Staff | None]]:
    """Two of the crew by day and a third one by night, everybody in his turn."""
    crew = _people(department, Role.CREW)
    turn = day.toordinal()
    by_day = [(Shift.DAY, str(Post.CREW), crew[(turn + n) % len(crew)]) for n in range(2)]
    return [*by_day, (Shift.NIGHT, Post.CREW, crew[(turn + 3) % len(crew)])]


def _people(department: Department, role: str) -> list[Staff]:
    return sorted((staff for staff in department.staff.all() if role in staff.roles), key=lambda staff: staff.pk)


def _hand_over(community: Community, lines: list[Duty], now: datetime) -> None:
    """The last shifts as they were handed over, with what was open then and still is."""
    hotline = {Turn(line.day, Shift(line.shift)): line.staff for line in lines if line.post == Post.HOTLINE}
    turn = turn_at(now, community).preceding()
    changes = []
    for things, special, remark in HANDOVERS:
        ends = turn.ends(community)
        given_at = ends - GIVEN
        open_then = Promise.objects.open().filter(community=community, made_at__lte=given_at)
        changes.append(
            ShiftChange(
                community=community,
                day=turn.day,
                shift=turn.shift,
                given_at=given_at,
                given_by=hotline[turn],
                things=things,
                special=special,
                lines=freeze(open_then, turn.following().ends(community), now=given_at),
                taken_at=ends - TAKEN,
                taken_by=hotline[turn.following()],
                remark=remark,
            )
        )
        turn = turn.preceding()
    ShiftChange.objects.bulk_create(reversed(changes))


def _plan(community: Community, stop: Stop, today: date, now: datetime) -> None:
    since = clock.start_of_day(today + stop.days * DAY, community) + timedelta(minutes=stop.minute)
    buildings = [] if stop.everywhere else list(community.buildings.order_by("pk")[:4])[-2:]
    where = "、".join(building.number for building in buildings) + " 号楼"
    planned = PlannedStop.objects.create(
        community=community,
        what=stop.what,
        since=since,
        until=since + stop.lasts,
        why=stop.why,
        say=stop.say.format(where=where),
        entered_at=now,
        entered_by=Staff.objects.at(community).with_role(Role.MANAGER).order_by("pk")[0],
    )
    planned.buildings.set(buildings)
