"""A drawing (SVG) carries no metadata of the pictures within it, however written."""

from __future__ import annotations

import base64
import re
from urllib.parse import quote

import pytest

from blog.media.image_metadata import UnreadableImage, strip_metadata
from tests.support.samples.images import SECRET, picture

JPEG = picture("jpeg")
CLEAN = base64.b64encode(strip_metadata(JPEG)).decode()
DIRTY = base64.b64encode(JPEG).decode()
ADDRESSES = {
    "plain": f"data:image/jpeg;base64,{DIRTY}",
    "capitals": f"DATA:image/jpeg;BASE64,{DIRTY}",
    "parameter": f"data:image/jpeg;charset=utf-8; base64,{DIRTY}",
    "note": f"data:image/jpeg;author=Lovelace;base64,{DIRTY}",
    "other type": f"data:application/octet-stream;base64,{DIRTY}",
    "no type": f"data:;base64,{DIRTY}",
    "percent": f"data:image/jpeg,{quote(JPEG)}",
    "percent and base64": f"data:image/jpeg;base64,{quote(DIRTY, safe='')}",
}
PLACES = {
    "attribute": '<image href="{}" width="9"/>',
    "attribute with line breaks": '<image href=" &#10;{}" width="9"/>',
    "style attribute": "<rect style='mask:url(\"{}\")'/>",
    "presentation attribute": '<rect mask="url({})"/>',
    "style sheet": "<style>rect{{mask:url({})}}</style>",
    "style sheet, not closed": "<style>rect{{mask:url({}</style>",
    "style sheet, quoted": "<style>@import '{}'; rect{{fill:red}}</style>",
    "animation": '<image><set attributeName="href" to="{}"/></image>',
}


def svg(inside: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("spelling", ADDRESSES)
def test_picture_in_a_drawing_is_stripped(place: str, spelling: str):
    stripped = strip_metadata(svg(PLACES[place].format(ADDRESSES[spelling])))

    assert CLEAN in stripped.decode()
    assert not re.search("(?i)lovelace", stripped.decode())
    assert DIRTY[:2000] not in stripped.decode()
    assert strip_metadata(stripped) == stripped


@pytest.mark.parametrize("kind", ["avif", "heic", "svg", "gif", "png", "webp"])
def test_picture_of_any_kind_in_a_drawing_is_stripped(kind: str):
    content = picture(kind)
    inside = base64.b64encode(content).decode()

    stripped = strip_metadata(svg(f'<image href="data:image/x;base64,{inside}"/>'))

    found = re.search('base64,([^"]+)', stripped.decode())
    assert found
    assert base64.b64decode(found[1]) == strip_metadata(content)


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="data:image/png;base64,abc"/>',
        '<image href="data:image/jpeg;base64"/>',
        f'<image href="data:image/x;base64,{base64.b64encode(SECRET).decode()}"/>',
        f"<style>a{{mask:url(\\64 ata:image/jpeg;base64,{DIRTY})}}</style>",
        f"<style>a{{mask:url('data:image/jpeg;base64,{DIRTY}</style>",
        f"<style>a{{b:'\nurl(data:image/jpeg;base64,{DIRTY}'</style>",
        f'<image><animate values=";data:image/jpeg;base64,{DIRTY}"/></image>',
    ],
)
def test_picture_in_a_drawing_that_cannot_be_read_is_refused(inside: str):
    with pytest.raises(UnreadableImage):
        strip_metadata(svg(inside))


@pytest.mark.parametrize("levels", [6, 40])
def test_drawings_in_drawings_without_end_are_refused(levels: int):
    content = svg("<path/>")
    for _level in range(levels):
        content = svg(f'<image href="data:image/svg+xml,{quote(content)}"/>')
        if len(content) > 10_000_000:
            break

    with pytest.raises(UnreadableImage):
        strip_metadata(content)


def test_elements_nested_without_end_are_refused():
    with pytest.raises(UnreadableImage):
        strip_metadata(svg("<g>" * 3000 + "</g>" * 3000))


def test_scripts_and_notes_of_a_drawing_are_left_out():
    secret = SECRET.decode()
    stripped = strip_metadata(
        svg(
            f'<g onload="/* {secret} */" data-author="{secret}" style="/* {secret} */'
            f'fill:red"><script>// {secret}</script><path d="M0 0"/></g>'
            f"<style>/* {secret} */ .a/* {secret} */.b{{content:'/* kept */'}}</style>"
        )
    ).decode()

    assert secret not in stripped
    assert "script" not in stripped
    assert "fill:red" in stripped
    assert '<path d="M0 0" />' in stripped
    assert ".a/**/.b{content:'/* kept */'}" in stripped


@pytest.mark.parametrize(
    "inside",
    [
        "<style>.data:hover, a{fill:url(#data)}</style>",
        "<text>Sales data: 2020</text>",
        '<path fill="url(#a)" d="M0 0"/>',
        f'<image href="data:image/jpeg;base64,{CLEAN}"/>',
        "<style>@font-face{src:url(data:font/woff2;base64,d09GMgAB)}</style>",
        '<image href="data:image/svg+xml;charset=utf-8,%3Csvg xmlns=%22http://www.w3.org'
        '/2000/svg%22%3E%3Cpath d=%22M0 0%22/%3E%3C/svg%3E"/>',
    ],
)
def test_drawing_without_metadata_stays_byte_for_byte(inside: str):
    assert strip_metadata(svg(inside)) == svg(inside)
