"""Make a blog of a plan, all of it or nothing; a second run adds what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.models import Locale, Site

from blog.addresses.site_address import host_and_port
from blog.models import BlogIndexPage
from blog.start import pages
from blog.start.plan import BlogPlan


@dataclass(frozen=True, slots=True)
class StartedBlog:
    """What a run has made.

    `password_link` is the address at which the account gets its password, once; empty
    where it has one.
    """

    is_new: bool
    languages: tuple[str, ...]
    password_link: str


def start_blog(plan: BlogPlan) -> StartedBlog:
    """Make the blog, or what is missing of it; nothing that exists is changed.

    Raises PlanInvalid, and SiteOccupied where the site has other pages.
    """
    plan.check()
    with transaction.atomic():
        site = Site.objects.filter(is_default_site=True).first()
        first = pages.get_blog(site)
        is_new = first is None
        if site is None or first is None:
            first = _create_first_index(plan)
            site = pages.set_site(first, *host_and_port())
        pages.choose_theme(site, plan.theme)
        pages.fill_in_controller(site, plan)
        pages.create_pages(first, plan, like=None)
        if is_new:
            pages.fill_in_menu(first)
        made = _add_languages(first, plan)
        user = _get_account(plan)
    languages = (plan.languages[0], *made) if is_new else made
    return StartedBlog(is_new, languages, _build_password_link(plan, user))


def _create_first_index(plan: BlogPlan) -> BlogIndexPage:
    if not pages.is_site_empty():
        raise pages.SiteOccupied
    pages.remove_welcome_page()
    return pages.create_index(plan, plan.languages[0], like=None)


def _add_languages(first: BlogIndexPage, plan: BlogPlan) -> tuple[str, ...]:
    """Add the index and its pages in each other language; return those added."""
    made = []
    for language in plan.languages[1:]:
        locale, _created = Locale.objects.get_or_create(language_code=language)
        index = first.get_translation_or_none(locale)
        is_missing = index is None
        if is_missing:
            index = pages.create_index(plan, language, like=first)
            made.append(language)
        pages.create_pages(index, plan, like=first)
        if is_missing:
            pages.fill_in_menu(index)
    return tuple(made)


def _get_account(plan: BlogPlan) -> User:
    """Return the account of whoever runs the blog, made without a password."""
    users: Any = get_user_model()
    found = users.objects.filter(**{users.USERNAME_FIELD: plan.username}).first()
    if found is not None:
        return found
    made = users.objects.create_superuser(plan.username, plan.email)
    made.set_unusable_password()
    made.save()
    return made


def _build_password_link(plan: BlogPlan, user: User) -> str:
    if user.has_usable_password():
        return ""
    path = reverse(
        "wagtailadmin_password_reset_confirm",
        args=[
            urlsafe_base64_encode(force_bytes(user.pk)),
            default_token_generator.make_token(user),
        ],
    )
    return plan.base_url + path
