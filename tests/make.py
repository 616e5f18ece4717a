"""Make the smallest valid object of each kind; everything else has a default."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from blog.models import BlogIndexPage, PostPage
from privacy_plugin import (
    ActivityKey,
    Category,
    Consent,
    DataSubject,
    LegitimateInterest,
    NotStored,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    Role,
    Source,
    Transfer,
)
from privacy_plugin.comments.models import CheckContext, Comment, Discussion
from privacy_plugin.consent import ledger
from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.consent.subject import SubjectKey, mint
from privacy_plugin.disclosure.document import disclose
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.disclosure.notice import publish
from privacy_plugin.processing import registry


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
        live=live,
        body=[("paragraph", body)],
        locale=Locale.get_default(),
    )
    index().add_child(instance=made)
    if live:
        made.save_revision().publish()
    made.refresh_from_db()
    return made


def german_post(of: PostPage, *, title: str = "Ein Beitrag") -> PostPage:
    """Return the German version of a post, together with a German front page."""
    locale, _created = Locale.objects.get_or_create(language_code="de")
    front = index()
    if not front.has_translation(locale):
        front.copy_for_translation(locale).save_revision().publish()
    made = of.copy_for_translation(locale)
    made.title = title
    made.save_revision().publish()
    made.refresh_from_db()
    return made


def editor(*, name: str = "editor") -> AbstractBaseUser:
    """Return somebody who may do everything in the admin; the password is the name."""
    return get_user_model().objects.create_superuser(name, f"{name}@example.com", name)


def moment(text: str) -> datetime:
    """Return an instant from ISO 8601, with its offset."""
    return datetime.fromisoformat(text)


def activity(**changes: Any) -> ProcessingActivity:
    """Return a declaration of something that stays here and is not stored."""
    facts: dict[str, Any] = {
        "key": ActivityKey("test.local"),
        "title": "Counting readers",
        "purpose": Purpose("To know how many read this.", broader="dpv:Analytics"),
        "data_subjects": (DataSubject.READER,),
        "data": (PersonalData(Category.TIME, source=Source.SITE),),
        "legal_basis": LegitimateInterest("We want to know whether anybody reads."),
        "retention": NotStored(),
        "erasure": "Nothing is kept that could be deleted.",
    }
    return ProcessingActivity(**facts | changes)


def recipient(**changes: Any) -> Recipient:
    """Return somebody outside, in another country."""
    facts: dict[str, Any] = {
        "name": "Recipient Ltd",
        "role": Role.CONTROLLER,
        "hosts": ("recipient.example",),
        "kept_for": "They keep it for a week.",
        "policy_url": "https://recipient.example/privacy",
        "transfer": Transfer("US", safeguard="Nothing but your consent."),
    } | changes
    return Recipient(facts.pop("name"), **facts)


def sending(**changes: Any) -> ProcessingActivity:
    """Return a declaration of something that leaves, with consent: text and name."""
    facts: dict[str, Any] = {
        "key": ActivityKey("test.sending"),
        "data": (
            PersonalData(Category.FREE_TEXT, source=Source.ENTERED, sent_as="text"),
            PersonalData(
                Category.NAME, source=Source.ENTERED, sent_as="name", optional=True
            ),
        ),
        "not_personal": ("site",),
        "legal_basis": Consent("Yes, Recipient Ltd may read my text."),
        "recipient": recipient(),
    }
    return activity(**facts | changes)


@contextmanager
def declared(*activities: ProcessingActivity) -> Iterator[None]:
    """Let these declarations count, in place of any with the same key."""
    with ExitStack() as stack:
        for one in activities:
            stack.enter_context(registry.replaced(one))
        yield


def version(key: str = "test.sending", *, language: str = "en") -> DisclosureVersion:
    """Return the stored text of a declared activity."""
    return publish(disclose(key, language=language))


def consent(
    *,
    key: str = "test.sending",
    subject: SubjectKey | None = None,
    at: datetime | None = None,
) -> ConsentRecord:
    """Return the record of a consent just given to a declared activity."""
    return ledger.give(
        subject or mint(), version(key), method="form", at=at or timezone.now()
    )


def comment(**changes: Any) -> Comment:
    """Return a stored comment, waiting for a person, on something that is no page."""
    discussion, _made = Discussion.objects.get_or_create(
        target_type="test.thing", target_id="1"
    )
    facts: dict[str, Any] = {
        "discussion": discussion,
        "text": "What a reader wrote",
        "html": "<p>What a reader wrote</p>",
        "subject_key": mint(),
        "submitted_at": timezone.now(),
    }
    return Comment.objects.create(**facts | changes)


def check_context(
    of: Comment, *, age: timedelta = timedelta(0), address: str = "198.51.100.7"
) -> CheckContext:
    """Return what a check would need, stored `age` ago."""
    return CheckContext.objects.create(
        comment=of,
        ip_address=address,
        user_agent="Reader/1.0",
        captured_at=timezone.now() - age,
    )
