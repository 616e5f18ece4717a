"""A page is never older than what is stored, whoever changed it, and how.

What is rendered is kept in memory. So each change here is made over a connection of its
own and past Django's models, where nothing can tell this process of it.
"""

from __future__ import annotations

import json
import threading
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.utils.html import escape

from blog.models import Category, PostPage
from privacy_plugin.comments.discussions.targets import get_or_create_discussion
from privacy_plugin.comments.models import Comment, CommentSettings, Policy, State
from privacy_plugin.disclosure.site_facts.models import Processor
from privacy_plugin.embeds.models import ProviderEntry
from privacy_plugin.embeds.providers.provider_registry import shipped_entries
from privacy_plugin.processing import Purpose, Recipient, Role, registry
from tests.support import factories
from tests.support.factories import site_facts, texts
from tests.support.factories.second_site import CONTROLLER, HOST, SecondSite
from tests.support.samples.embeds import embed_block, page_with

NEW = "O'Hara & <Söhne>"
FILM = "https://www.youtube.com/watch?v=abcdefghi01"
pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(sql: str, *values: str | int) -> None:
    """Change something as another program would; fail unless a row was changed."""
    counts: list[int] = []

    def run() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql, [*values])
                counts.append(cursor.rowcount)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    assert counts == [1]


def read(page: PostPage, **headers: str) -> str:
    answer = Client(headers=headers).get(page.url)
    assert answer.status_code == 200
    return answer.content.decode()


def read_when_warm(page: PostPage) -> str:
    """Return the page once everything about it is kept."""
    return [read(page) for _ in range(3)][-1]


@pytest.fixture
def post(transactional_db: None) -> PostPage:
    post = factories.post(policy="checked")
    texts.published("comments.publication", title="Before", lead="Before that.")
    facts = site_facts.full_facts(post.get_site())
    Processor.objects.create(
        facts=facts, task="mail", name="Old Mail", country="DE", sort_order=1
    )
    CommentSettings.objects.create(site=post.get_site(), policy=Policy.CHECKED)
    Category.objects.create(name="Old topic", slug="old", locale=post.locale)
    Comment.objects.create(
        discussion=get_or_create_discussion(post),
        state=State.APPROVED,
        name="Ada",
        text="x",
        html="<p>First.</p>",
        submitted_at=post.first_published_at,
    )
    return post


COLUMNS = {
    "the controller": "privacy_controllersettings SET name = %s WHERE site_id = {site}",
    "who hosts the site": "privacy_processor SET name = %s WHERE task = 'hosting'",
    "who carries its mail": "privacy_processor SET name = %s WHERE task = 'mail'",
    "a topic": "blog_category SET name = %s WHERE slug = 'old'",
    "the name in a comment": "privacy_comments_comment SET name = %s",
}


@pytest.mark.parametrize("column", COLUMNS)
def test_changed_fact_is_on_the_next_page(post: PostPage, column: str):
    assert escape(NEW) not in read_when_warm(post)

    elsewhere("UPDATE " + COLUMNS[column].format(site=post.get_site().pk), NEW)

    assert escape(NEW) in read(post)


def test_changed_words_of_an_admin_are_on_the_next_page(post: PostPage):
    assert "Before that." in read_when_warm(post)
    columns = "activity, site_id, language, is_material, material, written_for"

    elsewhere(
        f"INSERT INTO privacy_publishedtext ({columns}, words, published_at) "  # noqa: S608 - columns are ours
        f"SELECT {columns}, %s, published_at FROM privacy_publishedtext",
        json.dumps({"title": "After", "lead": NEW}),
    )

    html = read(post)
    assert escape(NEW) in html
    assert "Before that." not in html


def test_text_of_a_comment_that_is_changed_or_hidden_is_so_on_the_next_page(post):
    assert "<p>First.</p>" in read_when_warm(post)

    elsewhere("UPDATE privacy_comments_comment SET html = %s", "<p>Second.</p>")
    changed = read(post)
    elsewhere("UPDATE privacy_comments_comment SET state = %s", "pending")
    hidden = read(post)

    assert "<p>Second.</p>" in changed
    assert "<p>First.</p>" not in changed
    assert "<p>Second.</p>" not in hidden


def test_closed_comments_are_closed_on_the_next_page(post: PostPage):
    elsewhere("UPDATE blog_postpage SET comments_policy = %s", "")
    assert 'name="stamp"' in read_when_warm(post)

    elsewhere("UPDATE privacy_comments_commentsettings SET policy = %s", "closed")

    assert 'name="stamp"' not in read(post)


def test_shorter_retention_is_on_the_next_page(post: PostPage):
    assert "11 days" not in read_when_warm(post)

    elsewhere(
        "UPDATE privacy_controllersettings SET retention_days = %s WHERE site_id = %s",
        json.dumps({"comments.quarantine": 11}),
        post.get_site().pk,
    )

    assert "11 days" in read(post)


def test_changed_declaration_is_on_the_next_page(post: PostPage):
    declared = registry.get("comments.publication")
    before = read_when_warm(post)
    changed = replace(declared, purpose=Purpose(NEW, broader="dpv:Purpose"))

    with registry.replaced(changed):
        during = read(post)

    assert escape(NEW) in during
    assert escape(NEW) not in before
    assert escape(NEW) not in read(post)


def test_chosen_recipient_is_on_the_next_page(post: PostPage, settings):
    mailer = Recipient(
        NEW, role=Role.PROCESSOR, hosts=("mail.example",), kept_for="They delete it."
    )
    assert escape(NEW) not in read_when_warm(post)

    settings.PRIVACY_MAIL_PROVIDER = mailer

    assert escape(NEW) in read_when_warm(post)


def test_changed_provider_and_title_of_an_embed_are_on_the_next_page(transactional_db):
    page = page_with(embed_block(FILM), policy="closed")
    entry = json.loads(json.dumps(shipped_entries()["youtube"], default=str))
    ProviderEntry.objects.create(key="youtube", entry=entry)
    assert escape(NEW) not in read_when_warm(page)

    elsewhere(
        "UPDATE privacy_embeds_providerentry SET entry = %s",
        json.dumps(entry | {"name": NEW}),
    )
    named = read(page)
    elsewhere("UPDATE privacy_embeds_embeddeditem SET title = %s", "Another <title>")
    titled = read(page)
    elsewhere("UPDATE privacy_embeds_providerentry SET is_enabled = %s", False)  # noqa: FBT003 - a column's value

    assert escape(NEW) in named
    assert "Another &lt;title&gt;" in titled
    assert "data-gate" in titled
    assert "data-gate" not in read(page)


def test_restricted_page_is_closed_on_the_next_request(post: PostPage):
    read_when_warm(post)

    elsewhere(
        "INSERT INTO wagtailcore_pageviewrestriction "
        "(restriction_type, password, page_id) VALUES ('login', '', %s)",
        post.pk,
    )

    assert Client().get(post.url).status_code == 302


def test_sites_and_languages_do_not_mix(post: PostPage, second_site: SecondSite):
    other = second_site.post()
    answers = {
        (page.pk, language): Client(headers={"host": host}).get(address)
        for _ in range(3)
        for page, host, address, language in (
            (post, "testserver", post.url, "en"),
            (other, HOST, other.url.removeprefix(f"http://{HOST}"), "de"),
            (post, "testserver", "/privacy/", "en"),
            (post, "testserver", "/de/privacy/", "de"),
        )
    }

    ours = answers[post.pk, "en"].content.decode()
    theirs = answers[other.pk, "de"].content.decode()
    assert CONTROLLER in theirs
    assert CONTROLLER not in ours
    assert "Nobody in particular" in ours
    assert "Nobody in particular" not in theirs
    assert "Before that." not in theirs


def test_form_says_its_own_time_and_target(post: PostPage):
    other = factories.post(title="Another one", policy="checked")
    read_when_warm(post)

    html = read(other)

    assert f'value="wagtailcore.page:{other.pk}"' in html
    assert f'value="wagtailcore.page:{post.pk}"' not in html
