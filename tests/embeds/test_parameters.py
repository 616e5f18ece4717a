"""What of a pasted address is taken over, and what stays away from everybody."""

import pytest
from django.test import Client

from privacy_plugin.embeds.embed_url import TRACKING, remove_tracking
from privacy_plugin.embeds.gates.gate import get_shape_class
from privacy_plugin.embeds.items import store
from privacy_plugin.embeds.models import EmbeddedItem
from privacy_plugin.embeds.providers.frame_url import map_parameters
from tests.support.samples.embeds import embed_block, page_with, rich_text


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", "90"), ("90s", "90"), ("12.5", "12.5"), ("1m16s", "76"), ("1m", "60"),
        ("2h", "7200"), ("1h2m3s", "3723"), ("1m16", "76"), ("1:30", "90"),
        ("1:02:03", "3723"),
    ],
)  # fmt: skip
def test_times_become_seconds(text, seconds):
    assert map_parameters({"t": text}, {"t": "start"}) == {"start": seconds}


@pytest.mark.parametrize("text", ["", "x", "-1", "1&y=2", "1m16x", "s", "9" * 9, "1:2"])
def test_what_is_no_time_is_not_taken_over(text):
    assert map_parameters({"t": text}, {"t": "start"}) == {}


def test_the_first_of_several_counts():
    kept = {"start": "start", "t": "start"}

    assert map_parameters({"t": "1", "start": "2"}, kept) == {"start": "2"}


@pytest.mark.parametrize("name", [*sorted(TRACKING), "utm_source", "UTM_x"])
@pytest.mark.parametrize("rest", ["", "&v=1", "&v=a%20b&w"])
def test_tracking_marks_are_taken_out_and_nothing_else(name, rest):
    address = "https://video.example/a%2Fb"
    expected = f"{address}?{rest[1:]}" if rest else address

    assert remove_tracking(f"{address}?{name}=x{rest}") == expected
    assert remove_tracking(f"{address}?{rest[1:]}&{name}#t=1") in {
        f"{expected}#t=1",
        f"{address}?#t=1",
    }


@pytest.mark.parametrize(
    "url",
    [
        "https://video.example/?s=1&t=2&v=a%20b&&x",
        "https://video.example/si=x",
        "https://video.example/#utm_source=x",
        "http://[::1?s=1",
        "",
    ],
)
def test_other_addresses_stay_to_the_letter(url):
    assert remove_tracking(url) == url


def test_marks_of_one_host_are_parameters_of_another():
    assert remove_tracking("https://x.com/a/status/1?s=20&t=Ab") == (
        "https://x.com/a/status/1"
    )
    assert remove_tracking("https://www.x.com/a?s=20") == "https://www.x.com/a"
    assert remove_tracking("https://notx.com/a?s=20") == "https://notx.com/a?s=20"


@pytest.mark.parametrize("block", [embed_block, rich_text])
@pytest.mark.parametrize(
    "host", ["www.youtube.com/watch?v=abcdefghij1&", "x.example/?"]
)
def test_no_link_of_a_page_or_feed_carries_marks(db, block, host):
    post = page_with(block(f"https://{host}si=MARK&utm_source=MARK"))

    for address in (post.url, "/feed/"):
        assert "MARK" not in Client().get(address).content.decode()


@pytest.mark.parametrize(
    ("width", "height", "shape"),
    [
        (200, 113, "16-9"), (113, 200, "9-16"), (480, 854, "9-16"), (200, 150, "4-3"),
        (640, 640, "1-1"), (1920, 800, "16-9"), (None, None, "16-9"),
    ],
)  # fmt: skip
def test_frame_has_the_shape_of_what_was_looked_up(shipped, width, height, shape):
    item = EmbeddedItem(url="https://youtu.be/abcdefghij1", width=width, height=height)

    assert get_shape_class(shipped["youtube"], item) == f"ratio-{shape}"


def test_short_film_is_upright_before_it_is_looked_up(db, shipped):
    item = store.get_item("https://www.youtube.com/shorts/abcdefghij1")

    assert get_shape_class(shipped["youtube"], item) == "ratio-9-16"


def test_frame_that_does_not_scale_keeps_its_height(shipped):
    item = EmbeddedItem(url="https://open.spotify.com/x", width=456, height=352)

    assert get_shape_class(shipped["spotify"], item) == "height-400"
