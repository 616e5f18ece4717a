"""Hear of comments, and tell those who follow them.

It fits ``comments.following.CommentFollower`` without knowing comments: name it in
PRIVACY_COMMENTS_FOLLOWER. Neither words nor name of a comment come here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from privacy_plugin.background.after_commit import run_after_commit
from privacy_plugin.consent.forms import ConsentField, ConsentMixin
from privacy_plugin.disclosure.activities import get_activity_slug
from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.render.document import Disclosure, disclose
from privacy_plugin.processing import ActivityKey
from privacy_plugin.subscriptions import signup, tasks
from privacy_plugin.subscriptions.models import Kind, Mailing, Subscription
from privacy_plugin.subscriptions.processing import ENROLMENT, REPLIES
from privacy_plugin.subscriptions.views.forms import AddressField
from privacy_plugin.subscriptions.views.shared import (
    BACKGROUND_ACTIVITIES,
    language_now,
)


class PublishedComment(Protocol):
    """Describe the part of a followed comment that is read here."""

    @property
    def number(self) -> int:
        """Return its number."""

    @property
    def target(self) -> str:
        """Return what it is about, as ``app.model:id``."""

    @property
    def site_id(self) -> int | None:
        """Return the site it is read on, None where there is none any more."""

    @property
    def answers(self) -> int | None:
        """Return the number of the comment it answers."""

    def title(self) -> str:
        """Return what readers call the thing it is about."""

    def address(self) -> str:
        """Return the complete address at which it can be read."""


class _RepliesForm(forms.Form):
    """Ask whether replies shall be told, and where to."""

    template_name = "privacy_plugin/subscriptions/reply_notifications.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add the box and the address, which only the box makes necessary."""
        kwargs |= {"prefix": "follow", "auto_id": "id-%s", "label_suffix": ""}
        super().__init__(*args, **kwargs)
        box = ConsentField(activity=REPLIES)
        box.widget.attrs["aria-describedby"] = (
            f"follow-disclosure-{get_activity_slug(REPLIES)}"
        )
        self.fields["replies"] = box
        self.fields["email"] = AddressField(
            label=_("E-mail address for the replies"), required=False
        )


class RepliesForm(ConsentMixin, _RepliesForm):
    """Ask beside a comment; what is typed counts only with the box ticked."""

    @property
    def disclosures(self) -> tuple[Disclosure, ...]:
        """Return what happens if one asks for it: the question, and the mail."""
        return (*super().disclosures, self._disclosure(ENROLMENT))

    @property
    def is_open(self) -> bool:
        """Say whether something was entered, so that it has to be seen."""
        names = map(self.add_prefix, self.fields)
        return self.is_bound and any(self.data.get(name) for name in names)

    @property
    def more_disclosures(self) -> tuple[Disclosure, ...]:
        """Return what happens in the background."""
        return tuple(self._disclosure(key) for key in BACKGROUND_ACTIVITIES)

    def _disclosure(self, key: ActivityKey) -> Disclosure:
        return disclose(key, controller=self.controller)

    def clean(self) -> dict[str, Any]:
        """Ask for an address where the box is ticked, and forget it where it is not."""
        cleaned = super().clean() or self.cleaned_data
        if not self.consents:
            cleaned["email"] = ""
            if "replies" not in self.errors:
                self.errors.pop("email", None)
        elif not cleaned.get("email") and "email" not in self.errors:
            message = _("Where shall the mail about replies go?")
            self.add_error("email", forms.ValidationError(message, code="missing"))
        return cleaned


class CommentFollower:
    def form(self, data: QueryDict | None, controller: Controller) -> RepliesForm:
        """Return the box "mail me on replies" with its field."""
        return RepliesForm(data, controller=controller)

    def submitted(
        self, comment: PublishedComment, form: forms.Form, *, at: datetime
    ) -> None:
        """Ask the writer's address whether it wants mail about replies."""
        if not isinstance(form, RepliesForm) or not form.cleaned_data.get("email"):
            return
        choices = tuple(
            signup.SubscriptionChoice(
                kind=Kind.REPLIES,
                digest=answer.version.digest,
                target=_name_of(comment.number),
            )
            for answer in form.consents
            if answer.version is not None
        )
        request = signup.SubscriptionRequest(
            email=form.cleaned_data["email"],
            choices=choices,
            language=language_now(),
            site=Site.objects.get(pk=form.controller.site_id),
        )
        signup.request_subscription(request, at=at)

    def published(self, comment: PublishedComment, *, at: datetime) -> None:
        """Begin to tell those who follow the conversation or the comment answered."""
        answers = _name_of(comment.answers) if comment.answers else ""
        follows = Q(kind=Kind.THREAD, target=comment.target)
        if answers:
            follows |= Q(kind=Kind.REPLIES, target=answers)
        if comment.site_id is None or not Subscription.objects.filter(follows).exists():
            return
        _mailing, is_new = Mailing.objects.get_or_create(
            kind=Kind.THREAD,
            source=_name_of(comment.number),
            defaults={
                "target": comment.target,
                "answers": answers,
                "site_id": comment.site_id,
                "title": comment.title()[:255],
                "url": comment.address(),
                "created_at": at,
            },
        )
        if is_new:
            run_after_commit(tasks.enqueue_delivery)


def _name_of(number: int) -> str:
    return f"comment:{number}"
