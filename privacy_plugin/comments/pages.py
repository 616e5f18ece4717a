"""What several pages around comments share: the form, its surroundings, a refusal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from privacy_plugin.comments import local
from privacy_plugin.comments.checker import ready_checker
from privacy_plugin.comments.commentable import (
    Commentable,
    key_of,
    path_of,
    title_of,
)
from privacy_plugin.comments.forms import CommentForm
from privacy_plugin.comments.models import Comment
from privacy_plugin.comments.processing import (
    ABUSE_PROTECTION,
    PUBLICATION,
    REJECTION,
)
from privacy_plugin.comments.refusals import NobodyResponsible, Refusal
from privacy_plugin.disclosure.controller import controller_for
from privacy_plugin.disclosure.document import disclose

IN_THE_BACKGROUND = (ABUSE_PROTECTION, REJECTION)


def form_for(
    target: Commentable,
    request: HttpRequest | None,
    *,
    data: QueryDict | None = None,
    parent: Comment | None = None,
) -> CommentForm:
    """Return the form for a comment on `target`, empty or with what was sent."""
    name = ":".join(key_of(target))
    initial = {
        "target": name,
        "stamp": local.stamp(name),
        "parent": parent.pk if parent else None,
    }
    return CommentForm(data, initial=initial, controller=controller_for(request))


def form_context(
    request: HttpRequest | None, target: Commentable, form: CommentForm
) -> dict[str, object]:
    """Return what a template needs to show the form beside its disclosure."""
    checker = ready_checker()
    controller = controller_for(request)
    return {
        "form": form,
        "form_action": reverse("comments:post"),
        "target": target,
        "target_title": title_of(target),
        "target_url": path_of(target, request),
        "disclosures": (
            disclose(PUBLICATION, controller=controller),
            *form.disclosures,
        ),
        "more_disclosures": [
            disclose(key, controller=controller) for key in IN_THE_BACKGROUND
        ],
        "notice": getattr(checker, "notice", "") if checker else "",
        "has_checker": checker is not None,
    }


def require_controller(request: HttpRequest | None) -> None:
    """Raise NobodyResponsible where readers would not learn who is responsible."""
    if not controller_for(request).is_complete:
        raise NobodyResponsible


def refused(request: HttpRequest, refusal: Refusal, *, text: str = "") -> HttpResponse:
    """Say in one sentence why not, and give the text back."""
    context = {"sentence": refusal.sentence, "text": text}
    page = "privacy_plugin/comments/refused.html"
    return render(request, page, context, status=refusal.status)
