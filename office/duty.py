"""The roster read: who is on duty at a moment, and when a shift begins and ends (RC-13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from office import clock
from office.models import Community, Department, Duty, Shift, Staff

DAY = timedelta(days=1)
Post, Kind = Duty.Post, Department.Kind
# Who answers for what a department has promised; where nobody stands there, its head or deputy on duty.
ANSWERING: dict[str, tuple[str, ...]] = {
    Kind.CUSTOMER_SERVICE: (Post.HOTLINE, Post.WINDOW),
    Kind.ENGINEERING: (Post.CREW,),
}


def posts_of(kind: str) -> tuple[str, ...]:
    """The posts of a department of this kind, its head or deputy last."""
    return (*ANSWERING.get(kind, ()), Post.HEAD)


def on_duty(communities: Iterable[Community], now: datetime) -> dict[int, list[Staff]]:
    """Who answers at `now` for what a department promised and nobody has in his hands; one statement (RC-13).

    By the key of the department; one without anybody on the roster is left out.
    """
    lines: dict[int, list[Duty]] = {}
    for line in Duty.objects.on_at(communities, now).select_related("staff", "department").order_by("pk"):
        lines.setdefault(line.department_id, []).append(line)
    return {department: _answering(found) for department, found in lines.items()}


def _answering(lines: list[Duty]) -> list[Staff]:
    """Those at the first posts that anybody holds, each once."""
    posts = posts_of(lines[0].department.kind)
    by_post = {post: [line.staff for line in lines if line.post == post] for post in posts}
    people = [staff for post in posts[:-1] for staff in by_post[post]] or by_post[Post.HEAD]
    return list(dict.fromkeys(people))


def head_on_duty(department: Department, now: datetime) -> Staff | None:
    """Who decides for a department at `now`: by the roster, else its head, else the deputy for a head who left.

    None where there is nobody. One statement, and one each for a head and a deputy that were not read along.
    """
    lines = Duty.objects.on_at([department.community], now).filter(department=department, post=Post.HEAD)
    if line := lines.select_related("staff").order_by("pk").first():
        return line.staff
    return next((person for person in (department.head, department.deputy) if person and person.is_active), None)


@dataclass(frozen=True)
class Turn:
    """A shift on the day under which it stands on the roster: the night belongs to the day on which it begins."""

    day: date
    shift: Shift

    def begins(self, community: Community) -> datetime:
        clock_time = community.day_from if self.shift == Shift.DAY else community.night_from
        return clock.at(self.day, clock_time, community)

    def ends(self, community: Community) -> datetime:
        return self.following().begins(community)

    def following(self) -> "Turn":
        return Turn(self.day, Shift.NIGHT) if self.shift == Shift.DAY else Turn(self.day + DAY, Shift.DAY)

    def preceding(self) -> "Turn":
        return Turn(self.day, Shift.DAY) if self.shift == Shift.NIGHT else Turn(self.day - DAY, Shift.NIGHT)


def turn_at(moment: datetime, community: Community) -> Turn:
    """The shift that is on."""
    shift, local = Shift.at(moment, community)
    return Turn(local.date(), shift)


def ending_at(moment: datetime, community: Community) -> Turn:
    """The shift of which it is time to hand over: the one whose end is nearest."""
    now_on = turn_at(moment, community)
    since, left = moment - now_on.begins(community), now_on.ends(community) - moment
    return now_on.preceding() if since < left else now_on
