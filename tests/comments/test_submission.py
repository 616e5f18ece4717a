"""Taking a comment in: what is stored, who sees it, and who waits."""

from __future__ import annotations

import pytest

from privacy_plugin.comments.discussions.targets import get_or_create_discussion
from privacy_plugin.comments.models import (
    CheckContext,
    CheckState,
    Comment,
    CommentSettings,
    Policy,
    SkipReason,
    SpamCheck,
    State,
)
from privacy_plugin.consent.models import ConsentRecord
from tests.support import factories
from tests.support.comment_writer import (
    ADDRESS,
    CHECK,
    OWN_SITE,
    RECHECK,
    CommentWriter,
)


def test_a_text_is_enough(reader, no_checker):
    comment = reader.write(text="Just *this*.")

    assert comment.state == State.PENDING
    assert (comment.name, comment.email, comment.website) == ("", "", "")
    assert comment.html == "<p>Just <em>this</em>.</p>"


def test_without_consent_neither_address_nor_browser_is_stored(reader, checker):
    comment = reader.write()

    assert not CheckContext.objects.exists()
    assert comment.spam_check.state == CheckState.NOT_CHECKED
    assert comment.spam_check.reason == SkipReason.NO_CONSENT
    assert not ConsentRecord.objects.exists()


def test_with_consent_the_address_is_kept_for_the_check_alone(reader, checker):
    comment = reader.write(CHECK)

    assert comment.check_context.ip_address == ADDRESS
    assert comment.check_context.user_agent == ""
    assert comment.spam_check.state == CheckState.QUEUED
    assert ConsentRecord.objects.get().activity == CHECK


def test_without_a_spam_checker_readers_are_asked_nothing(reader, no_checker):
    page = reader.client.get("/a-post/").content.decode()
    page = page[page.index('class="privacy-form') :]
    comment = reader.write()

    assert "consent_comments" not in page
    assert comment.spam_check.reason == SkipReason.NO_CHECKER


def test_consent_from_a_private_network_is_kept_but_not_used(reader, checker):
    reader_at_home = CommentWriter(reader.page, reader.clock)
    reader_at_home.post = lambda path, data, _headers: reader.client.post(
        path, data, REMOTE_ADDR="10.1.2.3", HTTP_SEC_FETCH_SITE="same-origin"
    )

    comment = reader_at_home.write(CHECK)

    assert comment.spam_check.reason == SkipReason.NO_IP
    assert ConsentRecord.objects.filter(activity=CHECK).exists()


@pytest.mark.parametrize(
    ("policy", "state"),
    [
        (Policy.OPEN, State.APPROVED),
        (Policy.CHECKED, State.PENDING),
        (Policy.MODERATED, State.PENDING),
    ],
)
def test_the_site_decides_who_publishes(reader, no_checker, policy, state):
    CommentSettings.objects.create(site=reader.page.get_site(), policy=policy)

    comment = reader.write()

    assert comment.state == state


def test_a_page_may_have_a_rule_of_its_own(clock, db, no_checker):
    reader = CommentWriter(factories.post(policy=Policy.OPEN), clock)

    assert reader.write().state == State.APPROVED


def test_everybody_is_thanked_and_told_where_the_comment_stands(reader, no_checker):
    CommentSettings.objects.create(
        site=reader.page.get_site(), policy=Policy.OPEN, words_to_reject="casino"
    )
    pages = []
    for text in ("Published at once.", "Casino for you"):
        answer = reader.client.get(reader.send(text=text)["Location"])
        pages.append(answer.content.decode().replace(answer.request["PATH_INFO"], ""))

    assert "Your comment is published." in pages[0]
    assert "takes your comment for spam" in pages[1]
    assert all("Thank you for your comment" in page for page in pages)
    states = list(Comment.objects.order_by("pk").values_list("state", flat=True))
    assert states == [State.APPROVED, State.SUSPECTED]


def test_an_editor_is_trusted_and_the_owner_marked_as_author(reader, checker):
    editor = factories.editor()
    reader.page.owner = editor
    reader.page.save()
    reader.client.force_login(editor)

    comment = reader.write(
        CHECK, text="An answer https://a.example https://b.example https://c.example"
    )

    assert comment.state == State.APPROVED
    assert comment.is_author
    assert comment.spam_check.reason == SkipReason.TRUSTED
    assert not CheckContext.objects.exists()


def test_another_editor_is_no_author(reader, no_checker):
    reader.client.force_login(factories.editor())

    assert not reader.write().is_author


def test_a_reply_hangs_on_what_it_answers(reader, no_checker):
    CommentSettings.objects.create(site=reader.page.get_site(), policy=Policy.OPEN)
    first = reader.write(text="First.")
    second = reader.write(text="Second.", parent=first.pk)
    third = reader.write(text="Third.", parent=second.pk)

    assert (third.parent, third.root, third.depth) == (second, first, 2)


def test_a_reply_to_a_removed_comment_gets_its_text_back(reader, no_checker):
    gone = reader.write(text="Soon gone.")

    answer = reader.send(text="My careful answer.", parent=gone.pk)

    assert answer.status_code == 409
    assert "My careful answer." in answer.content.decode()
    assert Comment.objects.count() == 1


def test_a_parent_on_another_page_is_no_parent(reader, no_checker):
    other = Comment.objects.create(
        discussion=get_or_create_discussion(factories.post(title="Other")),
        text="Elsewhere.",
        html="<p>Elsewhere.</p>",
        state=State.APPROVED,
        submitted_at=reader.clock.now,
    )

    assert reader.send(parent=other.pk).status_code == 409


@pytest.mark.parametrize("policy", [Policy.CLOSED])
def test_a_closed_page_gives_the_text_back(clock, db, no_checker, policy):
    reader = CommentWriter(factories.post(policy=policy), clock)

    answer = reader.send(text="Too late?")

    assert answer.status_code == 403
    assert "Too late?" in answer.content.decode()
    assert not Comment.objects.exists()


def test_a_page_closes_some_days_after_its_publication(reader, no_checker):
    settings = CommentSettings.objects.create(
        site=reader.page.get_site(), close_after_days=14
    )
    reader.page.first_published_at = reader.clock.now
    reader.page.save()
    assert reader.send().status_code == 303

    reader.clock.tick(days=15)

    assert reader.send(text="Later.").status_code == 403
    assert settings.close_after_days == 14


def test_an_unpublished_page_takes_no_comment(reader, no_checker):
    reader.page.unpublish()

    answer = reader.send(text="Is anybody there?")

    assert answer.status_code == 403
    assert "Is anybody there?" in answer.content.decode()


def test_a_page_for_some_readers_only_takes_no_comment(reader, no_checker):
    reader.page.view_restrictions.create(restriction_type="login")

    assert reader.send().status_code == 403
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "target",
    ["", ":", "wagtailcore.page:0", "auth.user:1", "wagtailcore.page:x", "a:b:c"],
)
def test_nothing_else_can_be_commented_on(reader, no_checker, target):
    answer = reader.send(target=target, text="Kept.")

    assert answer.status_code == 404
    assert "Kept." in answer.content.decode()


def test_a_flood_is_slowed_down_and_no_address_reaches_the_database(reader, no_checker):
    answers = [reader.send(text=f"Number {number}") for number in range(7)]

    assert [answer.status_code for answer in answers] == [303] * 5 + [429] * 2
    assert "Number 6" in answers[-1].content.decode()
    assert Comment.objects.count() == 5


def test_flood_limit_holds_behind_a_proxy_that_hides_addresses(
    reader, no_checker, settings
):
    settings.PRIVACY_TRUSTED_PROXIES = (ADDRESS,)
    headers = {**OWN_SITE, "HTTP_X_FORWARDED_FOR": "unknown"}

    answers = [
        reader.send(headers=headers, text=f"Number {number}") for number in range(6)
    ]

    assert [answer.status_code for answer in answers] == [303] * 5 + [429]


def test_flood_limit_counts_each_reader_behind_a_proxy_that_writes_ports(
    reader, no_checker, settings
):
    settings.PRIVACY_TRUSTED_PROXIES = (ADDRESS,)

    answers = [
        reader.send(
            headers={**OWN_SITE, "HTTP_X_FORWARDED_FOR": f"198.41.0.{number}:5000"},
            text=f"Number {number}",
        )
        for number in range(6)
    ]

    assert [answer.status_code for answer in answers] == [303] * 6


def test_after_ten_minutes_a_flood_is_forgotten(reader, no_checker):
    for number in range(6):
        reader.send(text=f"Number {number}")

    reader.clock.tick(minutes=10)

    assert reader.send(text="Later").status_code == 303


def test_every_comment_states_why_it_was_or_was_not_checked(reader, checker):
    for consents in ((), (CHECK,), (CHECK, RECHECK), (RECHECK,)):
        reader.write(*consents, text=f"With {len(consents)}")

    assert SpamCheck.objects.count() == Comment.objects.count() == 4
    assert SpamCheck.objects.filter(state=CheckState.QUEUED).count() == 2
