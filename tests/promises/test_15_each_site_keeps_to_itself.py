"""Each site keeps to itself: nothing of one ever stands in another's name.

A reader who agrees on one site has agreed to its controller, and to nobody else.
"""

from __future__ import annotations

import inspect

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Site
from wagtail.search.index import insert_or_update_object

from blog.models import BlogIndexPage, Category, ContactPage, PostPage
from privacy_plugin.consent import ledger
from privacy_plugin.consent.forms import ConsentMixin
from privacy_plugin.consent.subject import SubjectKey, sign
from privacy_plugin.disclosure import notice
from privacy_plugin.disclosure.controller import Controller, get_site_controller
from privacy_plugin.disclosure.errors import NoticeError
from privacy_plugin.disclosure.render import document
from privacy_plugin.form_pages.forms import DisclosedForm
from privacy_plugin.form_pages.models import page_about
from privacy_plugin.form_pages.processing import MESSAGE
from privacy_plugin.subscriptions.emails import links, render
from privacy_plugin.subscriptions.models import Subscriber
from privacy_plugin.subscriptions.signup import double_opt_in
from tests.comments.conftest import checker
from tests.support import factories
from tests.support.comment_writer import CHECK, CommentWriter
from tests.support.factories import texts
from tests.support.factories.disclosures import (
    default_site_id,
    disclose,
    get_shown_version,
)
from tests.support.factories.second_site import CONTROLLER, HOST, SecondSite

__all__ = ["checker"]

NAMED_HERE = "Nobody in particular"
WHOSE_IT_IS = {"site", "controller"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("checker")]


@pytest.fixture
def second(second_site: SecondSite) -> SecondSite:
    return second_site


@pytest.fixture
def there() -> Client:
    """Return a browser that asks the other site."""
    return Client(headers={"host": HOST})


@pytest.mark.parametrize(
    "function",
    [
        document.disclose, document.disclose_all,
        notice.get_shown_version, ConsentMixin,
        DisclosedForm, double_opt_in.SubscriptionRequest, render.render_newsletter,
        render.render_web_version, render.render_confirmation_email, links.build_url,
        links.build_web_version_url, links.build_manage_url,
    ],
)  # fmt: skip
def test_site_cannot_be_left_out(function):
    parameters = inspect.signature(function).parameters
    named = [parameters[name] for name in WHOSE_IT_IS & set(parameters)]

    assert named
    assert all(one.default is inspect.Parameter.empty for one in named)


def test_no_site_has_no_controller(second):
    assert get_site_controller(None).missing
    assert get_site_controller(None).name == ""
    assert not get_site_controller(second.site.pk + 1).is_complete


@pytest.mark.parametrize("path", ["/de/privacy/", "/de/subscriptions/"])
def test_pages_of_a_site_name_its_own_controller(
    path, second, there, german_front_page
):
    shown = there.get(path).content.decode()
    at_home = Client().get(path).content.decode()

    assert CONTROLLER in shown
    assert NAMED_HERE not in shown
    assert NAMED_HERE in at_home
    assert CONTROLLER not in at_home


def test_form_below_a_page_names_the_controller_of_that_page(second, there):
    shown = there.get(second.post().url.partition(HOST)[2]).content.decode()

    assert CONTROLLER in shown
    assert NAMED_HERE not in shown


def test_consent_to_one_site_is_none_to_another(second):
    shown = disclose(CHECK, controller=second.controller)

    assert get_shown_version(CHECK, shown.digest, controller=second.controller)
    with pytest.raises(NoticeError):
        get_shown_version(CHECK, shown.digest)


def test_words_of_one_site_are_not_said_on_another(second):
    texts.published(CHECK, title="A robot of our own")

    assert disclose(CHECK).title == "A robot of our own"
    assert disclose(CHECK, controller=second.controller).title != "A robot of our own"


def test_receipt_names_whom_the_consent_was_given_to(second, clock, checker):
    reader = CommentWriter(second.post(), clock, Client(headers={"host": HOST}))
    digest = disclose(CHECK, controller=second.controller, language="en").digest
    name = "consent_" + CHECK.replace(".", "_")
    comment = reader.write(**{name: digest})

    (entry,) = ledger.get_current_consents(
        SubjectKey(comment.subject_key), at=clock.now
    )
    assert entry.version.site_id == comment.discussion.site_id == second.site.pk
    assert CONTROLLER in str(entry.version.document)
    assert NAMED_HERE not in str(entry.version.document)


def test_subscriber_of_one_site_is_unknown_to_another(second):
    here = factories.subscriber()
    other = factories.subscriber(site=second.site)

    assert here.subject_key != other.subject_key
    assert {here.site_id, other.site_id} == {default_site_id(), second.site.pk}


def test_deleted_site_leaves_its_controller_to_nobody(second):
    key = second.site.pk
    second.site.delete()

    assert not get_site_controller(key).is_complete
    assert get_site_controller(key) == Controller(
        name="", site_id=key, missing=("name", "address", "email")
    )


def test_feed_and_search_hold_the_posts_of_their_site(second, there):
    insert_or_update_object(
        factories.german_post(factories.post(), title="Bienen daheim")
    )
    insert_or_update_object(second.post(title="Bienen nebenan"))

    feeds = [one.get("/de/feed/").content.decode() for one in (Client(), there)]
    found = [
        one.get("/de/search/", {"q": "Bienen"}).content.decode()
        for one in (Client(), there)
    ]

    for here, next_door in (feeds, [one.partition("<h1")[2] for one in found]):
        assert "Bienen daheim" in here
        assert "Bienen nebenan" not in here
        assert "Bienen nebenan" in next_door
        assert "Bienen daheim" not in next_door


def test_site_within_a_site_has_its_posts_to_itself(second):
    index = factories.index()
    part = BlogIndexPage(title="A part", locale=index.locale)
    index.add_child(instance=part)
    inner = PostPage(title="A post of the part", locale=index.locale)
    part.add_child(instance=inner)
    outer = factories.post()
    site = Site.objects.create(hostname="part.example", root_page=part)

    assert list(PostPage.objects.on_site(site.pk)) == [inner]
    assert list(PostPage.objects.on_site(default_site_id())) == [outer]
    assert not PostPage.objects.on_site(site.pk + 1).exists()


def test_preview_of_a_text_shows_no_form_of_another_site(second):
    root = Site.objects.get(is_default_site=True).root_page
    page = ContactPage(title="Contact", locale=root.locale)
    root.add_child(instance=page)
    page.save_revision().publish()

    assert page_about(MESSAGE, site_id=default_site_id()) == page
    assert page_about(MESSAGE, site_id=second.site.pk).pk is None


@pytest.fixture
def bees(second: SecondSite) -> Category:
    """Return a topic that only posts of the default site have."""
    english = Locale.get_default()
    category = Category.objects.create(name="Bees", slug="bees", locale=english)
    category.copy_for_translation(Locale.objects.get(language_code="de")).save()
    post = factories.post()
    post.categories.add(category)
    post.save_revision().publish()
    return category


def test_topics_of_one_site_are_not_offered_on_another(second, there, bees):
    here = Client().get("/subscriptions/").content.decode()
    shown = there.get("/de/subscriptions/").content.decode()

    assert "Bees" in here
    assert "Bees" not in shown
    post = second.post()
    post.categories.add(bees.get_translation(post.locale))
    post.save_revision().publish()
    assert "Bees" in there.get("/de/subscriptions/").content.decode()


def test_chosen_topic_stays_chosen_when_the_site_has_no_post_about_it(second, bees):
    topic = str(bees.translation_key)
    subscriber = factories.subscriber(site=second.site, topics=(topic,))

    page = Client(headers={"host": HOST}).get(mine_of(subscriber)).content.decode()

    assert "Bees" in page
    assert f'value="{topic}"' in page
    assert "checked" in page.partition(f'value="{topic}"')[2][:200]


def mine_of(subscriber: Subscriber) -> str:
    """Return the path of a subscriber's own page."""
    return reverse(
        "subscriptions:manage", args=[sign(SubjectKey(subscriber.subject_key))]
    )
