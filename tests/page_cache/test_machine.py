"""Whatever happens, a stored answer is what would be made afresh."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, PageViewRestriction, Site

from blog.media import avif
from blog.models import Author, PostPage
from privacy_plugin.comments.models import (
    Comment,
    CommentSettings,
    Discussion,
    State,
)
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.embeds.models import LoadCount
from privacy_plugin.page_cache.memory import memory
from tests.page_cache.events_of_admins import POSTS, WORDS, AdminEvents
from tests.support import cache_isolation, databases, factories
from tests.support.clock import Clock
from tests.support.samples.embeds import embed_block, page_with

FILM = "https://www.youtube.com/watch?v=abcdefghijk"
WAYS = st.sampled_from(["save", "update", "raw", "other connection", "rollback"])
ADDRESSES = ("/", "/feed/", "/privacy/", "/sitemap.xml", "/appearance/0.css")


class Pages(AdminEvents):
    """Readers read after each step; one with the cache, one without."""

    clock = Clock()

    def __init__(self) -> None:
        super().__init__()
        cache_isolation.begin()
        memory.clear()
        self.clock.begin()
        self.posts = [
            factories.post(title="One"),
            page_with(embed_block(FILM, title="A film"), title="Other"),
        ]
        self.editor = factories.editor()
        self.posts[0].lead_image = self.make_image("red")
        self.posts[0].save_revision().publish()
        self.cached, self.fresh = Client(), Client()
        self.site = Site.objects.get(is_default_site=True)

    def teardown(self) -> None:
        databases.put_back()

    def write(self, way: str, change: Callable[[], object], sql: str) -> None:
        """Make the same change in one of the ways there are."""
        if way == "raw":
            with connection.cursor() as cursor:
                cursor.execute(sql)
        elif way == "other connection":
            with closing(connection.copy()) as other, other.cursor() as cursor:
                cursor.execute(sql)
        elif way == "rollback":
            with transaction.atomic():
                change()
                transaction.set_rollback(True)
        else:
            change()

    @rule(number=POSTS, word=WORDS)
    def publish(self, number, word):
        page = PostPage.objects.get(pk=self.posts[number].pk)
        page.title = word
        page.save_revision().publish()

    @rule(number=POSTS, word=WORDS)
    def save_draft(self, number, word):
        page = PostPage.objects.get(pk=self.posts[number].pk)
        page.title = word
        page.save_revision()

    @rule(number=POSTS)
    def unpublish(self, number):
        PostPage.objects.get(pk=self.posts[number].pk).unpublish()

    @rule(number=POSTS, word=WORDS, way=WAYS)
    def change_title(self, number, word, way):
        pages = Page.objects.filter(pk=self.posts[number].pk)
        self.write(
            way,
            lambda: pages.update(title=word),
            f"UPDATE wagtailcore_page SET title = '{word}' "  # noqa: S608
            f"WHERE id = {self.posts[number].pk}",
        )

    @rule(number=POSTS)
    def move(self, number):
        factories.post(title="A neighbour")
        Page.objects.get(pk=self.posts[number].pk).move(
            factories.index(), "first-child"
        )

    @rule(number=POSTS)
    def restrict(self, number):
        if PageViewRestriction.objects.filter(page=self.posts[number]).exists():
            PageViewRestriction.objects.all().delete()
        else:
            PageViewRestriction.objects.bulk_create(
                [PageViewRestriction(page_id=self.posts[number].pk, password="x")]
            )

    @rule(number=POSTS, word=WORDS, state=st.sampled_from(State.values), way=WAYS)
    def comment(self, number, word, state, way):
        discussion, _made = Discussion.objects.get_or_create(
            target_type="wagtailcore.page", target_id=str(self.posts[number].pk)
        )
        made = factories.comment(discussion=discussion, text=word, state="pending")
        self.write(
            way,
            lambda: Comment.objects.filter(pk=made.pk).update(state=state),
            f"UPDATE privacy_comments_comment SET state = '{state}' "  # noqa: S608
            f"WHERE id = {made.pk}",
        )

    @rule(state=st.sampled_from(State.values))
    def decide_about_all_comments(self, state):
        Comment.objects.update(state=state)

    @rule()
    def delete_newest_comment(self):
        newest = Comment.objects.order_by("-pk").first()
        if newest is not None:
            newest.delete()

    @rule(days=st.integers(0, 3), word=WORDS)
    def change_settings(self, days, word):
        CommentSettings.objects.update_or_create(
            site=self.site, defaults={"close_after_days": days, "words_to_hold": word}
        )

    @rule(word=WORDS, way=WAYS)
    def change_controller(self, word, way):
        self.write(
            way,
            lambda: ControllerSettings.objects.update(name=word),
            f"UPDATE privacy_controllersettings SET name = '{word}'",  # noqa: S608
        )

    @rule(number=POSTS, word=WORDS)
    def change_author(self, number, word):
        author, _made = Author.objects.get_or_create(
            slug="ada", defaults={"name": "Ada"}
        )
        picture = Image.objects.first()
        Author.objects.filter(pk=author.pk).update(name=word, picture=picture)
        PostPage.objects.filter(pk=self.posts[number].pk).update(author=author)

    @rule(word=WORDS)
    def rename_site(self, word):
        Site.objects.filter(pk=self.site.pk).update(site_name=word)

    @rule(port=st.sampled_from([80, 8000]))
    def move_site(self, port):
        Site.objects.filter(pk=self.site.pk).update(port=port)

    @rule(word=WORDS)
    def redirect(self, word):
        Redirect.add_redirect(f"/{word}/", "/feed/")

    @rule(word=WORDS)
    def note_what_no_reader_sees(self, word):
        LoadCount.objects.add(word, on=self.clock.now.date())

    @rule(hours=st.sampled_from([0.01, 7, 25, 49]))
    def let_time_go_by(self, hours):
        self.clock.tick(hours=hours)

    @rule(word=WORDS)
    def rename_images(self, word):
        Image.objects.update(title=word)

    @rule()
    def make_avif(self):
        avif.make_next()

    @rule(is_raw=st.booleans())
    def delete_renditions(self, is_raw):
        if is_raw:
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM wagtailimages_rendition")
        else:
            for image in Image.objects.all():
                image.renditions.all().delete()

    @rule()
    def make_all_avif(self):
        while avif.make_next():
            pass

    @rule()
    def replace_picture(self):
        picture = Image.objects.first()
        if picture is not None:
            picture.file = get_test_image_file(size=(30, 20))
            picture.save()
            picture.renditions.all().delete()

    @invariant()
    def memory_says_what_is_true(self):
        posts = [f"/{post.slug}/" for post in self.posts]
        addresses = [*ADDRESSES, *posts, "/de/", *(f"/de{path}" for path in posts)]
        for address in addresses:
            stored = self.cached.get(address)
            made = self.fresh.get(address, HTTP_AUTHORIZATION="passes by")
            assert stored.status_code == made.status_code, address
            assert stored.content == made.content, address


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [5, pytest.param(25, marks=pytest.mark.long)])
def test_stored_answers_are_what_would_be_made_afresh(monkeypatch, count):
    Pages.clock.install(monkeypatch)

    run_state_machine_as_test(
        Pages,
        settings=settings(
            max_examples=count,
            stateful_step_count=12,
            deadline=None,
            phases=[Phase.reuse, Phase.generate],  # to shrink takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
