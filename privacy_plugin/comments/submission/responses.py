"""Shared responses: the form, its context, a rejection."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string
from wagtail.coreutils import get_content_languages

from privacy_plugin.comments.conf import comments_conf
from privacy_plugin.comments.discussions.context import CommentContext
from privacy_plugin.comments.errors import CommentRejected
from privacy_plugin.comments.models import Comment
from privacy_plugin.comments.spam_check.checker import get_ready_spam_checker
from privacy_plugin.comments.submission.disclosure import COMMENT_FORM
from privacy_plugin.comments.submission.forms import CommentForm
from privacy_plugin.disclosure.controller import (
    get_request_controller,
)


def get_form_class() -> type[CommentForm]:
    """Return the class of the form, the site's own where a setting names one."""
    return cast("type[CommentForm]", import_string(comments_conf.form_class))


def build_form(
    context: CommentContext,
    *,
    data: QueryDict | None = None,
    parent: Comment | None = None,
) -> CommentForm:
    """Return the form for a comment, empty or with what was sent."""
    initial = {"target": context.name, "parent": parent.pk if parent else None}
    return get_form_class()(data, initial=initial, controller=context.controller)


def get_form_context(context: CommentContext, form: CommentForm) -> dict[str, object]:
    """Return what a template needs to show the form beside its disclosure."""
    checker = get_ready_spam_checker()
    return {
        "form": form,
        "form_action": reverse("comments:post"),
        "target": context.target,
        "target_title": context.title,
        "target_url": context.path,
        "disclosures": form.disclose(COMMENT_FORM),
        "notice": getattr(checker, "notice", "") if checker else "",
        "has_checker": checker is not None,
    }


def get_form_translations(request: HttpRequest) -> list[dict[str, str]]:
    """Return where the form can be sent in the site's other languages.

    A link to another language would lose what was typed; a button takes it along.
    """
    found = []
    for code in get_content_languages():
        with translation.override(code):
            path = reverse("comments:post")
        if path != request.path:
            name = translation.get_language_info(code)["name_local"]
            found.append({"code": code, "name": name.capitalize(), "path": path})
    return found


def get_form_to_keep(request: HttpRequest) -> CommentForm:
    """Return the form with all that was sent, to be sent again without its consents."""
    controller = get_request_controller(request)
    return get_form_class()(request.POST, activities=(), controller=controller)


def render_rejected(
    request: HttpRequest,
    rejection: CommentRejected,
    *,
    text: str = "",
    form: CommentForm | None = None,
    place: CommentContext | None = None,
) -> HttpResponse:
    """Say in one sentence why not, and give the text or the whole form back.

    `place` is where it was to stand: the way back, if every reader can see it.
    """
    context = {
        "message": rejection.message,
        "text": text,
        "form": form,
        "form_action": reverse("comments:post"),
        "place": place if place is not None and place.is_public else None,
    }
    page = "privacy_plugin/comments/rejected.html"
    return render(request, page, context, status=rejection.status)
