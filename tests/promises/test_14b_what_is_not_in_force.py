"""What is switched off, or declared no more, breaks no page and collects nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.test import Client

from blog.models import ContactPage
from privacy_plugin.admin.dashboard import PrivacyPanel
from privacy_plugin.comments.models import Comment
from privacy_plugin.comments.processing import readers as comments
from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.embeds.processing import REMEMBERING
from privacy_plugin.form_pages.processing import ABUSE_PROTECTION, MESSAGE
from privacy_plugin.processing import registry
from privacy_plugin.processing.registry import Registry
from privacy_plugin.rights.columns import personal_models
from privacy_plugin.subscriptions import processing as subscriptions
from privacy_plugin.subscriptions.emails.links import sign_confirm_token
from privacy_plugin.subscriptions.models import PendingSubscription
from tests.form_pages.conftest import contact_page
from tests.promises.every_page import (
    SPAM_CHECKS,
    WAYS,
    build_site,
    frame_of,
    list_admin_pages,
    list_text_pages,
)
from tests.support import factories
from tests.support.reader import Reader, box_of, words_of
from tests.support.samples.embeds import FILM_URL, PROVIDERS, embed_block, page_with

COMMENT_NEEDS = (
    comments.PUBLICATION,
    comments.ABUSE_PROTECTION,
    comments.REJECTION,
)
SUBSCRIPTION_NEEDS = (subscriptions.ENROLMENT, *subscriptions.BACKGROUND)
MESSAGE_NEEDS = (MESSAGE, ABUSE_PROTECTION)
REFUSED = 503

ways = pytest.mark.parametrize("missing", WAYS.values(), ids=WAYS)


@contextmanager
def noted_lookups() -> Iterator[set[str]]:
    """Note the key of each activity that is looked up by it."""
    keys: set[str] = set()
    find = Registry.find

    def note(self: Registry, key: str):
        keys.add(str(key))
        return find(self, key)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Registry, "find", note)
        yield keys


@pytest.fixture(autouse=True)
def _providers(settings) -> None:
    settings.PRIVACY_EMBEDS_PROVIDERS = PROVIDERS
    settings.PRIVACY_COMMENTS_RATE_LIMIT = 9999


def count_rows() -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.count() for model in personal_models()
    }


def find_broken(ask: Callable[[str], int], pages: dict[str, str]) -> list[str]:
    """Return each page that fails without an activity it looks up."""
    needed = defaultdict(list)
    for name, path in pages.items():
        with noted_lookups() as keys:
            assert ask(path) in {200, 405}, name
        for key in keys & {str(one.key) for one in registry}:
            needed[key].append(name)
    assert len(needed) > 10
    return [
        f"{name} without {key}, {way}"
        for key, names in needed.items()
        for way, missing in WAYS.items()
        for name in names
        if _fails(ask, pages[name], key, missing)
    ]


def _fails(ask: Callable[[str], int], path: str, key: str, missing) -> bool:
    with missing(key):
        status = ask(path)
    return status >= 500 and status != REFUSED


def test_no_page_for_readers_breaks(post, reader: Reader, server):
    pages = build_site(reader, post)
    reader.client.raise_request_exception = False
    before = count_rows()

    assert find_broken(lambda path: reader.open(path).status, pages) == []
    assert count_rows() == before


def test_no_page_of_the_admin_breaks(
    post, reader: Reader, server, admin_client: Client
):
    build_site(reader, post)
    pages = {path: path for path in list_admin_pages(admin_client)}
    assert len(pages) > 45
    admin_client.raise_request_exception = False

    def ask(path: str) -> int:
        return admin_client.get(path, follow=True).status_code

    assert find_broken(ask, pages) == []
    for key in [str(one.key) for one in registry]:
        for missing in WAYS.values():
            assert not [p for p in list_text_pages(key) if _fails(ask, p, key, missing)]


@ways
@pytest.mark.parametrize("key", COMMENT_NEEDS)
def test_no_comment_is_taken_in(post, reader: Reader, key: str, missing):
    form = reader.open(post.url)
    button = next(iter(form.comment_form.buttons))
    before = count_rows()

    with missing(key):
        shown = reader.open(post.url)
        answer = reader.press(form, button, text="Written before")

    assert "cannot be written here at the moment" in shown.words
    assert 'name="text"' not in shown.html
    assert answer.status == REFUSED
    assert "Written before" in answer.words
    assert count_rows() == before


@ways
def test_no_comment_is_changed_but_it_can_be_deleted(post, reader: Reader, missing):
    reader.write(post.url, "First words")
    edit = reader.open(f"{reader.private}edit/")

    with missing(comments.PUBLICATION):
        mine = reader.mine()
        answer = reader.press(edit, "Save", text="Other words")
        assert "Edit" not in mine.words
        assert answer.status == REFUSED
        assert "Other words" in answer.words
        assert Comment.objects.get().text == "First words"
        reader.press(mine, "Yes, delete it")

    assert not Comment.objects.exists()


@ways
@pytest.mark.parametrize("key", MESSAGE_NEEDS)
def test_no_message_is_taken_in(db, reader: Reader, key: str, missing):
    page: ContactPage = contact_page(to_address="owner@mailbox.example")
    form = reader.open(page.url)
    before = count_rows()

    with missing(key):
        shown = reader.open(page.url)
        answer = reader.press(form, "Send", message="A letter", address="a@b.example")

    assert "cannot be used at the moment" in shown.words
    assert 'name="message"' not in shown.html
    assert answer.status == REFUSED
    assert "A letter" in answer.words
    assert "a@b.example" in answer.words
    assert count_rows() == before


@ways
@pytest.mark.parametrize("key", SUBSCRIPTION_NEEDS)
def test_nobody_subscribes(post, reader: Reader, key: str, missing):
    form = reader.open("/subscriptions/")
    pending = factories.pending_subscription("ada@example.org", kind="posts", target="")
    confirm = reader.open(_confirm_path(pending))
    before = count_rows()

    with missing(key):
        assert "subscribe-form" not in reader.open(post.url).html
        assert reader.open("/subscriptions/").status == REFUSED
        answer = reader.press(
            form, "Subscribe", tick=[subscriptions.POSTS], email="grace@example.org"
        )
        assert answer.status == REFUSED
        assert "grace@example.org" in answer.words
        assert reader.press(confirm, "Yes, send me this").status == REFUSED

    assert count_rows() == before


def _confirm_path(pending: PendingSubscription) -> str:
    return f"/subscriptions/confirm/{sign_confirm_token(pending.subject_key)}/"


@ways
@pytest.mark.parametrize("key", SPAM_CHECKS)
def test_what_needs_consent_is_not_asked_and_the_rest_works(
    post, reader: Reader, server, key: str, missing
):
    old = reader.open(post.url)
    button = next(iter(old.comment_form.buttons))

    with missing(key):
        assert f'data-activity="{key}"' not in reader.open(post.url).html
        answer = reader.press(old, button, tick=[key], text="Words", name="Ada")

    assert answer.status < 400
    assert Comment.objects.get().text == "Words"
    assert not ConsentRecord.objects.filter(activity=key).exists()


@ways
@pytest.mark.parametrize("key", [subscriptions.POSTS, subscriptions.THREAD])
def test_what_nobody_may_subscribe_to_is_not_offered(
    post, reader: Reader, key: str, missing
):
    with missing(key):
        for path in (post.url, "/subscriptions/", "/"):
            assert box_of(key) not in reader.open(path).html


@ways
def test_no_choice_is_remembered(post, reader: Reader, missing):
    page = page_with(embed_block(FILM_URL, title="A film"), title="With a film")
    frame = frame_of(reader.open(page.url))
    before = count_rows()

    with missing(REMEMBERING):
        shown = reader.open(page.url)
        answer = reader.send(frame, {"decision": "always", "digest": ""})

    assert "embed-gate" not in shown.html
    assert "A film" in shown.words
    assert answer.status == 404
    assert reader.cookies == set()
    assert count_rows() == before


@ways
def test_proofs_keep_the_words_that_were_shown(post, reader: Reader, server, missing):
    pages = build_site(reader, post)
    receipts = {path for name, path in pages.items() if name.startswith("receipt")}
    before = {path: reader.open(path) for path in receipts}

    for key in [str(one.key) for one in registry]:
        with missing(key):
            for path, shown in before.items():
                now = reader.open(path)
                assert now.status == 200
                for details in shown.all("details"):
                    assert words_of(details) in now.words, key


@ways
@pytest.mark.parametrize(
    ("key", "form"),
    [
        (comments.PUBLICATION, "Write a comment"),
        (subscriptions.ENROLMENT, "Subscribe by email"),
        (MESSAGE, "contact page"),
    ],
)
def test_the_start_page_of_the_admin_names_the_gap(
    db, rf, key: str, form: str, missing
):
    request = rf.get("/admin/")
    request.user = factories.editor()

    def list_gaps() -> list[str]:
        sentences = [one.sentence for one in PrivacyPanel(request).notices]
        return [one for one in sentences if form in one and key in one]

    with missing(key):
        assert len(list_gaps()) == 1
    assert list_gaps() == []
