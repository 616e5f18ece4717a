"""The pages a blog begins with, in each of its languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Site  # noqa: TID251 - this is the site

from blog.models import (
    Appearance,
    BlogIndexPage,
    ContactField,
    ContactPage,
    StandardPage,
)
from blog.start.plan import BlogPlan
from privacy_plugin.disclosure.models import ControllerSettings


class SiteOccupied(ValueError):
    """The default site has pages, and none of them is a blog."""


@dataclass(frozen=True, slots=True)
class StartPage:
    """A page below the index; `is_live` says whether it is published at once."""

    page: Page
    is_live: bool = True


def is_site_empty() -> bool:
    """Say whether there is nothing yet but the page a fresh Wagtail welcomes with."""
    pages = Page.objects.filter(depth__gt=1)
    return pages.count() == pages.filter(slug="home", depth=2).count()


def get_blog(site: Site | None) -> BlogIndexPage | None:
    """Return the index that is the root of a site, if it is one."""
    key = site.root_page_id if site is not None else None
    return BlogIndexPage.objects.filter(pk=key).first()


def get_default_blog() -> BlogIndexPage | None:
    """Return the blog of the default site."""
    return get_blog(Site.objects.filter(is_default_site=True).first())


def remove_welcome_page() -> None:
    """Remove Wagtail's own front page, and its site with it."""
    Page.objects.filter(depth=2, slug="home").delete()


def create_index(plan: BlogPlan, language: str, *, like: Page | None) -> BlogIndexPage:
    """Return a published index; `like` is the same index in another language."""
    locale, _created = Locale.objects.get_or_create(language_code=language)
    index = BlogIndexPage(
        title=plan.title,
        slug="blog" if like is None else f"blog-{language}",
        intro=plan.tagline,
        locale=locale,
    )
    if like is not None:
        index.translation_key = like.translation_key
    Page.objects.get(depth=1).add_child(instance=index)
    index.save_revision().publish()
    return index


def create_pages(
    index: BlogIndexPage, plan: BlogPlan, *, like: BlogIndexPage | None
) -> None:
    """Add imprint, contact and a draft about the blog, as far as they are missing."""
    language = index.locale.language_code
    with translation.override(language):
        for name, made in _build_pages(plan).items():
            first = _find(like, name) if like is not None else None
            if first is not None:
                if first.has_translation(index.locale):
                    continue
                made.page.translation_key = first.translation_key
            elif index.get_children().filter(slug=made.page.slug).exists():
                continue
            made.page.locale = index.locale
            made.page.live = made.is_live
            index.add_child(instance=made.page)
            revision = made.page.save_revision()
            if made.is_live:
                revision.publish()


def fill_in_menu(index: BlogIndexPage) -> None:
    """Put about and contact into the menu, and the imprint at the foot of each page."""
    index.menu = [
        ("page", {"page": _find(index, name), "label": "", "children": []})
        for name in ("about", "contact")
    ]
    index.imprint = _find(index, "imprint")
    index.save_revision().publish()


def _find(index: BlogIndexPage, name: str) -> Page | None:
    with translation.override(index.locale.language_code):
        slug = _build_slug(name)
    return index.get_children().filter(slug=slug).first()


def _build_slug(name: str) -> str:
    return {
        "about": _("about"),
        "imprint": _("imprint"),
        "contact": _("contact"),
    }[name]


def _build_pages(plan: BlogPlan) -> dict[str, StartPage]:
    return {
        "about": StartPage(_build_about(), is_live=False),
        # What belongs to nobody is not published.
        "imprint": StartPage(_build_imprint(plan), is_live=bool(plan.controller_name)),
        "contact": StartPage(_build_contact(plan)),
    }


def _build_about() -> StandardPage:
    return StandardPage(
        title=_("About"),
        slug=_build_slug("about"),
        body=_paragraph(
            format_html("<p>{}</p>", _("Who writes here, and about what? Say it here."))
        ),
        show_in_menus=True,
    )


def _build_imprint(plan: BlogPlan) -> StandardPage:
    lines = [plan.controller_name, *plan.controller_address.splitlines()]
    filled = ((line,) for line in lines if line.strip())
    who = format_html_join(SafeString("<br/>"), "{}", filled)
    email = plan.controller_email
    reach = format_html("<p>{}: {}</p>", _("E-mail"), email) if email else ""
    return StandardPage(
        title=_("Imprint"),
        slug=_build_slug("imprint"),
        body=_paragraph(format_html("<p>{}</p>{}", who, reach)),
    )


def _build_contact(plan: BlogPlan) -> ContactPage:
    page = ContactPage(
        title=_("Contact"),
        slug=_build_slug("contact"),
        intro=_("Write to us."),
        to_address=plan.controller_email,
        show_in_menus=True,
    )
    page.form_fields = [
        ContactField(
            label=_("Your message"), clean_name="message", field_type="multiline"
        ),
        ContactField(
            label=_("Your e-mail address, if you want an answer"),
            clean_name="email",
            field_type="email",
            required=False,
        ),
    ]
    return page


def _paragraph(html: str) -> Any:
    return [("paragraph", html)]


def set_site(index: BlogIndexPage, host: str, port: int) -> Site:
    """Make the index the root of the default site, at this address."""
    site, _created = Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": host,
            "port": port,
            "root_page": index,
            "site_name": index.title,
        },
    )
    Site.clear_site_root_paths_cache()
    return site


def choose_theme(site: Site, theme: str) -> None:
    """Choose a theme, unless the site has an appearance of its own."""
    if theme:
        Appearance.objects.get_or_create(site=site, defaults={"theme": theme})


def fill_in_controller(site: Site, plan: BlogPlan) -> bool:
    """Say who is responsible, unless somebody is; return whether it was needed."""
    settings, _created = ControllerSettings.objects.get_or_create(site=site)
    if settings.name or not plan.controller_name:
        return False
    settings.name = plan.controller_name
    settings.address = plan.controller_address
    settings.email = plan.controller_email
    settings.save()
    return True
