"""The progress of a bulk decision, with pause and resume."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from privacy_plugin.background.after_commit import run_after_commit
from privacy_plugin.comments import tasks
from privacy_plugin.comments.admin.dashboard import waiting_attributes
from privacy_plugin.comments.admin.moderation_actions import get_decision_message
from privacy_plugin.comments.models import BulkDecision, Decision, State
from privacy_plugin.comments.moderation import bulk_decisions
from privacy_plugin.comments.moderation.permissions import ACTION, comment_policy

_STATES = {
    Decision.APPROVE: State.APPROVED,
    Decision.SPAM: State.SPAM,
    Decision.REMOVE: State.REMOVED,
    Decision.RESTORE: State.PENDING,
}


class BulkProgressView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Progress for the moderators of its site; a POST pauses or resumes."""

    permission_policy = comment_policy
    permission_required = ACTION
    header_icon = "comment"
    template_name = "privacy_plugin/comments/admin/bulk_progress.html"
    _show_breadcrumbs = True

    @cached_property
    def bulk(self) -> BulkDecision:
        """Return the decision, without its list of comments."""
        rows = BulkDecision.objects.defer("comments").select_related("editor")
        visible = bulk_decisions.visible_to(self.request.user, rows)
        return get_object_or_404(visible, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return str(Decision(self.bulk.decision).label)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the comments."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("comments_admin:index"), "label": _("Comments")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how far it is, and whether it needs a press to go on."""
        bulk = self.bulk
        decision = Decision(bulk.decision)
        idle_since = timezone.now() - bulk_decisions.ABANDONED_AFTER
        is_idle = not tasks.runs_in_worker() or bulk.worked_at < idle_since
        queue_url = reverse("comments_admin:index")
        return super().get_context_data(**kwargs) | {
            "bulk": bulk,
            "editor_name": get_user_display_name(bulk.editor),
            "sentence": get_decision_message(decision, bulk.changed),
            "needs_press": not bulk.is_running or is_idle,
            "queue_url": f"{queue_url}?state={_STATES[decision]}",
            "menu": json.dumps(
                waiting_attributes(self.request.user, gettext("Comments"))
            ),
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        pk = self.bulk.pk  # 404 for what is only somebody else's
        if request.POST.get("do") == "pause":
            bulk_decisions.pause(pk)
        elif request.POST.get("do") == "resume":
            bulk_decisions.resume(pk)
            run_after_commit(tasks.enqueue_bulk_decision, pk)
        return redirect("comments_admin:bulk", pk=pk)
