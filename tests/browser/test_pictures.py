"""Pictures are as sharp as they are shown large, and lead where their title leads."""

from __future__ import annotations

import json
import re

import pytest
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

SHOWN = """() => [...document.images].map(image =>
    [image.currentSrc, image.getBoundingClientRect().width * devicePixelRatio])"""


@pytest.fixture
def address(post, url):
    """Return the address of a post with a picture in each place there is one."""
    file = get_test_image_file(size=(3000, 1800))
    image = get_image_model().objects.create(title="A photograph", file=file)
    post.lead_image = image
    post.body = json.dumps(
        [
            {
                "type": "image",
                "value": {
                    "image": {"image": image.pk, "alt_text": "", "decorative": True},
                    "caption": "",
                    "width": width,
                },
            }
            for width in ("text", "wide")
        ]
    )
    post.save_revision().publish()
    return url(post.url)


@pytest.mark.parametrize("density", [1, 2])
@pytest.mark.parametrize("width", [320, 720, 768, 1216, 1280, 1600])
def test_no_picture_is_enlarged(browse, address, url, width, density):
    visit = browse(
        viewport={"width": width, "height": 900}, device_scale_factor=density
    )
    enlarged = []

    for page in (address, url("/")):
        visit.page.goto(page)
        for image in visit.page.locator("img").all():
            image.scroll_into_view_if_needed()
        visit.page.wait_for_function(
            "[...document.images].every(image => image.complete)"
        )
        for source, shown in visit.page.evaluate(SHOWN):
            stored = int(re.search(r"\.width-(\d+)", source)[1])
            if shown > stored * 1.02:
                enlarged.append((source, shown))

    assert enlarged == []


def test_a_picture_in_a_list_can_be_pressed(browse, address, url):
    visit = browse(javascript=False)
    visit.page.goto(url("/"))

    visit.page.locator(".entry-picture img").first.click()

    assert visit.page.url == address
