"""Who may answer requests, and on which sites (decision 60)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.permission_policies.sites import SitePermissionPolicy

from privacy_plugin.admin.access.sites import SiteAccess, SitePermission, User
from privacy_plugin.rights.requests.models import SubjectRequest

request_access = SiteAccess(SitePermissionPolicy(SubjectRequest), "answer")
REQUEST_PERMISSION = SitePermission(
    "privacy", "answer_subjectrequest", _("Answer the requests of people on")
)


def can_answer_requests(user: User) -> bool:
    return request_access.is_granted(user)


def get_visible_requests(user: User) -> QuerySet[SubjectRequest]:
    """Return the requests for sites this person looks after."""
    return request_access.limit(
        SubjectRequest.objects.select_related("site"), user, lookup="site"
    )


def get_request_or_deny(request: HttpRequest, number: int) -> SubjectRequest:
    """Return a request; raise PermissionDenied for one of another site."""
    if not can_answer_requests(request.user):
        raise PermissionDenied
    rows: Any = SubjectRequest.objects.select_related("site")
    found: SubjectRequest = get_object_or_404(rows, pk=number)
    if not request_access.covers(request.user, found.site_id):
        raise PermissionDenied
    return found
