"""A second site beside the default one: own host, language, controller and pages.

It stands there in every test of what belongs to a site (see ``conftest``), so that
whatever guesses the default site is found out.
"""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Locale, Page, Site

from blog.models import BlogIndexPage, PostPage
from privacy_plugin.disclosure.controller import Controller, get_site_controller
from privacy_plugin.disclosure.models import ControllerSettings

HOST = "second.example"
CONTROLLER = "Zweiter Garten e. V."


@dataclass(frozen=True, slots=True)
class SecondSite:
    """Hold the site and its front page; `controller` is read anew each time."""

    site: Site
    index: BlogIndexPage

    @property
    def controller(self) -> Controller:
        return get_site_controller(self.site.pk)

    def post(self, *, title: str = "Ein Beitrag nebenan", policy: str = "") -> PostPage:
        """Return a published post of this site."""
        made = PostPage(
            title=title,
            comments_policy=policy,
            announce=True,
            body=[("paragraph", "<p>Was dort steht.</p>")],
            locale=self.index.locale,
        )
        self.index.add_child(instance=made)
        made.save_revision().publish()
        made.refresh_from_db()
        return made


def make_second_site() -> SecondSite:
    """Make the second site, in German, with a controller of its own."""
    locale, _created = Locale.objects.get_or_create(language_code="de")
    index = BlogIndexPage(title="Nebenan", slug="nebenan", locale=locale)
    Page.objects.get(depth=1).add_child(instance=index)
    index.save_revision().publish()
    site = Site.objects.create(hostname=HOST, site_name="Nebenan", root_page=index)
    ControllerSettings.objects.create(
        site=site,
        name=CONTROLLER,
        address="Gartenweg 2, Weimar",
        email="nebenan@second.example",
    )
    return SecondSite(site, index)


def find_second_site() -> SecondSite | None:
    """Return the second site where the test database has it from the start."""
    site = Site.objects.filter(hostname=HOST).first()
    if site is None:
        return None
    return SecondSite(site, BlogIndexPage.objects.get(pk=site.root_page_id))
