"""Photos and recordings that come with a complaint at the reception screen: kept with it in the same save (CP-1)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.messages import get_messages
from django.core.files.storage import FileSystemStorage
from django.utils import translation
from pytest_django import Settings

from complaints.models import Attachment, Complaint
from complaints.tests.files import picture, sent
from frontdesk.tests.reception import PAGE, errors, matter, signed_in, typed
from office.models import Role
from office.tests.factories import make_staff
from office.tests.recordings import wav
from owners.models import Contact

pytestmark = pytest.mark.django_db
AGAIN = "Not saved yet: choose the photos and recordings again."


@pytest.fixture(autouse=True)
def kept_in(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """What is said is read here, outside the page."""
    with translation.override("en"):
        yield


def complaint(number: int = 1, **fields: Any) -> dict[str, Any]:
    return {"case": f"complaint-{number}", "type": "noise", **fields}


def said(response: Any) -> list[str]:
    """What the desk is told."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def files_of(record: Complaint) -> list[str]:
    return list(record.attachments.order_by("pk").values_list("content_type", flat=True))


def test_cp1_photos_and_recordings_are_kept_with_the_complaint_in_the_same_save(kept_in: Path) -> None:
    enclosed = [sent("hall.jpg", picture()), sent("night.wav", wav())]
    response = signed_in().post(PAGE, typed(complaint(enclosed=enclosed)))
    made = Complaint.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/reception/?saved={made.contact.number}")
    assert files_of(made) == ["image/jpeg", "audio/wav"]
    assert len([path for path in kept_in.rglob("*") if path.is_file()]) == 2


def test_cp1_of_two_complaints_each_keeps_its_own() -> None:
    one, two = complaint(1, enclosed=sent("a.jpg", picture())), complaint(2, enclosed=sent("b.wav", wav()))
    signed_in().post(PAGE, typed(matter(3), one, two))
    assert [files_of(record) for record in Complaint.objects.order_by("pk")] == [["image/jpeg"], ["audio/wav"]]


def test_cp1_what_comes_with_a_confidential_complaint_is_kept_with_it() -> None:
    user = make_staff(Role.RECEPTION, language="en")
    secret = complaint(confidential="on", enclosed=sent("a.jpg", picture()))
    assert signed_in(user).post(PAGE, typed(secret)).status_code == 302
    assert files_of(Complaint.objects.get()) == ["image/jpeg"]
    assert list(Attachment.objects.visible_to(user)) == []


def test_the_same_form_sent_twice_keeps_each_file_once() -> None:
    client, form = signed_in(), typed(complaint())
    for _time in range(2):
        client.post(PAGE, form | {"complaint-1-enclosed": sent("a.jpg", picture())})
    assert files_of(Complaint.objects.get()) == ["image/jpeg"]


def test_what_is_neither_photo_nor_recording_is_refused_at_its_field() -> None:
    response = signed_in().post(PAGE, typed(complaint(enclosed=sent("plan.pdf", b"%PDF-1.4"))))
    (message,) = errors(response)["complaint-1-enclosed"]  # type: ignore[arg-type]
    assert message.startswith("plan.pdf: Taken are photos")


def test_a_form_that_is_refused_asks_for_the_files_again(kept_in: Path) -> None:
    response = signed_in().post(PAGE, typed(complaint(type="", enclosed=sent("a.jpg", picture()))))
    assert errors(response)["complaint-1-enclosed"] == [AGAIN]  # type: ignore[arg-type]
    assert list(kept_in.iterdir()) == []


def test_without_script_another_block_asks_for_the_files_again() -> None:
    response = signed_in().post(PAGE, typed(complaint(enclosed=sent("a.jpg", picture())), then="add:message"))
    assert (response.status_code, said(response)) == (200, [AGAIN])
    assert Contact.objects.count() == 0


def test_where_the_disk_takes_nothing_the_complaint_is_saved_and_it_is_said() -> None:
    form = typed(complaint(enclosed=sent("a.jpg", picture())))
    with patch.object(FileSystemStorage, "_save", side_effect=OSError("no space left")):
        response = signed_in().post(PAGE, form)
    made = Complaint.objects.get()
    words = f"{made.contact.number} is saved, but not the photos and recordings: add them on the page of the complaint."
    assert (response.status_code, said(response), files_of(made)) == (302, [words], [])
