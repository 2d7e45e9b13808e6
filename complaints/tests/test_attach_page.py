"""The page on which photos and recordings are put with a complaint, and the address of each."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings

from complaints import actions
from complaints.models import Attachment, Complaint
from complaints.tests.clock import LATER
from complaints.tests.factories import history, make_closed, make_complaint
from complaints.tests.files import picture, sent
from office.models import Role
from office.sounds import MOST_BYTES
from office.tests.factories import make_staff
from office.tests.recordings import amr, id3, mp3, mp4, ogg, wav
from office.tests.test_images import png_header
from repairs.tests.pages import desk, elsewhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
ACCEPTED = (
    "Taken are photos (JPEG, PNG, WebP; 8 MB) and sound recordings (MP3, M4A, WAV, OGG, FLAC, AMR; 20 MB, 3 hours). "
    "No videos."
)
NO_SOUND = "This is not a sound recording that can be read: MP3, M4A, WAV, OGG, FLAC or AMR. No videos."
NO_PHOTO = "This is not a photo that can be read: JPEG, PNG or WebP."


@pytest.fixture(autouse=True)
def kept_in(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def page_of(complaint: Complaint) -> str:
    return f"/complaints/{complaint.number}/attach/"


def attach(complaint: Complaint, *files: SimpleUploadedFile, client: Client | None = None, **more: str) -> HttpResponse:
    answer = (client or desk()).post(page_of(complaint), {"enclosed": files, **more})
    assert isinstance(answer, HttpResponse)
    return answer


def refused(complaint: Complaint, *files: SimpleUploadedFile) -> list[str]:
    """What the form says at its field; nothing was kept."""
    answer = attach(complaint, *files)
    assert (answer.status_code, Attachment.objects.count(), len(history(complaint))) == (422, 0, 1)
    errors: dict[str, list[str]] = answer.context["form"].errors  # type: ignore[attr-defined]
    assert list(errors) == ["enclosed"]
    return list(errors["enclosed"])


def with_one(content: bytes = b"", name: str = "a.bin", **more: Any) -> Attachment:
    """A complaint with a recording, or whatever else is sent."""
    complaint = make_complaint(**more)
    assert attach(complaint, sent(name, content or wav()), client=desk(Role.MANAGER)).status_code == 302
    return complaint.attachments.get()


def twenty(count: int = 20) -> list[SimpleUploadedFile]:
    return [sent("a.amr", b"#!AMR\n" + bytes([0x3C]) + bytes([number]) * 31) for number in range(count)]


def look(client: Client, url: str, **headers: str) -> Any:
    """The answer, read to its end: its file is closed."""
    answer = client.get(url, headers=headers)
    answer.read = answer.getvalue()  # type: ignore[attr-defined]
    return answer


def address(attachment: Attachment) -> str:
    return f"/complaints/{attachment.complaint.number}/files/{attachment.pk}/"


def test_the_page_takes_several_files_with_a_telephone_s_camera_too() -> None:
    page = desk().get(page_of(make_complaint())).content.decode()
    for words in ('enctype="multipart/form-data"', " multiple", 'accept="image/jpeg,', "audio/*", ACCEPTED):
        assert words in page


def test_photos_and_recordings_are_kept_at_once(kept_in: Path) -> None:
    complaint, client = make_complaint(), desk()
    files = [sent("one.jpg", picture()), sent("two.png", picture("PNG", colour="red")), sent("three.jpg", mp3())]
    answer = attach(complaint, *files, client=client, caption="The garage gate")
    assert (answer.status_code, answer["Location"]) == (302, f"/{complaint.number}/")
    rows = complaint.attachments.order_by("pk").values_list("kind", "content_type", "seconds", "caption")
    assert list(rows) == [
        ("photo", "image/jpeg", None, "The garage gate"),
        ("photo", "image/jpeg", None, "The garage gate"),
        ("sound", "audio/mpeg", 2, "The garage gate"),
    ]
    assert sorted(path.suffix for path in kept_in.rglob("*.*")) == [".jpg", ".jpg", ".mp3"]
    assert {len(path.stem) for path in kept_in.rglob("*.*")} == {32}
    assert [str(message) for message in client.get(answer["Location"]).context["messages"]] == [
        "They are with the complaint."
    ]


def test_the_same_form_sent_twice_is_kept_once(kept_in: Path) -> None:
    complaint, client = make_complaint(), desk()
    for _time in range(2):
        assert attach(complaint, sent("a.jpg", picture()), sent("a.amr", amr()), client=client).status_code == 302
    assert (complaint.attachments.count(), len(list(kept_in.rglob("*.*"))), len(history(complaint))) == (2, 2, 2)


def test_what_happened_meanwhile_does_not_stand_against_it() -> None:
    complaint = make_complaint()
    assert attach(complaint, sent("a.jpg", picture()), seen="1").status_code == 302


def test_place_device_and_what_is_appended_to_a_photo_are_left_behind() -> None:
    exif = Image.Exif()
    exif[0x010F] = "a telephone"
    exif.get_ifd(0x8825)[1] = "N"
    content = picture(exif=exif) + b"<script>alert(1)</script>"
    kept = Path(with_one(content, "a.jpg").file.path).read_bytes()
    assert [word for word in (b"a telephone", b"Exif", b"script") if word in content] == [
        b"a telephone",
        b"Exif",
        b"script",
    ]
    assert [word for word in (b"a telephone", b"Exif", b"script") if word in kept] == []


@pytest.mark.parametrize("name", ["../../etc/x.php", "x" * 99 + ".html", "CON", "gpj\u202e.exe", "noend", "a\r\nb"])
def test_the_name_of_a_file_decides_nothing(name: str, kept_in: Path) -> None:
    attachment = with_one(mp4(), name)
    (path,) = kept_in.rglob("*.*")
    assert (path.parent, path.suffix, len(path.stem)) == (kept_in / "complaints", ".m4a", 32)
    number = f"{attachment.complaint.number}-{attachment.pk}.m4a"
    assert look(desk(), address(attachment))["Content-Disposition"] == f'inline; filename="{number}"'


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"", "This file is empty.", id="empty"),
        pytest.param(b"\0" * 9000, ACCEPTED, id="zero bytes"),
        pytest.param(b"<!doctype html><script>alert(1)</script>", ACCEPTED, id="HTML"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", ACCEPTED, id="SVG"),
        pytest.param(picture("TIFF"), ACCEPTED, id="TIFF"),
        pytest.param(picture("GIF"), ACCEPTED, id="GIF"),
        pytest.param(b"%PDF-1.7", ACCEPTED, id="PDF"),
        pytest.param(b"\x1a\x45\xdf\xa3" + b"\0" * 9_000_000, ACCEPTED, id="a WebM of 9 MB"),
        pytest.param(mp4(kinds=(b"vide", b"soun")), NO_SOUND, id="video"),
        pytest.param(b"\0\0\0\x18ftypheic" + b"\0" * 400, NO_SOUND, id="HEIC"),
        pytest.param(png_header(12_000, 12_000), "This photo has too many pixels (more than 25 million).", id="bomb"),
        pytest.param(picture()[:200], NO_PHOTO, id="truncated JPEG"),
        pytest.param(picture("PNG")[:60], NO_PHOTO, id="truncated PNG"),
        pytest.param(wav()[:30], NO_SOUND, id="truncated WAV"),
        pytest.param(ogg()[:40], NO_SOUND, id="truncated OGG"),
        pytest.param(id3(picture()), NO_SOUND, id="a photo in a tag"),
        pytest.param(picture() + b"\0" * 8 * 2**20, "This photo is larger than 8 MB.", id="a photo of 8 MB and more"),
        pytest.param(mp3() + b"\0" * MOST_BYTES, "This recording is larger than 20 MB.", id="more than 20 MB"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field_by_name(content: bytes, why: str, kept_in: Path) -> None:
    assert refused(make_complaint(), sent("holiday.jpg", content)) == [f"holiday.jpg: {why}"]
    assert list(kept_in.rglob("*.*")) == []


def test_a_recording_of_more_than_8_mb_is_taken() -> None:
    assert with_one(wav(1200)).seconds == 1200


def test_with_one_that_is_refused_none_is_kept_and_each_is_named(kept_in: Path) -> None:
    files = [sent("good.jpg", picture()), sent("bad.gif", b"GIF89a"), sent("worse\u202e.mp4", mp4(kinds=(b"vide",)))]
    assert refused(make_complaint(), *files) == [f"bad.gif: {ACCEPTED}", f"worse.mp4: {NO_SOUND}"]
    assert list(kept_in.rglob("*.*")) == []


def test_without_a_file_or_with_too_many_nothing_happens() -> None:
    assert refused(make_complaint()) == ["Choose a photo or a recording."]
    assert refused(make_complaint(), *twenty(21)) == ["At most 20 files at once."]


def test_the_21st_file_is_refused_with_how_many_there_is_room_for() -> None:
    complaint = make_complaint()
    assert attach(complaint, *twenty(19)).status_code == 302
    answer = attach(complaint, sent("a.jpg", picture()), sent("b.jpg", picture(colour="red")))
    assert answer.status_code == 422
    assert "there is room for 1 more" in answer.content.decode()
    assert attach(complaint, sent("a.jpg", picture()), sent("b.amr", amr(1))).status_code == 422
    assert attach(complaint, sent("a.jpg", picture()), *twenty(1)).status_code == 302
    assert complaint.attachments.count() == 20


@pytest.mark.parametrize(("caption", "status"), [("a\0b", 422), ("x" * 101, 422), ("a\nb", 422), ("\u202ebike", 302)])
def test_the_words_with_it_are_as_everywhere(caption: str, status: int) -> None:
    complaint = make_complaint()
    assert attach(complaint, sent("a.jpg", picture()), caption=caption).status_code == status
    assert list(complaint.attachments.values_list("caption", flat=True)) == (["bike"] if status == 302 else [])


def test_nothing_is_put_with_one_that_has_ended() -> None:
    void = make_complaint()
    actions.void(void, "entered twice", by=make_staff(Role.MANAGER), now=LATER)
    for complaint in (void, make_closed()):
        for answer in (desk().get(page_of(complaint)), attach(complaint, sent("a.jpg", picture()))):
            assert (answer.status_code, answer["Location"]) == (302, f"/{complaint.number}/")
    assert Attachment.objects.count() == 0


def test_only_who_takes_complaints_of_the_estate_and_never_the_person_complained_of() -> None:
    guard = make_staff(Role.MANAGER)
    plain, confidential = make_complaint(), make_complaint(about_staff=guard)
    file = sent("a.jpg", picture())
    assert [attach(plain, file, client=desk(role)).status_code for role in (Role.CREW, Role.FINANCE)] == [403, 403]
    assert [attach(plain, file, client=elsewhere()).status_code] == [404]
    for client in (desk(guard), desk(Role.RECEPTION)):
        assert [
            client.get(page_of(confidential)).status_code,
            attach(confidential, file, client=client).status_code,
        ] == [404, 404]
    assert attach(confidential, sent("a.jpg", picture()), client=desk(Role.MANAGER)).status_code == 302
    assert Attachment.objects.count() == 1


# ── looked at, listened to ──────────────────────────────────────────────────
def test_who_may_see_the_complaint_is_shown_the_file() -> None:
    content = wav()
    attachment = with_one(content)
    for role in (Role.RECEPTION, Role.MANAGER, Role.COMPANY):
        answer = look(desk(role), address(attachment))
        assert (answer.status_code, answer["Content-Type"], answer.read) == (200, "audio/wav", content)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "sandbox"
        assert answer["Cache-Control"] == "private, no-cache"


def test_somebody_seeks_in_a_recording() -> None:
    content = wav(4)
    client, url = desk(), address(with_one(content))
    answer = look(client, url, Range="bytes=8000-8999")
    assert (answer.status_code, answer.read) == (206, content[8000:9000])
    assert answer["Content-Range"] == f"bytes 8000-8999/{len(content)}"
    assert look(client, url, Range="bytes=99999-").status_code == 416


def test_nobody_else_is_shown_it_and_no_public_address_serves_it() -> None:
    guard = make_staff(Role.MANAGER)
    plain, confidential = with_one(), with_one(about_staff=guard)
    assert [desk(role).get(address(plain)).status_code for role in (Role.CREW, Role.COLLECTOR)] == [403, 403]
    assert elsewhere().get(address(plain)).status_code == 404
    assert [client.get(address(confidential)).status_code for client in (desk(guard), desk())] == [404, 404]
    assert look(desk(Role.MANAGER), address(confidential)).status_code == 200
    assert Client().get(address(plain))["Location"].startswith("/login/")
    name = plain.file.name
    for path in (f"/{name}", f"/media/{name}", f"/static/{name}", f"/complaints/{name}"):
        assert (path, desk().get(path).status_code) == (path, 404)


def test_a_file_is_found_only_with_its_own_complaint_and_read_only() -> None:
    one, other = with_one(), with_one()
    url, client = address(one), desk()
    assert client.get(url.replace(one.complaint.number, other.complaint.number)).status_code == 404
    wrong = [url.replace(f"/{one.pk}/", f"/{pk}/") for pk in ("0", "9" * 30, "-1", "abc", "１")]
    assert [client.get(path).status_code for path in wrong] == [404] * 5
    assert client.post(url).status_code == 405


def test_a_lost_file_is_not_found() -> None:
    attachment = with_one()
    Path(attachment.file.path).unlink()
    assert desk().get(address(attachment)).status_code == 404


def test_the_record_shows_them_with_what_plays_them() -> None:
    complaint = make_complaint()
    kinds = [sent("1", picture()), sent("2", ogg(75)), sent("3", amr())]
    for file in kinds:
        assert attach(complaint, file, caption=f"<b>{file.name}</b>").status_code == 302
    photo, sound, old = [address(row) for row in complaint.attachments.order_by("pk")]
    page = desk().get(f"/{complaint.number}/").content.decode()
    for words in (
        f'<a href="{photo}"><img src="{photo}" loading="lazy" alt="&lt;b&gt;1&lt;/b&gt;"></a>',
        f'<audio controls preload="none" src="{sound}" aria-label="&lt;b&gt;2&lt;/b&gt;"></audio>',
        f'<a href="{sound}">sound recording 1:15</a>',
        f'<a href="{old}">sound recording 0:02</a>',
        page_of(complaint),
    ):
        assert words in page
    assert f'src="{old}"' not in page
    assert page_of(complaint) in desk(Role.COMPANY).get(f"/{complaint.number}/").content.decode()


def test_a_file_costs_one_statement_beside_who_asks(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    url, client = address(with_one()), desk()
    with django_assert_num_queries(3):
        look(client, url)
