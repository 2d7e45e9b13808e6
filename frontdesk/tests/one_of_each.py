"""One of every record of an estate, each in the state in which its pages have something to do; all in English.

`make_objects` says what each argument of an address stands for: by its name alone, or by the name of the page and its
own ("repairs:photo number").
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile

from complaints.models import Attachment, WeeklyReport
from complaints.reporting import make_reports
from complaints.tests.factories import make_answered, make_closed, make_complaint, make_judged
from office.models import Building, Department, Promise, Role, Shift, Staff, Unit
from office.tests.factories import MONDAY, home, make_department, make_staff, make_unit
from office.tests.rosters import put_on
from office.tests.test_outside import make_number
from office.tests.test_shifts import give
from office.tests.test_stops import make_stop
from owners.actions import boxes, calls
from owners.models import BoxOpening, CheckedContact, Contact, Import, LineOutage, Occupancy, Person, Subject
from owners.tests import cases, importing
from owners.tests.desk_things import draw, make_box, make_call, mark_all
from owners.tests.factories import make_contact, make_person
from repairs import actions
from repairs.actions.working import current_order
from repairs.models import ProblemText
from repairs.tests.factories import make_category, make_dispatched, make_price, make_registered
from repairs.tests.jobs import make_agreed, make_on_site, make_quoted
from repairs.tests.joined import make_joined
from repairs.tests.notices import make_done, make_notice
from visits.actions import follow_up
from visits.models import Callback

DAY = timedelta(days=1)
NAME = "Ann Miller"
HEADING = ["Building", "Entrance", "Room", "Name", "Capacity", "Phone", "Since"]


@dataclass(frozen=True)
class Place:
    """Where everything happens: a home, who lives there, and the people who work for it by who they are."""

    unit: Unit
    person: Person
    service: Department
    environment: Department
    staff: dict[str, Staff]

    def contact(self, **fields: Any) -> Contact:
        """Ann Miller rang and spoke to the receptionist."""
        known = {"unit": self.unit, "name": NAME, "person": self.person, "taken_by": self.staff["reception"]}
        return make_contact(**{**known, **fields})


def make_place(staff: dict[str, Staff]) -> Place:
    """A home with its household, two departments, a price, who is on duty, somebody outside to ring."""
    unit = make_unit("3-2-501")
    service = make_department(Department.Kind.CUSTOMER_SERVICE)
    environment = make_department(Department.Kind.ENVIRONMENT, head=make_staff(Role.HEAD, name="Rose Hill"))
    make_department(Department.Kind.ENGINEERING, head=make_staff(Role.HEAD, name="Hugh Grove"))
    put_on(staff["reception"], service)
    make_price()
    make_number()
    return Place(unit, make_person(NAME, unit=unit), service, environment, staff)


def make_objects(place: Place) -> dict[str, object]:
    """Everything, made by the actions in the order of the day."""
    return {
        **_repairs(place),
        **_cases(place),
        **_complaints(place),
        **_boxes_and_calls(place),
        **_samples(place),
        **_duty(place),
        **_register(place),
        **_import(place),
    }


def _repairs(place: Place) -> dict[str, object]:
    crew = place.staff["crew"]
    named: dict[str, Any] = {"unit": place.unit, "caller_name": NAME}
    done = make_done(crew, **named)
    order = current_order(done)
    order.signed_photo.save("photo.jpg", ContentFile(b"photo"))
    follow_up(now=MONDAY.replace(hour=11, minute=30))
    notice, job, sent = make_notice(done), make_quoted(crew, **named), make_dispatched(crew, **named)
    lead = make_registered(**named)
    actions.share(lead, "No water in building 3: the crew is on it.", by=place.staff["head"], now=MONDAY)
    ProblemText.objects.create(key="wl", text="Water leak", category=make_category())
    others = {
        "repairs:dispatch": make_registered(**named).number,
        **dict.fromkeys(["repairs:join", "repairs:share"], make_registered(**named).number),
        "repairs:part": make_joined(lead, place.unit).number,
        **dict.fromkeys(["repairs:tell_crew", "repairs:arrive"], sent.number),
        "repairs:nobody_home": make_on_site(crew, **named).number,
        "repairs:finish": make_agreed(crew, **named).number,
        **dict.fromkeys(["repairs:return_order", "repairs:photo"], order.number),
        **dict.fromkeys(["repairs:serve", "repairs:settle", "repairs:print_notice", "record Z"], notice.number),
        "record R": job.number,
    }
    return {
        "number": job.number,
        "token": order.token,
        "pk": Callback.objects.latest("pk").pk,
        "promise pk": Promise.objects.of(job.number).latest("pk").pk,
        **_numbered(others),
    }


def _numbered(by_page: dict[str, str]) -> dict[str, object]:
    return {f"{page} number": number for page, number in by_page.items()}


def _cases(place: Place) -> dict[str, object]:
    """A matter in every state, messages to be told and to be rung back, an offer."""
    crew = place.staff["crew"]
    by: dict[str, Any] = {"by": place.staff["reception"]}
    handed = {**by, "department": place.environment, "head": place.environment.head}
    taken = cases.make_matter(contact=place.contact(), **by)
    decided = cases.make_decided(crew, contact=place.contact(), **handed)
    message = cases.make_message(crew, contact=place.contact(), **by)
    listing = cases.make_listing(unit=place.unit, **by)
    pages = {
        **dict.fromkeys(["owners:matter_hand_over", "owners:matter_void"], taken.number),
        "owners:matter_decide": cases.make_handed_over(contact=place.contact(), **handed).number,
        **dict.fromkeys(["owners:matter_do", "owners:case_reveal", "record S"], decided.number),
        "owners:matter_tell": cases.make_done(crew, contact=place.contact(), **handed).number,
        **{f"owners:message_{verb}": message.number for verb in ("tell", "confirm", "void", "print")},
        "record M": message.number,
        "owners:message_ring_back": cases.make_told(crew, contact=place.contact(), **by).number,
        **dict.fromkeys(["owners:listing_renew", "owners:listing_close", "record H"], listing.number),
        **dict.fromkeys(["complete_contact", "reveal_contact", "record J"], taken.contact.number),
    }
    return _numbered(pages)


def _complaints(place: Place) -> dict[str, object]:
    """A complaint in every state that has pages of its own, a photo of one, last week's report."""

    def known(**more: Any) -> dict[str, Any]:
        return {"contact": place.contact(subject=Subject.COMPLAINT, **more), "unit": place.unit}

    make_closed(**known(at=MONDAY - 40 * DAY), now=MONDAY - 40 * DAY)
    taken, answered, resolved = make_complaint(**known()), make_answered(**known()), make_judged(**known())
    photo = Attachment.objects.create(
        complaint=taken, kind=Attachment.Kind.PHOTO, file=ContentFile(b"photo", "photo.jpg"), content_type="image/jpeg",
        at=MONDAY, by=place.staff["manager"], digest="0" * 64,
    )  # fmt: skip
    make_reports(now=MONDAY)
    report = WeeklyReport.objects.latest("week")
    begun = ("answer", "explain", "pass_up", "decide", "void", "reveal", "attach", "file", "print")
    pages = {
        **{f"complaints:{verb}": taken.number for verb in begun},
        **{f"complaints:{verb}": answered.number for verb in ("resolve", "judge", "join")},
        **dict.fromkeys(["complaints:close", "complaints:call_back"], resolved.number),
        "record C": taken.number,
        **{f"complaints:{page}": report.number for page in ("sum_up", "sign", "print_report")},
        "record ZB": report.number,
    }
    return {"complaints:file pk": photo.pk, **_numbered(pages)}


def _boxes_and_calls(place: Place) -> dict[str, object]:
    """A box that was opened and had a letter in it, a call still to be rung back, a line out of order."""
    by, box = place.staff["reception"], make_box(name="Gate 1")
    boxes.promise_openings(now=MONDAY)
    opening = boxes.note_opening(BoxOpening(box=box, at=MONDAY, count=2), by=by, now=MONDAY)
    place.contact(opening=opening, channel="box")
    boxes.promise_openings(now=MONDAY + DAY)
    call = make_call(by=by)
    calls.tried(call, by=by, now=MONDAY)
    outage = LineOutage(community=home(), line="Hotline 2", since=MONDAY, instead="0531-0000-7002")
    pages = {
        **dict.fromkeys(["open_box", "record L"], box.number),
        **{f"missed_call_{verb}": call.number for verb in ("give_up", "reveal", "tried")},
        "record W": call.number,
    }
    return {
        "opening pk": opening.pk,
        "owners:line_end pk": calls.note_outage(outage, by=by).pk,
        **_numbered(pages),
    }


def _samples(place: Place) -> dict[str, object]:
    """A sample of last week: one contact is marked and its guidance is still to be read, another one waits."""
    for _ in range(2):
        place.contact(at=MONDAY - 3 * DAY)
    (sample,) = draw(MONDAY)
    marked, waits = CheckedContact.objects.filter(sample=sample).order_by("pk")
    mark_all([marked], by=place.staff["manager"], now=MONDAY)
    pages = {**dict.fromkeys(["mark_contact", "record Q"], sample.number)}
    return {"mark_contact pk": waits.pk, "owners:confirm_guidance pk": marked.pk, **_numbered(pages)}


def _duty(place: Place) -> dict[str, object]:
    """A stop ahead, a handover that nobody has taken over yet, and the roster of today."""
    given = give(make_staff(name="Gail Page"), now=MONDAY + timedelta(hours=5), hand_on=False, things="A key")
    stop = make_stop("3")
    return {
        "day": given.day,
        "shift": Shift.DAY,
        **dict.fromkeys(["roster_copy pk", "roster_shift pk"], place.service.pk),
        **{f"stop_{verb} pk": stop.pk for verb in ("change", "cancel", "print")},
        **dict.fromkeys(["shift pk", "shift_print pk"], given.pk),
        "record JB number": given.number,
    }


def _register(place: Place) -> dict[str, object]:
    """The home and its household, and somebody entered twice."""
    make_person(NAME, phone="")
    stay = Occupancy.objects.get(unit=place.unit)
    return {
        **{f"{page} pk": place.unit.pk for page in ("home_page", "move_in", "move_out")},
        **{f"{page} pk": place.person.pk for page in ("person_page", "merge_people", "reveal_person")},
        "correct_stay pk": stay.pk,
    }


def _import(place: Place) -> dict[str, object]:
    """A file of which one line is ready and one is to be mended."""
    ready = ["3", "2", "502", "Bea Cook", "owner", "13800138001", "2019-07-15"]
    lines = [HEADING, ready, [*ready[:5], "12", ""]]
    file = importing.work(importing.upload(importing.separated(lines), by=place.staff["manager"]))
    pages = ["import", "import_progress", "import_enter", "import_row"]
    assert (file.stage, Building.objects.count()) == (Import.Stage.CHECKED, 1)
    return {**{f"owners:{page} pk": file.pk for page in pages}, "line": 3}
