"""Tags for the templates of a theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import NoReverseMatch, get_script_prefix, reverse
from wagtail.models import Page  # noqa: TID251 - this is the site

from blog.addresses.site_address import absolute_url
from blog.blocks.body import Heading, list_headings
from blog.media.site_pictures import SitePictures, find_site_pictures
from blog.models import Appearance
from blog.models.appearance import get_appearance
from blog.site_header import SiteHeader, get_site_header
from blog.themes.current import get_current_theme
from privacy_plugin.comments.spam_check.checker import get_ready_spam_checker

if TYPE_CHECKING:
    from django.template import Context
    from wagtail.blocks import StreamValue

register = template.Library()


@register.simple_tag(takes_context=True, name="site_header")
def site_header_tag(context: Context) -> SiteHeader | None:
    """Return the header of the page being rendered; None without a request."""
    request = context.get("request")
    if request is None:
        return None
    page = context.get("page")
    return get_site_header(request, page if isinstance(page, Page) else None)


@register.simple_tag(takes_context=True)
def site_appearance(context: Context) -> Appearance | None:
    """Return how the site looks that a page belongs to; None without a request."""
    request = context.get("request")
    return None if request is None else get_appearance(request)


@register.simple_tag(takes_context=True)
def site_pictures(context: Context) -> SitePictures | None:
    """Return the icons and what is shared of a page; None without a request."""
    appearance = site_appearance(context)
    if appearance is None:
        return None
    page = context.get("page")
    lead = getattr(page, "lead_image", None)
    return find_site_pictures(appearance, lead, getattr(page, "lead_image_alt", ""))


@register.simple_tag(takes_context=True)
def full_url(context: Context, path: str) -> str:
    """Return the public address of a path, for what is read elsewhere."""
    return absolute_url(context["request"], path)


@register.simple_tag
def headings(body: StreamValue) -> tuple[Heading, ...]:
    """Return the headings of a text, for its table of contents."""
    return list_headings(body)


@register.simple_tag
def script_prefix() -> str:
    """Return the path the blog lives at, where nothing may be asked of the database."""
    return get_script_prefix()


@register.simple_tag
def theme_static(path: str) -> str:
    """Return the address of a static file of the current theme, as ``css/site.css``.

    The base theme's, where the current one has no such file.
    """
    return static(get_current_theme().get_static_name(path))


@register.simple_tag
def checker_notice() -> str:
    """Return what readers have to know about the spam checker; mostly empty.

    A site that is being tried out says on every page that a stand-in answers.
    """
    checker = get_ready_spam_checker()
    return str(getattr(checker, "notice", ""))


@register.simple_tag
def demo_mailbox_url() -> str:
    """Return where a site that is tried out shows its mails; empty for any other."""
    try:
        return reverse("demo_mailbox:index")
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def page_cookies(context: Context) -> str:
    """Return the names of the cookies this page sets or needs; mostly empty.

    Use it after everything else on the page, a form's token above all: only then is it
    known. The names are those that ``site.protected_pages`` declares.
    """
    request = context.get("request")
    if request is None:
        return ""
    names = []
    session = getattr(request, "session", None)
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    if session is not None and (session.modified or (session.accessed and has_session)):
        names.append(settings.SESSION_COOKIE_NAME)
    if request.META.get("CSRF_COOKIE_NEEDS_UPDATE") and not settings.CSRF_USE_SESSIONS:
        names.append(settings.CSRF_COOKIE_NAME)
    return ", ".join(names)


@register.simple_tag(takes_context=True)
def archive_url(context: Context, kind: str, slug: str) -> str:
    """Return the address of the posts of a category, tag or author.

    `kind` is a route of BlogIndexPage. Needs ``{% site_header as site_header %}``.
    """
    header = context.get("site_header")
    if header is None or header.index is None:
        return ""
    base = header.index.get_url(context.get("request")) or get_script_prefix()
    return base + header.index.reverse_subpage(kind, args=[slug])
