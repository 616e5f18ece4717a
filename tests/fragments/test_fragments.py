"""Parts of a page that are rendered once: what they see, and what tells them apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.template import Context, Engine, RequestContext, Template
from django.test import RequestFactory
from django.urls import set_script_prefix
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, override

TAGS = "{% load fragment_tags i18n privacy_tags %}"
PART = "{% fragment word %}{{ word }}{% endfragment %}"


@pytest.fixture
def counted() -> Iterator[list[str]]:
    """Return what the filter ``counted`` was given, in each template made here."""
    seen: list[str] = []
    library = Engine.get_default().template_libraries["privacy_tags"]

    def count(value: str) -> str:
        seen.append(value)
        return value

    library.filters["counted"] = count
    yield seen
    del library.filters["counted"]


def build(source: str) -> Template:
    return Template(TAGS + source)


def test_a_part_is_rendered_once_for_the_same_values(counted):
    template = build("{% fragment word %}{{ word|counted }}{% endfragment %}")

    for word in ("a", "b", "a", "b", "a"):
        assert template.render(Context({"word": word})) == word

    assert counted == ["a", "b"]


def test_a_part_does_not_see_what_it_is_not_told_apart_by():
    request = RequestFactory().get("/")
    template = build("{% fragment word %}{{ request.path }}{{ who }}{% endfragment %}")

    context = RequestContext(request, {"word": "a", "who": "Ada", "request": request})

    assert template.render(context) == ""


def test_a_value_that_can_change_is_rendered_each_time():
    template = build("{% fragment words %}{{ words.0 }}{% endfragment %}")
    words = ["a"]
    assert template.render(Context({"words": words})) == "a"

    words[0] = "b"

    assert template.render(Context({"words": words})) == "b"


def test_safe_and_unsafe_texts_are_told_apart():
    template = build(PART)

    for _ in range(2):
        assert template.render(Context({"word": SafeString("<b>")})) == "<b>"
        assert template.render(Context({"word": "<b>"})) == "&lt;b&gt;"
        assert template.render(Context({"word": "<b>"}, autoescape=False)) == "<b>"


def test_languages_do_not_mix():
    template = build("{% fragment %}{% translate 'Details' %}{% endfragment %}")
    lazy = build(PART)

    for _ in range(2):
        for language, word in (("en", "Name"), ("de", "Name"), ("en", "Comments")):
            with override(language):
                expected = str(gettext_lazy(word))
                shown = lazy.render(Context({"word": gettext_lazy(word)}))
                assert shown == expected
        with override("de"):
            german = template.render(Context())
        with override("en"):
            assert template.render(Context()) == "Details" != german


def test_time_zones_and_paths_of_a_site_do_not_mix():
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    hour = build("{% fragment at %}{{ at|date:'H' }}{% endfragment %}")
    link = build("{% fragment %}{% url 'privacy:overview' %}{% endfragment %}")

    for _ in range(2):
        for zone, expected in (("UTC", "12"), ("Asia/Tokyo", "21")):
            with timezone.override(zone):
                assert hour.render(Context({"at": noon})) == expected
        try:
            for prefix in ("/", "/blog/"):
                set_script_prefix(prefix)
                assert link.render(Context()) == f"{prefix}privacy/"
        finally:
            set_script_prefix("/")


def test_themes_do_not_mix(tmp_path):
    part = "{% load fragment_tags %}{% fragment word %}{% include 'x.html' %}"
    pages = []
    for theme in ("paper", "stone"):
        folder = tmp_path / theme
        folder.mkdir()
        (folder / "x.html").write_text(theme)
        (folder / "page.html").write_text(part + "{% endfragment %}")
        libraries = {"fragment_tags": "privacy_plugin.templatetags.fragment_tags"}
        engine = Engine(dirs=[str(folder)], libraries=libraries)
        pages.append(engine.get_template("page.html"))

    for _ in range(2):
        shown = [page.render(Context({"word": "a"})) for page in pages]
        assert shown == ["paper", "stone"]
