"""Who may do what, and for which sites.

Four permissions, each for all sites or, as a group's site permission, for some: texts
can be written and published, reports can be seen and taken away.
"""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from wagtail.models import Site
from wagtail.permission_policies.sites import SitePermissionPolicy

from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.disclosure.models import PublishedText
from privacy_plugin.disclosure.texts import DisclosureText

User = AbstractBaseUser | AnonymousUser

READ_TEXTS = ("add", "change", "publish", "view")
REPORT = "report"
EXPORT = "export"


class ReportPolicy(SitePermissionPolicy):
    """Say for which sites somebody may see or export what was agreed to and sent.

    Nobody may add, change or delete: what is reported is append-only.
    """

    def __init__(self) -> None:
        """Hang the permissions on consents; the rows tell their site in other ways."""
        super().__init__(
            PublishedText, auth_model=ConsentRecord, site_field_name="site_id"
        )


text_policy = SitePermissionPolicy(DisclosureText)
report_policy = ReportPolicy()


def sites_of(user: User, *actions: str) -> QuerySet[Site]:
    """Return the sites whose reports this person may see, or export."""
    wanted = actions or (REPORT,)
    sites: QuerySet[Site] = report_policy.sites_user_has_any_permission_for(
        user, list(wanted)
    )
    return sites.order_by("-is_default_site", "hostname", "port")


def sees_everything(user: User, action: str = REPORT) -> bool:
    """Say whether this person's permission is for all sites, those deleted included."""
    return bool(
        getattr(user, "is_superuser", False)
        or report_policy._user_has_global_permission(user, [action])  # noqa: SLF001 - Wagtail has no public name for it
    )


def may_report(user: User) -> bool:
    """Say whether this person may see the reports of any site."""
    return bool(report_policy.user_has_any_permission(user, [REPORT]))


def may_export(user: User) -> bool:
    """Say whether this person may take the reports of any site away as a file."""
    return bool(report_policy.user_has_any_permission(user, [EXPORT]))


def text_sites_of(user: User) -> QuerySet[Site]:
    """Return the sites whose texts this person may read or write.

    None where the site has no snippets, which texts are.
    """
    if not apps.is_installed("wagtail.snippets"):
        return Site.objects.none()
    sites: QuerySet[Site] = text_policy.sites_user_has_any_permission_for(
        user, list(READ_TEXTS)
    )
    return sites.order_by("-is_default_site", "hostname", "port")


def chosen_site(sites: QuerySet[Site], wanted: str) -> Site:
    """Return the site with this primary key among `sites`, the first by default.

    Raises PermissionDenied where there is none to choose from, or not this one.
    """
    found = (
        sites.filter(pk=int(wanted)).first() if wanted.isdecimal() else sites.first()
    )
    if found is None:
        raise PermissionDenied
    return found
