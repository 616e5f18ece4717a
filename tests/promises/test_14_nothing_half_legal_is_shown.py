"""Where nobody says who is responsible, I am asked for nothing."""

from __future__ import annotations

import pytest

from blog.models import PostPage
from privacy_plugin.comments.models import Comment
from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.disclosure.errors import UnknownNotice
from privacy_plugin.disclosure.models import ControllerSettings
from tests.support import factories
from tests.support.factories.disclosures import disclose, get_shown_version
from tests.support.reader import Reader

MANDATORY = ("name", "address", "email")


def forget(field: str) -> None:
    """Leave one mandatory setting empty."""
    ControllerSettings.objects.update(**{field: " "})


@pytest.mark.parametrize("field", MANDATORY)
def test_the_form_is_not_there(field: str, post: PostPage, reader: Reader):
    german = factories.german_post(post)
    assert "privacy-form" in reader.open(post.url).html

    forget(field)

    for page, words in ((post, "cannot be written here yet"), (german, "noch keine")):
        shown = reader.open(page.url)
        assert "privacy-form" not in shown.html
        assert "subscribe-form" not in shown.html
        assert "embed-gate" not in shown.html
        assert words in shown.words


@pytest.mark.parametrize("field", MANDATORY)
def test_nobody_subscribes(field: str, post: PostPage, reader: Reader):
    assert "subscribe-form" in reader.open(post.url).html

    forget(field)

    answer = reader.open("/subscriptions/")
    assert answer.status == 503
    assert "does not say who is responsible" in answer.words


@pytest.mark.parametrize("field", MANDATORY)
def test_what_comes_from_an_older_page_is_given_back(
    field: str, post: PostPage, reader: Reader
):
    page = reader.open(post.url)
    button = next(iter(page.comment_form.buttons))
    forget(field)

    answer = reader.press(page, button, text="Written before")

    assert answer.status == 503
    assert "Written before" in answer.words
    assert not Comment.objects.exists()


def test_no_answer_can_be_begun(reader: Reader, post: PostPage):
    reader.write(post.url, "First")
    comment = Comment.objects.get()
    Comment.objects.update(state="approved")
    address = f"/comments/{comment.pk}/reply/"
    assert "privacy-form" in reader.open(address).html

    forget("email")

    assert reader.open(address).status == 503


def test_no_consent_can_be_given(db):
    with factories.declared(factories.sending()):
        shown = disclose("test.sending")
        forget("address")

        with pytest.raises(UnknownNotice):
            get_shown_version("test.sending", shown.digest)

    assert not ConsentRecord.objects.exists()
