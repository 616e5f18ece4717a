"""What HTML would load from elsewhere is found, and nothing else."""

from __future__ import annotations

import pytest

from privacy_plugin.embeds.html.references import ReferenceKind, find_references
from privacy_plugin.embeds.html.sanitize import sanitize_html

AT = "https://elsewhere.example"


def found(html: str) -> list[tuple[str, str]]:
    """Return kind and host of each reference."""
    return [(one.kind.value, one.host) for one in find_references(html)]


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        (f"<iframe src={AT}/></iframe>", ReferenceKind.FRAME),
        (f"<iframe data-src={AT}/></iframe>", ReferenceKind.FRAME),
        (
            f"<iframe srcdoc='<iframe src={AT}/></iframe>'></iframe>",
            ReferenceKind.FRAME,
        ),
        (f"<noscript><iframe src={AT}/></iframe></noscript>", ReferenceKind.FRAME),
        (f"<amp-iframe src={AT}/></amp-iframe>", ReferenceKind.FRAME),
        (f"<script src={AT}/a.js></script>", ReferenceKind.SCRIPT),
        (f"<script>fetch('{AT}/a')</script>", ReferenceKind.SCRIPT),
        ("<script>s.src = '//elsewhere.example/a.js'</script>", ReferenceKind.SCRIPT),
        (f"<p onclick=\"fetch('{AT}')\">a</p>", ReferenceKind.SCRIPT),
        (f"<img src={AT}/p.png>", ReferenceKind.PICTURE),
        ("<img src=\\\\elsewhere.example/p.png>", ReferenceKind.PICTURE),
        ("<img src='ht\ntps://elsewhere.example/p.png'>", ReferenceKind.PICTURE),
        (f"<img src=/media/a.png srcset='{AT}/p.png 2x'>", ReferenceKind.PICTURE),
        (f"<img data-lazy-src={AT}/p.png>", ReferenceKind.PICTURE),
        (f"<input type=image src={AT}/p.png>", ReferenceKind.PICTURE),
        (f"<table background={AT}/p.png>", ReferenceKind.PICTURE),
        (f"<svg><image href={AT}/p.png /></svg>", ReferenceKind.PICTURE),
        (f"<svg><use xlink:href='{AT}/p.svg#a'/></svg>", ReferenceKind.PICTURE),
        (f"<video src=/media/v.mp4 poster={AT}/p.png></video>", ReferenceKind.PICTURE),
        (f"<video src={AT}/v.mp4></video>", ReferenceKind.MEDIA),
        (f"<audio><source src={AT}/a.mp3></audio>", ReferenceKind.MEDIA),
        (
            f"<video src=/media/v.mp4><track src={AT}/t.vtt></video>",
            ReferenceKind.MEDIA,
        ),
        (f"<object data={AT}/f.swf></object>", ReferenceKind.OBJECT),
        (f"<object><param name=movie value={AT}/f.swf></object>", ReferenceKind.OBJECT),
        (f"<embed src={AT}/f.swf>", ReferenceKind.OBJECT),
        (f"<link rel='stylesheet' href={AT}/a.css>", ReferenceKind.STYLE),
        (f"<style>@import '{AT}/a.css'</style>", ReferenceKind.STYLE),
        (f"<style>p{{background:url({AT}/p.png)}}</style>", ReferenceKind.STYLE),
        (f"<p style=\"background:url('{AT}/p.png')\">", ReferenceKind.STYLE),
        (f"<link rel=preconnect href={AT}>", ReferenceKind.CONNECTION),
        (f"<link rel=dns-prefetch href={AT}>", ReferenceKind.CONNECTION),
        (f"<link rel=prefetch href={AT}>", ReferenceKind.PRELOAD),
        (f"<link rel='shortcut icon' href={AT}/a.ico>", ReferenceKind.ICON),
        (f"<meta http-equiv=Refresh content='0; URL={AT}/'>", ReferenceKind.REFRESH),
        (f"<form action={AT}/></form>", ReferenceKind.FORM),
        (f"<form action=/><button formaction={AT}/></form>", ReferenceKind.FORM),
        (f"<a href=/ ping={AT}/>a</a>", ReferenceKind.PING),
        (f"<base href={AT}/>", ReferenceKind.BASE),
        (f'<embed embedtype="media" url="{AT}/"/>', ReferenceKind.EMBED),
    ],
)
def test_each_way_of_contacting_another_host_is_found_and_named(html, kind):
    assert found(html) == [(kind.value, "elsewhere.example")]


@pytest.mark.parametrize(
    "html",
    [
        f"<a href={AT}/>a</a>",
        f"See {AT}/p.png",
        f"<!-- <img src={AT}/p.png> -->",
        f"<code>&lt;img src={AT}/p.png&gt;</code>",
        "<img src=/media/a.png srcset='/media/b.png 2x'>",
        "<iframe src=about:blank></iframe>",
        f"<link rel=canonical href={AT}/>",
        "<form action=/search/></form>",
        '<embed embedtype="image" id="1"/>',
        "<script>var a = 1 // comment</script>",
        "",
    ],
)
def test_a_link_and_what_is_our_own_are_none(html):
    assert not found(html)


def test_one_thing_is_named_once():
    assert len(found(f"<img src={AT}/p.png>" * 3)) == 1


def test_what_was_made_inert_refers_to_embeds_only():
    html = (
        f"<iframe src={AT}/></iframe><img src={AT}/p.png>"
        f"<link rel=preconnect href={AT}>"
        f"<p style='background:url({AT}/p.png)'>"
    )

    assert {kind for kind, _host in found(html)} > {"frame", "picture"}
    assert found(sanitize_html(html)) == [("embed", "elsewhere.example")]
