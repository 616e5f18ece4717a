"""An uploaded picture is stored and resized without saying where it was taken."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps
from wagtail.images import get_image_model
from wagtail.images.models import Image as StoredImage
from wagtail.users.models import UserProfile

from blog.media.image_metadata import UnreadableImage, strip_metadata
from blog.media.image_metadata.stored import strip_stored_images
from blog.settings import base
from tests.support import factories
from tests.support.samples.images import FORMATS, SECRET, SUFFIX, XMP, drawing, picture

pytestmark = pytest.mark.filterwarnings(
    "ignore:Image appears to be a malformed MPO", "ignore:Corrupt EXIF data"
)
RASTER = [kind for kind in FORMATS if kind != "svg"]
NAMED = b"(?i)lovelace|xmpmeta|MPF\0|Photoshop|inkscape"


def frames(content: bytes) -> list[bytes]:
    with Image.open(io.BytesIO(content)) as opened:
        drawn = []
        for number in range(getattr(opened, "n_frames", 1)):
            opened.seek(number)
            drawn.append(opened.convert("RGB").tobytes())
        return drawn


@pytest.fixture
def media(settings, tmp_path: Path) -> Path:
    """Store uploads as the blog does, in a folder of this test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
    }
    options = {"private_location": str(tmp_path / "private")}
    settings.STORAGES = base.STORAGES | {
        "default": base.STORAGES["default"] | {"OPTIONS": options}
    }
    return tmp_path / "media"


@pytest.fixture
def editor(admin_client: Client) -> Client:
    """Return the browser of somebody who may do everything."""
    return admin_client


def secrets(folder: Path) -> list[str]:
    """Return the files below a folder in which a secret stands."""
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and re.search(NAMED, path.read_bytes())
    ]


@pytest.mark.parametrize("kind", FORMATS)
def test_metadata_is_gone_and_nothing_else(kind: str):
    content = picture(kind)
    assert SECRET in content

    stripped = strip_metadata(content)

    assert not re.search(NAMED, stripped)
    assert strip_metadata(stripped) == stripped
    if kind != "svg":
        before, after = (Image.open(io.BytesIO(each)) for each in (content, stripped))
        assert frames(stripped) == frames(content)
        assert after.info.get("icc_profile") == before.info.get("icc_profile")
        assert after.getexif().get_ifd(0x8825) == {}
        assert after.info.get("loop") == before.info.get("loop")


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", [kind for kind in RASTER if kind != "gif"])
def test_picture_stays_the_right_way_up(kind: str, orientation: int):
    content = picture(kind, orientation=orientation)

    stripped = strip_metadata(content)

    assert not re.search(NAMED, stripped)
    before, after = (
        ImageOps.exif_transpose(Image.open(io.BytesIO(each)))
        for each in (content, stripped)
    )
    assert after.size == before.size
    assert after.tobytes() == before.tobytes()


def test_drawing_keeps_its_title_and_the_picture_within():
    stripped = strip_metadata(picture("svg")).decode()

    assert "<title>A line</title>" in stripped
    assert 'd="M0 0L60 40"' in stripped
    inside = re.search('base64,([^"]+)', stripped)
    assert inside
    assert not re.search(NAMED, base64.b64decode(inside[1]))


@pytest.mark.parametrize("kind", FORMATS)
def test_picture_without_metadata_stays_byte_for_byte(kind: str):
    content = strip_metadata(picture(kind))

    assert strip_metadata(content) == content


def test_plain_jpeg_of_pillow_stays_byte_for_byte():
    out = io.BytesIO()
    drawing().save(out, "JPEG")

    assert strip_metadata(out.getvalue()) == out.getvalue()


@given(kind=st.sampled_from(FORMATS), data=st.data())
def test_damaged_picture_is_refused_or_cleaned(kind: str, data: st.DataObject):
    content = bytearray(PICTURES[kind])
    for _time in range(data.draw(st.integers(0, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(
            st.integers(0, 255)
        )
    del content[data.draw(st.integers(1, len(content))) :]

    try:
        stripped = strip_metadata(bytes(content))
    except UnreadableImage:
        return

    assert strip_metadata(stripped) == stripped


PICTURES = {kind: picture(kind) for kind in FORMATS}


def upload(client: Client, kind: str, content: bytes) -> StoredImage:
    """Upload a picture as an editor does."""
    name = f"holiday.{SUFFIX[kind]}"
    file = SimpleUploadedFile(name, content, content_type=f"image/{kind}")
    data = {"title": "Holiday", "file": file, "collection": "1"}
    response = client.post(reverse("wagtailimages:add"), data)
    assert response.status_code == 302, response.content.decode()
    return get_image_model().objects.latest("pk")


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "gif", "avif"])
def test_upload_and_its_sizes_hold_no_secret(kind: str, media: Path, editor: Client):
    image = upload(editor, kind, picture(kind, orientation=6))

    sizes = image.get_renditions("max-30x30", "width-20|format-jpeg", "original")

    path = Path(image.file.path)
    assert len(list(media.rglob("*.*"))) == 4
    assert secrets(media) == []
    assert image.file_size == path.stat().st_size
    upright = kind == "gif"
    assert (sizes["max-30x30"].width > sizes["max-30x30"].height) == upright


def test_replaced_file_holds_no_secret(media: Path, editor: Client):
    image = upload(editor, "png", picture("png"))
    address = reverse("wagtailimages:edit", args=[image.pk])
    file = SimpleUploadedFile("other.jpg", picture("jpeg"), content_type="image/jpeg")

    editor.post(address, {"title": "Other", "file": file, "collection": "1"})

    image.refresh_from_db()
    assert image.file.name.endswith(".jpg")
    assert secrets(media) == []


def test_several_uploads_at_once_hold_no_secret(media: Path, editor: Client):
    file = SimpleUploadedFile("many.webp", picture("webp"), content_type="image/webp")

    answer = editor.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "Many", "files[]": file, "collection": "1"},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )

    assert answer.json()["success"]
    assert get_image_model().objects.count() == 1
    assert secrets(media) == []


def test_portrait_of_an_editor_holds_no_secret(media: Path, db: None):
    profile = UserProfile.get_for_user(factories.editor())

    profile.avatar.save("me.jpg", ContentFile(picture("jpeg")))

    assert profile.avatar.size
    assert secrets(media) == []


def test_damaged_picture_is_refused_in_the_form(media: Path, editor: Client):
    content = picture("jpeg")
    content = content[: content.rindex(b"\xff\xd9") - 40]
    file = SimpleUploadedFile("cut.jpg", content, content_type="image/jpeg")

    response = editor.post(
        reverse("wagtailimages:add"), {"title": "Cut", "file": file, "collection": "1"}
    )

    page = response.content.decode()
    assert 'value="Cut"' in page
    assert "damaged" in page
    assert not get_image_model().objects.exists()
    assert not list(media.rglob("*.jpg"))


def test_what_only_calls_itself_a_picture_is_not_stored(media: Path):
    with pytest.raises(SuspiciousFileOperation):
        default_storage.save("scan.tiff", ContentFile(b"II*\0" + SECRET))

    assert not list(media.rglob("*.tiff"))


def stored_before(content: bytes, client: Client) -> StoredImage:
    """Return a picture as it was stored before uploads were cleaned, with a size."""
    image = upload(client, "jpeg", strip_metadata(content))
    rendition = image.get_rendition("max-30x30")
    Path(image.file.path).write_bytes(content)
    out = io.BytesIO()
    drawing((30, 20)).save(out, "JPEG", xmp=XMP)
    Path(rendition.file.path).write_bytes(out.getvalue())
    return image


@pytest.mark.django_db(transaction=True)
def test_command_cleans_what_was_stored_before(media: Path, editor: Client, capsys):
    image = stored_before(picture("jpeg", orientation=6), editor)
    upload(editor, "png", picture("png"))
    old = image.file.name
    assert len(secrets(media)) == 2

    call_command("strip_image_metadata", "--dry-run")
    assert "2 pictures: 1 have metadata, 0 not readable" in capsys.readouterr().out
    assert len(secrets(media)) == 2

    call_command("strip_image_metadata")
    assert "2 pictures: 1 cleaned, 0 not readable, 1 without" in capsys.readouterr().out
    assert secrets(media) == []
    image.refresh_from_db()
    assert image.file.name != old
    assert not default_storage.exists(old)
    assert image.file_size == image.file.size
    assert (image.width, image.height) == (60, 40)

    call_command("strip_image_metadata")
    assert "2 pictures: 0 cleaned" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_command_keeps_what_an_editor_changes_meanwhile(media: Path, editor: Client):
    first = stored_before(picture("jpeg"), editor)
    second = stored_before(picture("jpeg"), editor)

    for _result in strip_stored_images():
        StoredImage.objects.filter(pk=second.pk).update(title="By an editor")

    titles = dict(StoredImage.objects.values_list("pk", "title"))
    assert titles[second.pk] == "By an editor"
    assert titles[first.pk] == first.title
    assert secrets(media) == []


@pytest.mark.django_db(transaction=True)
def test_command_leaves_old_files_to_a_task_of_its_transaction(
    media: Path, editor: Client, settings
):
    image = stored_before(picture("jpeg"), editor)
    old = {image.file.name, image.renditions.get().file.name}
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    list(strip_stored_images())

    waiting = DBTaskResult.objects.filter(
        task_path="wagtail.tasks.delete_file_from_storage_task"
    )
    assert {task.args_kwargs["args"][1] for task in waiting} == old
    assert waiting.count() == 2


@pytest.mark.parametrize("kind", ["BMP", "TIFF"])
def test_rarer_kinds_of_pictures_are_stored_with_their_pixels_only(media: Path, kind):
    written = io.BytesIO()
    drawing((30, 20)).save(written, kind)
    content = ContentFile(written.getvalue() + SECRET)

    name = default_storage.save(f"avatar_images/ada.{kind.lower()}", content)

    with Image.open(default_storage.open(name)) as stored:
        assert (stored.format, stored.size) == (kind, (30, 20))
    assert secrets(media) == []


def test_text_behind_a_note_of_a_drawing_program_stays():
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:i="urn:i"><text>Hello '
        b"<i:x/>world<tspan>!</tspan><i:y/> Bye</text></svg>"
    )

    stripped = strip_metadata(svg).decode()

    assert "urn:i" not in stripped
    assert re.sub("<[^>]*>", "", stripped) == "Hello world! Bye"


@pytest.mark.django_db(transaction=True)
def test_command_names_what_it_cannot_read(media: Path, editor: Client, capsys):
    gone = upload(editor, "png", picture("png"))
    Path(gone.file.path).unlink()
    image = stored_before(picture("jpeg"), editor)

    call_command("strip_image_metadata")

    shown = capsys.readouterr()
    assert f"{gone.file.name}: not readable (FileNotFoundError)" in shown.err
    assert "1 cleaned, 1 not readable" in shown.out
    image.refresh_from_db()
    assert secrets(media) == []
