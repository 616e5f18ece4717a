"""Writing and publishing texts, as Wagtail does it, checked for each site.

Wagtail's views ask whether somebody may publish *something*; these ask about the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.models import Site
from wagtail.snippets.views.snippets import (
    CreateView,
    DeleteView,
    EditView,
    HistoryView,
    InspectView,
    LockView,
    PreviewRevisionView,
    RevisionsCompareView,
    RevisionsUnscheduleView,
    SnippetViewSet,
    UnlockView,
    UnpublishView,
    UsageView,
)

from privacy_plugin.admin.permission import READ_TEXTS, text_policy
from privacy_plugin.admin.text_form import TextForm
from privacy_plugin.admin.text_panels import edit_handler
from privacy_plugin.disclosure.models import PublishedText
from privacy_plugin.disclosure.texts import DisclosureText


class OfThisSite:
    """Ask about this very text, where Wagtail asks about texts in general."""

    def user_has_permission(self, permission: str) -> bool:
        """Say whether the person may do it to the text, on the text's site."""
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
        """Say the same of several."""
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


class CreateText(OfThisSite, CreateView):
    """Begin a text, for the activity and the site that the address names."""

    def get_initial_form_instance(self) -> DisclosureText:
        """Return an empty text in the chosen language."""
        text: DisclosureText = super().get_initial_form_instance() or DisclosureText()
        if self.request.method == "GET":
            text.activity = self.request.GET.get("activity", "")
            text.site = self._site()
        return text

    def form_valid(self, form: TextForm) -> HttpResponse:
        """Store the text, unless somebody else began the same one at this moment."""
        try:
            response: HttpResponse = super().form_valid(form)
        except IntegrityError:
            form.add_error(
                None,
                _("There is a text for this activity, site and language already."),
            )
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)
        return response

    def _site(self) -> Site | None:
        wanted = self.request.GET.get("site", "")
        sites = text_policy.sites_user_has_any_permission_for(
            self.request.user, ["add"]
        )
        if wanted.isdecimal():
            return sites.filter(pk=int(wanted)).first()
        return sites.first()

    def get_available_actions(self) -> list[str]:
        """Offer to publish only where the person may publish for the chosen site."""
        actions = super().get_available_actions()
        wanted = self.request.POST.get("site", "")
        sites = text_policy.sites_user_has_any_permission_for(
            self.request.user, ["publish"]
        )
        may_publish = wanted.isdecimal() and sites.filter(pk=int(wanted)).exists()
        return [one for one in actions if one != "publish" or may_publish]


class EditText(OfThisSite, EditView):
    """Change a text."""


class DeleteText(OfThisSite, DeleteView):
    """Delete a text that was never published; any other is only taken back."""

    def dispatch(
        self, request: HttpRequest, *args: object, **kwargs: object
    ) -> HttpResponse:
        """Say why a published text stays."""
        revisions = self.object.revisions.values("pk")
        if PublishedText.objects.filter(revision__in=revisions).exists():
            messages.error(
                request,
                _(
                    "This text was published, and perhaps somebody agreed to it. It "
                    "stays as proof. You can unpublish it; then the shipped words are "
                    "shown again."
                ),
            )
            return redirect(self.edit_url)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @property
    def edit_url(self) -> str:
        """Return the address of the text's editor."""
        return text_url("edit", self.object.pk)


class HistoryOfText(OfThisSite, HistoryView):
    """Show what became of a text."""

    any_permission_required = READ_TEXTS


class InspectText(OfThisSite, InspectView):
    """Show a text without changing it."""


class PreviewText(OfThisSite, PreviewRevisionView):
    """Show an older state of a text."""


class CompareTexts(OfThisSite, RevisionsCompareView):
    """Set two states of a text side by side."""


class UnscheduleText(OfThisSite, RevisionsUnscheduleView):
    """Take a scheduled publication back."""


class UnpublishText(OfThisSite, UnpublishView):
    """Take a text back."""


class LockText(OfThisSite, LockView):
    """Keep others from changing a text."""


class UnlockText(OfThisSite, UnlockView):
    """Let others change it again."""


class UsageOfText(OfThisSite, UsageView):
    """Show where a text is used."""


def texts_of(request: HttpRequest) -> models.QuerySet[DisclosureText]:
    """Return the texts of the sites this person may read or write for."""
    texts: models.QuerySet[DisclosureText] = (
        text_policy.instances_user_has_any_permission_for(
            request.user, list(READ_TEXTS)
        )
    )
    return texts.select_related("locale", "site")


class TextViewSet(SnippetViewSet):
    """Offer all that Wagtail does with a snippet, for texts."""

    model = DisclosureText
    icon = "doc-full"
    base_url_path = "privacy/texts"
    add_to_admin_menu = False
    menu_item_is_registered = True
    copy_view_enabled = False
    list_display = (
        "__str__",
        Column("site", label=_("Site")),
    )
    add_view_class = CreateText
    edit_view_class = EditText
    delete_view_class = DeleteText
    history_view_class = HistoryOfText
    inspect_view_class = InspectText
    revisions_view_class = PreviewText
    revisions_compare_view_class = CompareTexts
    revisions_unschedule_view_class = UnscheduleText
    unpublish_view_class = UnpublishText
    lock_view_class = LockText
    unlock_view_class = UnlockText
    usage_view_class = UsageOfText

    def get_queryset(self, request: HttpRequest) -> Any:  # noqa: ANN401 - Wagtail's own
        """Return what this person may see."""
        return texts_of(request)

    def get_edit_handler(self) -> ObjectList:
        """Return the editor with the facts beside the words."""
        return edit_handler().bind_to_model(self.model)


def text_url(name: str, *args: object) -> str:
    """Return the address of one of the views on texts: list, add, edit, …."""
    return reverse(DisclosureText.snippet_viewset.get_url_name(name), args=args)
