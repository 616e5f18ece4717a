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

LONG_TEXTS = {  # written in sentences
    "safeguard", "content", "purpose", "data", "reason", "objection",
    "joint_arrangement", "measures",
}  # fmt: skip
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


def _fields(*names: str) -> list[FieldPanel]:
    """Return a panel for each field; what is written in sentences gets three lines."""
    return [
        FieldPanel(name, widget=forms.Textarea(attrs={"rows": 3}))
        if name in LONG_TEXTS
        else FieldPanel(name)
        for name in names
    ]


def _build_processors_panel() -> Panel:
    rows = _fields(
        "task", "name", "country", "contract_date", "safeguard", "mail_domains",
        "details",
    )  # fmt: skip
    return MultiFieldPanel(
        [
            InlinePanel("processors", label=_("company"), panels=rows),
            *_fields("is_self_hosted", "sends_own_mail", "own_mail_domains"),
        ],
        heading=_("Companies that work for you"),
        help_text=_("Hosting, mail, backups: whoever can get at the data."),
    )


def _build_logs_panel() -> Panel:
    rows = _fields("kind", "days", "content")
    return MultiFieldPanel(
        [
            InlinePanel("logs", label=_("log"), panels=rows),
            *_fields("keeps_no_logs"),
        ],
        heading=_("Logs of the server"),
        help_text=_(
            "This software keeps none. Ask whoever runs the server, the proxy and the "
            "mail server which logs these keep, and for how long."
        ),
    )


def _build_own_activities_panel() -> Panel:
    return InlinePanel(
        "own_activities",
        heading=_("What you do outside this software"),
        label=_("activity"),
        help_text=_(
            "For example bookkeeping, letters, a newsletter of another service. "
            "Readers see your words as you type them, in every language."
        ),
        panels=_fields(
            "title", "purpose", "data_subjects", "data", "origin", "basis", "reason",
            "recipient", "country", "safeguard", "retention", "objection",
        ),
    )  # fmt: skip


def build_panels() -> list[Panel]:
    return [
        HelpPanel(
            _(
                "Say what no software can know. All of it is shown on the privacy page "
                "and in the record of processing. What you leave empty is named on the "
                "start page as missing; a tick at “none” closes such a gap, too."
            )
        ),
        _build_processors_panel(),
        _build_logs_panel(),
        MultiFieldPanel(
            _fields("backup_days", "keeps_no_backups"), heading=_("Backups")
        ),
        _build_own_activities_panel(),
        MultiFieldPanel(
            _fields(
                "joint_controller", "joint_contact", "joint_arrangement",
                "representative", "no_officer_reason",
            ),
            heading=_("Who else is responsible"),
        ),
        MultiFieldPanel(_fields("measures"), heading=_("Protection")),
    ]  # fmt: skip


def build_edit_handler() -> ObjectList:
    return ObjectList(
        [build_conflict_panel(), *build_panels()], base_form_class=SiteFactsForm
    )
