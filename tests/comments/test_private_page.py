"""The private page: the same controls in each state, a confirmation, a way on."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.test import Client
from django.utils import timezone, translation

from privacy_plugin.comments.authors.status import get_author_status
from privacy_plugin.comments.discussions.targets import get_or_create_discussion
from privacy_plugin.comments.models import Comment, CommentSettings, State
from privacy_plugin.comments.moderation import actions
from privacy_plugin.consent.subject import SubjectKey, sign
from tests.support import factories
from tests.support.comment_writer import CHECK, RECHECK, CommentWriter, checked, ticked
from tests.support.reader import Page, read_html, words_of

DECISIONS = {
    State.APPROVED: actions.approve,
    State.SPAM: actions.mark_spam,
    State.REMOVED: actions.remove,
}
STATES = [state.value for state in State]
POST = "/a-post/"


def shown(answer) -> Page:
    """Return an answer as a person sees it; it must be valid HTML."""
    html = answer.content.decode()
    return Page(answer.status_code, "", html, read_html(html), dict(answer.headers))


def title_of(page: Page) -> str:
    return words_of(page.one("title"))


def ways_on(page: Page) -> set[str]:
    """Return where the links of the page itself lead, without the site's frame."""
    links = page.one("main").iterfind(".//a")
    return {link.get("href", "").partition("#")[0] for link in links}


def comment_in(state: str, reader: CommentWriter) -> Comment:
    """Return a comment in a state, decided by a person where only one can."""
    comment = reader.write(topic="pills" if state == State.SUSPECTED else "")
    if state in DECISIONS:
        editor = factories.editor()
        DECISIONS[State(state)]([comment.pk], editor=editor, at=timezone.now())
    comment.refresh_from_db()
    assert comment.state == state
    return comment


def controls_of(page: Page) -> list[str]:
    """Return headings, links and buttons in their order, but for the status."""
    main = page.one("main")
    (status,) = main.findall(".//section[@class='own-comment__status']")
    left_out = set(status.iter()) - {status.find("p[@class='own-comment__place']/a")}
    kinds = {"h1", "h2", "a", "button", "summary", "textarea"}
    return [
        "the address" if element.tag == "textarea" else words_of(element)
        for element in main.iter()
        if element.tag in kinds and element not in left_out
    ]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("state", STATES)
def test_each_state_has_the_same_controls_and_its_own_true_status(
    reader, no_checker, state, language
):
    usual_comment = reader.write(text="An earlier word.")
    usual = controls_of(shown(reader.client.get(reader.private(usual_comment))))
    comment = comment_in(state, reader)
    prefix = "/de" if language == "de" else ""

    page = shown(reader.client.get(prefix + reader.private(comment)))

    with translation.override(language):
        status = get_author_status(comment)
        assert str(status.headline) in page.words
    if language == "en":
        assert controls_of(page) == usual
        assert len(usual) > 8
    assert len(controls_of(page)) == len(usual)
    assert not reader.client.cookies


def test_a_comment_that_is_being_checked_has_the_same_controls(reader, checker):
    waiting = shown(reader.client.get(reader.private(reader.write(CHECK, RECHECK))))
    done = checked(reader.write(CHECK, RECHECK, text="Other words"))

    page = shown(reader.client.get(reader.private(done)))

    assert "First comes the spam check" in waiting.words
    assert controls_of(page) == controls_of(waiting)


def test_after_sending_one_is_at_the_private_page_itself(reader, no_checker):
    answer = reader.send()

    comment = Comment.objects.get()
    assert answer.status_code == 303
    assert urlsplit(answer["Location"]).path == reader.private(comment)
    page = shown(reader.client.get(answer["Location"]))
    assert title_of(page).startswith("Thank you for your comment.")
    assert words_of(page.one("p[@role='status']")) == "Thank you for your comment."
    assert not reader.client.cookies


def test_an_address_of_an_earlier_version_leads_there(reader, no_checker):
    comment = reader.write()

    answer = reader.client.get(f"{reader.private(comment)}thanks/", follow=True)

    assert answer.redirect_chain[-1][0].startswith(reader.private(comment))


ACTIONS = {
    "edit": ({"text": "Better words."}, "Your comment is changed."),
    "agree": (lambda: ticked(RECHECK), "Your consent is recorded."),
    "withdraw": ({"activity": CHECK}, "Your consent is withdrawn."),
    "review": ({}, "Somebody will read your comment."),
    "delete": ({}, "Your comment is deleted"),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_each_action_is_confirmed_by_a_line_and_by_the_title(reader, checker, action):
    data, sentence = ACTIONS[action]
    comment = reader.write(CHECK, topic="pills" if action == "review" else "")

    answer = reader.do(comment, action, data() if callable(data) else data)
    page = shown(reader.client.get(answer["Location"]))

    assert answer.status_code == 303
    assert title_of(page).startswith(sentence)
    assert page.all("*[@role='status']")
    assert sentence in page.words
    assert POST in ways_on(page)
    assert not reader.client.cookies


def test_agreeing_with_nothing_ticked_is_not_confirmed_as_a_consent(reader, checker):
    answer = reader.do(reader.write(), "agree")

    page = shown(reader.client.get(answer["Location"]))

    assert title_of(page).startswith("Nothing was ticked")


@pytest.mark.parametrize(
    "done", ["edited", "agreed", "withdrawn", "review-requested", "<b>", "edit-closed"]
)
def test_nothing_is_confirmed_that_did_not_happen(reader, no_checker, done):
    comment = comment_in(State.REMOVED, reader)

    page = shown(reader.client.get(reader.private(comment), {"done": done}))

    assert title_of(page).startswith("Your comment · ")
    assert not page.all("p[@role='status']")


def test_the_address_can_be_read_saved_and_mailed(reader, no_checker):
    comment = reader.write()
    page = shown(reader.client.get(reader.private(comment), secure=True))
    address = page.one("textarea[@readonly]").text or ""
    links = [link.get("href", "") for link in page.all("section//a")]
    (mailto,) = [link for link in links if link.startswith("mailto:")]
    file = reader.client.get(f"{reader.private(comment)}address/")
    saved = read_html(file.content.decode())

    assert address == f"https://localhost{reader.private(comment)}"
    assert urlsplit(mailto).path == ""  # the reader chooses to whom
    mail = parse_qs(urlsplit(mailto).query)
    assert mail["subject"] == ["My comment on “A post”"]
    assert mail["body"][0].endswith(f"\r\n\r\n{address}")
    assert "+" not in unquote(mailto)
    assert file["Content-Disposition"].startswith('attachment; filename="comment-2')
    assert "no-store" in file["Cache-Control"]
    kept = saved.find(".//a").get("href", "")
    assert kept.endswith(reader.private(comment))
    assert "A post" in words_of(saved)
    assert saved.find(".//time") is not None


def test_a_reader_of_the_second_site_gets_an_address_there(second_site, clock):
    discussion = get_or_create_discussion(second_site.post())
    comment = factories.comment(discussion=discussion)
    path = f"/comments/manage/{sign(SubjectKey(comment.subject_key))}/"
    client = Client(headers={"host": second_site.site.hostname})

    page = shown(client.get(path))

    assert page.one("textarea[@readonly]").text == second_site.site.root_url + path


WRONG = {
    "an empty edit": ("edit", {"text": " "}, 422),
    "a forged consent": ("agree", {"consent_comments_spam_check": "0" * 64}, 400),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_error_changes_the_title_and_has_the_focus(reader, checker, name):
    action, data, status = WRONG[name]

    page = shown(reader.do(reader.write(), action, data))

    assert page.status == status
    assert title_of(page).startswith("Error: ")
    summary = page.one("*[@role='alert']")
    assert summary.get("tabindex") == "-1"
    assert summary.get("autofocus") is not None
    assert POST in ways_on(page)


def test_an_edit_that_comes_too_late_can_be_sent_as_a_comment(reader, no_checker):
    comment = reader.write(text="Frist!")
    reader.clock.tick(minutes=16)

    page = shown(reader.do(comment, "edit", {"text": "Better", "name": "Ada"}))
    form = page.comment_form

    assert (page.status, form.fields["text"], form.fields["name"]) == (
        403,
        "Better",
        "Ada",
    )
    assert title_of(page).startswith("Error: ")
    reader.clock.tick(minutes=1)
    assert reader.post(form.action, form.fields).status_code == 303
    assert {one.text for one in Comment.objects.all()} == {"Frist!", "Better"}


def test_opening_the_form_for_an_edit_too_late_says_so(reader, no_checker):
    comment = reader.write()
    reader.clock.tick(minutes=16)

    answer = reader.client.get(f"{reader.private(comment)}edit/")
    page = shown(reader.client.get(answer["Location"]))

    assert title_of(page).startswith("The time for editing this comment is over.")


def test_words_for_an_expired_link_can_be_copied(reader, no_checker, settings):
    path = reader.private(reader.write())
    settings.PRIVACY_LINK_LIFETIME = timedelta(seconds=1)
    reader.clock.tick(minutes=1)

    page = shown(reader.post(f"{path}edit/", {"text": "My words"}))

    assert page.status == 410
    assert (page.one("textarea").text or "").strip() == "My words"
    assert ways_on(page) == {"/"}


def test_a_deleted_comment_leads_nowhere_but_to_its_post(reader, no_checker):
    comment = reader.write()
    path = reader.private(comment)
    deleted = reader.do(comment, "delete")["Location"]
    forged = re.sub("about=.*", "about=https://elsewhere.example", deleted)

    assert POST in ways_on(shown(reader.client.get(deleted)))
    assert "/" in ways_on(shown(reader.client.get(forged)))
    assert ways_on(shown(reader.client.get(path))) == {"/"}


def test_every_refusal_gives_a_way_on(reader, no_checker):
    comment = comment_in(State.APPROVED, reader)
    CommentSettings.objects.create(site=reader.page.get_site(), policy="closed")

    sent = shown(reader.send(text="Words"))
    asked = shown(reader.client.get(f"/comments/{comment.pk}/reply/"))
    unknown = shown(reader.client.get("/comments/999999/reply/"))

    assert sent.comment_form.fields["text"] == "Words"
    assert POST in ways_on(sent)
    assert POST in ways_on(asked)
    assert ways_on(unknown) == {"/"}
    for page in (sent, asked, unknown):
        assert title_of(page).startswith("Error: ")


def test_a_rejected_comment_can_be_edited_but_stays_rejected(reader, no_checker):
    comment = comment_in(State.REMOVED, reader)

    reader.do(comment, "edit", {"text": "Better words."})

    comment.refresh_from_db()
    assert (comment.text, comment.state) == ("Better words.", State.REMOVED)
