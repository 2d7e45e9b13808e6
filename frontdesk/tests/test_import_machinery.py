"""A file goes through the real machinery: in the browser by keyboard, and past workers that are killed."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from frontdesk.servers.process import Process
from frontdesk.servers.waiting import until
from frontdesk.tests.machinery import WATCH, Machinery
from office.models import Community, Role, Staff, Unit
from office.tests.factories import PASSWORD, home, make_community, make_staff
from owners.actions import importing
from owners.imports.turns import Importer
from owners.models import Import, Occupancy, Person
from owners.tests.importing import HEADING, LI, WANG, separated, states, xlsx

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("machinery")]
LINES = 12_000
BAD = ["3", "2", "kitchen", *WANG[3:]]


def shared(folder: Path, settings: Settings, processes: int) -> None:
    """One folder of files for the test and every process that it starts."""
    settings.MEDIA_ROOT = folder / "media"
    settings.MEDIA_ROOT.mkdir()
    for number in range(processes):
        own = folder / f"process{number}"
        own.mkdir()
        (own / "media").symlink_to(settings.MEDIA_ROOT)


def test_by_keyboard_from_the_file_to_the_register(
    page: Page, live_server: LiveServer, tmp_path: Path, settings: Settings
) -> None:
    shared(tmp_path, settings, 1)
    make_staff(Role.MANAGER, username="manager", language="en")
    page.goto(f"{live_server.url}/owners/imports/")
    page.fill("[name=username]", "manager")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/owners/imports/")
    file = tmp_path / "people.xlsx"
    file.write_bytes(xlsx([HEADING, BAD, LI]))
    page.set_input_files("[name=file]", file)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("progress")
    with Machinery(tmp_path) as machinery:
        machinery.start(WATCH)
        page.wait_for_selector("text=Enter the ready line", timeout=30_000)
        page.get_by_role("link", name="Mend line 2").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("[name=room]:focus")
        page.keyboard.press("Control+A")
        page.keyboard.type("3-2-501x y")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".error-summary")
        assert page.input_value("[name=room]") == "3-2-501x y"
        page.fill("[name=room]", "3-2-501")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("text=Line 2 is ready.")
        page.wait_for_selector("text=Enter the 2 ready lines")
        page.keyboard.press("F8")
        page.wait_for_selector("text=2 lines are being entered.")
        page.wait_for_selector(".page-head .state-done", timeout=30_000)
    assert states(Import.objects.get()) == ["entered", "entered"]


def test_a_worker_that_is_killed_is_followed_by_another_and_nothing_is_lost_or_doubled(
    tmp_path: Path, settings: Settings
) -> None:
    """Killed while it reads and while it enters. The control: the same file, never interrupted, in another estate."""
    shared(tmp_path, settings, 3)
    manager = make_staff(Role.MANAGER, communities=[home(), make_community()])
    imported = uploaded(home(), manager)
    with Machinery(tmp_path) as machinery:
        (worker,) = machinery.start(WATCH)
        wait_for(imported, "uploaded", above=0)
        kill(worker)
        (worker,) = machinery.start(WATCH)
        wait_for(imported, "checked")
        importing.enter(imported, by=manager)
        wait_for(imported, "entering", above=0)
        kill(worker)
        machinery.start(WATCH)
        wait_for(imported, "done")
    control = uploaded(manager.communities.latest("pk"), manager)
    Importer().turn(120)
    importing.enter(control, by=manager)
    Importer().turn(120)
    assert states(imported) == states(control) == ["entered"] * LINES
    assert [who_lives_in(estate) for estate in manager.communities.order_by("pk")] == [
        [(f"{number % 90 + 1}-1-{number}", f"王{number}a") for number in range(1, LINES + 1)]
    ] * 2
    assert Person.objects.count() == 2 * LINES


def uploaded(estate: Community, manager: Staff) -> Import:
    people = (
        [str(number % 90 + 1), "1", str(number), f"王{number}a", "业主", f"138{number:08d}", ""]
        for number in range(1, LINES + 1)
    )
    file = ContentFile(separated([HEADING, *people]), "people.csv")
    return importing.upload(Import(community=estate, name="people.csv", file=file), by=manager, now=timezone.now())


def wait_for(imported: Import, stage: str, *, above: int = -1) -> None:
    """Wait until the file is in this stage and so far, but not at its end if it is to be interrupted."""

    def is_there() -> bool:
        imported.refresh_from_db()
        return imported.stage == stage and above < imported.done and (above < 0 or imported.done < LINES)

    assert until(is_there, patience=120), f"{imported.stage} {imported.done}"


def kill(worker: Process) -> None:
    assert worker.popen is not None
    worker.popen.kill()
    worker.popen.wait()


def who_lives_in(estate: Community) -> list[tuple[str, str]]:
    # Three plain reads: of tables filled a moment ago the planner knows nothing yet, and would join them the long way.
    homes = dict(Unit.objects.filter(community=estate).values_list("pk", "number"))
    names = dict(Person.objects.values_list("pk", "name"))
    stays = Occupancy.objects.order_by("pk").values_list("unit_id", "person_id")
    return [(homes[unit], names[person]) for unit, person in stays if unit in homes]
