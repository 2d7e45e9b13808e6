"""What the crew says by radio, noted at the desk or sent from its own telephone (RP-4)."""

import pytest
from django.test import Client

from office.models import Role
from office.tests.factories import make_staff
from repairs.models import Repair
from repairs.tests.factories import history, make_dispatched, make_registered
from repairs.tests.pages import desk, elsewhere, said

pytestmark = pytest.mark.django_db


def test_rp4_the_desk_notes_that_the_crew_was_told() -> None:
    repair, client = make_dispatched(), desk()
    url = f"/repairs/{repair.number}/tell_crew/"
    assert "radio" in client.get(url).content.decode()
    assert client.post(url, {"how": "radio 2"})["Location"] == f"/{repair.number}/"
    assert history(repair)[-1] == ("tell_crew", "dispatched", "radio 2")
    assert client.post(url, {"how": ""}).status_code == 422


@pytest.mark.parametrize(("verb", "status"), [("accept", "accepted"), ("arrive", "on_site")])
def test_rp4_the_desk_notes_it_on_behalf_of_the_crew(verb: str, status: str) -> None:
    repair, user = make_dispatched(), make_staff(Role.RECEPTION)
    answer = desk(user).post(f"/repairs/{repair.number}/{verb}/")
    assert (answer["Location"], Repair.objects.get().status) == (f"/{repair.number}/", status)
    assert history(repair)[-1] == (verb, status, "")


@pytest.mark.parametrize(("verb", "status"), [("accept", "accepted"), ("arrive", "on_site")])
def test_rp4_the_crew_sends_it_and_stays_on_its_telephone(verb: str, status: str) -> None:
    crew = make_staff(Role.CREW)
    repair = make_dispatched(crew)
    answer = desk(crew).post(f"/repairs/{repair.number}/{verb}/?from=job")
    assert (answer["Location"], Repair.objects.get().status) == (f"/repairs/jobs/{repair.number}/", status)


def test_what_is_too_late_is_said_and_changes_nothing() -> None:
    repair, client = make_dispatched(), desk()
    client.post(f"/repairs/{repair.number}/arrive/")
    before = history(repair)
    client.post(f"/repairs/{repair.number}/accept/")
    assert (history(repair), [text for text in said(client, repair) if "was first" in text] == []) == (before, False)


@pytest.mark.parametrize("verb", ["tell_crew", "accept", "arrive"])
def test_nobody_has_it_yet(verb: str) -> None:
    repair = make_registered()
    assert desk().post(f"/repairs/{repair.number}/{verb}/", {"how": "radio"})["Location"] == f"/{repair.number}/"
    assert history(repair) == [("register", "registered", "")]


@pytest.mark.parametrize("verb", ["accept", "arrive"])
def test_what_was_voided_meanwhile_is_neither_accepted_nor_begun(verb: str) -> None:
    crew = make_staff(Role.CREW)
    repair = make_dispatched(crew)
    desk(make_staff(Role.MANAGER, name="周敏")).post(f"/repairs/{repair.number}/void/", {"why": "reported twice"})
    desk(crew).post(f"/repairs/{repair.number}/{verb}/?from=job")
    assert history(repair)[-1] == ("void", "void", "reported twice")


@pytest.mark.parametrize("verb", ["accept", "arrive"])
def test_only_by_post_by_the_crew_of_the_job_or_the_desk(verb: str) -> None:
    repair = make_dispatched()
    url = f"/repairs/{repair.number}/{verb}/"
    assert [desk().get(url).status_code, desk(Role.FINANCE).post(url).status_code] == [405, 403]
    assert [desk(Role.CREW).post(url).status_code, elsewhere().post(url).status_code] == [404, 404]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_staff(Role.RECEPTION))
    assert (strict.post(url).status_code, len(history(repair))) == (403, 2)


def test_the_crew_does_not_tell_itself() -> None:
    crew = make_staff(Role.CREW)
    repair = make_dispatched(crew)
    assert desk(crew).get(f"/repairs/{repair.number}/tell_crew/").status_code == 403
