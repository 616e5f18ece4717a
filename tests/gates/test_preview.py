"""An admin sees a text about a provider in the gate that readers get."""

import pytest
from wagtail.models import Site

from privacy_plugin.disclosure.texts.preview import render_preview
from privacy_plugin.disclosure.wording import Wording
from privacy_plugin.embeds.items import store
from tests.support.reader import read_html
from tests.support.samples.embeds import FILM_URL, TOOT_URL

WORDS = Wording(lead="Short and plain.", button_agree="Show me this one")


def preview(rf, activity, language="en"):
    site = Site.objects.get(is_default_site=True)
    shown = render_preview(
        rf.get("/"),
        language,
        activity=activity,
        site=site,
        language=language,
        wording=WORDS,
    )
    return shown.content.decode()


@pytest.mark.parametrize("activity", ["embeds.film", "embeds.toot@toots.example"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_words_stand_in_the_gate(rf, activity, language):
    store.register_item(FILM_URL)
    store.register_item(TOOT_URL)

    page = preview(rf, activity, language)

    assert read_html(page) is not None
    assert 'class="embed-gate ' in page
    assert "Short and plain." in page
    assert "Show me this one" in page
    assert "/embeds/" not in page.replace("privacy_plugin/embeds/", "")


def test_a_provider_that_nothing_is_embedded_from_has_a_preview(rf):
    page = preview(rf, "embeds.film")

    assert 'class="embed-gate ' in page
    assert "Film House" in page


def test_what_is_about_no_provider_has_the_plain_preview(rf):
    page = preview(rf, "embeds.remembering")

    assert 'class="embed-gate ' not in page
    assert "Remembering that you always want" in page
