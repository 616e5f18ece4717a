"""The form for shorter retention periods, on the controller's settings page.

One number of days per activity, empty for the declared period. Values for activities
that are no longer declared are kept, listed and ignored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList, Panel

from privacy_plugin.admin.concurrent_edits import (
    FieldChange,
    SettingForm,
    build_conflict_panel,
    compare_fields,
)
from privacy_plugin.admin.consents.counts import count_active_consents
from privacy_plugin.admin.reports.privacy_report import get_activity_title
from privacy_plugin.disclosure.activities import get_activity_slug
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.disclosure.render.duration import format_duration
from privacy_plugin.disclosure.render.language import get_text_language
from privacy_plugin.disclosure.retention_overrides import get_max_days
from privacy_plugin.disclosure.texts.publishing import save_current_versions
from privacy_plugin.processing import Keep, ProcessingActivity, registry

PREFIX = "retention-"


def get_activities_with_period() -> list[tuple[ProcessingActivity, str]]:
    """Return each activity that deletes after a while, with its period in words."""
    language = get_text_language()
    found = [
        (activity, format_duration(activity.retention.period, language))
        for activity in registry
        if isinstance(activity.retention, Keep)
    ]
    return sorted(found, key=lambda one: get_activity_title(one[0].key))


def _days(
    activity: ProcessingActivity, declared: str, *, about: str
) -> forms.IntegerField:
    most = get_max_days(activity)
    message = _(
        "At most %(most)d days: readers are told that it goes after %(declared)s. A "
        "site can keep it shorter, not longer."
    )
    too_few = _("At least one day. Leave it empty to keep it as long as declared.")
    field = forms.IntegerField(
        label=get_activity_title(activity.key),
        required=False,
        min_value=1,
        widget=forms.NumberInput(attrs={"max": most, "aria-describedby": about}),
        error_messages={
            "invalid": _("Enter a whole number of days, or leave it empty."),
            "min_value": too_few,
        },
    )

    def at_most(days: int) -> None:
        if days > most:
            values = {"most": most, "declared": declared}
            raise forms.ValidationError(message, "max_value", params=values)

    field.validators.append(at_most)
    return field


class RetentionOverridesForm(forms.Form):
    """A number of days for each activity that can be shortened.

    `stored` is what the site has chosen so far: days by activity key.
    """

    def __init__(self, data: Any, *, stored: object) -> None:
        super().__init__(data)
        self.stored = dict(stored) if isinstance(stored, Mapping) else {}
        self.offered: dict[str, str] = {}
        for activity, declared in get_activities_with_period():
            if get_max_days(activity):
                name = PREFIX + get_activity_slug(activity.key)
                self.offered[activity.key] = name
                self.fields[name] = _days(activity, declared, about=f"about-{name}")
                self.initial[name] = self.stored.get(activity.key)

    def wanted(self) -> dict[str, Any]:
        """Return what is to be stored; what is not offered stays. It must be valid."""
        wanted = dict(self.stored)
        for key, name in self.offered.items():
            days = self.cleaned_data[name]
            if days is None:
                wanted.pop(key, None)
            else:
                wanted[key] = days
        return wanted


class ControllerForm(SettingForm):
    """The controller's settings with the retention form inside.

    Wagtail would render fields of the form itself a second time, below all panels.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        data = self.data if self.is_bound else None
        self.periods = RetentionOverridesForm(data, stored=self.instance.retention_days)

    def is_valid(self) -> bool:
        """Say whether both are; ask both, so that each says what is wrong."""
        return all([super().is_valid(), self.periods.is_valid()])

    def list_changes(self) -> list[FieldChange]:
        stored = {
            name: self.periods.stored.get(key)
            for key, name in self.periods.offered.items()
        }
        periods = compare_fields(self.periods, stored) if self.is_conflicting else ()
        return [*super().list_changes(), *periods]

    def has_changed(self) -> bool:
        return bool(super().has_changed()) or self.periods.has_changed()

    def store(self, commit: bool = True) -> ControllerSettings:  # noqa: FBT001, FBT002 - a form's
        """Store it; texts shown before and after are frozen, to recognise them by."""
        before, after = self.periods.stored, self.periods.wanted()
        changed = [
            key for key in self.periods.offered if before.get(key) != after.get(key)
        ]
        with transaction.atomic():
            self._freeze(changed)
            self.instance.retention_days = after
            saved: ControllerSettings = super().save(commit)
            self._freeze(changed)
        return saved

    save = store  # what Django calls it

    def _freeze(self, activities: list[str]) -> None:
        for key in activities:
            save_current_versions(key, self.instance.site_id)


@dataclass(frozen=True, slots=True)
class RetentionRow:
    """One activity: its field, the declared period, the effect of a change."""

    field: forms.BoundField
    activity: ProcessingActivity
    declared: str
    consents: int

    @property
    def about(self) -> str:
        return f"about-{self.field.name}"


class RetentionPanel(Panel):
    """The retention form as a panel."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "privacy_plugin/admin/retention_panel.html"

        def get_context_data(
            self, parent_context: Mapping[str, Any] | None = None
        ) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            fixed = [
                (gettext(activity.title), declared)
                for activity, declared in get_activities_with_period()
                if not get_max_days(activity)
            ]
            return context | {
                "rows": list(self._rows()),
                "fixed": fixed,
                "unknown": self._unknown(),
            }

        def _rows(self) -> Iterator[RetentionRow]:
            periods = self.form.periods
            for activity, declared in get_activities_with_period():
                if activity.key in periods.offered:
                    consents = (
                        count_active_consents(
                            self.instance.site_id, activity.key, at=timezone.now()
                        )
                        if activity.needs_consent
                        else 0
                    )
                    field = periods[periods.offered[activity.key]]
                    yield RetentionRow(field, activity, declared, consents)

        def _unknown(self) -> list[tuple[str, Any]]:
            periods = self.form.periods
            return [
                (get_activity_title(key), days)
                for key, days in periods.stored.items()
                if key not in periods.offered
            ]


def build_edit_handler() -> ObjectList:
    periods = RetentionPanel(heading=_("Retention periods of this site"))
    return ObjectList(
        [build_conflict_panel(), *ControllerSettings.panels, periods],
        base_form_class=ControllerForm,
    )
