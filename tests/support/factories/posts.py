"""Make what belongs to the blog; the package offers it."""

from __future__ import annotations

from wagtail.models import Locale, Page, Site

from blog.models import BlogIndexPage, PostPage


def index(*, title: str = "The blog") -> BlogIndexPage:
    """Return the front page of the default site, made on the first call."""
    site = Site.objects.get(is_default_site=True)
    found = BlogIndexPage.objects.filter(pk=site.root_page_id).first()
    if found is not None:
        return found
    made = BlogIndexPage(title=title, slug="blog", locale=Locale.get_default())
    Page.objects.get(depth=1).add_child(instance=made)
    site.root_page = made
    site.site_name = title
    site.save()
    return made


def post(
    *,
    title: str = "A post",
    policy: str = "",
    live: bool = True,
    body: str = "<p>What the post says.</p>",
) -> PostPage:
    """Return a post below the front page; `policy` is its own rule for comments."""
    made = PostPage(
        title=title,
        comments_policy=policy,
        announce=True,
        live=live,
        body=[("paragraph", body)],
        locale=Locale.get_default(),
    )
    index().add_child(instance=made)
    if live:
        made.save_revision().publish()
    made.refresh_from_db()
    return made


def german_index() -> BlogIndexPage:
    return translated_index("de")


def translated_index(language: str) -> BlogIndexPage:
    """Return a front page of the default site, made on the first call."""
    locale, _created = Locale.objects.get_or_create(language_code=language)
    found = index().get_translation_or_none(locale)
    if found is None:
        index().copy_for_translation(locale).save_revision().publish()
        found = index().get_translation(locale)
        Site.clear_site_root_paths_cache()
    assert isinstance(found, BlogIndexPage)
    return found


def german_post(of: PostPage, *, title: str = "Ein Beitrag") -> PostPage:
    """Return the German version of a post, together with a German front page."""
    made = of.copy_for_translation(german_index().locale)
    made.title = title
    made.announce = True
    made.save_revision().publish()
    made.refresh_from_db()
    return made


def german(of: PostPage) -> PostPage:
    """Return the German version of a post that has one."""
    made = of.get_translation(Locale.objects.get(language_code="de"))
    assert isinstance(made, PostPage)
    return made
