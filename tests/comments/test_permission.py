"""Who may write comments is asked on POST and on the form's page, never in public."""

import pytest

from privacy_plugin.comments.models import Comment
from tests.support import factories

pytestmark = pytest.mark.django_db


def nobody_but_posts(request, target):
    return request.user.is_authenticated and target.title == "Never"


@pytest.fixture
def members(settings):
    settings.PRIVACY_COMMENTS_PERMISSION = "members"


def write_page(reader) -> str:
    return f"/comments/write/wagtailcore.page/{reader.page.pk}/"


def test_public_page_links_to_the_form_and_is_the_same_for_all(reader, members, client):
    reader_sees = client.get(reader.page.url)
    client.force_login(factories.editor())
    member_sees = client.get(reader.page.url)

    assert write_page(reader) in reader_sees.content.decode()
    assert 'name="text"' not in reader_sees.content.decode()
    assert write_page(reader) in member_sees.content.decode()
    assert 'name="text"' not in member_sees.content.decode()


def test_form_page_asks_who_reads_and_is_never_cached(reader, members, client):
    refused = client.get(write_page(reader))
    client.force_login(factories.editor())
    shown = client.get(write_page(reader))

    assert refused.status_code == 403
    assert shown.status_code == 200
    assert 'name="text"' in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert "no-store" in refused["Cache-Control"]


def test_post_of_a_stranger_is_rejected_and_keeps_the_text(reader, members):
    answer = reader.send(text="Words that took long.")

    assert answer.status_code == 403
    assert "Words that took long." in answer.content.decode()
    assert not Comment.objects.exists()


def test_post_of_a_member_is_taken(reader, members):
    reader.client.force_login(factories.editor())

    reader.send()

    assert Comment.objects.count() == 1


def test_nobody_closes_the_comments(reader, settings, client):
    settings.PRIVACY_COMMENTS_PERMISSION = "nobody"

    assert reader.send().status_code == 403
    assert client.get(write_page(reader)).status_code == 403
    assert write_page(reader) not in client.get(reader.page.url).content.decode()


def test_dotted_path_decides(reader, settings):
    settings.PRIVACY_COMMENTS_PERMISSION = f"{__name__}.nobody_but_posts"
    reader.client.force_login(factories.editor())

    assert reader.send().status_code == 403


def test_everybody_finds_the_form_in_the_page(reader, client):
    assert 'name="text"' in client.get(reader.page.url).content.decode()
    assert client.get(write_page(reader)).status_code == 200


@pytest.mark.parametrize(
    ("url", "is_shown"), [("/media/a.png", True), ("//a.test/a.png", False)]
)
def test_avatar_stays_local(reader, settings, client, monkeypatch, url, is_shown):
    monkeypatch.setattr("tests.support.factories.avatar", lambda _c: url, raising=False)
    settings.PRIVACY_COMMENTS_AVATAR = "tests.support.factories.avatar"
    reader.write()
    Comment.objects.update(state="approved")

    page = client.get(reader.page.url).content.decode()

    assert ("comment__avatar" in page) is is_shown
    assert "a.test" not in page
