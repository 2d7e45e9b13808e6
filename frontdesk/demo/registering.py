"""Somebody came: the contact and, where something is broken, the repair with what is promised at once."""

from frontdesk.demo.case import Case, Status
from frontdesk.demo.copying import NO, NULL
from frontdesk.demo.data.problems import INSIDE
from frontdesk.demo.data.sayings import ANSWERED, ASKED, NOT_OURS, WHY_VOID
from frontdesk.demo.dice import Weighted
from frontdesk.demo.estate import Home, Resident
from frontdesk.demo.kinds import Kind
from frontdesk.demo.papers import Place
from frontdesk.demo.reports import Report
from frontdesk.demo.times import DAY, HOUR, MINUTE, midnight
from frontdesk.demo.working import dispatch_at, dispatch_rule, extend_to_appointment, finish_rule, promise_appointment
from frontdesk.demo.world import World
from owners.models import Capacity, Channel, Subject
from repairs.models import Category

CHANNELS = Weighted(
    [Channel.HOTLINE.value, Channel.COUNTER.value, Channel.WECHAT.value, Channel.BOX.value], [68.0, 15.0, 15.0, 2.0]
)
QUESTIONS = Weighted([(subject, texts) for subject, _, texts in ASKED], [float(often) for _, often, _ in ASKED])
PATROL = Channel.PATROL.value


def ask(world: World, home: Home, at: int) -> None:
    """Write a contact that was settled on the spot."""
    subject, texts = QUESTIONS.pick(world.dice)
    channel, caller, content = CHANNELS.pick(world.dice), world.dice.pick(home.residents), world.dice.pick(texts)
    recorded = _recorded(world, at)
    by = world.at_the_desk(recorded).id
    _write_contact(world, recorded, channel, subject, at, by, home.id, caller, content, ANSWERED)


def _write_contact(
    world: World,
    recorded: int,
    channel: str,
    subject: str,
    at: int,
    by: str,
    unit: str,
    caller: Resident,
    content: str,
    result: str = "",
) -> str:
    key = world.sheets.contacts.next_id()
    world.sheets.contacts.add(
        key, world.number("J", recorded), world.community_id, channel, subject, world.wall.text(at), by, unit,
        caller.id, caller.name, caller.capacity, caller.phone, content, result, NO, "1",
    )  # fmt: skip
    return key


def _recorded(world: World, at: int) -> int:
    """When it was typed in: within two minutes, on the same day."""
    return min(at + world.dice.between(20, 110), midnight(at) + DAY - 1, world.wall.now)


def register(world: World, home: Home, report: Report, kind: Kind) -> Case:
    """Begin a repair: who came about which place, its numbers and its first promises."""
    patrol = bool(kind.problem.common) and report.scene is None and world.dice.chance(0.35)
    caller = _patrolman(world) if patrol else world.dice.pick(home.residents)
    channel = PATROL if patrol else CHANNELS.pick(world.dice)
    case = Case(world, kind, _place(world, home, kind), caller, channel, report.scene.ago if report.scene else None)
    case.reported, case.recorded = report.at, _recorded(world, report.at)
    case.problem = world.dice.pick(kind.problem.said)
    case.taken_by = world.at_the_desk(case.recorded).id
    case.number = world.number("R", case.recorded)
    subject = Subject.SERVICE if kind.kind == Category.Kind.SERVICE else Subject.REPAIR
    unit = NULL if patrol else home.id
    case.contact = _write_contact(
        world, case.recorded, channel, subject.value, case.reported, case.taken_by, unit, caller, case.problem
    )
    case.open_order()
    case.move("register", Status.REGISTERED, case.recorded, case.taken_by)
    if kind.ours:
        _promise(case)
    else:
        case.utility_told = case.recorded
        case.move("void", Status.VOID, case.recorded, case.taken_by, NOT_OURS)
    return case


def _patrolman(world: World) -> Resident:
    return Resident(NULL, world.team.patrol.name, Capacity.STAFF, "")


def _place(world: World, home: Home, kind: Kind) -> Place:
    if not kind.problem.common:
        return Place(home.id, home.building_id, home.number, common=False, warranty=home.warranty)
    spot = world.dice.pick(kind.problem.common)
    if spot in INSIDE:
        return Place(NULL, home.building_id, f"{home.entrance}{spot}", common=True, warranty=False)
    return Place(NULL, NULL, spot, common=True, warranty=False)


def _promise(case: Case) -> None:
    base, made, by = case.reported, case.recorded, case.taken_by
    case.owe(dispatch_rule(case), base, made, by)
    case.owe(finish_rule(case, base), base, made, by)
    if case.kind.urgent:
        case.owe("RP-11/on-site", base, made, by)
    elif not case.place.common and case.script is None and case.dice.chance(0.45):
        _appoint(case)
    if case.script is None and case.dice.chance(0.01):
        case.then("void", made + case.dice.between(2, 5) * MINUTE)
    case.then("dispatch", dispatch_at(case, base))


def _appoint(case: Case) -> None:
    """The household names an hour at which somebody is at home, now and then far off."""
    dice = case.dice
    days = dice.between(8, 10) if dice.chance(0.01) else dice.pick((0, 0, 1, 1, 1, 2))
    begins = midnight(case.reported) + days * DAY + dice.between(9, 17) * HOUR
    if begins < case.reported + 90 * MINUTE:
        begins += DAY
    promise_appointment(case, begins, begins + HOUR, case.recorded, case.taken_by)
    extend_to_appointment(case, begins + HOUR, case.recorded, case.taken_by)


def void(case: Case, at: int) -> None:
    """It need not be done after all."""
    by, why = case.world.at_the_desk(at).id, case.dice.pick(WHY_VOID)
    case.move("void", Status.VOID, at, by, why)
    for owed in case.open(""):
        case.drop(owed, at, by, why)
    case.agenda.clear()
