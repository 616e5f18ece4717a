"""An empty database becomes a blog; whatever else is in it stays."""

from __future__ import annotations

from io import StringIO
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Locale, Page, Site

from blog.models import ContactPage, PostPage, StandardPage
from blog.start.plan import BlogPlan, PlanInvalid
from privacy_plugin.disclosure.models import ControllerSettings
from tests.support import factories

pytestmark = pytest.mark.django_db
ADDRESS = "http://127.0.0.1:8000"
GIVEN = {
    "title": "Gardens & more",
    "tagline": "What grows <here>.",
    "admin": "ada",
    "email": "ada@blog.example",
    "controller_name": "Ada Sample",
    "controller_address": "1 Sample Lane\n00000 Sampleton",
    "language": ["en", "de"],
}


def start(**changes: object) -> str:
    """Run the command, and return what it printed."""
    out = StringIO()
    call_command("start_blog", interactive=False, stdout=out, **(GIVEN | changes))
    return out.getvalue()


@pytest.fixture
def host(settings) -> None:
    settings.WAGTAILADMIN_BASE_URL = ADDRESS
    settings.ALLOWED_HOSTS = ["127.0.0.1"]


@pytest.fixture
def reader(host) -> Client:
    return Client(SERVER_NAME="127.0.0.1", SERVER_PORT="8000")


def test_a_blog_begins_with_its_pages_in_each_language(reader):
    start()

    for path, words in {
        "/": "Gardens &amp; more",
        "/de/": "Gardens &amp; more",
        "/imprint/": "1 Sample Lane<br/>00000 Sampleton",
        "/de/impressum/": "ada@blog.example",
        "/contact/": "Your message",
        "/de/kontakt/": "Deine Nachricht",
        "/privacy/": "Ada Sample",
    }.items():
        answer = reader.get(path)
        assert answer.status_code == 200, path
        assert words in answer.content.decode(), path
    assert reader.get("/about/").status_code == 404
    assert not StandardPage.objects.get(slug="about").live


@pytest.mark.parametrize(
    ("path", "contact", "imprint", "about"),
    [("/", "Contact", "Imprint", "About"), ("/de/", "Kontakt", "Impressum", "Über")],
)
def test_menu_and_imprint_are_filled_in(reader, path, contact, imprint, about):
    start()

    soup = BeautifulSoup(reader.get(path).content, "html.parser")
    assert [link.get_text() for link in soup.select("nav bdi")] == [contact]
    assert imprint in soup.select_one(".site-footer").get_text()

    for page in StandardPage.objects.filter(live=False):
        page.save_revision().publish()
    soup = BeautifulSoup(reader.get(path).content, "html.parser")
    first, second = (link.get_text() for link in soup.select("nav bdi"))
    assert first.startswith(about)
    assert second == contact


def test_pages_of_one_kind_are_translations_of_each_other(host):
    start()

    german = Locale.objects.get(language_code="de")
    for page in Page.objects.filter(depth__gt=1, locale__language_code="en"):
        assert page.has_translation(german), page.title


def test_a_reader_can_write_a_comment_below_the_first_post(reader):
    start()
    index = Site.objects.get(is_default_site=True).root_page.specific
    post = PostPage(title="First", announce=True, body=[("paragraph", "<p>x</p>")])
    index.add_child(instance=post)
    post.save_revision().publish()

    assert 'action="/comments/post/"' in reader.get("/first/").content.decode()


def test_the_password_is_set_by_a_link_that_works_once(reader):
    printed = start()

    (link,) = [word for word in printed.split() if word.startswith(ADDRESS)]
    form = reader.get(urlsplit(link).path, follow=True)
    where = form.redirect_chain[-1][0]
    passwords = dict.fromkeys(("new_password1", "new_password2"), "far-too-Long-7")
    reader.post(where, passwords)
    assert authenticate(username="ada", password="far-too-Long-7") is not None
    again = Client(SERVER_NAME="127.0.0.1", SERVER_PORT="8000")
    used = again.get(urlsplit(link).path, follow=True)
    assert b"new_password1" not in used.content
    assert ADDRESS not in start()


def test_a_second_run_changes_nothing_and_adds_what_is_missing(host):
    start(language=["en"])
    index = Site.objects.get(is_default_site=True).root_page.specific
    index.title = "Renamed"
    index.save_revision().publish()
    ControllerSettings.objects.update(name="Somebody else")
    ContactPage.objects.get().delete()
    before = {page.pk: page.title for page in Page.objects.all()}

    start(title="Another", controller_name="Eve", language=["en", "de"])

    assert before.items() <= {p.pk: p.title for p in Page.objects.all()}.items()
    assert ControllerSettings.objects.get().name == "Somebody else"
    assert get_user_model().objects.count() == 1
    contacts = ContactPage.objects.values_list("locale__language_code", flat=True)
    assert sorted(contacts) == ["de", "en"]
    count = Page.objects.count()
    start()
    assert Page.objects.count() == count


def test_a_site_with_other_pages_is_left_alone(host):
    root = Page.objects.get(depth=1)
    root.add_child(instance=Page(title="Shop", slug="shop"))
    before = list(Page.objects.values())

    with pytest.raises(CommandError, match="nothing was changed"):
        start()

    assert list(Page.objects.values()) == before
    assert not get_user_model().objects.exists()


def test_a_blog_with_posts_keeps_them(host):
    post = factories.post(title="Old")

    start()

    assert PostPage.objects.get(pk=post.pk).live


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"title": ""}, "--title"),
        ({"title": "x" * 300}, "255"),
        ({"email": "nobody"}, "“nobody” is not an e-mail address"),
        ({"admin": "a b"}, "valid username"),
        ({"language": ["en", "fr"]}, "“fr”"),
        ({"language": ["de"]}, "LANGUAGE_CODE=de"),
        ({"base_url": "https://other.example"}, "https://other.example"),
        ({"controller_name": "x" * 201}, "200"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_made(host, changes, says):
    before = Page.objects.count()

    with pytest.raises(CommandError, match=says):
        start(**changes)

    assert Page.objects.count() == before
    assert not get_user_model().objects.exists()


def test_every_fault_is_named_at_once(host):
    plan = BlogPlan(
        title="", languages=("fr",), base_url="x", username="", email="nobody"
    )

    with pytest.raises(PlanInvalid) as caught:
        plan.check()

    assert len(caught.value.messages) >= 5


def test_a_host_that_is_not_allowed_is_named(host, settings):
    settings.ALLOWED_HOSTS = ["blog.example"]

    with pytest.raises(CommandError, match="ALLOWED_HOSTS"):
        start()


def test_what_is_missing_is_asked_for_until_it_is_there(host, monkeypatch):
    answers = iter(
        [
            *("", "Gardens", "", "ada", "ada@blog.example"),
            *("Ada Sample", "1 Sample Lane, Sampleton", "hello@blog.example"),
        ]
    )
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: next(answers))

    call_command("start_blog", stdout=StringIO())

    controller = ControllerSettings.objects.get()
    assert controller.address == "1 Sample Lane\nSampleton"
    assert controller.email == "hello@blog.example"
    assert Site.objects.get().root_page.title == "Gardens"
    assert not list(answers)


def test_without_anybody_responsible_no_address_is_published(reader):
    start(controller_name="", controller_address="")

    for page in Page.objects.live().filter(depth__gt=1):
        shown = reader.get(page.get_url()).content.decode()
        assert GIVEN["email"] not in shown, page.title
    assert not StandardPage.objects.filter(live=True).exists()


def test_nobody_is_asked_where_nobody_is(host):
    with pytest.raises(CommandError, match="--no-input"):
        call_command("start_blog")
