"""The first steps with a new blog; what was done is read from where it was done."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Site

from blog.models import Appearance, BlogIndexPage, FirstSteps
from privacy_plugin.comments.spam_check.checker import get_ready_spam_checker
from privacy_plugin.disclosure.models import ControllerSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something to do, and where; `action` is the text of the link."""

    key: str
    title: str
    text: str
    url: str
    action: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class Checklist:
    """The steps of a site."""

    site: Site
    steps: tuple[Step, ...]

    @property
    def panel_id(self) -> str:
        """Return the id of its panel in a page."""
        return f"first-steps-{self.site.pk}"

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)


def get_checklists(sites: QuerySet[Site]) -> list[Checklist]:
    """Return the checklists of those sites whose front page is the index of a blog."""
    indexes = BlogIndexPage.objects.select_related("locale").in_bulk()
    return [
        Checklist(site, get_steps(site, indexes[site.root_page_id]))
        for site in sites.order_by("pk")
        if site.root_page_id in indexes
    ]


def get_steps(site: Site, index: BlogIndexPage) -> tuple[Step, ...]:
    """Return what there is to do on a site, in the active language."""
    return (
        _get_name(index),
        _get_controller(site),
        _get_appearance(site),
        _get_imprint(index),
        _get_mail(site),
        _get_spam_check(),
        _get_first_post(index),
    )


def _get_name(index: BlogIndexPage) -> Step:
    return Step(
        key="name",
        title=_("Name and tagline"),
        text=_("What the blog is called, and a sentence about it."),
        url=reverse("wagtailadmin_pages:edit", args=[index.pk]),
        action=_("Edit the front page"),
        is_done=bool(index.title and index.intro),
    )


def _get_controller(site: Site) -> Step:
    settings = ControllerSettings.objects.filter(site=site).first()
    return Step(
        key="controller",
        title=_("Who is responsible"),
        text=_(
            "Name, postal address and e-mail address stand in every disclosure. "
            "Until they are there, nobody can comment or subscribe."
        ),
        url=_build_settings_url(ControllerSettings, site),
        action=_("Say who is responsible"),
        is_done=settings is not None
        and all((settings.name, settings.address, settings.email)),
    )


def _get_appearance(site: Site) -> Step:
    return Step(
        key="appearance",
        title=_("Look"),
        text=_(
            "Theme, colours and logo, with a preview. You can change them any time."
        ),
        url=_build_settings_url(Appearance, site),
        action=_("Choose a look"),
        is_done=Appearance.objects.filter(site=site).exists(),
    )


def _get_imprint(index: BlogIndexPage) -> Step:
    page = index.imprint
    revision = page.latest_revision if page else None
    return Step(
        key="imprint",
        title=_("Imprint"),
        text=_(
            "In many countries a blog needs one. It begins with who is responsible; "
            "add what your country asks for, such as a telephone number, a register "
            "entry or a VAT number, and publish it."
        ),
        url=reverse("wagtailadmin_pages:edit", args=[(page or index).pk]),
        action=_("Complete the imprint"),
        # What was filled in by itself has a revision of nobody.
        is_done=bool(page and page.live and revision and revision.user_id),
    )


def _get_mail(site: Site) -> Step:
    sent = FirstSteps.objects.filter(site=site, mail_sent_at__isnull=False)
    return Step(
        key="mail",
        title=_("Mail"),
        text=_("Subscriptions and new passwords need it. Send yourself a test mail."),
        url=reverse("blog_start:mail", args=[site.pk]),
        action=_("Send a test mail"),
        is_done=sent.exists(),
    )


def _get_spam_check() -> Step:
    return Step(
        key="spam_check",
        title=_("Spam check (optional)"),
        text=_(
            "Akismet checks a comment only if its writer agrees. It needs a key in the "
            "environment, PRIVACY_AKISMET_API_KEY. Without one, you decide about each "
            "comment yourself."
        ),
        url=reverse("comments_admin:index"),
        action=_("Look at the comments"),
        is_done=get_ready_spam_checker() is not None,
    )


def _get_first_post(index: BlogIndexPage) -> Step:
    return Step(
        key="post",
        title=_("First post"),
        text=_("Write it, look at the preview, publish it."),
        url=reverse("wagtailadmin_pages:add", args=["blog", "postpage", index.pk]),
        action=_("Write a post"),
        is_done=index.posts().exists(),
    )


def _build_settings_url(model: type, site: Site) -> str:
    options = model._meta  # type: ignore[attr-defined] # of every model
    names = options.app_label, options.model_name
    return reverse("wagtailsettings:edit", args=[*names, site.pk])
