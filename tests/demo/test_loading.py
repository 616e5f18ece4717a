"""The demo comes into an empty site once, and shows what the software does."""

from __future__ import annotations

import stat

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page, Site

from blog.demo.loading import LoadOutcome
from blog.models import Author, BlogIndexPage, Category, PostPage
from privacy_plugin.comments.models import (
    CheckContext,
    CheckState,
    Comment,
    Kind,
    SpamCheck,
    State,
)
from tests.demo.conftest import load_again

pytestmark = pytest.mark.django_db

SENT = {"comment_content", "comment_author", "user_ip"}


def rows(model: str, **conditions):
    return apps.get_model("privacy", model).objects.filter(**conditions)


def everything() -> dict[str, int]:
    models = (Page, Comment, SpamCheck, Author, Category, get_user_model())
    counted = {model.__name__: model.objects.count() for model in models}
    for model in ("ConsentRecord", "ConsentEvent", "Transmission", "DisclosureVersion"):
        counted[model] = rows(model).count()
    return counted


def test_both_languages_have_their_tree_and_every_page_its_twin(loaded):
    assert loaded.result is LoadOutcome.LOADED
    for page in PostPage.objects.all():
        assert page.get_translations().count() == 1
        assert page.live
    assert BlogIndexPage.objects.count() == 2
    assert PostPage.objects.count() >= 12


def test_the_site_answers_in_both_languages(loaded):
    client = Client()

    shown = Page.objects.exclude(depth=1).not_type(PostPage) | Page.objects.filter(
        slug__in=["say-it-once", "einmal-sagen"],
    )
    for page in shown.specific():
        response = client.get(page.get_url())
        assert response.status_code == 200, page.title
        assert page.title.encode()[:10] in response.content


@pytest.mark.parametrize("language", ["en", "de"])
def test_demo_has_comments_of_every_state(loaded, language):
    comments = Comment.objects.filter(language=language)

    assert 8 <= comments.visible().comments().count() <= 40
    assert comments.visible().mentions().count() == 2
    assert comments.filter(is_author=True).count() >= 4
    assert comments.filter(parent__parent__isnull=False).exists()
    assert comments.filter(state=State.PENDING).count() >= 2
    spam = comments.filter(state__in=[State.SUSPECTED, State.SPAM])
    assert spam.count() >= 2


def test_nobodys_comment_is_older_than_its_post_or_younger_than_now(loaded):
    posts = {str(post.pk): post for post in PostPage.objects.all()}

    for comment in Comment.objects.select_related("discussion"):
        post = posts[comment.discussion.target_id]
        assert post.first_published_at < comment.submitted_at


def test_what_was_agreed_to_stands_in_the_ledger_and_has_a_receipt(loaded):
    subjects = Comment.objects.exclude(subject_key="").values("subject_key")

    given = rows("ConsentRecord", subject_key__in=subjects)

    assert given.count() == rows("ConsentRecord").count() == 14
    assert rows("ConsentEvent", state="withdrawn").count() == 4
    assert set(given.values_list("version__language", flat=True)) == {"en", "de"}


def test_checks_ran_on_this_machine_and_only_for_those_who_agreed(loaded, stand_in):
    checked = SpamCheck.objects.filter(checked_at__isnull=False)

    assert checked.count() == len(stand_in.log.of("comment-check")) == 8
    assert set(checked.values_list("state", flat=True)) == {
        *(CheckState.HAM, CheckState.HAM_PROVISIONAL, CheckState.SPAM),
    }
    for transmission in rows("Transmission"):
        assert transmission.outcome == "answered"
        assert set(transmission.field_names) >= SENT
    assert not CheckContext.objects.exists()


def test_without_consent_a_comment_waits_for_a_person(loaded):
    waiting = Comment.objects.get(name="Per")

    assert waiting.state == State.PENDING
    assert waiting.spam_check.reason == "no_consent"


def test_a_pingback_is_no_reply(loaded):
    assert not Comment.objects.filter(kind=Kind.MENTION, parent__isnull=False).exists()


def test_the_controller_says_that_it_is_an_example(loaded):
    setting = apps.get_model("privacy", "ControllerSettings").objects.get()

    assert "Demo" in setting.name
    assert setting.email.endswith(".example")


def test_the_editor_can_log_in_with_the_password_that_is_told(loaded, password_file):
    login = loaded.login

    assert login.user.check_password(login.password)
    assert stat.S_IMODE(password_file.stat().st_mode) == 0o600


def test_a_second_run_is_quick_and_changes_nothing(
    loaded, password_file, django_assert_max_num_queries
):
    post = PostPage.objects.first()
    post.title = "Edited by hand"
    post.save()
    before = everything()

    with django_assert_max_num_queries(12):
        again = load_again(password_file)

    assert again.result is LoadOutcome.PRESENT
    assert again.login.password == loaded.login.password
    assert everything() == before
    assert PostPage.objects.get(pk=post.pk).title == "Edited by hand"


def test_a_second_run_does_not_bring_back_what_was_deleted(loaded, password_file):
    PostPage.objects.first().delete()
    Comment.objects.filter(name="Per").erase()
    before = everything()

    load_again(password_file)

    assert everything() == before


def test_a_password_changed_by_hand_stays(loaded, password_file):
    user = get_user_model().objects.get(username="editor")
    user.set_password("chosen by hand")
    user.save()

    again = load_again(password_file)

    assert again.login.password == ""
    user.refresh_from_db()
    assert user.check_password("chosen by hand")


def test_the_sites_address_follows_the_servers_port(loaded, password_file):
    load_again(password_file, "http://127.0.0.1:9000")

    assert Site.objects.get(is_default_site=True).port == 9000


def test_an_address_set_by_hand_stays(loaded, password_file):
    Site.objects.update(hostname="blog.example", port=443)

    load_again(password_file, "http://127.0.0.1:9000")

    assert Site.objects.get().root_url == "https://blog.example"


def test_the_command_tells_the_login(loaded, settings, password_file, capsys):
    settings.VAR_DIR = password_file.parent
    password_file.rename(password_file.with_name("demo-password"))

    call_command("load_demo")

    told = capsys.readouterr().out
    assert "nothing was changed" in told
    assert f"editor, password: {loaded.login.password}" in told
    password_file.with_name("demo-password").rename(password_file)
