"""The photo kept with a signed order: what is taken, how it is kept, who may see it (RP-6, RP-7)."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import Settings

from office.models import Role, Staff
from office.tests.factories import make_community, make_staff
from repairs.models import Repair, WorkOrder
from repairs.tests.jobs import LATER, make_agreed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]


@pytest.fixture(autouse=True)
def kept_in(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def crew() -> Staff:
    return make_staff(Role.CREW)


def picture(kind: str = "PNG") -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 20), "navy").save(file, kind)
    return file.getvalue()


def finish(client: Client, repair: Repair, photo: SimpleUploadedFile) -> int:
    said = {"result": "done", "findings": "New valve.", "account": "agreed", "finished_at": f"{LATER:%Y-%m-%dT%H:%M}"}
    signed = {"signed": "yes", "name": "王小明", "capacity": "owner", "photo": photo}
    return client.post(reverse("repairs:finish", args=[repair.number]), {**said, **signed}).status_code


@pytest.fixture
def order(crew: Staff) -> WorkOrder:
    """A finished order with its photo."""
    client, repair = Client(), make_agreed(crew)
    client.force_login(crew)
    assert finish(client, repair, SimpleUploadedFile("../../../etc/signed.php", picture())) == 302
    return repair.orders.get()


def photo_of(order: WorkOrder) -> str:
    return reverse("repairs:photo", args=[order.number])


def test_rp6_the_photo_is_kept_under_a_name_of_its_own(order: WorkOrder, kept_in: Path) -> None:
    files = [path for path in kept_in.rglob("*") if path.is_file()]
    assert [path.parent for path in files] == [kept_in / "signed"]
    assert (len(files[0].stem), files[0].suffix) == (22, ".jpg")
    with Image.open(files[0]) as kept:
        assert kept.format == "JPEG"


def test_rp6_crew_and_desk_see_the_photo(order: WorkOrder, crew: Staff) -> None:
    for user in (crew, make_staff(Role.RECEPTION), make_staff(Role.FINANCE)):
        client = Client()
        client.force_login(user)
        answer = client.get(photo_of(order))
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "sandbox"
        assert answer["Content-Disposition"] == f'inline; filename="{order.number}.jpg"'
        assert answer["Cache-Control"] == "private"
        assert Image.open(BytesIO(answer.getvalue())).size == (40, 20)


def test_rp6_others_do_not_see_the_photo(order: WorkOrder) -> None:
    for user in (make_staff(Role.CREW), make_staff(Role.RECEPTION, community=make_community())):
        client = Client()
        client.force_login(user)
        assert client.get(photo_of(order)).status_code == 404
    assert Client().get(photo_of(order))["Location"].startswith("/login/")


def test_rp6_no_public_address_serves_it(order: WorkOrder, crew: Staff) -> None:
    client = Client()
    client.force_login(crew)
    name = order.signed_photo.name
    for address in (f"/{name}", f"/media/{name}", f"/static/{name}", f"/repairs/{name}"):
        assert (address, client.get(address).status_code) == (address, 404)


def test_an_order_without_a_photo_and_a_lost_file_are_not_found(client: Client, order: WorkOrder, crew: Staff) -> None:
    client.force_login(crew)
    Path(order.signed_photo.path).unlink()
    assert client.get(photo_of(order)).status_code == 404
    WorkOrder.objects.update(signed_photo="")
    assert client.get(photo_of(order)).status_code == 404


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"GIF89a", picture()[:60]])
def test_rp6_what_is_no_photo_finishes_nothing(client: Client, crew: Staff, kept_in: Path, content: bytes) -> None:
    client.force_login(crew)
    repair = make_agreed(crew)
    assert finish(client, repair, SimpleUploadedFile("signed.jpg", content)) == 422
    repair.refresh_from_db()
    assert (repair.status, list(kept_in.rglob("*.*"))) == (Repair.Status.AGREED, [])


def test_rp6_a_photo_of_9_mb_is_refused_with_its_reason(client: Client, crew: Staff) -> None:
    crew.language = "en"
    crew.save()
    client.force_login(crew)
    repair = make_agreed(crew)
    sent = SimpleUploadedFile("signed.jpg", picture("JPEG") + b"\0" * 9 * 1024 * 1024)
    assert finish(client, repair, sent) == 422
    repair.refresh_from_db()
    assert repair.status == Repair.Status.AGREED
