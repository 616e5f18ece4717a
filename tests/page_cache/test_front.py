"""nginx and Caddy hand out stored pages, and never one that has changed."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from itertools import product

import pytest
from django.db import connection
from wagtail.models import Page, Site

from privacy_plugin.comments.models import Discussion, State
from tests.support import factories
from tests.support.servers.front import ENCODINGS, HOST, Front

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
UPDATE = "Page.objects.filter(slug='a-post').update"


@pytest.fixture
def post() -> Page:
    Site.objects.update(hostname=HOST, port=80)
    post = factories.post()  # /a-post/
    Page.objects.filter(pk=post.pk).update(title="At first")
    factories.german_post(post)
    return post


@pytest.fixture(params=["nginx", "caddy"])
def front(post, folders, request) -> Iterator[Front]:
    front = Front(next(folders), server=request.param)
    with front.serve():
        yield front


def comment_on(post: Page, text: str, state: str = State.PENDING) -> int:
    discussion, _made = Discussion.objects.get_or_create(
        target_type="wagtailcore.page", target_id=str(post.pk)
    )
    return factories.comment(discussion=discussion, text=text, state=state).pk


CHANGES = {
    "an update": (f"{UPDATE}(title='By an update')", "By an update"),
    "a publication": (
        "page = Page.objects.filter(slug='a-post').earliest('pk').specific\n"
        "page.title = 'Published'; "
        "page.save_revision().publish()",
        "Published",
    ),
    "a transaction": (
        f"with transaction.atomic():\n Page.objects.count(); {UPDATE}(title='Within')",
        "Within",
    ),
    "an approved comment": (
        "comment = Comment.objects.get(); comment.state = 'approved'; comment.save()",
        "What somebody says",
    ),
    "SQL through Django": (
        "connection.cursor().execute("
        "\"UPDATE wagtailcore_page SET title = 'By SQL' WHERE slug = 'a-post'\")",
        "By SQL",
    ),
}


def test_next_request_after_a_change_is_fresh(front, post):
    comment_on(post, "What somebody says")
    other = factories.post(title="Elsewhere")
    for name, (code, text) in CHANGES.items():
        before = front.store("/a-post/")
        front.store(f"/{other.slug}/")
        assert text not in before.body.decode(), name

        front.change(code)

        after = front.read("/a-post/")
        assert text in after.body.decode(), name
        is_other_kept = front.read(f"/{other.slug}/").is_file
        assert is_other_kept is (name == "an approved comment")


def test_form_that_is_sent_through_the_web_server_is_seen_at_once(front, post):
    front.store("/a-post/")
    front.change(f"{UPDATE}(title='One')")
    front.store("/a-post/", "Accept-Encoding: gzip, br")

    front.change(f"{UPDATE}(title='Two')")

    encoded = front.read("/a-post/", "Accept-Encoding: gzip")
    assert b"Two" in gzip.decompress(encoded.body)


def test_rollback_costs_a_file_at_most(front, post):
    front.store("/a-post/")

    front.change(
        f"with transaction.atomic():\n {UPDATE}(title='Never')\n"
        " transaction.set_rollback(True)"
    )

    assert b"At first" in front.read("/a-post/").body


def test_what_changes_past_django_is_shown_no_longer_than_the_time_of_a_file(
    front, post
):
    front.store("/a-post/")
    (bucket,) = (front.pages / "pages").iterdir()

    with connection.cursor() as cursor:  # the connection of the test is not watched
        cursor.execute(
            "UPDATE wagtailcore_page SET title = 'By hand' WHERE id = %s", [post.pk]
        )
    bucket.rename(bucket.with_name(str(int(bucket.name) - 1)))  # that time has passed

    assert b"By hand" in front.read("/a-post/").body


PATHS = ("/a-post/", "/", "/de/", "/privacy/")


def test_headers_are_those_of_the_application(front):
    for path, encoding in product(PATHS, ENCODINGS):
        asked = (f"Accept-Encoding: {encoding}",) if encoding else ()

        stored = front.store(path, *asked)
        made = front.read(path, *asked, "If-Match: *")

        assert not made.is_file
        assert stored.status == made.status == 200
        assert stored.body == made.body
        # Caddy has its own ETags, and unpacks what it hands on to who wants no gzip.
        is_caddy = front.server == "caddy"
        own = ("etag", "content-length", "transfer-encoding") if is_caddy else ()
        assert stored.get_headers(*own) == made.get_headers(*own)
        assert stored.get("etag")
        head = front.read(path, *asked, method="HEAD")
        assert head.get_headers() == stored.get_headers()


def test_unchanged_page_is_known_by_its_etag_and_a_changed_one_is_not(front):
    """Two versions of one length, within one second."""
    seen: dict[str, str] = {}
    for title in ("One", "Two", "Six"):
        front.change(f"{UPDATE}(title='{title}')")
        stored = front.store("/a-post/")
        etag = stored.get("etag")
        assert front.read("/a-post/", f"If-None-Match: {etag}").status == 304
        for older in seen.values():
            again = front.read("/a-post/", f"If-None-Match: {older}")
            assert again.is_file
            assert again.status == 200
        since = "If-Modified-Since: Fri, 31 Dec 2100 23:59:59 GMT"
        assert front.read("/a-post/", since).status == 200
        seen[title] = etag
    assert len(set(seen.values())) == 3


def test_range_of_a_page_is_the_whole_page(front):
    stored = front.store("/a-post/")

    part = front.read("/a-post/", "Range: bytes=0-3")

    assert part.is_file
    assert (part.status, part.body) == (200, stored.body)


HEADERS = (
    "Cookie: sessionid=x",
    "Cookie: a=b; sessionid=x",
    "Cookie: csrftoken=x",
    "Authorization: Basic eDp5",
    "Accept-Encoding: gzip;q=0",
    "Accept-Encoding: *",
    "If-Unmodified-Since: Fri, 01 Jan 2038 00:00:00 GMT",
    "Content-Length: 0",
    "Host: a.many.example",
)


def test_request_that_may_get_another_answer_goes_to_the_application(front):
    front.store("/a-post/")

    assert front.read("/a-post/", "Cookie: a=b").is_file
    assert not any(front.read("/a-post/", header).is_file for header in HEADERS)


OTHER_PATHS = (
    *("/a-post/?", "/a-post/?page=1", "//a-post/", "/a-post//", "/%61-post/"),
    *("/x/../a-post/", "/./a-post/", "/a-post%2F", "/a-post", "/a-post/=", "/=."),
    *("/a-post/%00", "/../../../../etc/passwd", "/a/b/c/../../../../etc/passwd"),
    *("/%2e%2e/%2e%2e/etc/passwd", "/" + "a" * 300 + "/", "/" + "a/" * 1_500),
    *("/feed/", "/sitemap.xml", "/search/?q=x", "/admin/login/", "/a-post/;x"),
)


def test_other_path_gets_no_file(front):
    front.store("/a-post/")

    for path in OTHER_PATHS:
        answers = [front.read(path) for _time in range(2)]

        assert not any(one.is_file and one.status == 200 for one in answers), path
        assert not any(b"root:" in one.body for one in answers), path


def test_post_and_forged_hosts_leave_no_file(front):
    front.read("/a-post/", "Content-Length: 0", method="POST")
    for host in ("a.many.example", "../x", "BLOG.EXAMPLE", "blog.example:81", "x/y"):
        front.read("/a-post/", f"Host: {host}")

    hosts = {path.name for path in (front.pages / "pages").glob("*/identity/*")}
    assert hosts <= {HOST}


def test_private_page_has_no_file(front, post):
    front.store("/a-post/")
    front.change(
        "from wagtail.models import PageViewRestriction\n"
        f"PageViewRestriction.objects.create(page_id={post.pk}, password='x', "
        "restriction_type='password')"
    )

    answers = [front.read("/a-post/") for _time in range(3)]

    assert not any(one.is_file for one in answers)
    assert not any(b"What the post says" in one.body for one in answers)


def test_files_are_those_of_one_time(front):
    front.store("/a-post/")
    old = front.pages / "pages" / "12345"
    (old / "identity").mkdir(parents=True)
    front.change(f"{UPDATE}(title='Again')")
    (old / "identity").mkdir(parents=True, exist_ok=True)

    front.store("/a-post/")

    assert not old.exists()
    assert not list(front.pages.glob("removed-*"))
