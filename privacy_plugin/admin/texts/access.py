"""Check permissions on the text itself, on its site.

Wagtail's views check a permission for texts in general.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wagtail.admin.utils import get_latest_str

from privacy_plugin.disclosure.texts.models import DisclosureText, text_policy


def use_current_name(sentence: str, text: DisclosureText) -> str:
    """Return a sentence of Wagtail's with the name of the text in the active language.

    Wagtail uses the name that the last revision was stored with, in the language of
    whoever saved it.
    """
    return sentence.replace(get_latest_str(text), str(text))


class TextPermissionMixin:
    """Check the permission on this text instead of texts in general."""

    def get_page_subtitle(self) -> str:
        text = getattr(self, "object", None)
        base: Any = super()
        subtitle = str(base.get_page_subtitle())
        if text is None or text.pk is None:
            return subtitle
        return use_current_name(subtitle, text)

    def user_has_permission(self, permission: str) -> bool:
        text = getattr(self, "object", None)
        base: Any = super()
        if text is None or text.pk is None:
            return bool(base.user_has_permission(permission))
        user = self.request.user  # type: ignore[attr-defined] # a view's
        if permission in {"lock", "unlock"}:
            may_change = text_policy.user_has_permission_for_instance(
                user, "change", text
            )
            return may_change and bool(base.user_has_permission(permission))
        return bool(
            text_policy.user_has_permission_for_instance(user, permission, text)
        ) or self._is_asked_by_workflow(permission)

    def user_has_any_permission(self, permissions: Sequence[str]) -> bool:
        return any(self.user_has_permission(one) for one in permissions)

    def _is_asked_by_workflow(self, permission: str) -> bool:
        task = getattr(self, "current_workflow_task", None)
        return bool(
            permission == "change"
            and task
            and task.user_can_access_editor(self.object, self.request.user)  # type: ignore[attr-defined] # a view's
        )

    def get_available_actions(self) -> list[str]:
        """Offer to publish only what the person may publish."""
        base: Any = super()
        actions: list[str] = base.get_available_actions()
        may_publish = self.user_has_permission("publish")
        return [one for one in actions if one != "publish" or may_publish]


def ask_about_text(view: type[Any]) -> type[Any]:
    """Return a view of Wagtail's that asks about the very text, and does the same."""
    return type(f"Text{view.__name__}", (TextPermissionMixin, view), {})
