"""Every string anybody can type, unbroken at its full length, on every page.

Nothing grows wider than the screen, no words lie over others, and marks piled on
letters stay where their letters are.
"""

from __future__ import annotations

import io
import json
from itertools import cycle, islice

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from PIL import Image, ImageChops, ImageDraw
from taggit.models import Tag
from wagtail.models import Page, Site

from blog.models import Author, Category, ContactField, ContactPage, PostPage
from privacy_plugin.comments.models import Comment, State
from privacy_plugin.comments.text.markdown import render
from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.disclosure.texts.models import DisclosureText
from privacy_plugin.egress.models import Outcome, Transmission
from privacy_plugin.embeds.models import EmbeddedItem
from privacy_plugin.form_pages.models import Submission
from privacy_plugin.subscriptions.models import Mailing, PendingSubscription, Subscriber
from tests.browser.test_every_page import local, open_everything
from tests.support import factories
from tests.support.browser.admin import enter
from tests.support.factories import texts

WIDTHS = (320, 390)
LONGEST_MAIL = f"{'w' * 64}@{'w' * 63}.{'w' * 63}.{'w' * 53}.example"
WORDS = {
    "letters": "W",
    "Hebrew": "שלוםעולם",
    "Arabic": "مرحبابالعالم",
    "piled marks": "Z" + "\u0301\u0317\u0335\u0310\u0323" * 4,
}
EACH_WORD = [
    pytest.param(word, id=name, marks=[] if name == "letters" else [pytest.mark.long])
    for name, word in WORDS.items()
]
ADMIN = (
    *("/admin/comments/?state=all", "/admin/comments/{comment}/"),
    "/admin/bulk/privacy_comments/comment/spam/?id={comment}",
    *("/admin/privacy/", "/admin/privacy/texts/", "/admin/privacy/record/"),
    *("/admin/privacy/record/print/", "/admin/privacy/consents/"),
    *("/admin/privacy/consents/{consent}/", "/admin/privacy/transmissions/"),
    *("/admin/privacy/refusals/", "/admin/privacy/retention/"),
    *("/admin/subscriptions/", "/admin/subscriptions/people/"),
    *("/admin/subscriptions/people/{subscriber}/", "/admin/subscriptions/requests/"),
    *("/admin/subscriptions/deliveries/", "/admin/embed-providers/"),
    "/admin/forms/submissions/{contact}/",
)

EDIT_WIDTHS = (320, 1280)
EDIT = (
    *("/admin/pages/{post}/edit/", "/admin/pages/{contact}/edit/"),
    *("/admin/snippets/blog/author/edit/{author}/", "/admin/groups/edit/{group}/"),
    *("/admin/snippets/blog/category/edit/{category}/", "/admin/privacy/texts/add/"),
    *("/admin/privacy/texts/edit/{text}/", "/admin/privacy/texts/history/{text}/"),
    "/admin/settings/privacy/controllersettings/",
    "/admin/settings/privacy_comments/commentsettings/",
    "/admin/settings/privacy_subscriptions/subscriptionsettings/",
    *("/admin/comments/{comment}/", "/admin/subscriptions/people/import/"),
    *("/admin/embed-providers/import/", "/admin/account/"),
)

# Boxes of text that lie over one another although neither holds the other. A pixel more
# or less is the rounding of the browser.
OVERLAPS = """() => {
    const shown = node => node.checkVisibility({visibilityProperty: true})
        && !node.closest('.privacy-visually-hidden, .w-sr-only')
        && !node.closest('[aria-hidden=true], svg')
        && !node.closest('.w-slim-header');  // Wagtail's own
    const boxes = [];
    const walker = document.createTreeWalker(document.querySelector('main'), 4);
    while (walker.nextNode()) {
        const text = walker.currentNode, parent = text.parentElement;
        if (!text.data.trim() || !shown(parent)) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        for (const box of range.getClientRects())
            if (box.width > 2 && box.height > 2) boxes.push([box, parent]);
    }
    boxes.sort((one, other) => one[0].top - other[0].top);
    const found = [];
    boxes.forEach(([box, parent], index) => {
        for (let next = index + 1; next < boxes.length; next++) {
            const [other, otherParent] = boxes[next];
            if (other.top > box.bottom) break;
            if (parent.closest('p, li, dd, h1, h2, h3, td, pre, a')
                === otherParent.closest('p, li, dd, h1, h2, h3, td, pre, a')) continue;
            const wide = Math.min(box.right, other.right)
                - Math.max(box.left, other.left);
            const high = Math.min(box.bottom, other.bottom)
                - Math.max(box.top, other.top);
            const half = Math.min(box.height, other.height) / 2;
            if (wide > 2 && high > half)
                found.push([parent, otherParent].map(node =>
                    `${node.className}: ${node.textContent.slice(0, 20)}`).join(' / '));
        }
    });
    return found;
}"""
# What sticks out of the screen and is in no box that scrolls by itself.
STICKS_OUT = """() => {
    const width = document.documentElement.clientWidth;
    const scrolls = node => {
        for (let up = node.parentElement; up; up = up.parentElement) {
            const style = getComputedStyle(up);
            if (/auto|scroll|hidden|clip/.test(style.overflowX)) return true;
        }
        return false;
    };
    return [...document.querySelectorAll('main *')].filter(node => {
        const box = node.getBoundingClientRect();
        return box.width > 2 && box.height > 2
            && (box.right > width + 1 || box.left < -1)
            && node.checkVisibility() && !scrolls(node)
            && !node.closest('.privacy-visually-hidden');
    }).slice(0, 3).map(node => node.outerHTML.slice(0, 120));
}"""


def fill(word: str, length: int) -> str:
    """Return `word` again and again, without a space, up to `length` characters."""
    return "".join(islice(cycle(word), length))


def body_of(word: str) -> str:
    """Return a text with such a string in each place an editor can type one."""
    long = fill(word, 200)
    rich = "".join(
        f"<{tag}>{long}</{tag}>" for tag in ("p", "h2", "h3", "blockquote", "pre")
    )
    listed = f"<ul><li>{long}</li></ul><ol><li><a href='/'>{long}</a></li></ol>"
    cells = {"data": [[long, "b"], ["c", long]], "table_caption": long}
    blocks = {
        "paragraph": rich + listed,
        "heading": {"text": long, "level": "2"},
        "quote": {"quote": long, "source": long, "url": "https://a.example/"},
        "code": {"code": long, "language": "text", "caption": long},
        "table": cells | {"first_row_is_table_header": True},
        "embed": {"url": f"https://a.example/{long}", "title": long, "note": long},
        "html": f"<p class='x'>{long}</p>",
    }
    return json.dumps(
        [{"type": kind, "value": value} for kind, value in blocks.items()]
    )


def fill_in_comments(word: str, *, text: str, html: str) -> None:
    """Write it into all comments; the first on show has no name but its website."""
    website = f"https://www.example/{fill('w', 480)}"
    Comment.objects.update(
        name=fill(word, 80), text=text, html=html, email=LONGEST_MAIL, website=website
    )
    nameless = Comment.objects.filter(state=State.APPROVED).earliest("pk")
    Comment.objects.filter(pk=nameless.pk).update(name="")


@pytest.fixture
def fill_in(pages, post, settings):
    """Return a function that writes a string into everything, as long as it may be."""
    factories.subscriber("ada@example.org")
    contact = ContactPage(title="Contact", slug="contact", locale=post.locale)
    factories.index().add_child(instance=contact)
    field = contact.form_fields.create(label="Message", field_type="multiline")
    topic = Category.objects.create(locale=post.locale, name="Topic")
    author = Author.objects.create(locale=post.locale, name="Author", bio="Bio")
    tag = Tag.objects.create(name="tag")
    post.categories, post.author = [topic], author
    post.tags.add(tag)
    post.save()

    def fill_in_everything(word: str) -> dict[str, str]:
        text = fill(word, 2000)
        html = render(f"{text}\n\n> {text}\n\n- {text}\n\n    {text}\n\n`{text}`")
        fill_in_comments(word, text=text, html=html)
        Page.objects.filter(depth__gt=1).update(
            title=fill(word, 255), draft_title=fill(word, 255)
        )
        PostPage.objects.update(intro=fill(word, 500), body=body_of(word))
        Site.objects.update(site_name=fill(word, 255))
        Author.objects.update(name=fill(word, 100), bio=fill(word, 500))
        Category.objects.update(name=fill(word, 100), description=fill(word, 500))
        Tag.objects.update(name=fill(word, 100))
        ContactPage.objects.update(intro=fill(word, 500))
        ContactField.objects.update(label=fill(word, 255), help_text=fill(word, 255))
        Submission.objects.create(
            page=contact, form_data={field.clean_name: text}, subject_key="key"
        )
        ControllerSettings.objects.update(
            name=fill(word, 200),
            address=fill(word, 500),
            protection_officer=fill(word, 250),
            supervisory_authority=fill(word, 250),
            email=LONGEST_MAIL,
            policy_url=f"https://www.example/{fill('w', 180)}",
        )
        EmbeddedItem.objects.update(title=fill(word, 300))
        Mailing.objects.update(title=fill(word, 255))
        for model in (Subscriber, PendingSubscription):
            model.objects.update(email=LONGEST_MAIL)
        texts.published(
            "comments.publication",
            title=fill(word, 120),
            lead=fill(word, 250),
            explanation=fill(word, 3000),
            notes=fill(word, 1000),
            button_agree=fill(word, 60),
        )
        return pages | {
            "contact": contact.url,
            "search": f"/search/?q={fill(word, 200)}",
            "tag": f"/tag/{tag.slug}/",
            "category": f"/category/{topic.slug}/",
            "author": f"/author/{author.slug}/",
            "feed": "/feed/about/",
        }

    return fill_in_everything


def admin_pages() -> dict[str, str]:
    """Return the path of each of the plugin's pages in the admin."""
    keys = {
        "comment": Comment.objects.latest("pk").pk,
        "consent": ConsentRecord.objects.latest("pk").pk,
        "subscriber": Subscriber.objects.latest("pk").pk,
        "contact": ContactPage.objects.get().pk,
    }
    return {path: path.format(**keys) for path in ADMIN}


def edit_forms() -> dict[str, str]:
    """Return the path of each form in which an editor types."""
    keys = {
        "post": PostPage.objects.latest("pk").pk,
        "contact": ContactPage.objects.get().pk,
        "author": Author.objects.latest("pk").pk,
        "category": Category.objects.latest("pk").pk,
        "text": DisclosureText.objects.latest("pk").pk,
        "comment": Comment.objects.filter(state=State.APPROVED).latest("pk").pk,
        "group": Group.objects.get(name="Privacy officers").pk,
    }
    return {path: path.format(**keys) for path in EDIT}


def faults_of(visit, paths, url) -> list[tuple[object, ...]]:
    """Return what is too wide or lies over something, page by page."""
    faults: list[tuple[object, ...]] = []
    for name, path in paths.items():
        visit.page.set_viewport_size({"width": WIDTHS[0], "height": 700})
        answer = visit.page.goto(url(path))
        assert answer.status < 500, (name, answer.status)
        open_everything(visit)
        for width in WIDTHS:
            visit.page.set_viewport_size({"width": width, "height": 700})
            needed = visit.page.evaluate("document.documentElement.scrollWidth")
            if needed > width:
                faults.append((name, width, f"{needed} px wide"))
            for script in (STICKS_OUT, OVERLAPS):
                faults += [
                    (name, width, found) for found in visit.page.evaluate(script)[:3]
                ]
    return faults


@pytest.mark.parametrize("word", EACH_WORD)
def test_long_words_fit_on_every_public_page(browse, fill_in, url, word):
    paths = local(fill_in(word))

    faults = faults_of(browse(), paths, url)

    assert faults == []


@pytest.mark.parametrize("word", EACH_WORD)
def test_long_words_fit_on_every_admin_page(browse, fill_in, url, live_site, word):
    fill_in(word)
    Transmission.objects.create(
        activity="comments.spam_check", recipient=fill(word, 200), field_names=["text"],
        subject_key="key", outcome=Outcome.REFUSED, detail="no_consent",
        begun_at=timezone.now(),
    )  # fmt: skip
    visit = browse()
    enter(visit, live_site, factories.editor(name="admin"))

    faults = faults_of(visit, admin_pages(), url)

    assert faults == []


@pytest.mark.parametrize("word", EACH_WORD)
def test_long_words_widen_no_form_in_the_admin(browse, fill_in, url, live_site, word):
    fill_in(word)
    visit = browse()
    enter(visit, live_site, factories.editor(name="admin"))
    faults = []
    for path in edit_forms().values():
        visit.page.set_viewport_size({"width": EDIT_WIDTHS[0], "height": 700})
        answer = visit.page.goto(url(path))
        assert answer.ok, (path, answer.status)
        open_everything(visit)
        for width in EDIT_WIDTHS:
            visit.page.set_viewport_size({"width": width, "height": 700})
            needed = visit.page.evaluate("document.documentElement.scrollWidth")
            if needed > width:
                found = visit.page.evaluate(STICKS_OUT)
                faults.append((path, width, needed, found))

    assert faults == []


def test_piled_marks_stay_with_their_letters(browse, post, fill_in, url):
    """Nothing is painted more than half a line away from the boxes of the letters."""
    fill_in(WORDS["piled marks"])
    visit = browse(viewport={"width": 390, "height": 700}, reduced_motion="reduce")
    visit.page.goto(url(post.url))
    boxes = visit.page.evaluate("""() => {
        const piled = [...document.querySelectorAll('body *')].filter(
            node => [...node.childNodes].some(
                one => one.nodeType == 3 && /\\u0301/.test(one.data)));
        piled.forEach(node => node.classList.add('piled'));
        return piled.map(node => {
            const block = 'h1, h2, h3, h4, h5, p, li, dd, td, th, figcaption, label, '
                + 'summary, button, .disclosure__rows > div';
            const box = (node.closest(block) || node).getBoundingClientRect();
            return [box.left, box.top + scrollY, box.right, box.bottom + scrollY];
        });
    }""")
    before = Image.open(io.BytesIO(visit.page.screenshot(full_page=True)))
    visit.page.evaluate("""document.querySelectorAll('.piled').forEach(
        node => node.style.setProperty('color', 'transparent', 'important'))""")
    after = Image.open(io.BytesIO(visit.page.screenshot(full_page=True)))

    changed = ImageChops.difference(before.convert("RGB"), after.convert("RGB"))
    draw = ImageDraw.Draw(changed)
    for left, top, right, bottom in boxes:
        draw.rectangle((left - 400, top - 14, right + 400, bottom + 14), fill="black")

    assert boxes
    assert changed.getbbox() is None
