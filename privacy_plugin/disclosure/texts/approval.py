"""The workflow task in which a disclosure text is approved and thereby published.

Wagtail's own task asks for members of a group. This one asks for the permission to
publish that text on its site (decision 60).
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState, WorkflowState

from privacy_plugin.disclosure.texts.models import DisclosureText, text_policy

User = AbstractBaseUser | AnonymousUser


class DisclosureTextApproval(Task):
    """Approval by those who may publish the text on its site, and nobody else."""

    class Meta:
        verbose_name = _("approval of a disclosure text")
        verbose_name_plural = _("approvals of disclosure texts")

    @classmethod
    def get_description(cls) -> str:
        """Say, where a task is chosen, who may approve at it."""
        return str(_("Everybody who may publish a disclosure text can approve it"))

    def start(
        self, workflow_state: WorkflowState, user: User | None = None
    ) -> TaskState:
        """Start the task, and lift the lock of somebody who cannot approve."""
        text = workflow_state.content_object
        if text.locked_by and not _may_publish(text, text.locked_by):
            text.locked, text.locked_by, text.locked_at = False, None, None
            text.save(update_fields=["locked", "locked_by", "locked_at"])
        return super().start(workflow_state, user=user)

    def user_can_access_editor(self, obj: DisclosureText, user: User) -> bool:
        """Open the editor to those who may publish the text."""
        return _may_publish(obj, user)

    def locked_for_user(self, obj: DisclosureText, user: User) -> bool:
        """Close it to everybody else."""
        return not _may_publish(obj, user)

    def user_can_lock(self, obj: DisclosureText, user: User) -> bool:
        """Say whether this person may keep other publishers out for a while."""
        return _may_publish(obj, user)

    def user_can_unlock(self, obj: DisclosureText, user: User) -> bool:
        """Say whether this user may unlock the text."""
        return _may_publish(obj, user)

    def get_actions(
        self, obj: DisclosureText, user: User
    ) -> list[tuple[str, object, bool]]:
        """Offer what Wagtail's approval offers, to those who may publish the text."""
        if not _may_publish(obj, user):
            return []
        return [
            ("reject", _("Request changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    def get_task_states_user_can_moderate(
        self, user: User, **kwargs: object
    ) -> QuerySet[TaskState]:
        """Return what waits for this person, for the start page."""
        del kwargs
        texts = text_policy.instances_user_has_permission_for(user, "publish")
        keys = texts.annotate(key=Cast("pk", CharField())).values("key")
        return self.task_states.filter(
            status=TaskState.STATUS_IN_PROGRESS,
            workflow_state__base_content_type=ContentType.objects.get_for_model(
                DisclosureText
            ),
            workflow_state__object_id__in=keys,
        )


def _may_publish(text: object, user: User) -> bool:
    """Say whether the user may publish this object, which must be a text."""
    return isinstance(text, DisclosureText) and text.can_be_published_by(user)
