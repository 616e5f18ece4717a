"""Wagtail's snippet views for texts, with permissions per site.

Wagtail's views check whether somebody may publish any text; these check this one.
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.models import Revision, Site
from wagtail.snippets.views.snippets import (
    CreateView,
    DeleteView,
    EditView,
    HistoryView,
    IndexView,
    InspectView,
    LockView,
    PreviewRevisionView,
    RevisionsCompareView,
    RevisionsUnscheduleView,
    SnippetViewSet,
    UnlockView,
    UnpublishView,
    UsageView,
    WorkflowHistoryDetailView,
    WorkflowHistoryView,
)

from privacy_plugin.admin.access.permissions import READ_TEXTS
from privacy_plugin.admin.concurrent_edits import CONFLICT_MESSAGE, EditingSessions
from privacy_plugin.admin.texts import workflow
from privacy_plugin.admin.texts.access import (
    TextPermissionMixin,
    ask_about_text,
    use_current_name,
)
from privacy_plugin.admin.texts.form import TextForm
from privacy_plugin.admin.texts.panels import build_edit_handler
from privacy_plugin.disclosure.models import PublishedText
from privacy_plugin.disclosure.texts.models import DisclosureText, text_policy
from privacy_plugin.disclosure.wording import WORDING_FIELDS
from privacy_plugin.http.parameters import parse_number

CANNOT_DELETE_MESSAGE = _(
    "This text was published, and perhaps somebody agreed to it. It stays as proof. "
    "You can unpublish it; then the shipped words are shown again."
)


def was_published(text: DisclosureText) -> bool:
    """Say whether readers could ever see the text."""
    revisions = text.revisions.values("pk")
    return PublishedText.objects.filter(revision__in=revisions).exists()


class TextCreateView(TextPermissionMixin, CreateView):
    """Begin a text, for the activity and the site that the address names."""

    def get_initial_form_instance(self) -> DisclosureText:
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
                None, _("There is a text for this activity, site and language already.")
            )
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)
        return response

    def get_success_message(self, instance: DisclosureText) -> str:
        return use_current_name(super().get_success_message(instance), instance)

    def _site(self) -> Site | None:
        wanted = self.request.GET.get("site", "")
        sites = text_policy.sites_user_has_any_permission_for(
            self.request.user, ["add"]
        )
        number = parse_number(wanted)
        if number is None:
            return sites.first()
        return sites.filter(pk=number).first()

    def get_available_actions(self) -> list[str]:
        """Offer to publish only where the person may publish for the chosen site."""
        actions = super().get_available_actions()
        wanted = self.request.POST.get("site", "")
        sites = text_policy.sites_user_has_any_permission_for(
            self.request.user, ["publish"]
        )
        number = parse_number(wanted)
        may_publish = number is not None and sites.filter(pk=number).exists()
        return [one for one in actions if one != "publish" or may_publish]


class TextEditView(TextPermissionMixin, EditView):
    """Change a text, and overwrite nothing that was not shown."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let nobody else save the text while this is looked at and saved."""
        with transaction.atomic():
            list(DisclosureText.objects.select_for_update().filter(pk=self.object.pk))
            response: HttpResponse = super().post(request, *args, **kwargs)
            return response

    @cached_property
    def latest_revision(self) -> Revision | None:
        """Return what was saved last, as it is at this moment."""
        texts = DisclosureText.objects.filter(pk=self.object.pk)
        return Revision.objects.filter(pk__in=texts.values("latest_revision")).first()

    def is_valid(self, form: TextForm) -> bool:
        """Say whether it can be saved; not over what the form has not shown."""
        is_valid = bool(super().is_valid(form))
        latest = self.latest_revision
        if self.expects_json_response or latest is None:
            return is_valid
        if self._says_what_was_shown() and not self.is_out_of_date:
            return is_valid
        stored = latest.as_object()
        form.conflict_with(
            {name: getattr(stored, name) for name in (*WORDING_FIELDS, "change")}
        )
        self.object.latest_revision = latest
        self.produced_error_code = "invalid_revision"
        self.produced_error_message = CONFLICT_MESSAGE
        return False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Disable autosave while two versions are shown."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if getattr(context["form"], "is_conflicting", False):
            context["autosave_enabled"] = False
            context.pop("autosave_indicator", None)
        return context

    def get_editing_sessions(self) -> EditingSessions:
        return EditingSessions(super().get_editing_sessions())

    def get_success_message(self, instance: DisclosureText | None = None) -> str:
        if self.action == "workflow-action":
            return workflow.describe_outcome(self.object.pk, self.workflow_action)
        message = super().get_success_message(instance)
        return use_current_name(message, self.object)

    def _says_what_was_shown(self) -> bool:
        names = ("loaded_revision_id", "overwrite_revision_id")
        return any(self.request.POST.get(name) for name in names)

    def submit_action(self) -> HttpResponse | None:
        """Begin the workflow of texts; end one that is not used for texts any more."""
        workflow.cancel_unused(self.object, self.request.user)
        self.__dict__.pop("workflow_state", None)
        response: HttpResponse | None = super().submit_action()
        return response


class TextDeleteView(TextPermissionMixin, DeleteView):
    """Delete a text that was never published; any other is only taken back."""

    def dispatch(
        self, request: HttpRequest, *args: object, **kwargs: object
    ) -> HttpResponse:
        if was_published(self.object):
            messages.error(request, CANNOT_DELETE_MESSAGE)
            return redirect(self.edit_url)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @property
    def edit_url(self) -> str:
        return text_url("edit", self.object.pk)


class TextHistoryView(TextPermissionMixin, HistoryView):
    any_permission_required = READ_TEXTS


def get_viewable_texts(request: HttpRequest) -> models.QuerySet[DisclosureText]:
    """Return the texts of the sites this person may read or write for."""
    texts: models.QuerySet[DisclosureText] = (
        text_policy.instances_user_has_any_permission_for(
            request.user, list(READ_TEXTS)
        )
    )
    return texts.select_related("locale", "site")


class TextIndexView(IndexView):
    """List the texts, on narrow screens too."""

    table_classname = "listing privacy-admin-listing"

    def _get_title_column(self, field_name: str, *args: Any, **kwargs: Any) -> Column:
        return super()._get_title_column(field_name, *args, accessor=str, **kwargs)


class TextViewSet(SnippetViewSet):
    """Offer all that Wagtail does with a snippet, for texts."""

    model = DisclosureText
    icon = "doc-full"
    base_url_path = "privacy/texts"
    add_to_admin_menu = False
    menu_item_is_registered = True
    copy_view_enabled = False
    list_display = ("__str__", Column("site", label=_("Site")))
    index_view_class = TextIndexView
    add_view_class = TextCreateView
    edit_view_class = TextEditView
    delete_view_class = TextDeleteView
    history_view_class = TextHistoryView
    inspect_view_class = ask_about_text(InspectView)
    revisions_view_class = ask_about_text(PreviewRevisionView)
    revisions_compare_view_class = ask_about_text(RevisionsCompareView)
    revisions_unschedule_view_class = ask_about_text(RevisionsUnscheduleView)
    unpublish_view_class = ask_about_text(UnpublishView)
    lock_view_class = ask_about_text(LockView)
    unlock_view_class = ask_about_text(UnlockView)
    usage_view_class = ask_about_text(UsageView)
    workflow_action_view_class = workflow.TextWorkflowActionView
    collect_workflow_action_data_view_class = workflow.TextWorkflowActionDataView
    confirm_workflow_cancellation_view_class = workflow.TextWorkflowCancellationView
    workflow_preview_view_class = workflow.TextWorkflowPreviewView
    workflow_history_view_class = ask_about_text(WorkflowHistoryView)
    workflow_history_detail_view_class = ask_about_text(WorkflowHistoryDetailView)

    def register_chooser_viewset(self) -> None:
        """Offer no chooser: it would list the texts of all sites to every editor."""

    def get_queryset(self, request: HttpRequest) -> Any:  # noqa: ANN401 - Wagtail's own
        return get_viewable_texts(request)

    def get_edit_handler(self) -> ObjectList:
        return build_edit_handler().bind_to_model(self.model)


def text_url(name: str, *args: object) -> str:
    """Return the address of one of the views on texts: list, add, edit, …."""
    return reverse(DisclosureText.snippet_viewset.get_url_name(name), args=args)
