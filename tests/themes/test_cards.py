"""The form in the admin shows each theme as a card, and refuses one that would fail."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Site

from blog.models import Appearance
from blog.themes.discovery import get_themes
from blog.themes.problems import find_problems
from tests.support.browser.admin import assert_accessible, enter
from tests.themes.conftest import forget_themes

BROKEN = {"components/footer.html": "<footer>{% if %}</footer>"}
MANIFEST = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"


def get_form_url() -> str:
    site = Site.objects.get(is_default_site=True)
    return reverse("wagtailsettings:edit", args=["blog", "appearance", site.pk])


def post_form(client, **choices: str) -> str:
    fields = dict.fromkeys(("scheme", "accent", "paper", "faces", "width"), "")
    answer = client.post(get_form_url(), {**fields, **choices}, follow=True)
    return answer.content.decode()


def test_each_theme_has_a_picture_and_words_in_both_languages(settings):
    for theme in get_themes().values():
        assert theme.has_static("preview.webp")
        assert set(theme.titles) == set(theme.descriptions) == {"en", "de"}


def test_card_shows_picture_title_and_description(admin_client):
    html = admin_client.get(get_form_url()).content.decode()

    for theme in get_themes().values():
        assert f"/{theme.name}/preview.webp" in html
        assert f'value="{theme.name}"' in html
        assert theme.description in html


def test_theme_with_a_broken_template_cannot_be_chosen(admin_client, make_theme):
    make_theme("broken", BROKEN)

    assert re.search(
        r'value="broken"[^>]* disabled',
        admin_client.get(get_form_url()).content.decode(),
    )
    html = post_form(admin_client, theme="broken", width="wide")

    assert "This theme cannot be used: templates/components/footer.html" in html
    assert '<option value="wide" selected>' in html, "what was chosen is lost"
    assert not Appearance.objects.filter(theme="broken").exists()


def test_theme_that_vanished_is_named(admin_client):
    html = post_form(admin_client, theme="gone", width="wide")

    assert "There is no theme “gone” here." in html
    assert '<option value="wide" selected>' in html


def test_folder_that_is_no_theme_is_named_in_the_form(admin_client, make_theme):
    folder = make_theme("broken", {})
    (folder / "theme.toml").unlink()
    forget_themes()

    html = admin_client.get(get_form_url()).content.decode()

    assert "The folder “broken” is no theme: theme.toml is missing." in html


def test_theme_whose_files_are_not_collected_cannot_be_chosen(
    make_theme, settings, tmp_path
):
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": MANIFEST}}
    make_theme("fresh", {})

    (problem,) = find_problems(get_themes()["fresh"])

    assert "not collected" in problem


@pytest.mark.django_db  # some checks ask the database
def test_check_names_what_is_no_theme_and_what_does_not_compile(make_theme, capsys):
    folder = make_theme("empty", {})
    (folder / "theme.toml").write_text("title =")
    make_theme("broken", BROKEN)

    call_command("check")

    said = capsys.readouterr().err
    assert "(blog.W003)" in said
    assert "empty is no theme: theme.toml" in said
    assert "(blog.W004)" in said
    assert "'broken' cannot be used: templates/components/footer.html" in said


@pytest.mark.parametrize("language", ["en", "de"])
def test_cards_are_accessible_and_chosen_by_keyboard(
    browse, live_site, make_theme, admin_user, language
):
    make_theme("broken", BROKEN)
    page = enter(browse(), live_site, admin_user, language)
    page.goto(live_site + get_form_url())

    assert_accessible(page)
    page.locator("input[value=paper]").focus()
    page.keyboard.press("ArrowDown")

    assert page.locator("input[value=gallery]").is_checked()
