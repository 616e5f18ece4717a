"""Keep pages off the addresses the blog answers itself, such as ``/search/``.

Wagtail is asked last: below the front page, a page whose slug begins one of our own
addresses would be hidden behind it. Which they are is read from the URLconf, from the
settings of static files and media, and from the languages.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import URLPattern, URLResolver, get_resolver, get_script_prefix
from django.urls.resolvers import LocalePrefixPattern
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page  # noqa: TID251 - this is the site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def get_reserved_slugs() -> frozenset[str]:
    """Return the first part of each address that Wagtail is not asked about."""
    served = (settings.STATIC_URL, settings.MEDIA_URL)
    paths = [urlsplit(url).path for url in served if url and not urlsplit(url).netloc]
    within = (path.removeprefix(get_script_prefix().rstrip("/")) for path in paths)
    patterns = cast("Iterable[URLPattern | URLResolver]", get_resolver().url_patterns)
    return frozenset(
        {
            *_first_parts(patterns),
            *(path.strip("/").partition("/")[0] for path in within),
            *(code for code, _name in settings.LANGUAGES),
        }
        - {"", settings.LANGUAGE_CODE}  # its pages have no prefix
    )


def is_reserved(slug: str, parent: Page | None) -> bool:
    """Say whether a page with this slug would be hidden below `parent`."""
    if parent is None:
        return False
    if parent.is_site_root() and slug in get_reserved_slugs():
        return True
    within = f"/{slug}/"
    for ancestor in parent.get_ancestors(inclusive=True).reverse().specific():
        if isinstance(ancestor, RoutablePageMixin) and _has_route(ancestor, within):
            return True
        within = f"/{ancestor.slug}{within}"
        if ancestor.is_site_root():
            break
    return False


def explain_reserved_slug(slug: str) -> str:
    """Return why a slug is refused, and one that is not."""
    return _(
        "The blog itself answers at the address “%(slug)s”, so readers would never see "
        "this page. Choose another slug, such as “%(other)s”."
    ) % {"slug": slug, "other": f"{slug}-2"}


class ReservedSlugForm(WagtailAdminPageForm):
    """Refuse at saving what readers could not reach; the model knows no parent yet."""

    def clean(self) -> dict[str, object]:
        cleaned = cast("dict[str, object]", super().clean())
        is_kept = cleaned.get("slug") == self.instance.slug and _is_stored(
            self.instance
        )
        if not is_kept:
            _refuse_reserved(self, "slug", self.parent_page)
        return cleaned


class ReservedSlugCopyForm(CopyForm):
    """Refuse to copy a page to where readers could not reach it."""

    def clean(self) -> dict[str, object]:
        """Name the fault at the new slug."""
        cleaned = cast("dict[str, object]", super().clean())
        parent = cleaned.get("new_parent_page") or self.page.get_parent()
        _refuse_reserved(self, "new_slug", cast("Page", parent))
        return cleaned


class ReservedSlugMixin(Page):
    """Be reachable: a slug made from the title gets a suffix, another is refused.

    Wagtail asks both private methods in each way of saving (``wagtail.models.pages``).
    A page that is hidden already can still be saved; ``blog.W002`` names it.
    """

    base_form_class = ReservedSlugForm
    copy_form_class = ReservedSlugCopyForm

    class Meta:
        abstract = True

    @staticmethod
    def _slug_is_available(
        slug: str, parent_page: Page | None, page: Page | None = None
    ) -> bool:
        is_free = Page._slug_is_available(slug, parent_page, page)  # noqa: SLF001 - see above
        return is_free and (
            (page is not None and page.slug == slug and _is_stored(page))
            or not is_reserved(slug, parent_page)
        )

    def _check_slug_is_unique(self) -> None:
        parent = self.get_parent()
        if not _is_stored(self) and is_reserved(self.slug, parent):
            raise ValidationError({"slug": explain_reserved_slug(self.slug)})
        super()._check_slug_is_unique()


def find_hidden_pages() -> list[Page]:
    """Return the pages that readers cannot reach.

    They stand right below a front page, or where a page above has a route of its own.
    """
    pages = Page.objects.filter(slug__in=get_reserved_slugs()).order_by("path")
    hidden = {page.pk: page for page in pages if page.get_parent().is_site_root()}
    # Deferred: a check also runs before the migration that adds a column.
    for parent in Page.objects.type(RoutablePageMixin).specific(defer=True):
        for page in Page.objects.descendant_of(parent).order_by("path"):
            if _has_route(parent, f"/{page.url_path.removeprefix(parent.url_path)}"):
                hidden[page.pk] = page
    return list(hidden.values())


def _is_stored(page: Page) -> bool:
    return bool(page.pk) and Page.objects.filter(pk=page.pk, slug=page.slug).exists()


def _refuse_reserved(form: forms.BaseForm, name: str, parent: Page) -> None:
    slug = form.cleaned_data.get(name)
    if slug and is_reserved(slug, parent):
        form.add_error(name, explain_reserved_slug(slug))


def _has_route(page: RoutablePageMixin, within: str) -> bool:
    try:
        page.resolve_subpage(within)
    except Http404:
        return False
    return True


def _first_parts(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    """Yield the literal beginning of each pattern; descend where there is none."""
    for pattern in patterns:
        route = str(pattern.pattern).lstrip("^")
        is_open = not route or isinstance(pattern.pattern, LocalePrefixPattern)
        if isinstance(pattern, URLResolver) and is_open:
            yield from _first_parts(pattern.url_patterns)
            continue
        first = route.partition("/")[0]
        if re.fullmatch(r"[\w.-]+", first):
            yield first
