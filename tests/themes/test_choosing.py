"""Each site is shown in the theme that is chosen for it."""

from __future__ import annotations

import shutil

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Site

from blog.models import Appearance
from blog.themes.discovery import find_invalid_themes, get_themes
from tests.support import factories
from tests.support.factories.second_site import SecondSite
from tests.themes.conftest import forget_themes

pytestmark = pytest.mark.django_db

STYLE = staticfiles_storage.url("paper/css/site.css")
FOOTER = {"components/footer.html": "<footer>Another footer</footer>"}


def choose(theme: str, site: Site | None = None) -> None:
    site = site or Site.objects.get(is_default_site=True)
    Appearance.objects.update_or_create(site=site, defaults={"theme": theme})


def test_site_begins_with_the_default_theme(client):
    answer = client.get(factories.post().url).content.decode()

    assert STYLE in answer
    assert not Appearance.objects.exists(), "a GET wrote a row"


def test_chosen_theme_replaces_a_template_and_takes_the_others(client, make_theme):
    make_theme("bare", FOOTER)
    choose("bare")

    answer = client.get(factories.post().url).content.decode()

    assert "Another footer" in answer
    assert "/bare/css/site.css" in answer
    assert "paper/favicon.svg" in answer


def test_template_extends_the_base_theme_by_its_own_name(client, make_theme):
    extending = '{% extends "base.html" %}{% block after_main %}Hello{% endblock %}'
    make_theme("more", {"base.html": extending})
    choose("more")

    answer = client.get(factories.post().url).content.decode()

    assert "Hello" in answer
    assert 'class="post-head"' in answer


def test_two_sites_have_two_themes(client, make_theme, second_site: SecondSite):
    make_theme("bare", FOOTER)
    choose("bare", second_site.site)
    here, there = factories.post(), second_site.post()

    for _time in range(2):
        assert "Another footer" not in client.get(here.url).content.decode()
        answer = client.get(there.full_url, HTTP_HOST=second_site.site.hostname)
        assert "Another footer" in answer.content.decode()


def test_site_whose_theme_is_gone_falls_back(client, make_theme):
    folder = make_theme("bare", FOOTER)
    choose("bare")
    shutil.rmtree(folder)

    assert client.get(factories.post().url).status_code == 200
    forget_themes()
    assert STYLE in client.get(factories.post().url).content.decode()


def test_theme_that_does_not_exist_cannot_be_chosen():
    site = Site.objects.get(is_default_site=True)
    with pytest.raises(ValidationError):
        Appearance(site=site, theme="gone").full_clean()


def test_folder_that_is_no_theme_is_named_and_left_out(make_theme, tmp_path):
    make_theme("bare", {})
    (tmp_path / "themes" / "empty").mkdir()
    (tmp_path / "themes" / "bare two").mkdir()
    broken = make_theme("broken", {})
    (broken / "theme.toml").write_text("title =")
    forget_themes()

    assert next(iter(get_themes())) == "paper"
    assert "bare" in get_themes()
    assert {folder.name for folder, _why in find_invalid_themes()} == {
        "empty",
        "bare two",
        "broken",
    }


def test_preview_shows_the_theme_without_saving_it(admin_client, make_theme):
    make_theme("bare", FOOTER)
    site = Site.objects.get(is_default_site=True)
    factories.post()
    url = reverse(
        "wagtailsettings:preview_on_edit", args=["blog", "appearance", site.pk]
    )

    for mode in ("-en-", "post-en-"):
        admin_client.post(url, {"theme": "bare", "posts_per_page": "10"})
        answer = admin_client.get(url, {"mode": mode}).content.decode()
        assert "Another footer" in answer
    assert not Appearance.objects.filter(theme="bare").exists()
