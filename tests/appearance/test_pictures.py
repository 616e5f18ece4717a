"""The logo, the icons and what is shared; and what happens where a picture is bad."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.images.models import Image

from blog.media import avif
from blog.models import Appearance
from blog.views import media
from tests.appearance.conftest import choose
from tests.appearance.test_form import DEFAULTS, get_url
from tests.blog.test_reading import MOST_QUERIES
from tests.support import factories
from tests.support.factories.second_site import SecondSite

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200">'
    b'<path d="M0 0h9"/></svg>'
)
EVIL = SVG.replace(b"<path", b"<script>alert(1)</script><path onload='alert(1)'")


def make_file(width: int, height: int) -> io.BytesIO:
    file = io.BytesIO()
    Pillow.new("RGB", (width, height), (20, 90, 79)).save(file, "PNG")
    file.seek(0)
    return file


LARGE = make_file(9, 9).read() + bytes(40 * 1024**2)


def make_image(width: int = 400, height: int = 400, title: str = "A picture") -> Image:
    file = ImageFile(make_file(width, height), name="picture.png")
    return Image.objects.create(title=title, file=file)


@pytest.fixture
def after_commit(django_capture_on_commit_callbacks):
    """Return a function that chooses, and lets happen what follows the commit."""

    def choose_and_commit(**choices):
        with django_capture_on_commit_callbacks(execute=True):
            return choose(**choices)

    return choose_and_commit


def read(client, url: str = "") -> str:
    return client.get(url or factories.post().url).content.decode()


def test_logo_stands_in_the_place_of_the_name(client, after_commit):
    after_commit(logo=make_image(800, 200))

    for url in ("/", factories.post().url, "/privacy/"):
        logo = re.search(r"<img[^>]*site-logo[^>]*>", read(client, url))
        assert logo, url
        assert 'alt="The blog"' in logo[0]
        assert re.search(r'srcset="\S+ 224w, \S+ 448w"', logo[0])
        assert 'sizes="224px"' in logo[0]
        assert ".webp" in logo[0]


def test_logo_is_avif_as_soon_as_the_worker_has_made_it(client, after_commit):
    after_commit(logo=make_image(800, 200))
    while avif.make_next():
        pass

    assert re.search(r"<source [^>]+\.avif", read(client))


@pytest.mark.parametrize("name", ["icon", "logo"])
def test_icons_are_made_from_a_square_picture(client, after_commit, name):
    after_commit(**{name: make_image()})

    html = read(client)

    icon = re.search(
        r'<link rel="icon" href="(\S+)" type="image/png" sizes="48x48">', html
    )
    touch = re.search(r'<link rel="apple-touch-icon" href="(\S+)">', html)
    assert icon
    assert touch
    assert "paper/favicon.svg" not in html
    size = Image.objects.get().renditions.get(filter_spec__startswith="fill-180x180")
    assert touch[1] == size.url
    assert (size.width, size.height) == (180, 180)


def test_oblong_logo_leaves_the_icon_of_the_theme(client, after_commit):
    after_commit(logo=make_image(800, 200))

    assert "paper/favicon.svg" in read(client)


def test_page_is_shared_with_the_picture_of_the_site(client, after_commit):
    after_commit(sharing_picture=make_image(1400, 900))

    html = read(client)

    url = re.search(r'<meta property="og:image" content="(http://[^"]+\.jpg)">', html)
    assert url
    assert '<meta property="og:image:width" content="1200">' in html
    assert '<meta property="og:image:height" content="630">' in html
    assert '<meta property="og:image:alt" content="The blog">' in html


def test_post_is_shared_with_its_own_picture_first(
    client, after_commit, django_capture_on_commit_callbacks
):
    after_commit(sharing_picture=make_image(1400, 900))
    post = factories.post()
    post.lead_image, post.lead_image_alt = make_image(1300, 800), "A red gate"
    with django_capture_on_commit_callbacks(execute=True):
        post.save_revision().publish()

    html = read(client, post.url)

    lead = post.lead_image.renditions.get(filter_spec__startswith="fill-1200x630")
    assert f'content="http://localhost{lead.url}"' in html
    assert '<meta property="og:image:alt" content="A red gate">' in html


def test_without_pictures_nothing_is_shared_and_the_icon_is_the_theme_s(client):
    html = read(client)

    assert "og:image" not in html
    assert "paper/favicon.svg" in html


def test_pictures_cost_one_query_whatever_there_is(client, after_commit):
    url = factories.post().url
    client.get(url)
    with CaptureQueriesContext(connection) as before:
        client.get(url)
    after_commit(
        logo=make_image(800, 200), icon=make_image(), sharing_picture=make_image(1300)
    )
    client.get(url)

    with CaptureQueriesContext(connection) as found:
        client.get(url)

    assert len(found) == len(before) + 1 <= MOST_QUERIES


def test_reading_makes_no_size(client, after_commit):
    after_commit(logo=make_image(800, 200), icon=make_image())
    for image in Image.objects.all():
        image.renditions.all().delete()

    html = read(client)

    assert "site-logo" in html
    assert not any(image.renditions.exists() for image in Image.objects.all())


def test_replaced_picture_gets_its_sizes_anew(
    client, after_commit, django_capture_on_commit_callbacks
):
    image = make_image(800, 200)
    after_commit(logo=image)
    image.renditions.all().delete()
    image.file = ImageFile(make_file(400, 400), name="other.png")
    with django_capture_on_commit_callbacks(execute=True):
        image.save()

    assert 'sizes="56px"' in read(client)


@pytest.mark.parametrize("name", ["logo", "icon", "sharing_picture"])
def test_deleted_picture_and_missing_file_stop_nothing(
    client, after_commit, name, django_capture_on_commit_callbacks
):
    image = make_image(1300, 1300)
    image.file.storage.delete(image.file.name)

    after_commit(**{name: image})
    assert client.get(factories.post().url).status_code == 200
    image.delete()

    assert client.get("/").status_code == 200
    assert getattr(Appearance.objects.get(), name) is None


@pytest.mark.parametrize(
    ("name", "size", "said"),
    [
        ("logo", (1, 1), "This picture has 1 × 1 pixels; it needs at least 32 × 32."),
        ("icon", (100, 100), "it needs at least 180 × 180."),
        ("icon", (400, 200), "An icon is square."),
        ("sharing_picture", (300, 300), "it needs at least 600 × 315."),
    ],
)
def test_picture_that_does_not_fit_is_refused(admin_client, name, size, said):
    image = make_image(*size)

    answer = admin_client.post(get_url(), DEFAULTS | {name: image.pk, "width": "wide"})

    assert said in answer.content.decode()
    assert f'value="{image.pk}"' in answer.content.decode()
    assert '<option value="wide" selected>' in answer.content.decode()


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (
            SimpleUploadedFile("logo.svg", EVIL, "image/svg+xml"),
            "Not a supported image",
        ),
        (SimpleUploadedFile("logo.png", EVIL, "image/png"), "Not a valid"),
        (SimpleUploadedFile("a.png", LARGE), "This file is too big"),
    ],
)
def test_file_that_is_no_logo_cannot_be_uploaded(admin_client, file, said):
    data = {"title": "Logo", "file": file, "image-chooser-upload-file": file}

    answer = admin_client.post(reverse("wagtailimages:add"), data)

    assert said in answer.content.decode()
    assert not Image.objects.exists()


def test_drawing_is_shown_as_it_is_and_holds_no_script(
    client, after_commit, settings, tmp_path
):
    settings.WAGTAILIMAGES_EXTENSIONS = ["svg", "png"]
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "blog.backends.storage.MediaStorage",
            "OPTIONS": {"private_location": str(tmp_path / "private")},
        }
    }
    file = ImageFile(io.BytesIO(EVIL), name="logo.svg")
    after_commit(logo=Image.objects.create(title="Logo", file=file))

    html = read(client)
    url = re.search(r'<link rel="icon" href="(\S+\.svg)" type="image/svg\+xml">', html)

    assert url
    assert re.search(r'<img[^>]*class="site-logo"[^>]*\.svg"', html)
    served = media(RequestFactory().get(url[1]), url[1][7:], tmp_path)
    assert b"<script" not in b"".join(served.streaming_content)
    assert served.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_each_site_has_its_own_logo(client, after_commit, second_site: SecondSite):
    after_commit(site=second_site.site, logo=make_image(800, 200))
    there = client.get(
        second_site.index.full_url, HTTP_HOST=second_site.site.hostname
    ).content.decode()

    assert 'alt="Nebenan"' in there
    assert "site-logo" not in read(client)
