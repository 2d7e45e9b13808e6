"""A register of very many people and what they came with, to look things up in."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import connection, transaction

from frontdesk.demo.copying import NO, NULL, Copier, Sheet
from frontdesk.demo.data.names import SURNAMES
from frontdesk.demo.data.problems import PROBLEMS
from frontdesk.demo.dice import Dice, Weighted
from frontdesk.demo.estate import Estate, Home
from frontdesk.demo.lifting import lifted, noted_once
from frontdesk.demo.people import make_name, make_phone
from frontdesk.demo.registers import open_office
from frontdesk.demo.times import DAY, Wall
from office.database import as_owner
from office.models import Community, Staff
from owners.models import Contact

NAME = "松涛苑"
# Of the made-up estate: people for each home, those who have moved out included.
PEOPLE_IN_A_HOME, MONTHS, CHUNK = 2.0, 84, 5000
# What is said for a few months only, and not now; and what is said a few times in all.
SEASONAL, SEASON, RARE = "台风", (4, 7), ("白蚁", 100_000)
STARTS = ["", "", "", "您好，", "麻烦一下，", "昨天晚上开始，", "上次修过，", "家里有老人，", "第二次打来，"]
ENDS = [
    "", "", "，请尽快安排师傅", "，下班以后在家", "，周末有人", "，想问一下收费", "，要求今天处理", "，楼下邻居也说了",
    "，先登记", "，已经两天了", "，请先打电话再上门", "，找{name}师傅来过", "，车牌鲁A{plate}", "，{name}说不归他管",
]  # fmt: skip
QUESTIONS = [
    "问停车费怎么交", "装修押金什么时候退", "问门禁卡怎么补办", "快递柜打不开", "楼上装修太吵", "问物业费能不能分期",
    "遛狗不牵绳没人管", "消防通道停了车", "宽带师傅要进弱电间", "问游泳池开放时间", "绿化带里有垃圾", "夜里广场舞太响",
    "想约时间看水表", "保洁没有来打扫",
]  # fmt: skip
PLATES = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def fill(*, people: int, contacts: int, now: datetime, progress: Callable[[int], object]) -> Community:
    """Fill an empty database with about so many people and just so many contacts of the last seven years.

    `progress` is told how many contacts each chunk brought. Runs as the owner of the database.
    """
    with as_owner():
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0; SET maintenance_work_mem = '256MB'")
        with transaction.atomic():
            community = open_office(NAME, accounts=False, now=now)
            estate = Estate(community, Dice("estate"), community.local(now).date())
            homes = estate.settle(int(people / PEOPLE_IN_A_HOME))
        with transaction.atomic(), noted_once(), lifted(["owners_contact"]), Copier() as copier:
            _load(copier, _contacts(community, homes, contacts, Wall(community, now)), progress)
        with connection.cursor() as cursor:
            cursor.execute(PROMISES)
            cursor.execute(f"VACUUM FULL ANALYZE {', '.join(sheet.table for sheet in estate.sheets)}")
            cursor.execute("VACUUM ANALYZE owners_contact, office_promise")
    return community


def _load(copier: Copier, rows: Iterator[list[str]], progress: Callable[[int], object]) -> None:
    sheet = Sheet(Contact, CONTACT)
    for row in rows:
        sheet.add(*row)
        if len(sheet.lines) == CHUNK:
            copier.write([sheet])
            progress(CHUNK)
    copier.write([sheet])


CONTACT = (
    "number community_id channel subject at taken_by_id unit_id person_id name capacity phone content anonymous result"
    " version"
)
# Something is under way in every third home.
PROMISES = """INSERT INTO office_promise (rule, subject, occurrence, about, urgent, limit_id, community_id, unit_id,
 place, confidential, made_at, base_at, waits_for, due_at, next_alert_at, alerted, outcome, why, failures)
 SELECT 'RP-9/finish', 'R-bench-' || id, '1', 'bench', false, (SELECT min(id) FROM office_timelimit), community_id, id,
 number, false, now(), now(), '', now() + interval '7 days', now() + interval '7 days', 0, '', '', 0
 FROM office_unit WHERE id % 3 = 0"""


def _contacts(community: Community, homes: list[Home], count: int, wall: Wall) -> Iterator[list[str]]:
    """The rows in the order of their time, the oldest first."""
    dice, said = Dice("contacts"), _by_month()
    first, staff = wall.now - MONTHS * 30 * DAY, str(Staff.objects.at(community)[0].pk)
    for number in range(count):
        second = first + (wall.now - first) * number // count
        month = wall.date(second).month
        words = _words(dice, said[month], (month - wall.date(wall.now).month) % 12, number)
        who = _who(dice, dice.pick(homes))
        day = wall.days[second // DAY].replace("-", "")
        yield [
            f"J-{day}-{number % 10_000:04d}",
            str(community.pk),
            "hotline",
            "repair",
            wall.text(second),
            staff,
            *who,
            words,
            NO,
            "",
            "1",
        ]


def _by_month() -> dict[int, Weighted[str]]:
    """What is said in each month: the faults of its season, and questions."""
    told = [(said, problem.share / len(problem.said), problem.season) for problem in PROBLEMS for said in problem.said]
    return {
        month: Weighted(
            [*(said for said, _share, _season in told), *QUESTIONS],
            [*(share * (3 if month in season else 1) for _said, share, season in told), *(3.0 for _ in QUESTIONS)],
        )
        for month in range(1, 13)
    }


def _words(dice: Dice, said: Weighted[str], months_on: int, number: int) -> str:
    end = dice.pick(ENDS)
    if "{" in end:
        end = end.format(name=make_name(dice), plate="".join(dice.pick(PLATES) for _ in range(5)))
    what = said.pick(dice)
    if SEASON[0] <= months_on < SEASON[1] and dice.chance(0.3):
        what = f"{SEASONAL}过后{what}"
    if number % RARE[1] == 0:
        what = f"阳台发现{RARE[0]}，{what}"
    return dice.pick(STARTS) + what + end


def _who(dice: Dice, home: Home) -> list[str]:
    """Home, person, name, capacity and phone: mostly somebody of the register, now and then a stranger."""
    if dice.chance(0.85):
        resident = dice.pick(home.residents)
        return [home.id, resident.id, resident.name, resident.capacity, resident.phone]
    unit = home.id if dice.chance(0.5) else NULL
    return [unit, NULL, f"{dice.pick(SURNAMES)}先生", "", make_phone(dice) if dice.chance(0.8) else ""]
