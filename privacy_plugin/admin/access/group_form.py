"""The sites of a group's permissions, on Wagtail's group page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Group, Permission
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import GroupSitePermission, Site

from privacy_plugin.admin.access.sites import SITE_PERMISSION_HOOK, SitePermission

APP = "privacy"
CORE = (
    SitePermission(APP, "view_disclosuretext", _("Read the texts of")),
    SitePermission(APP, "add_disclosuretext", _("Add texts for")),
    SitePermission(APP, "change_disclosuretext", _("Change the texts of")),
    SitePermission(APP, "publish_disclosuretext", _("Publish the texts of")),
    SitePermission(APP, "report_consentrecord", _("See the reports of")),
    SitePermission(APP, "export_consentrecord", _("Export the reports of")),
)


def get_site_permissions() -> dict[str, SitePermission]:
    """Return what can be allowed for some sites, features' own included, by code."""
    found = [*CORE]
    for ask in hooks.get_hooks(SITE_PERMISSION_HOOK):
        found += ask()
    return {one.codename: one for one in found}


class PrivacySitesForm(forms.Form):
    """Choose sites for each permission; permissions for all sites are Wagtail's."""

    template_name = "privacy_plugin/admin/group_sites.html"

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - a form's
        instance: Group | None = None,
        **kwargs: Any,  # noqa: ANN401 - a form's
    ) -> None:
        kwargs.setdefault("prefix", "privacy_sites")
        super().__init__(*args, **kwargs)
        self.instance = instance
        self.permissions = get_site_permissions()
        for code, one in self.permissions.items():
            self.fields[code] = forms.ModelMultipleChoiceField(
                label=one.label,
                queryset=Site.objects.order_by("hostname"),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=list(self._existing(one).values_list("site_id", flat=True)),
            )

    def as_admin_panel(self) -> str:
        return render_to_string(self.template_name, {"form": self})

    def store(self) -> None:
        if self.instance is None:
            return
        for code, one in self.permissions.items():
            wanted = {site.pk for site in self.cleaned_data[code]}
            existing = self._existing(one)
            had = set(existing.values_list("site_id", flat=True))
            existing.exclude(site_id__in=wanted).delete()
            permission = _permission(one)
            GroupSitePermission.objects.bulk_create(
                GroupSitePermission(
                    group=self.instance, site_id=site_id, permission=permission
                )
                for site_id in sorted(wanted - had)
            )

    save = store  # what Wagtail calls it

    def _existing(self, one: SitePermission) -> Any:  # noqa: ANN401 - a queryset of Wagtail's
        if self.instance is None or self.instance.pk is None:
            return GroupSitePermission.objects.none()
        return GroupSitePermission.objects.filter(
            group=self.instance,
            permission__codename=one.codename,
            permission__content_type__app_label=one.app_label,
        )


def _permission(one: SitePermission) -> Permission:
    return Permission.objects.get(
        content_type__app_label=one.app_label, codename=one.codename
    )
