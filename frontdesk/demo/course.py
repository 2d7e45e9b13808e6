"""The steps by their names, and one report from beginning to now."""

from frontdesk.demo import calling, finishing, registering, rework, rows, working
from frontdesk.demo.case import Steps
from frontdesk.demo.estate import Home
from frontdesk.demo.reports import Report
from frontdesk.demo.world import World

STEPS: Steps = {
    "void": registering.void,
    "dispatch": working.dispatch,
    "hand_back": working.hand_back,
    "pass_on": working.pass_on,
    "accept": working.accept,
    "extend": working.extend,
    "arrive": working.arrive,
    "nobody_home": working.nobody_home,
    "look": finishing.look,
    "quote": finishing.quote,
    "agree": finishing.agree,
    "make_safe": finishing.make_safe,
    "finish": finishing.finish,
    "look_into": finishing.look_into,
    "bring_back": finishing.bring_back,
    "follow_up": calling.follow_up,
    "attempt": calling.attempt,
    "give_up": calling.give_up,
    "call": calling.make_call,
    "call_second": calling.make_call,
    "rain": calling.rain,
    "call_rain": calling.make_call,
    "put_right": rework.put_right,
    "serve": rework.serve,
    "settle": rework.settle,
}


def tell(world: World, homes: list[Home], report: Report) -> None:
    """Write everything that has come of a report by now."""
    home = world.dice.pick(homes)
    if report.problem is None:
        registering.ask(world, home, report.at)
        return
    case = registering.register(world, home, report, world.kinds[report.problem.category])
    case.run(STEPS)
    rows.write(case)
