"""On a site whose language we do not speak, each text says which language it is in.

The site is French and shows the plugin's parts in a frame and in templates of its own.
Whatever it wrote itself is marked «fr»; all the rest is the plugin's and English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from django.conf import settings as django_settings
from django.urls import clear_url_caches
from django.utils import timezone, translation
from wagtail.models import Locale, Site

import privacy_plugin
from blog.models import Category, ContactField, ContactPage
from privacy_plugin import Category as DataCategory
from privacy_plugin.akismet.processing import SPAM_CHECK
from privacy_plugin.comments import maintenance
from privacy_plugin.comments.models import Comment
from privacy_plugin.comments.moderation import actions
from privacy_plugin.disclosure.render.language import get_text_language
from privacy_plugin.subscriptions import maintenance as mails
from privacy_plugin.subscriptions.processing import POSTS
from tests.support import factories
from tests.support.clock import Clock, clock
from tests.support.factories import texts
from tests.support.reader import Reader, read_html
from tests.support.samples.embeds import FILM_URL, PROVIDERS, embed_block, page_with
from tests.support.servers import mailbox
from tests.support.servers.akismet import server, stand_in
from tests.support.servers.mailbox import html_of, link_in, text_of

__all__ = ["clock", "server", "stand_in"]

PLUGIN = Path(privacy_plugin.__file__).parent
TEMPLATES = Path(__file__).parent / "french" / "templates"
WRITTEN = ("comments.publication", SPAM_CHECK, POSTS, "embeds.film")
WORDS = {
    name: f"Ceci est {name} «fr»"
    for name in (
        *("title", "lead", "explanation", "question", "notes"),
        *("button_agree", "button_always", "button_without"),
    )
}


@pytest.fixture
def addresses() -> Iterator[None]:
    """Let prefixes of languages be made anew: resolvers keep those of each language."""
    clear_url_caches()
    yield
    clear_url_caches()


@pytest.fixture
def french(db, settings, addresses) -> None:
    """Let the site be French, with a frame of its own."""
    settings.LANGUAGE_CODE = "fr"
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("fr", "Français")]
    (engine,) = django_settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [TEMPLATES]}]
    Locale.objects.update(language_code="fr")
    translation.activate("fr")


@pytest.fixture
def reader(french, clock: Clock) -> Reader:
    return Reader(clock)


@pytest.fixture
def film(french, settings):
    """Return a post with an embed and a category."""
    settings.PRIVACY_EMBEDS_PROVIDERS = PROVIDERS
    made = page_with(embed_block(FILM_URL, title="Un film «fr»"), title="Un film «fr»")
    Site.objects.update(site_name="Un site «fr»")
    Category.objects.create(locale=made.locale, name="Jardin «fr»")
    return made


def texts_in(tree: Element) -> Iterator[tuple[str, str]]:
    """Yield each text of a page that has letters, with the language it is marked as."""

    def walk(element: Element, language: str) -> Iterator[tuple[str, str]]:
        language = element.get("lang", language)
        if element.tag not in {"script", "style", "title"}:
            yield language, element.text or ""
            for child in element:
                yield from walk(child, language)
                yield language, child.tail or ""

    for language, text in walk(tree, "unmarked"):
        if re.search(r"[^\W\d_]", text):
            yield language, " ".join(text.split())


def wrongly_marked(html: str) -> list[tuple[str, str]]:
    """Return each text that is in another language than its mark says.

    What readers wrote is marked as of no known language.
    """
    return [
        (language, text)
        for language, text in texts_in(read_html(html))
        if language and language != ("fr" if "«fr»" in text else "en")
    ]


def test_comments_from_the_form_to_the_receipt(reader, film, server):
    pages = [reader.open(film.url)]
    pages.append(reader.press(pages[0], "Show me exactly", text=""))
    pages.append(reader.press(reader.open(film.url), "Show me exactly", text="Mots"))
    pages.append(reader.write(film.url, "Mots", name="Ada", tick=[SPAM_CHECK]))
    maintenance.run_maintenance(at=timezone.now())
    pages.append(reader.mine())
    pages.append(reader.open(pages[-1].link("Receipt")))
    pages.append(reader.open(pages[-2].link("Edit")))
    editor, now = factories.editor(), timezone.now()
    actions.approve([Comment.objects.get().pk], editor=editor, at=now)
    pages.append(reader.open(film.url))
    pages.append(reader.open(pages[-1].link("Reply")))
    pages.append(reader.open(f"/comments/thread/{Comment.objects.get().pk}/"))
    pages.append(reader.open("/comments/manage/forged/"))

    assert {page.status for page in pages} == {200, 403, 422}
    for page in pages:
        assert wrongly_marked(page.html) == [], page.address


def test_words_an_admin_wrote_are_in_the_site_s_language(reader, film, server):
    for key in WRITTEN:
        texts.published(key, language="fr", **WORDS)
    post = reader.open(film.url)
    assert post.html.count("«fr»") > 15
    preview = reader.write(
        film.url, "Mots", tick=[SPAM_CHECK], button="Show me exactly"
    )
    thanks = reader.press(preview, "Ceci est button_agree")
    receipt = reader.open(thanks.link("Receipt"))
    overview = reader.open("/privacy/")

    for page in (post, preview, thanks, receipt, overview):
        assert wrongly_marked(page.html) == [], page.address
    assert "Ceci est question «fr»" in receipt.words


def test_pages_of_the_core(reader, film):
    for address in ("/privacy/", "/privacy/choices/", "/privacy/receipts/forged/"):
        page = reader.open(address)

        assert wrongly_marked(page.html) == [], address


def test_the_frame_of_an_embed(reader, film):
    page = reader.open(film.url)
    (action,) = {
        form.get("action", "")
        for form in page.all("form")
        if "/embeds/" in form.get("action", "")
    }

    for frame in (reader.open(action), reader.send(action, {"decision": "stop"})):
        assert wrongly_marked(frame.html) == []


def test_a_form_of_the_site(reader, french, clock):
    contact = ContactPage(title="Écrivez-nous «fr»", slug="contact")
    contact.form_fields = [
        ContactField(
            label="Message «fr»",
            field_type="multiline",
            help_text="Écrivez «fr»",
            category=DataCategory.FREE_TEXT,
        )
    ]
    factories.index().add_child(instance=contact)

    page = reader.open(contact.url)
    (name,) = (name for name in page.form_with("Send").fields if "message" in name)
    wrong = reader.press(page, "Send", **{name: ""})
    clock.tick(seconds=20)
    thanks = reader.press(page, "Send", **{name: "Mots"})

    assert wrong.status == 422
    for shown in (page, wrong, thanks):
        assert wrongly_marked(shown.html) == [], shown.address
    assert "Ce champ" not in wrong.words


def test_subscriptions_and_their_mails(reader, film, clock):
    with mailbox.running() as box:
        form = reader.open("/subscriptions/")
        wrong = reader.press(form, "Subscribe", tick=[POSTS], email="nobody")
        asked = reader.press(form, "Subscribe", tick=[POSTS], email="a@example.org")
        clock.tick(seconds=5)
        mails.run_maintenance(at=timezone.now())
        question = box.one()
        confirm = reader.open(link_in(question, "/confirm/"))
        welcome = reader.press(confirm, "Yes, send me this")
        mine = reader.open(welcome.link("Open my page"))
        box.clear()
        clock.tick(minutes=1)
        factories.post(title="Du nouveau «fr»")
        clock.tick(seconds=5)
        mails.run_maintenance(at=timezone.now())
        news = box.one()
        leave = reader.open(link_in(news, "/leave/"))
        left = reader.press(leave, "Unsubscribe")

    assert wrong.status == 422
    for page in (form, wrong, asked, confirm, welcome, mine, leave, left):
        assert wrongly_marked(page.html) == [], page.address
    for sent in (question, news):
        assert wrongly_marked(html_of(sent)) == []
    assert news["Subject"] == "Du nouveau «fr»"
    assert not re.search(r"janvier|mai |juin|août|septembre|novembre", text_of(news))


def test_periods_and_dates_are_in_the_language_of_the_sentence(reader, film, clock):
    page = reader.open("/privacy/")

    assert re.search(r"\d+ days", page.words)
    assert not re.search(r"\d+ (jours|ans|heures)", page.words)


@pytest.mark.parametrize(
    ("main", "language", "expected"),
    [
        ("fr", "fr", "en"),
        ("en", "fr", "en"),
        ("de", "fr", "de"),
        ("en", "de", "de"),
        ("en", "de-at", "de-at"),
        ("en", "en-gb", "en-gb"),
        ("de", "en", "en"),
    ],
)
def test_text_language_is_the_one_django_falls_back_to(
    main, language, expected, settings
):
    settings.LANGUAGE_CODE = main
    settings.LANGUAGES = [("de", "Deutsch"), ("fr", "Français"), ("en", "English")]

    assert get_text_language(language) == expected
    with translation.override(language):
        sentence = translation.gettext("What happens with your data")
    german = "Was mit deinen Daten geschieht"
    assert (sentence == german) == expected.startswith("de")


def test_links_among_our_texts_lead_to_the_language_of_the_page(
    client, db, settings, addresses
):
    spoken = [("en", "English"), ("fr", "Français")]
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = spoken
    factories.translated_index("fr")

    html = client.get("/fr/privacy/").content.decode()

    assert 'href="/fr/privacy/choices/"' in html
    assert "What happens with your data" in html


@pytest.mark.parametrize(
    "path", sorted(PLUGIN.glob("**/templates/**/*.html")), ids=lambda path: path.stem
)
def test_a_template_that_links_knows_the_language_of_the_page(path):
    loads, _url, _rest = path.read_text().partition("{% url ")
    is_of_the_admin = "admin" in path.parts

    last = re.findall(r"{% load ([^%]*) %}", loads)[-1:] or [""]
    assert is_of_the_admin or not _url or "privacy_tags" in last[0].split()
