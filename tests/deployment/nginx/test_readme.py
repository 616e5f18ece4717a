"""The README's deployment works to the last link, and outlives Redis and mail server.

Everything is real: nginx, gunicorn, the worker, PostgreSQL, Redis, SMTP and a browser.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.deployment.nginx.conftest import log_in
from tests.support.browser import sessions
from tests.support.servers.deployment import HOST, Deployment, wait_until
from tests.support.servers.mailbox import Mailbox, link_in

SITE = f"https://{HOST}"
SCHEDULED = """
from datetime import timedelta
from django.utils import timezone
from blog.models import BlogIndexPage, PostPage
from wagtail.models import Locale
post = PostPage(title="Later today", live=False, locale=Locale.get_default())
BlogIndexPage.objects.get().add_child(instance=post)
post.go_live_at = timezone.now() + timedelta(seconds=20)
post.announce = True
post.save_revision().publish()
print(post.slug)
"""
INDEX = """
from blog.models import BlogIndexPage
print(BlogIndexPage.objects.get().pk)
"""
PUBLISHED = """
from blog.models import BlogIndexPage, PostPage
from wagtail.models import Locale
post = PostPage(title="A post", announce=False, locale=Locale.get_default())
BlogIndexPage.objects.get().add_child(instance=post)
post.save_revision().publish()
print(post.slug)
"""
PRIVATE_DOCUMENT = """
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction
private = Collection.get_first_root_node().add_child(name="Private")
CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
document = get_document_model()(title="Letter", collection=private)
document.file.save("letter.pdf", ContentFile(b"%PDF-1.7 private words"))
document.save()
print(document.url)
"""
PICTURE = """
from io import BytesIO
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.images import get_image_model
file = BytesIO()
Image.new("RGB", (40, 40), "navy").save(file, "PNG")
picture = get_image_model()(title="Blue", file=ImageFile(file, name="blue.png"))
picture.save()
print(picture.get_rendition("width-20").url)
"""
COUNT_COMMENTS = """
from privacy_plugin.comments.models import Comment
print(Comment.objects.count())
"""


@pytest.fixture(scope="module")
def editor(chromium: Browser, deployed: Deployment) -> Iterator[Page]:
    """Return the admin of a fresh site, logged in."""
    visit = sessions.begin_patiently(chromium)
    page = visit.page
    log_in(page, deployed, SITE)
    yield page
    visit.context.close()


@pytest.fixture(scope="module")
def site(editor: Page, deployed: Deployment) -> Deployment:
    """Return the blog after the README's commands and a first post in the admin."""
    index = deployed.shell(INDEX)
    editor.goto(
        f"{SITE}/admin/pages/add/blog/postpage/{index}/", wait_until="networkidle"
    )
    editor.fill("#id_title", "The first one")
    editor.press("#id_title", "Tab")  # leaving the field fills in the slug
    editor.wait_for_function("document.querySelector('#id_slug').value")
    editor.select_option("#id_announce", label="No, notify nobody")
    publish(editor)
    return deployed


@pytest.fixture
def reader(site: Deployment, visit: sessions.Visit) -> Iterator[Page]:
    """Return a reader's browser on the finished site."""
    yield visit.page
    assert not visit.cookies
    assert visit.hosts <= {HOST}


def check(deployed: Deployment, fail_level: str) -> str:
    """Run the check that the README names; return what it says."""
    return deployed.run(
        *("python", "manage.py", "check", "--deploy", "--database", "default"),
        *("--fail-level", fail_level),
        has_stderr=True,
    )


def publish(page: Page) -> None:
    """Press Wagtail's button, which lies in a menu."""
    page.locator("footer [data-drop-toggle], footer .w-dropdown__toggle").last.click()
    page.locator("[name=action-publish]").click()
    page.wait_for_url(lambda address: "/add/" not in address)
    assert "published" in page.locator(".messages").inner_text()


def get(page: Page, path: str) -> Response:
    """Open an address of the site; return the answer."""
    answer = page.goto(path if "://" in path else f"{SITE}{path}")
    assert answer is not None
    return answer


def subscribe(page: Page, address: str) -> None:
    """Ask for mails about new posts."""
    get(page, "/subscriptions/")
    page.fill("[name=email]", address)
    page.locator("input[type=checkbox]").first.check()
    page.locator("main form button").last.click()
    page.wait_for_url("**/confirmation-sent/")


def confirm(page: Page, box: Mailbox, address: str) -> None:
    """Follow the link in the mail that asks, and press the button."""
    arrived = lambda: address in box.recipients  # noqa: E731 - a condition
    wait_until(arrived, f"a mail to {address}", seconds=150)
    link = link_in(box.mails[box.recipients.index(address)], "/confirm/")
    assert link.startswith(f"{SITE}/")
    get(page, link)
    page.get_by_role("button", name="Yes, send me this").click()
    page.wait_for_url("**/welcome/**")


def comment(page: Page, slug: str, text: str) -> None:
    """Write a comment below a post, and read the thanks."""
    get(page, f"/{slug}/")
    page.fill("textarea[name=text]", text)
    page.wait_for_timeout(5_000)  # a person needs longer than a program
    page.get_by_role("button", name="Send comment").click()
    page.wait_for_url("**/comments/manage/**")


def test_a_deployed_site_passes_its_check(site):
    assert "no issues" in check(site, "WARNING")


def test_a_subscriber_confirms_and_gets_a_scheduled_post_that_went_live_by_itself(
    site, reader, box
):
    subscribe(reader, "first@reader.example")
    confirm(reader, box, "first@reader.example")
    box.clear()

    slug = site.shell(SCHEDULED)

    assert get(reader, f"/{slug}/").status == 404
    wait_until(lambda: box.recipients, "the mail about the post", seconds=120)
    assert box.recipients == ["first@reader.example"]
    link = link_in(box.one(), slug)
    assert link.startswith(f"{SITE}/")
    assert get(reader, link).status == 200
    leave = link_in(box.one(), "/leave/")
    get(reader, leave)
    reader.locator("main form button").first.click()
    reader.wait_for_load_state()
    assert get(reader, f"{SITE}/feed/").status == 200


def test_readers_write_while_redis_is_away(site, reader):
    slug = site.shell(PUBLISHED)
    comment(reader, slug, "While everything runs.")
    site.redis.kill()

    comment(reader, slug, "While Redis is away.")
    assert get(reader, "/").status == 200

    site.redis.start()
    comment(reader, slug, "After it has come back.")
    assert site.shell(COUNT_COMMENTS) == "3"


def test_mail_that_could_not_leave_arrives_later(site, reader, box):
    box.stop()
    box.clear()
    try:
        subscribe(reader, "second@reader.example")
    finally:
        box.start()

    confirm(reader, box, "second@reader.example")


def test_a_private_document_stays_private_and_media_run_nothing(site, visit):
    reader = visit.page  # the page that asks for a login sets its cookie
    url = site.shell(PRIVATE_DOCUMENT)
    picture = site.shell(PICTURE)

    answer = get(reader, url)
    assert "login" in reader.url
    assert "private words" not in answer.text()
    lies = "private/documents/letter.pdf"
    for climb in ("documents/letter.pdf", f"../{lies}", f"%2e%2e/{lies}"):
        assert get(reader, f"/media/{climb}").status in {400, 404}
    answer = get(reader, picture)
    assert answer.status == 200
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("name", ["SCRIPT_NAME", "Script-Name", "PATH_INFO"])
def test_a_header_chooses_neither_path_nor_prefix(name, site):
    plain = site.direct("GET", "/robots.txt")

    assert site.direct("GET", "/robots.txt", {name: "/robots"}) == plain
    assert site.direct("GET", "/robots.txt", {name: "/feed/"}) == plain


def test_no_log_holds_an_address_a_path_or_words(site):
    logs = "".join(
        (site.folder / f"{name}.log").read_text() for name in ("gunicorn", "worker")
    )

    for word in ("reader.example", "/confirm/", "While Redis", "letter.pdf"):
        assert word not in logs
    assert "Traceback" not in logs
