"""A deployment below a path of its host works to the last link of the worker's mails.

As the how-to has it: nginx, gunicorn, the worker, PostgreSQL, Redis, SMTP, a browser.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.deployment.nginx.conftest import log_in
from tests.support.browser import sessions
from tests.support.servers.deployment import HOST, Deployment, wait_until
from tests.support.servers.mailbox import Mailbox, link_in

PATH = "/blog"
SITE = f"https://{HOST}{PATH}"
ADDRESS = "first@reader.example"
ROOT_URL = """
from wagtail.models import Site
print(Site.objects.get().root_url)
"""
PICTURE = """
from io import BytesIO
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.images import get_image_model
file = BytesIO()
Image.new("RGB", (800, 400), "navy").save(file, "PNG")
picture = get_image_model()(title="Blue", file=ImageFile(file, name="blue.png"))
picture.save()
print(picture.pk)
"""
PUBLISHED = """
from blog.models import BlogIndexPage, PostPage
from wagtail.models import Locale
post = PostPage(
    title="A post", announce=True, lead_image_id={picture}, locale=Locale.get_default()
)
BlogIndexPage.objects.get().add_child(instance=post)
post.save_revision().publish()
print(post.full_url)
"""


@pytest.fixture(scope="module")
def site(deployed: Deployment) -> Deployment:
    """Return the blog, whose site has the public address."""
    assert deployed.shell(ROOT_URL) == f"https://{HOST}"
    return deployed


@pytest.fixture
def reader(site: Deployment, visit: sessions.Visit) -> Iterator[sessions.Visit]:
    """Return a reader's browser, which contacts nothing beside the path."""
    yield visit
    beside = [url for url in visit.requests if not url.startswith(f"{SITE}/")]
    assert [url for url in beside if url != SITE] == []


def read_mail(page: Page, box: Mailbox, part: str) -> None:
    """Wait for the mail with a link, and follow the link."""
    wait_until(lambda: box.recipients, f"a mail to {ADDRESS}", seconds=180)
    link = link_in(box.one(), part)
    assert link.startswith(f"{SITE}/")
    page.goto(link)


def test_a_reader_subscribes_and_leaves_by_the_links_of_the_worker_s_mails(
    site, reader, box
):
    page = reader.page
    page.goto(SITE)
    assert page.url == f"{SITE}/"
    page.goto(f"{SITE}/subscriptions/")
    page.fill("[name=email]", ADDRESS)
    page.locator("input[type=checkbox]").first.check()
    page.locator("main form button").last.click()
    page.wait_for_url(f"{SITE}/subscriptions/confirmation-sent/")
    read_mail(page, box, "/confirm/")
    page.get_by_role("button", name="Yes, send me this").click()
    page.wait_for_url(f"{SITE}/subscriptions/mine/**/welcome/")
    box.clear()

    picture = site.shell(PICTURE)
    post = site.shell(PUBLISHED.format(picture=picture))

    read_mail(page, box, "/a-post/")
    assert page.url == post
    shown = "[...document.images].every(one => one.complete && one.naturalWidth)"
    assert page.evaluate("document.images.length")
    page.wait_for_function(shown)
    page.goto(link_in(box.one(), "/leave/"))
    page.get_by_role("button", name="Unsubscribe").click()
    page.get_by_role("heading", name="You are unsubscribed").wait_for()
    assert reader.cookies == set()
    assert reader.complaints == []


def test_a_comment_and_its_private_page(site, reader):
    page = reader.page
    page.goto(site.shell(PUBLISHED.format(picture=None)))
    page.fill("textarea[name=text]", "What I think about it")
    page.wait_for_timeout(5_000)  # a person needs longer than a program
    page.get_by_role("button", name="Send comment").click()
    page.wait_for_url(f"{SITE}/comments/manage/**")

    assert page.url.startswith(f"{SITE}/comments/manage/")
    assert reader.cookies == set()


def test_an_editor_s_session_stays_below_the_path(site, reader):
    log_in(reader.page, site, SITE)

    assert {one["path"] for one in reader.context.cookies()} == {f"{PATH}/"}


def test_the_host_says_how_it_treats_gpc(site, visit):
    answer = visit.page.goto(f"https://{HOST}/.well-known/gpc.json")

    assert answer is not None
    assert answer.json()["gpc"] is True
