"""催办: somebody asks where the crew is; it is counted, and whoever has the job hears of it (RP-10)."""

from datetime import timedelta

import pytest

from office.models import Department, Notice, OutboxMessage, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_department, make_staff
from office.tests.threads import together
from owners.tests.factories import make_contact
from repairs import actions
from repairs.models import Repair
from repairs.tests.factories import history, make_dispatched, make_registered, make_repair
from repairs.tests.pages import desk, elsewhere, said

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(hours=1)


def told() -> list[tuple[str, str]]:
    """Who was told what, by name."""
    return list(Notice.objects.order_by("pk").values_list("staff__name", "text"))


def test_rp10_an_urge_is_history_and_tells_the_crew_that_has_it() -> None:
    crew = make_staff(Role.CREW, name="孙德胜", language="en")
    repair = make_dispatched(crew)
    contact = make_contact()
    assert actions.urge(repair, by=make_staff(), now=LATER, contact=contact) == 1
    assert history(repair)[-1] == ("urge", "dispatched", contact.number)
    assert told() == [("孙德胜", f"Urged, time 1: {repair.place}, {repair.problem}")]
    assert Notice.objects.get().subject == repair.number


def test_rp10_each_urge_counts_and_is_told_anew() -> None:
    repair = make_dispatched(make_staff(Role.CREW))
    assert [actions.urge(repair, by=make_staff(), now=LATER) for _call in range(3)] == [1, 2, 3]
    assert Notice.objects.count() == 3
    assert Repair.objects.with_urged().get().urged == 3


def test_rp10_before_the_dispatch_those_hear_of_it_who_owe_it() -> None:
    service = make_department(Department.Kind.CUSTOMER_SERVICE)
    dispatcher = make_staff(Role.RECEPTION, department=service, name="林晓燕")
    engineering = make_department(Department.Kind.ENGINEERING)
    make_staff(Role.CREW, department=engineering)
    urger = make_staff(Role.RECEPTION, department=service)
    actions.urge(make_registered(), by=urger, now=LATER)
    assert [name for name, _text in told()] == [dispatcher.name]


def test_rp10_of_a_joined_report_its_job_is_urged() -> None:
    crew = make_staff(Role.CREW)
    lead = make_dispatched(crew)
    report = make_repair(status=Repair.Status.JOINED, joined_to=lead, place="3-2-502")
    actions.urge(report, by=make_staff(), now=LATER)
    assert history(report) == [("urge", "joined", "")]
    assert history(lead)[-1] == ("urge", "dispatched", report.number)
    notice = Notice.objects.get()
    assert (notice.staff, notice.subject, "3-2-502" in notice.text) == (crew, lead.number, True)


@pytest.mark.parametrize("status", [Repair.Status.FINISHED, Repair.Status.CLOSED, Repair.Status.VOID])
def test_nobody_is_urged_about_what_is_done(status: str) -> None:
    repair = make_repair(status=status)
    with pytest.raises(InvalidMove):
        actions.urge(repair, by=make_staff(), now=LATER)
    assert (history(repair), OutboxMessage.objects.count()) == ([], 0)


def test_what_was_finished_meanwhile_is_not_urged() -> None:
    repair = make_dispatched()
    stale = Repair.objects.get()
    actions.void(repair, "twice", by=make_staff(), now=LATER)
    with pytest.raises(InvalidMove):
        actions.urge(stale, by=make_staff(), now=LATER)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_two_urges_and_both_are_told() -> None:
    repair, by = make_dispatched(make_staff(Role.CREW)), make_staff()

    def urge() -> int:
        return actions.urge(Repair.objects.select_related("community").get(pk=repair.pk), by=by, now=LATER)

    assert sorted(together([urge] * 4)) == [1, 2, 3, 4]
    assert Notice.objects.count() == 4


# ── on the pages ────────────────────────────────────────────────────────────
def test_the_record_counts_its_urges_and_so_does_the_register() -> None:
    repair, client = make_dispatched(), desk()
    assert client.post(f"/repairs/{repair.number}/urge/")["Location"] == f"/{repair.number}/"
    assert said(client, repair) == ["Urged: whoever has it was told."]
    client.post(f"/repairs/{repair.number}/urge/")
    assert "urged 2 times" in client.get(f"/{repair.number}/").content.decode()
    assert "urged 2 times" in client.get("/repairs/").content.decode()


def test_the_button_carries_its_key() -> None:
    repair = make_dispatched()
    page = desk().get(f"/{repair.number}/").content.decode()
    assert (f'action="/repairs/{repair.number}/urge/"' in page, 'data-key="Alt+U"' in page) == (True, True)


@pytest.mark.parametrize("role", [Role.CREW, Role.FINANCE, Role.COMPANY])
def test_who_may_not_urge(role: str) -> None:
    repair = make_dispatched()
    assert desk(role).post(f"/repairs/{repair.number}/urge/").status_code == 403
    assert len(history(repair)) == 2


def test_only_by_post_and_in_ones_own_estate() -> None:
    repair = make_dispatched()
    url = f"/repairs/{repair.number}/urge/"
    assert (desk().get(url).status_code, elsewhere().post(url).status_code) == (405, 404)


def test_a_late_click_is_told_why_nothing_happened() -> None:
    repair, client = make_registered(), desk()
    actions.void(repair, "twice", by=make_staff(name="林晓燕"), now=LATER)
    assert client.post(f"/repairs/{repair.number}/urge/")["Location"] == f"/{repair.number}/"
    assert said(client, repair) == ["林晓燕 was first, at 11:05: this record is now “void”."]
