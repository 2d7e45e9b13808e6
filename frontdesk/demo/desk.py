"""What came to the desk besides repairs, told through the product's own verbs as the days went by."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import cycle
from random import Random
from typing import Any

from complaints import actions as complaints
from complaints import reporting
from complaints.models import Complaint, WeeklyReport
from frontdesk.demo import complaining
from frontdesk.demo.data import desk as told
from frontdesk.demo.data.complaints import STORIES
from frontdesk.demo.data.desk import Said
from frontdesk.reception.saving import Case, save
from office import clock
from office.models import Community, Department, Role, Staff
from owners.actions import boxes, calls, listings, matters, messages, samples
from owners.models import (
    BoxOpening,
    Channel,
    Contact,
    ContactBox,
    Listing,
    Matter,
    Message,
    MissedCall,
    Occupancy,
    Subject,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# The boxes have hung for so many days.
HUNG = 10


@dataclass
class Desk:
    """Who is there and who comes, in turn."""

    community: Community
    now: datetime
    callers: Iterator[Occupancy]
    reception: Iterator[Staff]
    manager: Staff
    departments: dict[str, Department]

    def contact(self, said: Said, subject: str, **fields: Any) -> Contact:
        """A contact of the next caller, unsaved."""
        caller = next(self.callers)
        phone = caller.person.phones.first()
        return Contact(
            community=self.community,
            channel=said.channel,
            subject=subject,
            at=self.now - said.hours * HOUR,
            unit=caller.unit,
            person=caller.person,
            name=caller.person.name,
            capacity=caller.capacity,
            phone=phone.number if phone else "",
            content=said.content,
            **fields,
        )

    def save(
        self, said: Said, subject: str, record: Any, series: str, enter: Any, *, anonymous: bool = False
    ) -> datetime:
        """Save it with its case; gives when."""
        contact = self.contact(said, subject)
        if anonymous:
            contact.anonymous, contact.person, contact.name, contact.phone, contact.capacity = True, None, "", "", ""
        if isinstance(record, Complaint) and record.about_staff:
            contact.confidential, contact.hidden_from = True, record.about_staff
        if isinstance(record, Complaint | Listing):
            record.unit = contact.unit
        save(contact, [Case(record, series, enter)], by=next(self.reception), now=contact.at)
        return contact.at


def tell_desk(community: Community, *, now: datetime, seed: int) -> None:
    """Write complaints, matters, messages, calls, offers, boxes and last week's sample of an estate that has homes."""
    stays = Occupancy.objects.filter(unit__community=community, until=None).select_related("unit", "person")
    callers = list(stays.order_by("pk")[: 40 * 7 : 7])
    if not callers:
        return
    serving = Staff.objects.at(community).order_by("pk")
    desk = Desk(
        community,
        now,
        cycle(callers),
        cycle(serving.with_role(Role.RECEPTION)),
        serving.with_role(Role.MANAGER)[0],
        {row.kind: row for row in community.departments.select_related("head", "deputy", "community")},
    )
    for tell in (_matters, _messages, _complaints, _listings, _calls, _boxes):
        tell(desk)
    samples.draw_samples(now=now, dice=Random(seed))  # noqa: S311  (the same rows for the same seed)


def _matters(desk: Desk) -> None:
    for said in told.MATTERS:
        department = desk.departments.get(str(said.more["department"]))
        status = Matter.Status.HANDED_OVER if department else Matter.Status.TAKEN
        matter = Matter(kind=str(said.more["kind"]), text=said.content, department=department, status=status)
        at = desk.save(said, Subject.SUGGESTION, matter, "S", matters.enter)
        head = matter.handed_to or desk.manager
        if said.steps:
            due_at = clock.end_of_day(desk.community.local(at + 3 * DAY).date(), desk.community)
            matters.decide(matter, what=said.steps[0], doer=head, due_at=due_at, by=head, now=at + 2 * HOUR)
        if len(said.steps) > 2:
            matters.do(matter, said.steps[1], told_how=said.steps[2], by=head, now=at + 50 * HOUR)


def _messages(desk: Desk) -> None:
    for said in told.MESSAGES:
        message = Message(addressee=desk.manager, text=said.content, ring_back=True)
        at = desk.save(said, Subject.BUSINESS, message, "M", messages.enter)
        if said.steps:
            messages.tell(message, desk.manager, Message.How.PHONE, by=message.taken_by, now=at + HOUR / 4)
        if len(said.steps) > 1:
            rung = at + HOUR
            messages.ring_back(message, said.steps[1], rung_back_at=rung, by=desk.manager, now=rung)


def _complaints(desk: Desk) -> None:
    crew = Staff.objects.at(desk.community).with_role(Role.CREW).order_by("pk")[0]
    for story in STORIES:
        complaint = complaining.unsaved(story, crew, community=desk.community, now=desk.now)
        said = Said(story.hours, "" if story.about_staff else story.text, story.channel)
        desk.save(said, Subject.COMPLAINT, complaint, "C", complaints.enter, anonymous=story.anonymous)
        complaining.tell(complaint, story, manager=desk.manager)
    _weekly_reports(desk)


def _weekly_reports(desk: Desk) -> None:
    """Made every Monday morning; the manager has summed up and signed all but the last."""
    today = desk.community.local(desk.now).date()
    monday = today - today.weekday() * DAY
    for back in (3, 2, 1, 0):
        made_at = clock.at(monday - 7 * back * DAY, time(0, 5), desk.community)
        if made_at <= desk.now:
            reporting.make_reports(now=made_at)
    for report in WeeklyReport.objects.filter(community=desk.community, week__lt=monday - 7 * DAY):
        at = report.made_at + 16 * HOUR
        reporting.sum_up(report, told.SUMMARY, by=desk.manager, now=at)
        reporting.sign(report, by=desk.manager, now=at + HOUR)


def _listings(desk: Desk) -> None:
    for said in told.LISTINGS:
        day = desk.community.local(desk.now).date() + int(str(said.more["days"])) * DAY
        listing = Listing(
            kind=str(said.more["kind"]),
            price=Decimal(str(said.more["price"])),
            keys_left=bool(said.more["keys"]),
            valid_until=day,
        )
        desk.save(said, Subject.RENT, listing, "H", listings.enter)


def _calls(desk: Desk) -> None:
    for hours, reached in told.MISSED:
        caller = desk.contact(Said(hours - 0.1, "回电：问明天停水的时间。"), Subject.ENQUIRY)
        call = MissedCall(community=desk.community, phone=caller.phone, at=desk.now - hours * HOUR)
        call = calls.note(call, by=next(desk.reception), now=call.at + HOUR / 60)
        if reached:
            caller.result = "已答复"
            save(caller, [], by=call.noted_by, now=caller.at, call=call)


def _boxes(desk: Desk) -> None:
    today = desk.community.local(desk.now).date()
    letters = cycle(told.LETTERS)
    for name, hour in told.BOXES:
        box = boxes.hang(ContactBox(community=desk.community, name=name, opens_at=time(hour), since=today - HUNG * DAY))
        boxes.promise_openings(now=desk.now)
        for ago in range(HUNG, -1, -1):
            at = clock.at(today - ago * DAY, time(hour, 20), desk.community)
            if at <= desk.now:
                _open_box(desk, box, at, next(letters) if ago % 3 == 0 else "")


def _open_box(desk: Desk, box: ContactBox, at: datetime, letter: str) -> None:
    by = next(desk.reception)
    opening = boxes.note_opening(BoxOpening(box=box, at=at, count=bool(letter)), by=by, now=at)
    if letter:
        said = Said((desk.now - at) / HOUR, letter, Channel.BOX)
        save(desk.contact(said, Subject.SUGGESTION, opening=opening), [], by=by, now=at)
