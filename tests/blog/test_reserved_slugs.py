"""No page lies behind an address of the blog's own, whichever way it got its slug."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.text import slugify
from wagtail.models import Locale, Page

from blog.addresses.reserved_slugs import get_reserved_slugs
from blog.checks import check_hidden_pages
from blog.models import BlogIndexPage, PostPage, StandardPage
from blog.wordpress.importing import import_blog
from tests.support import factories
from tests.wordpress.exports import export, item

TITLES = (
    *("Admin", "Comments", "De", "Documents", "Embeds", "Feed", "Forms", "Media"),
    *("Privacy", "Search", "Static", "Subscriptions"),
)
REFUSAL = "The blog itself answers at the address"
NO_BLOCKS = {"body-count": "0"}


@pytest.fixture
def index(db) -> BlogIndexPage:
    return factories.index()


@pytest.fixture
def editor(client):
    """Return somebody who may do everything, logged in."""
    editor = factories.editor()
    client.force_login(editor)
    return editor


def page(title: str, slug: str = "") -> PostPage:
    """Return a post that is not saved yet."""
    return PostPage(title=title, slug=slug, locale=Locale.get_default())


def hide(post: PostPage, slug: str) -> PostPage:
    """Give a post a slug as an earlier version let it have."""
    Page.objects.filter(pk=post.pk).update(
        slug=slug, url_path=post.url_path.replace(post.slug, slug)
    )
    post.refresh_from_db()
    return post


def test_each_address_of_the_urlconf_is_reserved():
    assert set(map(slugify, TITLES)) <= get_reserved_slugs()


@pytest.mark.parametrize("language", ["en", "de"])
def test_whatever_is_not_reserved_reaches_wagtail(language):
    words = {"en", "about", "de-escalation", "searching", "feeds", "a"}
    prefix = "/de" if language == "de" else ""

    assert not words & get_reserved_slugs()
    with translation.override(language):
        for word in words:
            assert resolve(f"{prefix}/{word}/").url_name == "wagtail_serve"


@pytest.mark.parametrize("word", sorted(get_reserved_slugs() - {"static", "media"}))
def test_whatever_is_reserved_begins_an_address_that_wagtail_does_not_get(word):
    def leads_elsewhere(path: str) -> bool:
        try:
            return resolve(path).url_name != "wagtail_serve"
        except Resolver404:
            return True

    known = {"comments": "thread/1/", "embeds": "frame/x/", "documents": "1/a.pdf"}
    known |= {"_util": "login/", "forms": "x/1/", ".well-known": "gpc.json"}
    with translation.override("de" if word == "de" else "en"):
        paths = (f"/{word}", f"/{word}/", f"/{word}/{known.get(word, '')}")
        assert any(map(leads_elsewhere, paths)) or word == "de"


@pytest.mark.parametrize("title", TITLES)
def test_a_slug_made_from_the_title_gets_a_suffix(title, index, client):
    post = page(title)

    index.add_child(instance=post)

    assert post.slug == f"{slugify(title)}-2"
    answer = client.get(post.url)
    assert answer.status_code == 200
    assert title in answer.content.decode()


@pytest.mark.parametrize("title", TITLES)
def test_a_chosen_slug_is_refused(title, index):
    with pytest.raises(ValidationError, match=REFUSAL):
        index.add_child(instance=page(title, slugify(title)))


def test_a_draft_is_refused_too(index):
    draft = page("Search", "search")
    draft.live = False

    with pytest.raises(ValidationError, match=REFUSAL):
        index.add_child(instance=draft)


def test_a_page_below_the_front_page_of_another_language_is_refused(index):
    german = factories.german(make_in_german())

    with pytest.raises(ValidationError, match=REFUSAL):
        german.get_parent().add_child(
            instance=PostPage(title="Suche", slug="search", locale=german.locale)
        )


def make_in_german() -> PostPage:
    """Return a post that has a German version."""
    post = factories.post()
    factories.german_post(post)
    return post


def test_further_down_only_an_address_of_the_index_is_refused(index):
    about = StandardPage(title="Tags", slug="tag", locale=index.locale)
    index.add_child(instance=about)
    deeper = StandardPage(title="Search", slug="search", locale=index.locale)

    with pytest.raises(ValidationError, match=REFUSAL), transaction.atomic():
        about.add_child(instance=deeper)
    about = StandardPage.objects.get()
    about.slug = "labels"
    about.save()
    about.add_child(instance=StandardPage(title="Search", locale=index.locale))

    assert StandardPage.objects.child_of(about).get().slug == "search"


@pytest.mark.parametrize("kind", ["postpage", "standardpage", "contactpage"])
def test_an_editor_reads_why_at_the_slug(kind, index, editor, client):
    address = f"/admin/pages/add/blog/{kind}/{index.pk}/"

    answer = client.post(address, {"title": "Search", "slug": "search"} | NO_BLOCKS)

    errors = answer.context["form"].errors["slug"]
    assert errors == [
        f"{REFUSAL} “search”, so readers would never see this page. "
        "Choose another slug, such as “search-2”."
    ]
    assert not Page.objects.descendant_of(index).exists()


def test_a_page_is_not_copied_onto_an_address_of_the_blog(index, editor, client):
    post = factories.post()

    answer = client.post(
        f"/admin/pages/{post.pk}/copy/",
        {"new_title": "Feed", "new_slug": "feed", "new_parent_page": index.pk},
    )

    assert REFUSAL in str(answer.context["form"].errors["new_slug"])
    assert PostPage.objects.get() == post


def test_a_page_is_not_moved_onto_an_address_of_the_blog(index, editor, client):
    about = StandardPage(title="About", slug="about", locale=index.locale)
    index.add_child(instance=about)
    below = StandardPage(title="Search", slug="search", locale=index.locale)
    about.add_child(instance=below)

    answer = client.post(
        f"/admin/pages/{below.pk}/move/{index.pk}/confirm/", follow=True
    )

    assert REFUSAL in answer.content.decode()
    assert Page.objects.get(pk=below.pk).get_parent().pk == about.pk


def test_several_pages_are_not_moved_onto_an_address_of_the_blog(index, editor, client):
    about = StandardPage(title="About", slug="about", locale=index.locale)
    index.add_child(instance=about)
    below = StandardPage(title="Search", slug="search", locale=index.locale)
    about.add_child(instance=below)

    answer = client.post(
        f"/admin/bulk/wagtailcore/page/move/?id={below.pk}&next=/admin/",
        {"chooser": index.pk},
        follow=True,
    )

    assert REFUSAL in answer.content.decode()
    assert Page.objects.get(pk=below.pk).get_parent().pk == about.pk


def test_an_editor_can_still_save_a_page_that_is_hidden_already(index, editor, client):
    about = StandardPage(title="About", slug="about", locale=index.locale)
    index.add_child(instance=about)
    hide(about, "search")

    client.post(
        f"/admin/pages/{about.pk}/edit/",
        {"title": "How to find", "slug": "search", "action-publish": "1"} | NO_BLOCKS,
    )

    assert Page.objects.get(pk=about.pk).title == "How to find"


def test_a_page_behind_a_route_of_its_index_is_named(index):
    about = StandardPage(title="Tags", slug="labels", locale=index.locale)
    index.add_child(instance=about)
    below = StandardPage(title="Seeds", slug="seeds", locale=index.locale)
    about.add_child(instance=below)
    assert check_hidden_pages(databases=["default"]) == []

    about.slug = "tag"
    about.save()

    (found,) = check_hidden_pages(databases=["default"])
    assert "Seeds" in str(found.msg) or found.obj == below


def test_an_imported_post_gets_a_suffix(index, client):
    name = "<wp:post_name>search</wp:post_name>"

    import_blog(export(item(more=name)), index, at=timezone.now())

    post = PostPage.objects.get()
    assert post.slug == "search-2"
    assert client.get(post.url).status_code == 200


def test_a_page_that_is_hidden_already_is_named_and_can_still_be_saved(index):
    post = hide(factories.post(title="How to search"), "search")

    (found,) = check_hidden_pages(databases=["default"])
    post.title = "How to find"
    post.save_revision().publish()

    assert found.id == "blog.W002"
    assert "How to search" in found.msg
    assert PostPage.objects.get().title == "How to find"
    post.slug = "finding"
    post.save()
    assert check_hidden_pages(databases=["default"]) == []


@pytest.mark.parametrize("slug", ["de-escalation", "de", "de-at", "en", "en-garde"])
def test_a_slug_that_looks_like_a_language_is_found_or_refused(slug, index, client):
    post = page("A word", slug)

    try:
        index.add_child(instance=post)
    except ValidationError:
        assert slug == "de"
    else:
        assert client.get(post.url).status_code == 200


def test_check_reads_no_column_that_a_migration_may_add(index):
    with CaptureQueriesContext(connection) as queries:
        check_hidden_pages(databases=["default"])

    asked = [query["sql"] for query in queries]
    assert any("wagtailcore_page" in sql for sql in asked)
    assert not any('"blog_blogindexpage"."intro"' in sql for sql in asked)
