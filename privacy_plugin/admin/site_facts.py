"""The form for what a site does besides what its software declares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
)

from privacy_plugin.admin.concurrent_edits import (
    STATE_FIELD,
    FieldChange,
    SettingForm,
    build_conflict_panel,
    digest_state,
)
from privacy_plugin.disclosure.activities import get_activities
from privacy_plugin.disclosure.site_facts.models import SiteFacts
from privacy_plugin.disclosure.texts.publishing import save_current_versions

LISTS = ("processors", "logs", "own_activities")


def read_list(setting: SiteFacts, name: str) -> list[dict[str, Any]]:
    """Return the stored rows of one of the lists as plain data, in their order."""
    manager = getattr(setting, name)
    names = [
        field.attname
        for field in manager.model._meta.concrete_fields
        if field.name != "facts"
    ]
    return [{name: getattr(row, name) for name in names} for row in manager.all()]


class SiteFactsForm(SettingForm):
    """Save the facts and their lists unless somebody else has saved them meanwhile.

    The texts that ask for consent are frozen before and after, because they say where
    data is: so a page shown before is still recognised (decision 64).
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored_lists = {name: read_list(self.instance, name) for name in LISTS}
        self.state = digest_state({**self.stored, **self.stored_lists})
        self.initial[STATE_FIELD] = self.state

    def list_changes(self) -> list[FieldChange]:
        return [*super().list_changes(), *self._list_changed_rows()]

    def _list_changed_rows(self) -> Iterator[FieldChange]:
        if not self.is_conflicting:
            return
        for name in LISTS:
            model = getattr(self.instance, name).model
            stored = tuple(
                _in_one_line(row.values()) for row in self.stored_lists[name]
            )
            sent = tuple(
                _in_one_line(form.cleaned_data.values())
                for form in self.formsets[name].forms
                if getattr(form, "cleaned_data", None)
                and not form.cleaned_data.get("DELETE")
            )
            yield FieldChange(str(model._meta.verbose_name_plural), stored, sent)

    def store(self, commit: bool = True) -> SiteFacts:  # noqa: FBT001, FBT002 - a form's
        with transaction.atomic():
            self._freeze()
            saved: SiteFacts = super().save(commit)
            self._freeze()
        return saved

    save = store  # what Django calls it

    def _freeze(self) -> None:
        for activity in get_activities():
            if activity.needs_consent:
                save_current_versions(activity.key, self.instance.site_id)


def _in_one_line(values: Any) -> str:  # noqa: ANN401 - values of any field
    return " · ".join(
        str(value)
        for value in values
        if value not in (None, "", False) and not isinstance(value, SiteFacts)
    )


def build_panels() -> list[Panel]:
    short = forms.Textarea(attrs={"rows": 3})
    return [
        HelpPanel(
            _(
                "Say what no software can know. All of it is shown on the privacy page "
                "and in the record of processing. What you leave empty is named on the "
                "start page as missing; a tick at “none” closes such a gap, too."
            )
        ),
        MultiFieldPanel(
            [
                InlinePanel(
                    "processors",
                    label=_("company"),
                    panels=[
                        FieldPanel("task"),
                        FieldPanel("name"),
                        FieldPanel("country"),
                        FieldPanel("contract_date"),
                        FieldPanel("safeguard", widget=short),
                        FieldPanel("details"),
                    ],
                ),
                FieldPanel("is_self_hosted"),
                FieldPanel("sends_own_mail"),
            ],
            heading=_("Companies that work for you"),
            help_text=_("Hosting, mail, backups: whoever can get at the data."),
        ),
        MultiFieldPanel(
            [
                InlinePanel(
                    "logs",
                    label=_("log"),
                    panels=[
                        FieldPanel("kind"),
                        FieldPanel("days"),
                        FieldPanel("content", widget=short),
                    ],
                ),
                FieldPanel("keeps_no_logs"),
            ],
            heading=_("Logs of the server"),
            help_text=_(
                "This software keeps none. Ask whoever runs the server, the proxy and "
                "the mail server which logs these keep, and for how long."
            ),
        ),
        MultiFieldPanel(
            [FieldPanel("backup_days"), FieldPanel("keeps_no_backups")],
            heading=_("Backups"),
        ),
        InlinePanel(
            "own_activities",
            heading=_("What you do outside this software"),
            label=_("activity"),
            help_text=_(
                "For example bookkeeping, letters, a newsletter of another service. "
                "Readers see your words as you type them, in every language."
            ),
            panels=[
                FieldPanel("title"),
                FieldPanel("purpose", widget=short),
                FieldPanel("data_subjects"),
                FieldPanel("data", widget=short),
                FieldPanel("origin"),
                FieldPanel("basis"),
                FieldPanel("reason", widget=short),
                FieldPanel("recipient"),
                FieldPanel("country"),
                FieldPanel("safeguard", widget=short),
                FieldPanel("retention"),
                FieldPanel("objection", widget=short),
            ],
        ),
        MultiFieldPanel(
            [
                FieldPanel("joint_controller"),
                FieldPanel("joint_contact"),
                FieldPanel("joint_arrangement", widget=short),
                FieldPanel("representative"),
                FieldPanel("no_officer_reason"),
            ],
            heading=_("Who else is responsible"),
        ),
        MultiFieldPanel([FieldPanel("measures")], heading=_("Protection")),
    ]


def build_edit_handler() -> ObjectList:
    return ObjectList(
        [build_conflict_panel(), *build_panels()], base_form_class=SiteFactsForm
    )
