"""What HTML would load from elsewhere is found, and nothing else."""

from __future__ import annotations

import pytest

from privacy_plugin.embeds.foreign import inert_html
from privacy_plugin.embeds.references import Kind, references

AT = "https://elsewhere.example"


def found(html: str) -> list[tuple[str, str]]:
    """Return kind and host of each reference."""
    return [(one.kind.value, one.host) for one in references(html)]


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        (f"<iframe src={AT}/></iframe>", Kind.FRAME),
        (f"<iframe data-src={AT}/></iframe>", Kind.FRAME),
        (f"<iframe srcdoc='<iframe src={AT}/></iframe>'></iframe>", Kind.FRAME),
        (f"<noscript><iframe src={AT}/></iframe></noscript>", Kind.FRAME),
        (f"<amp-iframe src={AT}/></amp-iframe>", Kind.FRAME),
        (f"<script src={AT}/a.js></script>", Kind.SCRIPT),
        (f"<script>fetch('{AT}/a')</script>", Kind.SCRIPT),
        ("<script>s.src = '//elsewhere.example/a.js'</script>", Kind.SCRIPT),
        (f"<p onclick=\"fetch('{AT}')\">a</p>", Kind.SCRIPT),
        (f"<img src={AT}/p.png>", Kind.PICTURE),
        ("<img src=\\\\elsewhere.example/p.png>", Kind.PICTURE),
        ("<img src='ht\ntps://elsewhere.example/p.png'>", Kind.PICTURE),
        (f"<img src=/media/a.png srcset='{AT}/p.png 2x'>", Kind.PICTURE),
        (f"<img data-lazy-src={AT}/p.png>", Kind.PICTURE),
        (f"<input type=image src={AT}/p.png>", Kind.PICTURE),
        (f"<table background={AT}/p.png>", Kind.PICTURE),
        (f"<svg><image href={AT}/p.png /></svg>", Kind.PICTURE),
        (f"<svg><use xlink:href='{AT}/p.svg#a'/></svg>", Kind.PICTURE),
        (f"<video src=/media/v.mp4 poster={AT}/p.png></video>", Kind.PICTURE),
        (f"<video src={AT}/v.mp4></video>", Kind.MEDIA),
        (f"<audio><source src={AT}/a.mp3></audio>", Kind.MEDIA),
        (f"<video src=/media/v.mp4><track src={AT}/t.vtt></video>", Kind.MEDIA),
        (f"<object data={AT}/f.swf></object>", Kind.OBJECT),
        (f"<object><param name=movie value={AT}/f.swf></object>", Kind.OBJECT),
        (f"<embed src={AT}/f.swf>", Kind.OBJECT),
        (f"<link rel='stylesheet' href={AT}/a.css>", Kind.STYLE),
        (f"<style>@import '{AT}/a.css'</style>", Kind.STYLE),
        (f"<style>p{{background:url({AT}/p.png)}}</style>", Kind.STYLE),
        (f"<p style=\"background:url('{AT}/p.png')\">", Kind.STYLE),
        (f"<link rel=preconnect href={AT}>", Kind.CONNECTION),
        (f"<link rel=dns-prefetch href={AT}>", Kind.CONNECTION),
        (f"<link rel=prefetch href={AT}>", Kind.PRELOAD),
        (f"<link rel='shortcut icon' href={AT}/a.ico>", Kind.ICON),
        (f"<meta http-equiv=Refresh content='0; URL={AT}/'>", Kind.REFRESH),
        (f"<form action={AT}/></form>", Kind.FORM),
        (f"<form action=/><button formaction={AT}/></form>", Kind.FORM),
        (f"<a href=/ ping={AT}/>a</a>", Kind.PING),
        (f"<base href={AT}/>", Kind.BASE),
        (f'<embed embedtype="media" url="{AT}/"/>', Kind.EMBED),
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
    assert found(inert_html(html)) == [("embed", "elsewhere.example")]
