"""Slugs from people's words lead somewhere, whatever the words."""

from __future__ import annotations

from importlib import import_module
from urllib.parse import quote

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from taggit.models import Tag
from wagtail.models import Locale

from blog.addresses.slugs import build_slug
from blog.models import Author, Category
from blog.wordpress.importing import import_blog
from tests.support import factories
from tests.wordpress.exports import export, item


@pytest.fixture
def post(db):
    """Return a post, the same for every example."""
    return factories.post()


WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=100
).filter(str.strip)
CORPUS = (
    *("🙂", "🙃", "👨‍👩‍👧", "中文", "日本語", "C++", "C#", "c", "++", "—", "…"),
    *("\ue000", "﷽" * 99, "﷽" * 98 + "!"),
)


@given(text=WORDS)
def test_a_slug_is_never_empty_or_too_long(text):
    slug = build_slug(text, max_length=100)

    assert 0 < len(slug) <= 100
    assert reverse("wagtail_serve", args=[f"tag/{slug}/"])


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(names=st.lists(WORDS, min_size=1, max_size=5, unique_by=str.casefold))
@example(names=list(CORPUS))
def test_every_tag_author_and_category_has_an_archive(post, client, names):
    post.tags.set(names)
    post.categories = [
        Category.objects.create(locale=post.locale, name=name) for name in names
    ]
    post.author = Author.objects.create(locale=post.locale, name=names[0])
    post.save()

    answer = client.get(post.url)

    assert answer.status_code == 200
    kinds = {"tag": post.tags.all(), "category": post.categories.all()}
    for kind, subjects in kinds.items():
        slugs = {subject.slug for subject in subjects}
        assert len(slugs) == len(names)
        for slug in slugs:
            assert f'/{kind}/{quote(slug)}/"' in answer.content.decode()
        assert client.get(f"/{kind}/{quote(max(slugs))}/").status_code == 200
    assert client.get(f"/author/{post.author.slug}/").status_code == 200


def test_a_slug_that_was_given_stays(db):
    category = Category.objects.create(
        locale=Locale.get_default(), name="Garden", slug="Mein_Garten"
    )
    category.name = "Gardens"
    category.save()

    assert category.slug == "Mein_Garten"


def test_a_tag_without_a_slug_of_an_earlier_release_gets_one(db):
    tag = Tag.objects.create(name="🙂")
    Tag.objects.filter(pk=tag.pk).update(slug="")
    migration = import_module("blog.migrations.0007_slugs_from_names")

    migration.fill_slugs(apps, None)

    tag.refresh_from_db()
    assert tag.slug == "slightly-smiling-face"


def test_authors_of_an_import_whose_logins_look_alike_stay_apart(db):
    index = factories.index()
    logins = ("a.b", "ab", "🙂", "🙃")
    posts = "".join(
        item(number, more=f"<dc:creator>{login}</dc:creator>")
        for number, login in enumerate(logins, 1)
    )
    for _run in range(2):
        import_blog(export(posts), index, at=timezone.now())

    assert Author.objects.count() == len(logins)
