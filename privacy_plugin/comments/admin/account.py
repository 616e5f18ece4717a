"""Account settings for editors: how often waiting comments are mailed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab
from wagtail.permissions import policy_registry

from privacy_plugin.comments.conf import comments_conf
from privacy_plugin.comments.discussions.targets import get_page_model
from privacy_plugin.comments.models import Frequency, Reminder, Scope
from privacy_plugin.comments.moderation.permissions import can_moderate
from privacy_plugin.comments.moderation_digest.send import get_frequency, get_next_due


class ReminderForm(WagtailAdminModelForm):
    """How often, and for moderators also about which comments."""

    frequency = forms.ChoiceField(
        label=gettext_lazy("Mail when comments wait"), choices=Frequency.choices
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("For which pages"), choices=Scope.choices
    )

    class Meta:
        model = Reminder
        fields = ("frequency", "scope")

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        instance: AbstractBaseUser,
        prefix: str,
    ) -> None:
        """Show what counts now for this editor, chosen or not."""
        self.editor = instance
        found = Reminder.objects.filter(editor_id=instance.pk).first()
        row = found or Reminder(editor_id=instance.pk)
        initial = {"frequency": get_frequency(found, instance)}
        super().__init__(data, files, instance=row, prefix=prefix, initial=initial)
        self.fields["frequency"].help_text = _(
            "At once: collected over some minutes, at most one mail in a quarter of an "
            "hour. Once a day: at %(hour)d o’clock. It says how many comments wait and "
            "where, and holds nothing that readers wrote."
        ) % {"hour": comments_conf.digest_hour}
        if not can_moderate(instance):
            del self.fields["scope"]
            self.fields["frequency"].label = _(
                "Mail when comments wait on my own pages"
            )

    def clean(self) -> dict[str, Any]:
        """Let the choice count from now on."""
        chosen: dict[str, Any] = super().clean() or {}
        frequency = Frequency(chosen.get("frequency", Frequency.NEVER))
        at = timezone.now()
        is_at_once = frequency is Frequency.AT_ONCE
        self.instance.due_at = (
            at if is_at_once else get_next_due(frequency, self.editor, at=at)
        )
        self.instance.claimed_at, self.instance.tries = None, 0
        return chosen


class ReminderPanel(BaseSettingsPanel):
    """The form among Wagtail's notification settings."""

    name = "comment_reminder"
    title = gettext_lazy("Readers' comments")
    tab = notifications_tab
    order = 200
    form_class = ReminderForm
    request: HttpRequest
    user: AbstractBaseUser

    def is_active(self) -> bool:
        """Show it to whoever moderates, or may have pages of their own."""
        policy = policy_registry.get_by_type(get_page_model())
        writes = policy.user_has_any_permission(self.user, ["add", "change"])
        return can_moderate(self.user) or bool(writes)

    def get_form(self) -> ReminderForm:
        """Bind the form only to a change: to save something else is no choice."""
        form: ReminderForm = super().get_form()
        if form.has_changed():
            return form
        return ReminderForm(instance=self.user, prefix=self.name)
