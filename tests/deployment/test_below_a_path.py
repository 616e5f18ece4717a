"""The whole blog below a path of its host: no address leaves it, no cookie is wider.

Everything goes over a real server behind a proxy that knows that path alone. Mails are
made outside of any request, as the worker does.
"""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from blog.models import ContactField, ContactPage, PostPage
from privacy_plugin import Category as DataCategory
from privacy_plugin.akismet.account import get_site_urls
from privacy_plugin.akismet.processing import SPAM_CHECK
from privacy_plugin.comments import maintenance
from privacy_plugin.comments.discussions.targets import get_or_create_discussion
from privacy_plugin.comments.models import Comment, Frequency, Reminder, Scope
from privacy_plugin.comments.moderation import actions
from privacy_plugin.subscriptions import maintenance as mails
from privacy_plugin.subscriptions.models import Subscriber
from tests.support import factories
from tests.support.crawler import crawl, is_outside, references_in
from tests.support.raw_mail import headers_of
from tests.support.reader import box_of
from tests.support.samples.embeds import FILM_URL, embed_block, page_with
from tests.support.servers.akismet import server, stand_in
from tests.support.servers.embed_providers import (
    browse_providers,
    frame_of,
    gate,
    has_loaded,
    press,
    provider_chromium,
    provider_server,
    providers,
)
from tests.support.servers.mailbox import LINK, Mailbox, html_of, link_in, text_of
from tests.support.servers.path_proxy import PREFIX, PathProxy, proxy

__all__ = ["browse_providers", "provider_chromium", "provider_server", "providers"]
__all__ += ["proxy", "server", "stand_in"]

ADDRESS = "ada@example.org"
CHOICE = "always.embeds.film"


@pytest.fixture
def root(live_site: str, proxy: PathProxy, settings) -> str:
    """Return the address the blog begins at, without a slash."""
    settings.PRIVACY_COMMENTS_RATE_LIMIT = 1000
    return live_site + PREFIX


@pytest.fixture
def post(root: str) -> PostPage:
    """Return a post in two languages."""
    made = factories.post(title="A post about allotments")
    factories.german_post(made, title="Ein Beitrag über Gärten")
    return made


def work() -> None:
    """Do what the worker would do now."""
    maintenance.run_maintenance(at=timezone.now())
    mails.run_maintenance(at=timezone.now())


def write(page, address: str, text: str, *, tick: bool = False) -> None:
    page.goto(address)
    page.fill("textarea[name='text']", text)
    if tick:
        page.locator(f"input[name='{box_of(SPAM_CHECK)}']").check()
    page.get_by_role("button", name="Send comment").first.click()
    page.wait_for_url("**/comments/manage/**")


def test_no_link_of_any_page_leaves_the_path(
    browse, root, post, proxy, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "media"
    options = {"private_location": str(tmp_path / "private")}
    storage = {"BACKEND": "blog.backends.storage.MediaStorage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": storage}
    picture = get_image_model().objects.create(
        title="Blue", file=get_test_image_file(size=(800, 480))
    )
    document = get_document_model()(title="Letter")
    document.file.save("letter.pdf", ContentFile(b"%PDF-1.7"))
    linked = f'<p><a linktype="document" id="{document.pk}">A letter</a></p>'
    illustrated = page_with(
        {"type": "paragraph", "value": linked}, title="With a picture"
    )
    illustrated.lead_image = picture
    illustrated.tags.add("garden")
    illustrated.save_revision().publish()
    contact = ContactPage(title="Write to us", slug="contact", show_in_menus=True)
    contact.form_fields = [
        ContactField(
            label="Message", field_type="multiline", category=DataCategory.FREE_TEXT
        )
    ]
    factories.index().add_child(instance=contact)
    visit = browse(javascript=False)
    write(visit.page, f"{root}{urlsplit(post.url).path.removeprefix(PREFIX)}", "Words")
    thanks = visit.page.url
    actions.approve(
        [Comment.objects.get().pk], editor=factories.editor(), at=timezone.now()
    )

    statuses = crawl(
        visit.context.request,
        root,
        [
            *("", "de/", "search/?q=allotments", "sitemap.xml", "robots.txt"),
            *("subscriptions/", "de/subscriptions/", "privacy/choices/", thanks),
        ],
    )

    failed = {url: status for url, status in statuses.items() if status >= 400}
    assert failed == {}
    for part in (
        *("/de/feed/", "/feed/about/", "/tag/garden/", "/comments/manage/", "/static/"),
        *("/privacy/receipts/", "/privacy.json", "/documents/", "/contact/"),
    ):
        assert [url for url in statuses if part in url], part
    assert proxy.outside == []


def test_a_crawler_is_told_of_addresses_below_the_path(browse, root, post):
    ask = browse(javascript=False).context.request

    robots = ask.get(f"{root}/robots.txt").text()
    locations = re.findall("<loc>(.*?)</loc>", ask.get(f"{root}/sitemap.xml").text())
    ids = re.findall("<id>(.*?)</id>", ask.get(f"{root}/feed/").text())

    paths = re.findall("Disallow: (.*)", robots)
    assert paths == [f"{PREFIX}/admin/", f"{PREFIX}/search/"]
    assert f"Sitemap: {root}/sitemap.xml" in robots
    assert {f"{root}/", f"{root}/de/", post.full_url} <= set(locations)
    for url in (*locations, *ids):
        assert url.startswith(f"{root}/")


def test_the_language_switch_leads_to_the_same_view(visit, root, post):
    visit.page.goto(f"{root}/search/")

    visit.page.get_by_role("link", name="Deutsch").click()

    assert visit.page.url == f"{root}/de/search/"
    visit.page.get_by_role("link", name="English").click()
    assert visit.page.url == f"{root}/search/"


def test_a_comment_its_private_page_and_its_receipt(visit, root, post, proxy, server):
    write(visit.page, post.full_url, "What I think about it", tick=True)

    work()
    visit.page.reload()
    expect(visit.page.locator("main")).to_contain_text("Your comment is published")
    visit.page.get_by_role("link", name="Receipt").first.click()
    assert visit.page.url.startswith(f"{root}/privacy/receipts/")
    visit.page.get_by_role("button", name="withdraw").first.click()

    assert visit.page.url.startswith(f"{root}/privacy/receipts/")
    asked = server.log.of("comment-check")[0]
    assert asked.field("blog") == root
    assert asked.field("permalink") == post.full_url == f"{root}/{post.slug}/"
    assert visit.cookies == set()
    assert visit.complaints == []
    assert proxy.outside == []


def test_mails_of_the_worker_lead_below_the_path(visit, root, post, proxy, box):
    page = visit.page
    page.goto(f"{root}/subscriptions/")
    page.get_by_label("E-mail address", exact=True).fill(ADDRESS)
    page.get_by_label("I would like a mail about new posts.").check()
    page.get_by_role("button", name="Subscribe").click()
    page.wait_for_url(f"{root}/subscriptions/confirmation-sent/")

    work()
    require_links_below(box, root)
    page.goto(link_in(box.one(), "/confirm/"))
    page.get_by_role("button", name="Yes, send me this").click()
    page.wait_for_url(f"{root}/subscriptions/mine/**")
    box.clear()
    made = factories.post(title="Something new")
    work()

    require_links_below(box, root)
    page.goto(link_in(box.one(), made.slug))
    assert page.locator("h1").inner_text() == "Something new"
    page.goto(link_in(box.one(), "/read/"))
    assert "Something new" in page.locator("main").inner_text()
    page.goto(link_in(box.one(), "/leave/"))
    page.get_by_role("button", name="Unsubscribe").click()
    assert not Subscriber.objects.exists()
    assert visit.cookies == set()
    assert proxy.outside == []


def require_links_below(box: Mailbox, root: str) -> None:
    """Fail unless each link in the only mail lies below the path."""
    links = {*LINK.findall(text_of(box.one()))}
    if box.one().is_multipart():
        links |= {url for _place, url in references_in(html_of(box.one()), "")}
    assert links
    assert [link for link in links if not f"{link}/".startswith(f"{root}/")] == []


def test_one_click_of_a_mail_program_ends_a_subscription(browse, root, post, box):
    factories.subscriber(ADDRESS, at=timezone.now())
    factories.post(title="Something new")
    work()
    ((_to, raw),) = box.raw

    url = headers_of(raw)["List-Unsubscribe"].strip("<>")
    answer = browse().context.request.post(url, form={"List-Unsubscribe": "One-Click"})

    assert url.startswith(f"{root}/subscriptions/leave/")
    assert answer.status == HTTPStatus.OK
    assert not Subscriber.objects.exists()


@pytest.mark.browser
def test_an_embed_is_loaded_remembered_and_stopped(
    browse_providers, root, post, proxy, providers
):
    reader = browse_providers()
    film = page_with(embed_block(FILM_URL), title="A film")
    reader.page.goto(film.full_url)

    press(reader, "Always load from Film House")
    has_loaded(reader)
    paths = {one["name"]: one["path"] for one in reader.context.cookies()}
    assert paths[CHOICE] == f"{PREFIX}/"
    reader.page.goto(film.full_url)
    has_loaded(reader)
    reader.page.goto(f"{root}/privacy/choices/")
    expect(reader.page.locator("main")).to_contain_text("Film House")
    reader.page.goto(film.full_url)
    has_loaded(reader)
    frame_of(reader).get_by_role("button", name="Stop and forget").click()

    status = gate(reader).get_by_role("status")
    expect(status).to_contain_text("Nothing on this page is loaded from Film House")
    assert CHOICE not in reader.cookies
    assert providers.visited[0].headers["Referer"] == f"{root.removesuffix(PREFIX)}/"
    assert proxy.outside == []


@pytest.mark.browser
def test_an_embed_is_loaded_without_scripts(browse_providers, root, proxy, providers):
    reader = browse_providers(javascript=False)
    reader.page.goto(page_with(embed_block(FILM_URL), title="A film").full_url)

    press(reader, "Load it once")
    has_loaded(reader)
    frame_of(reader).get_by_role("button", name="Stop and forget").click()

    again = frame_of(reader).get_by_role("button", name="Load it once")
    expect(again).to_be_visible()
    assert proxy.outside == []


UNPUBLISH = """() => fetch(location.href, {method: "POST", redirect: "manual",
    body: new URLSearchParams(new FormData(document.querySelector("main form"))),
})"""


def test_the_admin_and_its_cookies_stay_below_the_path(browse, root, post, proxy):
    factories.editor()
    visit = browse()
    page = visit.page
    page.goto(f"{root}/admin/")
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", "editor")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{root}/admin/")

    lists = ("comments/", "privacy/", "subscriptions/")
    for path in ("", f"pages/{post.pk}/edit/", *lists):
        answer = page.goto(f"{root}/admin/{path}", wait_until="networkidle")
        assert answer.ok
        found = references_in_page(page)
        assert [one for one in found if is_outside(one, root)] == []

    page.goto(f"{root}/admin/pages/{post.pk}/unpublish/")
    page.evaluate(UNPUBLISH)  # its message is not shown yet
    assert {one["path"] for one in visit.context.cookies()} == {f"{PREFIX}/"}
    page.goto(f"{root}/admin/")
    assert "unpublished" in page.locator(".messages").inner_text()
    assert without_scripts_of_wagtail(proxy.outside) == []


def references_in_page(page) -> list[str]:
    """Return each address in an open page but those of Wagtail's menu and scripts."""
    found = page.evaluate(
        "() => [...document.querySelectorAll('[href], [src], [action]')]"
        ".filter(one => !one.closest('#wagtail-sidebar, .sidebar'))"
        ".map(one => one.href ?? one.src ?? one.action)"
        ".filter(one => typeof one === 'string')"
    )
    return without_scripts_of_wagtail(found)


def without_scripts_of_wagtail(found: list[str]) -> list[str]:
    """Leave out the scripts whose addresses Wagtail keeps for as long as a process.

    Those of a test below no path, when it ran first in this process.
    """
    wagtails = ("/static/wagtail", "/static/table_block/")
    return [one for one in found if not urlsplit(one).path.startswith(wagtails)]


@pytest.mark.parametrize("old_path", ["/old", f"{PREFIX}/old"])
def test_a_redirect_is_found_by_its_address_within_the_blog(
    old_path, browse, root, post
):
    Redirect.objects.create(old_path=old_path, redirect_page=post)

    answer = browse().context.request.get(f"{root}/old/")

    assert answer.url == post.full_url


def test_a_page_that_moved_is_still_found(browse, root, post):
    old = post.full_url
    post.slug = "another-name"
    post.save_revision().publish()

    answer = browse().context.request.get(old)

    assert answer.url == f"{root}/another-name/"
    assert answer.status == HTTPStatus.OK


@pytest.mark.parametrize("path", ["/nothing-there/", "/de/nothing-there/"])
def test_an_error_page_leads_to_the_front_page(path, browse, root, post):
    answer = browse().context.request.get(f"{root}{path}")

    assert answer.status == HTTPStatus.NOT_FOUND
    found = [url for _place, url in references_in(answer.text(), answer.url)]
    assert [url for url in found if is_outside(url, root)] == []
    assert f"{root}{path.removesuffix('nothing-there/')}" in found


def test_what_akismet_knows_of_the_site_has_the_path(root, post):
    assert get_site_urls() == (root,)


def test_a_mail_to_moderators_leads_into_the_admin(root, post, box, settings):
    settings.WAGTAILADMIN_BASE_URL = root.removesuffix(PREFIX)
    editor, now = factories.editor(), timezone.now()
    Reminder.objects.create(
        editor=editor, frequency=Frequency.AT_ONCE, scope=Scope.ALL, due_at=now
    )
    factories.comment(discussion=get_or_create_discussion(post))

    maintenance.run_maintenance(at=now + timedelta(hours=2))

    require_links_below(box, root)
