"""The part of the comment form that offers mail about replies.

Its data is not stored with the comment.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from privacy_plugin.consent.forms import ConsentField, ConsentMixin
from privacy_plugin.disclosure.render.document import Disclosure
from privacy_plugin.disclosure.render.language import get_page_language
from privacy_plugin.subscriptions.delivery.comment_lookup import get_comment_reference
from privacy_plugin.subscriptions.models import Kind
from privacy_plugin.subscriptions.processing import REPLIES
from privacy_plugin.subscriptions.signup import double_opt_in
from privacy_plugin.subscriptions.views.disclosure import REPLIES_FORM
from privacy_plugin.subscriptions.views.forms import AddressField


class _RepliesForm(forms.Form):
    """Whether to notify about replies, and at which address."""

    template_name = "privacy_plugin/subscriptions/reply_notifications.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add the box and the address, which only the box makes necessary."""
        kwargs |= {"prefix": "follow", "auto_id": "id-%s", "label_suffix": ""}
        super().__init__(*args, **kwargs)
        self.fields["replies"] = ConsentField(activity=REPLIES)
        self.fields["email"] = AddressField(
            label=_("E-mail address for the replies"), required=False
        )


class RepliesForm(ConsentMixin, _RepliesForm):
    """The form beside a comment; its data counts only with the box ticked."""

    is_fragment = True

    @property
    def all_disclosures(self) -> tuple[Disclosure, ...]:
        """Return everything that happens if one asks for it."""
        return self.disclose(REPLIES_FORM)

    def get_fragment_key(self) -> tuple[object, ...] | None:
        """Return what an empty form shows, with everything beside it."""
        key = super().get_fragment_key()
        return None if key is None else (*key, *self.all_disclosures)

    @property
    def is_open(self) -> bool:
        """Say whether something was entered, so that it has to be seen."""
        names = map(self.add_prefix, self.fields)
        return self.is_bound and any(self.data.get(name) for name in names)

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

    def save_with_comment(self, comment: Model, *, at: datetime) -> None:
        """Ask the writer's address whether it wants mail about replies to `comment`."""
        if not self.cleaned_data.get("email"):
            return
        choices = tuple(
            double_opt_in.SubscriptionChoice(
                kind=Kind.REPLIES,
                digest=answer.version.digest,
                target=get_comment_reference(comment.pk),
            )
            for answer in self.consents
            if answer.version is not None
        )
        request = double_opt_in.SubscriptionRequest(
            email=self.cleaned_data["email"],
            choices=choices,
            language=get_page_language(),
            site=Site.objects.get(pk=self.controller.site_id),
        )
        double_opt_in.request_subscription(request, at=at)
