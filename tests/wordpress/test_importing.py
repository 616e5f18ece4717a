"""A WordPress blog comes along whole, once, and with nobody's e-mail address."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from blog.models import Author, BlogIndexPage, Category, PostPage
from blog.wordpress.errors import WxrError
from blog.wordpress.importing import import_blog
from blog.wordpress.report import What
from privacy_plugin.comments.models import Comment, Kind, Policy, State
from tests.wordpress.exports import ALLOTMENT, export, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def index() -> BlogIndexPage:
    locale = Locale.objects.get_or_create(language_code="en")[0]
    page = Page.objects.get(depth=1).add_child(
        instance=BlogIndexPage(title="Here", slug="here", locale=locale),
    )
    Site.objects.update(root_page=page)
    return page


@pytest.fixture
def imported(index):
    with ALLOTMENT.open("rb") as stream:
        return import_blog(stream, index, at=timezone.now())


def run(stream, index, **options):
    return import_blog(stream, index, at=timezone.now(), **options)


def post(number: int) -> PostPage:
    return PostPage.objects.get(imported__external_id=str(number))


def comment(number: int) -> Comment:
    return Comment.objects.get(imported_from=f"wordpress:plot17.example:{number}")


def everything() -> list[int]:
    models = (PostPage, Comment, Author, Category, Page)
    return [model.objects.count() for model in models]


def test_a_post_keeps_title_date_author_categories_and_tags(imported):
    page = post(10)

    assert page.title == "Beans & frost"
    assert page.slug == "beans-frost"
    assert page.intro == "What May did."
    assert page.published_at == datetime(2023, 5, 14, 7, 30, tzinfo=UTC)
    assert page.live
    assert page.author.name == "Bea & the Hens"
    assert [c.name for c in page.categories.all()] == ["Compost & mulch"]
    assert list(page.tags.names()) == ["Slugs"]


def test_the_text_is_safe_and_complete(imported):
    html = str(post(10).body)

    assert "<p>The frost came in May.<br>\nNobody was ready.</p>" in html
    assert '[gallery ids="1,2"]' in html
    assert "A split ]]&gt; stays." in html
    assert "tracker.example" not in html
    assert "<img" not in html
    assert "<script" not in html


def test_two_posts_of_the_same_address_get_two_addresses(imported):
    assert post(11).slug == "beans-frost-2"


def test_an_encoded_address_is_decoded(imported):
    page = post(16)

    assert page.slug == "豆"
    assert page.title == "Without a title"


def test_a_draft_stays_a_draft(imported):
    assert not post(12).live
    assert post(12).published_at is None


def test_a_scheduled_post_waits_for_its_date(imported):
    page = post(13)

    assert not page.live
    assert page.latest_revision.approved_go_live_at.year == 2123


def test_a_schedule_that_has_passed_is_published(index):
    past = item().replace(">publish<", ">future<")

    run(export(past), index)

    assert post(1).live


@pytest.mark.parametrize("number", [14, 15])
def test_what_was_private_or_had_a_password_is_public_to_nobody(imported, number):
    page = post(number)

    assert not page.live
    assert page.view_restrictions.exists()
    assert "wheelbarrow" not in str(page.latest_revision.content)


def test_closed_comments_stay_closed(imported):
    assert post(11).comments_policy == Policy.CLOSED
    assert post(10).comments_policy == ""


def test_a_reply_finds_its_question_though_that_comes_later_in_the_file(imported):
    assert comment(102).parent == comment(101)
    assert comment(102).submitted_at == datetime(2023, 5, 14, 10, tzinfo=UTC)


def test_a_comment_keeps_name_and_text_and_nothing_dangerous(imported):
    assert comment(101).name == "Müller & Daughter"
    assert "Did you cover them?" in comment(101).html
    assert "javascript" not in comment(101).html
    assert "<b>before</b>" in comment(102).html


def test_no_email_address_ip_address_or_website_comes_along(imported):
    stored = json.dumps(list(Comment.objects.values()), default=str)

    for trace in ("secret.example", "203.0.113", "ned.example", "akismet"):
        assert trace not in stored


def test_a_held_comment_waits_for_a_moderator(imported):
    assert comment(103).state == State.PENDING


def test_what_was_thrown_away_stays_away_and_its_reply_begins_a_thread(imported):
    assert not Comment.objects.filter(text="Thrown away.").exists()
    assert comment(105).parent is None


def test_a_pingback_is_a_mention_and_the_blogs_own_is_none(imported):
    assert comment(106).kind == Kind.MENTION
    assert Comment.objects.filter(kind=Kind.MENTION).count() == 1


def test_pages_attachments_and_menus_stay_behind_and_are_counted(imported):
    counts = imported.counts

    assert counts[What.PAGES] == counts[What.ATTACHMENTS] == 1
    assert counts[What.OTHER_ENTRIES] == counts[What.TRASHED_POSTS] == 1
    assert counts[What.COMMENTS_ELSEWHERE] == 1
    assert counts[What.POSTS] == PostPage.objects.count() == 7


def test_run_again_nothing_is_there_twice(imported, index):
    before = everything()

    with ALLOTMENT.open("rb") as stream:
        report = run(stream, index)

    assert everything() == before
    assert report.counts[What.POSTS_PRESENT] == 7
    assert report.counts[What.COMMENTS_PRESENT] == 5


def test_run_again_an_editors_changes_and_a_moderators_decisions_stay(imported, index):
    page = post(10)
    page.title = "Edited here"
    page.save_revision().publish()
    Comment.objects.filter(pk=comment(103).pk).update(state=State.APPROVED)

    with ALLOTMENT.open("rb") as stream:
        run(stream, index)

    assert post(10).title == "Edited here"
    assert comment(103).state == State.APPROVED


def test_run_again_with_a_newer_file_only_the_new_comes_along(index):
    said = (
        "<wp:comment><wp:comment_id>5</wp:comment_id>"
        "<wp:comment_content>New</wp:comment_content>"
        "<wp:comment_approved>1</wp:comment_approved></wp:comment>"
    )
    run(export(item(1)), index)

    run(export(item(1, more=said) + item(2)), index)

    assert PostPage.objects.count() == 2
    assert Comment.objects.get().text == "New"


def test_a_copy_of_an_imported_post_is_a_post_of_its_own(imported):
    copy = post(10).copy(update_attrs={"slug": "copy"})

    assert not hasattr(PostPage.objects.get(pk=copy.pk), "imported")


@pytest.mark.parametrize("end", [b"<item><title>cut", b"<item></title></item>"])
def test_a_fault_at_the_very_end_leaves_nothing_behind(index, end):
    whole = ALLOTMENT.read_bytes()
    before = everything()

    with pytest.raises(WxrError):
        run(io.BytesIO(whole.replace(b"</channel>\n</rss>", end)), index)

    assert everything() == before


def test_a_rehearsal_reports_the_same_and_stores_nothing(index):
    before = everything()

    with ALLOTMENT.open("rb") as stream:
        report = run(stream, index, is_rehearsal=True)

    assert report.counts[What.POSTS] == 7
    assert everything() == before


def test_queries_grow_with_posts_and_not_with_comments(index):
    def said(count: int) -> str:
        return "".join(
            f"<wp:comment><wp:comment_id>{n}</wp:comment_id><wp:comment_content>Hello"
            "</wp:comment_content><wp:comment_approved>1</wp:comment_approved>"
            "</wp:comment>"
            for n in range(count)
        )

    run(export(item(1)), index)
    with CaptureQueriesContext(connection) as few:
        run(export(item(2, more=said(2))), index)
    with CaptureQueriesContext(connection) as many:
        run(export(item(3, more=said(200))), index)

    assert len(many) < len(few) + 10  # a few more statements, each of many rows


def test_the_command_prints_and_writes_a_report_without_personal_data(index, tmp_path):
    output, file = io.StringIO(), tmp_path / "report.json"

    call_command("import_wordpress", ALLOTMENT, report=file, stdout=output)

    told = output.getvalue() + file.read_text()
    assert "7 posts imported" in told
    assert json.loads(file.read_text())["left_out"]["self_mentions"] == 1
    for trace in ("Ned", "Müller", "secret.example", "203.0.113", "Beans"):
        assert trace not in told


def test_the_command_names_line_and_reason_of_a_bad_file(index, tmp_path):
    file = tmp_path / "bad.xml"
    file.write_bytes(export("<item></oops>").getvalue())

    with pytest.raises(CommandError, match=r"Nothing was imported\. Line 9"):
        call_command("import_wordpress", file)


def test_the_command_says_that_there_is_no_such_file(index, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_wordpress", tmp_path / "missing.xml")


def test_with_several_indexes_the_command_asks_for_one(index):
    other = index.add_sibling(
        instance=BlogIndexPage(title="There", slug="there", locale=index.locale),
    )

    with pytest.raises(CommandError, match=f"{other.pk} \\(There, en\\)"):
        call_command("import_wordpress", ALLOTMENT)


def test_a_page_that_is_no_index_is_refused(index):
    with pytest.raises(CommandError, match="is no blog index"):
        call_command("import_wordpress", ALLOTMENT, parent=1)


def test_an_embed_comes_along_as_one_that_waits_for_the_reader(index):
    film = "https://www.youtube.com/watch?v=aaaaaaaaaaa"

    report = run(export(item(1, content=f"One\n\n{film}\n\nTwo")), index)

    blocks = [(block.block_type, block.value) for block in post(1).body]
    assert [kind for kind, _value in blocks] == ["html", "embed", "html"]
    assert blocks[1][1]["url"] == film
    assert "<iframe" not in str(post(1).body)
    assert report.counts[What.EMBEDS] == 1
    assert report.counts[What.LOADS_REPLACED] == 0
