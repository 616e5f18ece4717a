"""A translation belongs to the translated author and categories."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale

from blog.models import Author, Category, PostPage
from tests.support import factories


@pytest.fixture
def locales(db):
    return Locale.get_default(), Locale.objects.get_or_create(language_code="de")[0]


def in_both(model, locales, english, german):
    """Return something and its translation."""
    original = model.objects.create(name=english, slug=english, locale=locales[0])
    translated = original.copy_for_translation(locales[1])
    translated.name = translated.slug = german
    translated.save()
    return original, translated


@pytest.fixture
def post(locales):
    made = factories.post(title="About gardens")
    made.author, _ada = in_both(Author, locales, "ada", "ada-de")
    garden, _garten = in_both(Category, locales, "garden", "garten")
    alone = Category.objects.create(name="Alone", slug="alone", locale=locales[0])
    made.categories.set([garden, alone])
    made.save_revision().publish()
    return made


def test_translating_a_post_follows_its_author_and_categories(post, locales):
    factories.index().copy_for_translation(locales[1]).save_revision().publish()

    translated = post.copy_for_translation(locales[1])

    stored = PostPage.objects.get(pk=translated.pk)
    for version in (translated, stored, stored.get_latest_revision_as_object()):
        assert version.author.slug == "ada-de"
        slugs = {category.slug for category in version.categories.all()}
        assert slugs == {"garten", "alone"}
    assert PostPage.objects.get(pk=post.pk).author.slug == "ada"


def test_translating_a_whole_tree_in_the_admin_does_it_too(post, locales):
    factories.editor()
    client = Client()
    client.login(username="editor", password="editor")
    address = reverse(
        "simple_translation:submit_page_translation", args=[factories.index().pk]
    )

    client.post(address, {"locales": [locales[1].pk], "include_subtree": "on"})

    assert factories.german(post).author.slug == "ada-de"


def test_the_editor_offers_categories_of_one_language(post, locales, client):
    factories.editor()
    client.login(username="editor", password="editor")
    german = factories.german_post(post)

    for page, names in ((post, {"garden", "Alone"}), (german, {"garten", "Alone"})):
        editor = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        offered = editor.context["form"].fields["categories"].queryset
        assert {category.name for category in offered} == names
