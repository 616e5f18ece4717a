"""The form in the admin: what cannot be read is refused, and what can is offered."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from wagtail.models import Page, Site

from blog.models import Appearance
from blog.themes.discovery import get_themes
from tests.appearance.conftest import choose
from tests.support import factories
from tests.support.factories.second_site import SecondSite

DEFAULTS = {
    "theme": "paper",
    "scheme": "",
    "accent": "",
    "paper": "",
    "faces": "",
    "width": "",
    "posts_per_page": "10",
}


def get_url(name: str = "edit", site: Site | None = None) -> str:
    site = site or Site.objects.get(is_default_site=True)
    return reverse(f"wagtailsettings:{name}", args=["blog", "appearance", site.pk])


def test_choices_are_saved_for_their_site(admin_client, second_site: SecondSite):
    choices = DEFAULTS | {"accent": "0055FF", "scheme": "light", "width": "wide"}

    answer = admin_client.post(get_url(site=second_site.site), choices)

    assert answer.status_code == 302
    saved = Appearance.objects.get(site=second_site.site)
    assert (saved.accent, saved.scheme, saved.width) == ("#0055ff", "light", "wide")
    here = Appearance.objects.filter(site__is_default_site=True).first()
    assert here is None or here.accent == ""


@pytest.mark.parametrize(
    ("choices", "name", "said"),
    [
        ({"accent": "#ffff00"}, "accent", "“Accent colour” on"),
        ({"paper": "#888888"}, "paper", "on “Boxes” has a contrast of"),
        ({"accent": "red"}, "accent", "# and six digits"),
        ({"accent": "#0055ff;}"}, "accent", "# and six digits"),
        ({"scheme": "dark", "accent": "#0055ff"}, "accent", "“Accent colour” on"),
    ],
)
def test_bad_color_is_explained_and_what_was_typed_stays(
    admin_client, choices, name, said
):
    answer = admin_client.post(get_url(), DEFAULTS | choices | {"width": "wide"})

    html = answer.content.decode()
    assert said in html
    assert f'value="{choices[name]}"' in html
    assert '<option value="wide" selected>' in html
    assert not Appearance.objects.exclude(width="").exists()


@pytest.mark.parametrize("scheme", ["", "dark"])
def test_offered_colors_are_accepted(admin_client, scheme):
    tried = DEFAULTS | {"scheme": scheme, "accent": "#777777", "paper": "#808080"}

    html = admin_client.post(get_url(), tried).content.decode()

    paper, accent = (
        re.search(rf'name="{name}".*?data-color="(#\w+)"', html, re.DOTALL)
        for name in ("paper", "accent")
    )
    assert paper
    assert accent
    again = tried | {"paper": paper[1], "accent": accent[1]}
    assert admin_client.post(get_url(), again).status_code == 302


def test_theme_without_stated_colors_takes_none(admin_client, make_theme):
    make_theme("bare", {})

    html = admin_client.post(get_url(), DEFAULTS | {"theme": "bare", "paper": "#fff"})

    assert "This theme cannot be given other colours." in html.content.decode()


def test_form_offers_only_what_is_there(admin_client):
    for name in ("theme", "scheme", "faces", "width"):
        answer = admin_client.post(get_url(), DEFAULTS | {name: "none of them"})
        assert answer.status_code == 200, name
    assert not Appearance.objects.exclude(theme=next(iter(get_themes()))).exists()


@pytest.mark.parametrize("scheme", ["", "dark"])
@pytest.mark.parametrize("code", ["en", "de"])
@pytest.mark.parametrize("kind", ["", "post"])
def test_preview_shows_what_is_not_saved(admin_client, kind, code, scheme):
    posts = {"en": factories.post(title="English post")}
    posts["de"] = factories.german_post(posts["en"], title="Deutscher Beitrag")
    url, before = get_url("preview_on_edit"), choose(width="narrow")

    posted = admin_client.post(url, DEFAULTS | {"accent": "#0055ff", "width": "wide"})
    html = admin_client.get(url, {"mode": f"{kind}-{code}-{scheme}"}).content.decode()
    link = re.search(r'href="(/appearance/preview/[^"]+)"', html)

    assert posted.json()["is_valid"]
    assert f'<html lang="{code}"' in html
    assert posts[code].title in html
    assert link
    answer = admin_client.get(link[1])
    css = answer.content.decode()
    assert "--accent: light-dark(#0055ff, " in css
    assert "--measure: 46.02rem" in css
    assert f"color-scheme: {scheme or 'light'};" in css
    assert answer.headers["Cache-Control"] == "no-store"
    assert f'name="color-scheme" content="{scheme or "light"}"' in html
    before.refresh_from_db()
    assert before.width == "narrow"


def test_preview_has_the_languages_of_the_site(db, second_site):
    factories.german_index()
    default = Site.objects.get(is_default_site=True)

    def get_codes(site: Site) -> set[str]:
        modes = Appearance(site=site).preview_modes
        return {name.split("-")[1] for name, _title in modes}

    assert get_codes(default) == {"en", "de"}
    assert get_codes(second_site.site) == {"de"}


@pytest.mark.parametrize("kind", ["", "post"])
def test_preview_of_a_site_without_a_blog_shows_its_front_page(admin_client, kind):
    site = Site.objects.get(is_default_site=True)
    Site.objects.filter(pk=site.pk).update(root_page=Page.objects.get(slug="home"))
    url = get_url("preview_on_edit")
    admin_client.post(url, DEFAULTS | {"accent": "#0055ff"})

    answer = admin_client.get(url, {"mode": f"{kind}-en-"})

    assert answer.status_code == 200
    assert "/appearance/preview/" in answer.content.decode()


@pytest.mark.parametrize("token", ["x", "a:b:c", "W10:1:x"])
def test_preview_of_what_nobody_signed_is_not_found(client, token):
    assert client.get(f"/appearance/preview/{token}.css").status_code == 404
