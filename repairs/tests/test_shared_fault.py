"""共同故障: one fault that many report has one job, and words that are read to whoever calls about it (RP-10)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from office.models import Building, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_community, make_staff, make_unit
from office.tests.threads import together
from repairs import actions
from repairs.models import Category, Repair, SharedFault
from repairs.tests.factories import history, make_category, make_dispatched, make_registered, make_repair
from repairs.tests.jobs import make_on_site
from repairs.tests.pages import desk, elsewhere, said

pytestmark = pytest.mark.django_db

S = Repair.Status
SAY = "Building 3 has no water, the crew is on it."


def report(number: str, category: Category, **fields: Any) -> Repair:
    return make_registered(unit=make_unit(number), category=category, **fields)


def share(repair: Repair, **fields: Any) -> SharedFault:
    return actions.share(repair, SAY, by=make_staff(), now=MONDAY, **fields)


def test_rp10_a_shared_fault_joins_what_nobody_has_begun() -> None:
    category = make_category()
    lead, other = report("3-1-101", category), report("3-1-102", category)
    sent = make_dispatched(unit=make_unit("3-1-103"), category=category)
    begun = make_on_site(unit=make_unit("3-1-104"), category=category)
    different = report("3-1-105", make_category())
    elsewhere_ = report("4-1-101", category)
    fault = share(lead)
    assert (fault.lead, fault.say, list(fault.buildings.all())) == (lead, SAY, [lead.building])
    assert set(lead.joined.all()) == {other, sent}
    rest = Repair.objects.filter(pk__in=[begun.pk, different.pk, elsewhere_.pk], joined_to=None)
    assert rest.count() == 3
    assert ("share", "registered", SAY) in history(lead)


def test_rp10_it_can_be_felt_in_more_buildings_than_its_own() -> None:
    category = make_category()
    lead, other = report("3-1-101", category), report("4-1-101", category)
    fault = share(lead, buildings=[other.building])
    assert set(fault.buildings.values_list("number", flat=True)) == {"3", "4"}
    assert list(lead.joined.all()) == [other]


def test_rp10_what_was_reported_too_long_ago_is_left_alone() -> None:
    category = make_category()
    old = report("3-1-101", category, now=MONDAY - timedelta(hours=25))
    lead = report("3-1-102", category)
    share(lead)
    assert Repair.objects.get(pk=old.pk).joined_to is None


def test_rp10_every_home_of_the_building_hears_of_it_until_it_is_mended() -> None:
    category = make_category()
    lead = report("3-1-101", category)
    fault, neighbour, far = share(lead), make_unit("3-2-901"), make_unit("4-1-101")
    assert list(SharedFault.objects.of(neighbour)) == [fault]
    assert list(SharedFault.objects.of(far)) == []
    Repair.objects.filter(pk=lead.pk).update(status=S.DISPATCHED)
    assert list(SharedFault.objects.of(neighbour)) == [fault]
    Repair.objects.filter(pk=lead.pk).update(status=S.ON_SITE)
    Repair.objects.filter(pk=lead.pk).update(status=S.FINISHED)
    assert list(SharedFault.objects.of(neighbour)) == []


def test_rp10_void_ends_it_and_sets_its_reports_free() -> None:
    category = make_category()
    lead, other = report("3-1-101", category), report("3-1-102", category)
    share(lead)
    actions.void(lead, "reported twice", by=make_staff(), now=MONDAY)
    assert list(SharedFault.objects.open()) == []
    assert Repair.objects.get(pk=other.pk).status == S.REGISTERED


@pytest.mark.parametrize("where", ["the same repair", "another one of its kind"])
def test_rp10_one_of_a_kind_is_open_in_a_building_at_a_time(where: str) -> None:
    category = make_category()
    lead, begun = report("3-1-101", category), make_on_site(unit=make_unit("3-1-104"), category=category)
    share(lead)
    with pytest.raises(InvalidMove, match="open there already"):
        share(lead if where == "the same repair" else begun)
    assert SharedFault.objects.count() == 1


def test_rp10_somewhere_it_has_to_be_felt() -> None:
    with pytest.raises(InvalidMove, match="Name the buildings"):
        share(make_registered())


def test_rp10_what_is_done_is_not_shared() -> None:
    unit = make_unit()
    repair = make_repair(unit=unit, status=S.FINISHED)
    with pytest.raises(InvalidMove):
        share(repair)
    assert SharedFault.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_rp10_of_two_who_open_it_at_once_one_does() -> None:
    category = make_category()
    pair = [report("3-1-101", category), report("3-1-102", category)]
    by = make_staff()

    def open_it(pk: int) -> bool:
        rows = Repair.objects.select_related("community", "building", "category")
        try:
            actions.share(rows.get(pk=pk), SAY, by=by, now=MONDAY)
        except InvalidMove:
            return False
        return True

    won = together([lambda pk=row.pk: open_it(pk) for row in pair])  # type: ignore[misc]
    assert (sorted(won), SharedFault.objects.count()) == ([False, True], 1)
    assert Repair.objects.filter(status=S.JOINED).count() == 1


# ── on the page ─────────────────────────────────────────────────────────────
def test_the_page_proposes_words_and_its_own_building() -> None:
    repair = report("3-1-101", make_category())
    page = desk().get(f"/repairs/{repair.number}/share/")
    assert page.context["form"]["say"].value() == "The door handle is broken: we know, and the crew is on it."
    answer = desk().post(f"/repairs/{repair.number}/share/", {"say": SAY, "buildings": [repair.building_id]})
    assert answer["Location"] == f"/{repair.number}/"
    text = desk().get(f"/{repair.number}/").content.decode()
    assert (SAY in text, "/share/" in text) == (True, False)


@pytest.mark.parametrize("typed", [{"say": ""}, {"say": "x" * 201}, {"say": SAY, "buildings": ["999999999"]}])
def test_what_is_missing_is_asked_for(typed: dict[str, Any]) -> None:
    repair = report("3-1-101", make_category())
    assert desk().post(f"/repairs/{repair.number}/share/", typed).status_code == 422
    assert SharedFault.objects.count() == 0


def test_a_building_of_another_estate_is_not_offered() -> None:
    repair = report("3-1-101", make_category())
    foreign = Building.objects.create(community=make_community(), number="9")
    typed = {"say": SAY, "buildings": [foreign.pk]}
    assert desk().post(f"/repairs/{repair.number}/share/", typed).status_code == 422


def test_a_second_one_is_told_that_one_is_open() -> None:
    category, client = make_category(), desk()
    first = report("3-1-101", category)
    begun = make_on_site(unit=make_unit("3-1-104"), category=category)
    share(first)
    client.post(f"/repairs/{begun.number}/share/", {"say": SAY, "buildings": [begun.building_id]})
    assert said(client, begun) == ["A shared fault of this kind is open there already."]


def test_who_may_open_one() -> None:
    repair = report("3-1-101", make_category())
    url = f"/repairs/{repair.number}/share/"
    assert [desk(role).get(url).status_code for role in (Role.CREW, Role.FINANCE, Role.HEAD)] == [403, 403, 200]
    assert (elsewhere().get(url).status_code, desk().put(url).status_code) == (404, 405)


def test_rp10_the_record_of_the_third_report_offers_it() -> None:
    category, now = make_category(), timezone.now()
    for number in ("3-1-101", "3-1-102"):
        report(number, category, now=now)
    third = report("3-1-103", category, now=now)
    text = desk().get(f"/{third.number}/").content.decode()
    assert f'<a href="/repairs/{third.number}/share/">Open a shared fault</a>' in text
