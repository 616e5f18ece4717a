"""Workflow views and menu items for the task a text is waiting in.

Wagtail's views act on whichever task the URL names, even one of another text.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.models import TaskState
from wagtail.snippets.action_menu import (
    ActionMenuItem,
    PublishMenuItem,
    UnpublishMenuItem,
)
from wagtail.snippets.views.snippets import (
    CollectWorkflowActionDataView,
    ConfirmWorkflowCancellationView,
    WorkflowActionView,
    WorkflowPreviewView,
)

from privacy_plugin.admin.texts.access import TextPermissionMixin
from privacy_plugin.disclosure.texts.approval import User
from privacy_plugin.disclosure.texts.models import (
    DisclosureText,
    has_final_approval,
    text_policy,
)


class _CurrentTaskMixin:
    """Act only on the task in which the text is waiting now."""

    def check_action(self) -> None:
        """Raise PermissionDenied for another task, or who may not act at this one."""
        view: Any = self
        if view.task_state != view.object.current_workflow_task_state:
            raise PermissionDenied
        base: Any = super()
        base.check_action()


class TextWorkflowActionView(_CurrentTaskMixin, WorkflowActionView):
    """Approve a text or request changes, and report the result."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it; Wagtail does not say that it is done."""
        response: HttpResponse = super().post(request, *args, **kwargs)
        self.task_state.refresh_from_db()
        if self.task_state.status != TaskState.STATUS_IN_PROGRESS:
            outcome = describe_outcome(self.object.pk, self.action_name)
            messages.success(request, outcome)
        return response


class TextWorkflowActionDataView(_CurrentTaskMixin, CollectWorkflowActionDataView):
    """Ask for a comment first."""


class TextWorkflowCancellationView(
    TextPermissionMixin, PermissionCheckedMixin, ConfirmWorkflowCancellationView
):
    """Ask whether to publish although the text waits for approval."""

    permission_required = "publish"


class TextWorkflowPreviewView(WorkflowPreviewView):
    """Show what waits for approval."""

    def get_task_state(self) -> TaskState | None:
        """Return the state of the task where the text waits, none of another."""
        waiting = self.object.current_workflow_task_state
        return waiting if waiting and waiting.task_id == self.task.pk else None


def describe_outcome(pk: int, action: str) -> str:
    """Return what has become of a text by an action at a task of its workflow."""
    text = DisclosureText.objects.get(pk=pk)
    if action == "reject":
        return gettext("You requested changes to “%(text)s”.") % {"text": text}
    if task := text.current_workflow_task:
        return gettext(
            "“%(text)s” is approved. It now waits for the next step: %(task)s."
        ) % {"text": text, "task": task.name}
    if text.has_unpublished_changes:
        return gettext(
            "“%(text)s” is approved. It will be published at the time that was chosen."
        ) % {"text": text}
    return gettext("“%(text)s” is approved and published.") % {"text": text}


def cancel_unused(text: DisclosureText, user: User) -> None:
    """End the workflow in which a text waits, if that is not used for texts.

    It was submitted before the workflow was replaced, or lost its last step.
    """
    state = text.current_workflow_state
    if state and not has_final_approval(state.workflow):
        state.cancel(user=user)


class _PublishText(PublishMenuItem):
    """Offer to publish what this person may publish, on its site."""

    def is_shown(self, context: dict[str, Any]) -> bool:
        return _may_publish(context) and not context.get("locked_for_user")


class _UnpublishText(UnpublishMenuItem):
    """Offer to take back what this person may publish, on its site."""

    def is_shown(self, context: dict[str, Any]) -> bool:
        text = context.get("instance")
        is_offered = context["view"] == "edit" and text and text.live
        return bool(
            is_offered and _may_publish(context) and not context.get("locked_for_user")
        )


def _may_publish(context: dict[str, Any]) -> bool:
    user, text = context["request"].user, context.get("instance")
    if text is None or text.pk is None:
        return bool(text_policy.user_has_permission(user, "publish"))
    return bool(text.can_be_published_by(user))


def replace_publish_buttons(
    items: list[ActionMenuItem], _request: HttpRequest, context: dict[str, Any]
) -> None:
    """Put the buttons that ask about the text in the place of Wagtail's.

    Wagtail's ask for a permission on all sites.
    """
    if context["model"] is not DisclosureText:
        return
    items[:] = [
        one for one in items if not isinstance(one, PublishMenuItem | UnpublishMenuItem)
    ]
    offered = (_UnpublishText(order=20), _PublishText(order=30))
    items += [one for one in offered if one.is_shown(context)]
    items.sort(key=lambda one: one.order)
