"""Take one decision about one comment, from wherever it was shown."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.generic.base import BaseOperationView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from privacy_plugin.comments.admin.decisions import (
    Decision,
    DecisionForm,
    Result,
    decide,
    nothing_decided,
)
from privacy_plugin.comments.models import Comment
from privacy_plugin.comments.permission import ACTION


class DecideView(PermissionCheckedMixin, BaseOperationView):
    """Decide by POST, say what was done, and go back to where the button was."""

    model = Comment
    permission_required = ACTION
    success_url_name = "comments_admin:inspect"
    http_method_names = ("post",)

    def perform_operation(self) -> None:
        """Decide, if the form can be understood."""
        form = DecisionForm(self.request.POST)
        if not form.is_valid():
            messages.error(self.request, nothing_decided())
            return
        result = decide(
            Decision(form.cleaned_data["decision"]),
            [self.object.pk],
            editor=self.request.user,
            seen_at=form.cleaned_data["seen_at"],
        )
        tell(self.request, result, self.object)


def tell(request: HttpRequest, result: Result, comment: Comment | None = None) -> None:
    """Say what a decision came to, with a link to the comment if it was one."""
    buttons = []
    if comment is not None:
        url = reverse("comments_admin:inspect", args=[comment.pk])
        buttons = [messages.button(url, _("Show the comment"))]
    if result.sentence:
        messages.success(request, result.sentence, buttons=buttons)
    if result.warning:
        messages.warning(request, result.warning, buttons=buttons)
