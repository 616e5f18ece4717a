"""What somebody may do on which sites (decision 60).

A permission of a group counts for all sites, a ``GroupSitePermission`` for one. Rows
without a site need the permission for all sites.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet
from django.utils.functional import Promise
from wagtail.models import Site
from wagtail.permission_policies.sites import SitePermissionPolicy

User = AbstractBaseUser | AnonymousUser
Rows = TypeVar("Rows", bound="QuerySet[Any]")

SITE_PERMISSION_HOOK = "register_privacy_site_permission"


@dataclass(frozen=True, slots=True)
class SitePermission:
    """A permission that a group can have for some sites only.

    `label` is followed by the names of the sites.
    """

    app_label: str
    codename: str
    label: Promise


@dataclass(frozen=True, slots=True)
class SiteAccess:
    """Whether somebody may do something, and on which sites."""

    policy: SitePermissionPolicy
    action: str

    def is_granted(self, user: User) -> bool:
        return bool(self.policy.user_has_permission(user, self.action))

    def is_for_all_sites(self, user: User) -> bool:
        """Say whether this person may do it everywhere, deleted sites included."""
        return bool(
            getattr(user, "is_active", False)
            and (
                getattr(user, "is_superuser", False)
                or self.policy._user_has_global_permission(user, [self.action])  # noqa: SLF001 - Wagtail has no public name for it
            )
        )

    def covers(self, user: User, site_id: int | None) -> bool:
        """Say whether this person may do it on this site, or to what has none."""
        if site_id is None:
            return self.is_for_all_sites(user)
        site = Site(pk=site_id)
        return bool(
            self.policy.user_has_permission_for_instance(user, self.action, site)
        )

    def sites(self, user: User) -> QuerySet[Site]:
        """Return the sites on which this person may do it, the default one first."""
        sites: QuerySet[Site] = self.policy.sites_user_has_permission_for(
            user, self.action
        )
        return sites.order_by("-is_default_site", "hostname", "port")

    def site_ids(self, user: User) -> list[int] | None:
        """Return the primary keys of these sites, None for all there are and were."""
        if self.is_for_all_sites(user):
            return None
        return list(self.sites(user).values_list("pk", flat=True))

    def limit(self, rows: Rows, user: User, *, lookup: str) -> Rows:
        """Return those rows whose site, found by `lookup`, is one of these."""
        keys = self.site_ids(user)
        return rows if keys is None else rows.filter(**{f"{lookup}__in": keys})


def has_several_sites() -> bool:
    """Say whether there are several sites to choose from."""
    return len(Site.objects.all()[:2]) > 1
