"""Which sites a group may look after, as a part of Wagtail's page about a group."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Group, Permission
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from wagtail.models import GroupSitePermission, Site

LABELS = {
    "view_disclosuretext": _("Read the texts of"),
    "add_disclosuretext": _("Begin texts for"),
    "change_disclosuretext": _("Change the texts of"),
    "publish_disclosuretext": _("Publish the texts of"),
    "report_consentrecord": _("See the reports of"),
    "export_consentrecord": _("Take away the reports of"),
}


class PrivacySitesForm(forms.Form):
    """Ask for the sites of each permission; those for all sites stand elsewhere."""

    template_name = "privacy_plugin/admin/group_sites.html"

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - a form's
        instance: Group | None = None,
        **kwargs: Any,  # noqa: ANN401 - a form's
    ) -> None:
        """Show what the group has so far."""
        kwargs.setdefault("prefix", "privacy_sites")
        super().__init__(*args, **kwargs)
        self.instance = instance
        for code, label in LABELS.items():
            self.fields[code] = forms.ModelMultipleChoiceField(
                label=label,
                queryset=Site.objects.order_by("hostname"),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=list(self._existing(code).values_list("site_id", flat=True)),
            )

    def as_admin_panel(self) -> str:
        """Return the form as Wagtail shows it among the others."""
        return render_to_string(self.template_name, {"form": self})

    def store(self) -> None:
        """Give and take what was ticked and unticked."""
        if self.instance is None:
            return
        for code in LABELS:
            wanted = {site.pk for site in self.cleaned_data[code]}
            existing = self._existing(code)
            had = set(existing.values_list("site_id", flat=True))
            existing.exclude(site_id__in=wanted).delete()
            permission = _permission(code)
            GroupSitePermission.objects.bulk_create(
                GroupSitePermission(
                    group=self.instance, site_id=site_id, permission=permission
                )
                for site_id in sorted(wanted - had)
            )

    save = store  # what Wagtail calls it

    def _existing(self, code: str) -> Any:  # noqa: ANN401 - a queryset of Wagtail's
        if self.instance is None or self.instance.pk is None:
            return GroupSitePermission.objects.none()
        return GroupSitePermission.objects.filter(
            group=self.instance,
            permission__codename=code,
            permission__content_type__app_label="privacy",
        )


def _permission(code: str) -> Permission:
    return Permission.objects.get(content_type__app_label="privacy", codename=code)
