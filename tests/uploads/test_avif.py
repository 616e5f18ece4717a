"""AVIF: made by the worker, never by a request, and offered once it is there."""

from __future__ import annotations

import io
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image, features
from wagtail.images import get_image_model
from wagtail.images.models import Filter
from wagtail.images.tests.utils import get_test_image_file

from blog.maintenance import make_missing_avif
from blog.media import avif
from privacy_plugin.embeds.tasks import look_up_item
from tests.support import factories

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not features.check("avif"), reason="this Pillow has no AVIF"),
]


def drawing(
    kind: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (700, 400)
) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(out, kind)
    return out.getvalue()


def animation() -> bytes:
    frames = [Image.new("RGB", (80, 60), color) for color in ("red", "green")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"/>'
KINDS = {
    "truncated.jpg": lambda: drawing("JPEG")[:2000],
    "animated.gif": animation,
    "drawing.svg": lambda: SVG,
    "print.jpg": lambda: drawing("JPEG", "CMYK"),
    "palette.png": lambda: drawing("PNG", "P"),
    "transparent.png": lambda: drawing("PNG", "RGBA"),
    "small.png": lambda: drawing(size=(40, 30)),
}


def add_picture(name: str = "picture.png", content: bytes | None = None):
    picture = get_image_model().objects.create(
        title="A picture", file=get_test_image_file(filename=name, size=(700, 400))
    )
    if content:  # also what no form would take
        picture.file.storage.delete(picture.file.name)
        picture.file.storage.save(picture.file.name, ContentFile(content))
    return get_image_model().objects.get(pk=picture.pk)


def illustrated(picture):
    post = factories.post()
    post.lead_image = picture
    post.save_revision().publish()
    return post


def work() -> None:
    """Do what the worker does for pictures, until nothing is left."""
    while avif.make_next():
        pass


def main_of(post) -> str:
    answer = Client().get(post.url)
    assert answer.status_code == 200
    return answer.content.decode().split("<main")[1]


def formats(picture) -> set[str]:
    specs = picture.renditions.values_list("filter_spec", flat=True)
    return {re.split(r"format-", spec)[1] for spec in specs}


def test_a_page_offers_avif_once_the_worker_has_made_all_sizes():
    picture = add_picture()
    post = illustrated(picture)

    before = main_of(post)
    assert "avif" not in before
    assert formats(picture) == {"webp", "jpeg"}  # which other sites show
    avif.make_next()
    assert "avif" not in main_of(post)
    work()

    page = main_of(post)
    source, image = re.search(r"<picture>(<source.*?>)(<img.*?>)", page).groups()
    assert 'type="image/avif"' in source
    assert source.count(".avif") == image.count(".webp ") == 4
    assert re.search(r"sizes=\"[^\"]+\"", source)[0] in image
    assert re.search(r'height="\d+"', image)
    assert re.search(r'width="\d+"', image)
    assert 'fetchpriority="high"' in image
    assert "loading" not in image


def test_only_the_first_picture_of_a_page_hurries():
    post = illustrated(add_picture())
    illustrated(add_picture("other.png"))

    front = Client().get("/").content.decode()
    assert front.count('fetchpriority="high"') == 1
    assert front.index('fetchpriority="high"') < front.index('loading="lazy"')

    post.lead_image, image = None, {"decorative": True, "alt_text": ""}
    value = {"image": {"image": add_picture().pk, **image}, "caption": "", "width": ""}
    block = {"type": "image", "value": value}
    post.body = post.body.stream_block.to_python([block, block])
    post.save_revision().publish()

    page = main_of(post)
    assert page.count('fetchpriority="high"') == page.count('loading="lazy"') == 1
    assert page.index('fetchpriority="high"') < page.index('loading="lazy"')


@pytest.mark.parametrize("name", KINDS)
def test_any_picture_is_shown_and_stops_no_other(name):
    odd = illustrated(add_picture(name, KINDS[name]()))
    good = add_picture()
    plain = illustrated(good)

    assert "<img" in main_of(odd)
    work()

    assert re.search(r'<img[^>]* src="[^"]+"', main_of(odd))
    assert "avif" in main_of(plain)


def test_what_failed_is_left_alone_for_a_while():
    picture = add_picture()
    illustrated(picture)
    picture.file.storage.delete(picture.file.name)

    tries = 0
    while avif.make_next():
        tries += 1

    assert tries == avif.find_missing().count() > 0


def test_a_picture_replaced_meanwhile_gets_no_version_of_the_old_one():
    picture = add_picture()
    seen_by_worker = get_image_model().objects.get(pk=picture.pk)
    picture.file = get_test_image_file(filename="new.png", colour="black")
    picture.save()

    avif._make(seen_by_worker, Filter(spec="width-480|format-avif"))

    assert formats(picture) <= {"webp"}


def test_a_picture_deleted_meanwhile_leaves_nothing():
    picture = add_picture()
    seen_by_worker = get_image_model().objects.get(pk=picture.pk)
    get_image_model().objects.filter(pk=picture.pk).delete()

    avif._make(seen_by_worker, Filter(spec="width-480|format-avif"))

    assert not type(picture).get_rendition_model().objects.exists()


def test_two_processes_may_make_the_same_version_at_once():
    picture = add_picture()
    together = threading.Barrier(2, timeout=30)

    def make() -> None:
        own = get_image_model().objects.get(pk=picture.pk)
        together.wait()
        try:
            avif._make(own, Filter(spec="width-480|format-avif"))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(make) for _one in range(2)]:
            done.result()

    assert picture.renditions.filter(filter_spec__contains="avif").count() == 1


def test_the_worker_does_everything_else_first():
    for _number in range(2):
        illustrated(add_picture())
    make_missing_avif(at=timezone.now())
    look_up_item.enqueue(12345)

    call_command("privacy_worker", "--batch", verbosity=0)

    assert not avif.find_missing().exists()
    paths = DBTaskResult.objects.order_by("started_at").values_list("task_path")
    done = [path.rpartition(".")[2] for (path,) in paths]
    first = done.index("make_avif")
    assert "look_up_item" in done[:first]
    assert set(done[first:]) == {"make_avif"}
    assert len(done[first:]) > 8


def test_one_task_waits_however_often_maintenance_runs():
    illustrated(add_picture())

    for _time in range(3):
        make_missing_avif(at=timezone.now())

    path = avif.make_avif.module_path
    assert DBTaskResult.objects.filter(task_path=path).count() == 1
