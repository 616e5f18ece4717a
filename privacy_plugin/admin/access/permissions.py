"""The permissions of the core, each for all sites or for some (decision 60).

They cover writing and publishing texts, and viewing and exporting reports.
"""

from __future__ import annotations

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from wagtail.models import Site
from wagtail.permission_policies.sites import SitePermissionPolicy

from privacy_plugin.admin.access.sites import SiteAccess, User
from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.disclosure.models import PublishedText
from privacy_plugin.disclosure.texts.models import text_policy
from privacy_plugin.http.parameters import parse_number

READ_TEXTS = ("add", "change", "publish", "view")
REPORT = "report"
EXPORT = "export"


class ReportPolicy(SitePermissionPolicy):
    """For which sites somebody may view or export reports.

    Nobody may add, change or delete rows: the reported data is append-only.
    """

    def __init__(self) -> None:
        """Use the permissions of consents; each model finds its site in its own way."""
        super().__init__(
            PublishedText, auth_model=ConsentRecord, site_field_name="site_id"
        )


report_policy = ReportPolicy()
report_access = SiteAccess(report_policy, REPORT)
export_access = SiteAccess(report_policy, EXPORT)


def get_report_sites(user: User, action: str = REPORT) -> QuerySet[Site]:
    """Return the sites whose reports this person may see, or export."""
    access = export_access if action == EXPORT else report_access
    return access.sites(user)


def can_view_reports(user: User) -> bool:
    return report_access.is_granted(user)


def can_export_reports(user: User) -> bool:
    return export_access.is_granted(user)


def get_text_sites(user: User) -> QuerySet[Site]:
    """Return the sites whose texts this person may read or write.

    None where the site has no snippets, which texts are.
    """
    if not apps.is_installed("wagtail.snippets"):
        return Site.objects.none()
    sites: QuerySet[Site] = text_policy.sites_user_has_any_permission_for(
        user, list(READ_TEXTS)
    )
    return sites.order_by("-is_default_site", "hostname", "port")


def get_chosen_site(sites: QuerySet[Site], wanted: str) -> Site:
    """Return the site with this primary key among `sites`, the first by default.

    Raises PermissionDenied where there is none to choose from, or not this one.
    """
    number = parse_number(wanted)
    found = sites.first() if number is None else sites.filter(pk=number).first()
    if found is None:
        raise PermissionDenied
    return found
