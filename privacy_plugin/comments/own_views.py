"""The private pages of a comment's writer, opened by a signed link and nothing else.

They are never cached or indexed and tell no other site their address. The link is the
secret a forged request would have to know, so no token and no cookie is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from privacy_plugin.comments import writer
from privacy_plugin.comments.commentable import NotCommentable, path_of, target_of
from privacy_plugin.comments.forms import ConsentForm, EditForm
from privacy_plugin.comments.models import Comment
from privacy_plugin.comments.pages import refused
from privacy_plugin.comments.refusals import CommentGone, Refusal, TooLateToEdit
from privacy_plugin.comments.sender import sender_of
from privacy_plugin.comments.status import status_of
from privacy_plugin.consent.ledger import standing
from privacy_plugin.consent.subject import SubjectKey, sign
from privacy_plugin.disclosure.controller import controller_of_site
from privacy_plugin.egress.models import Transmission
from privacy_plugin.rights.views import private
from privacy_plugin.rights.withdrawal import sent_under

OwnView = Callable[[HttpRequest, Comment, str], HttpResponse]


def own(view: OwnView) -> Callable[[HttpRequest, str], HttpResponse]:
    """Hand the view the writer's comment; answer with a sentence where it is gone."""

    @private
    @wraps(view)
    def opened(request: HttpRequest, subject: SubjectKey) -> HttpResponse:
        try:
            return view(request, writer.find_own(subject), sign(subject))
        except Refusal as refusal:
            return refused(request, refusal, text=request.POST.get("text", ""))

    return opened


@require_safe
@own
def thanks(request: HttpRequest, comment: Comment, token: str) -> HttpResponse:
    """Thank the writer, in the same words whatever becomes of the comment."""
    context = {"token": token, "target_url": _path(comment, request)}
    return render(request, "privacy_plugin/comments/thanks.html", context)


@require_safe
@own
def mine(request: HttpRequest, comment: Comment, token: str) -> HttpResponse:
    """Show where the comment stands and everything its writer can do."""
    return _mine(request, comment, token)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@own
def edit(request: HttpRequest, comment: Comment, token: str) -> HttpResponse:
    """Let the writer change the words for a short while."""
    form = EditForm(request.POST or None, initial=vars(comment))
    if request.method == "POST" and form.is_valid():
        writer.edit(comment, form, sender_of(request), at=timezone.now())
        return redirect("comments:mine", token=token)
    if not writer.can_edit(comment, at=timezone.now()):
        if request.method == "POST":
            raise TooLateToEdit
        return redirect("comments:mine", token=token)
    context = {"form": form, "comment": comment, "token": token}
    status = 422 if form.errors else 200
    return render(request, "privacy_plugin/comments/edit.html", context, status=status)


@csrf_exempt
@require_POST
@own
def agree(request: HttpRequest, comment: Comment, token: str) -> HttpResponse:
    """Take a consent given later."""
    form = _consent_form(comment, data=request)
    if not form.is_valid():
        status = 400 if form.has_error_code("unknown") else 409
        return _mine(request, comment, token, form=form, status=status)
    writer.agree(comment, form, sender_of(request), at=timezone.now())
    return redirect("comments:mine", token=token)


@csrf_exempt
@require_POST
@own
def withdraw(request: HttpRequest, comment: Comment, token: str) -> HttpResponse:
    """Take one consent back, and say the same whether or not it stood."""
    activity = request.POST.get("activity", "")
    writer.withdraw(comment, activity, at=timezone.now())
    return redirect("comments:mine", token=token)


@csrf_exempt
@require_POST
@own
def delete(request: HttpRequest, comment: Comment, token: str) -> HttpResponse:
    """Delete the comment for good."""
    del request
    writer.erase(comment, at=timezone.now())
    return redirect("comments:deleted", token=token)


@require_safe
@private
def deleted(request: HttpRequest, subject: SubjectKey) -> HttpResponse:
    """Say that the comment is deleted, and what is left: the proof of consents."""
    context = {"token": sign(subject), "is_deleted": not _exists(subject)}
    return render(request, "privacy_plugin/comments/deleted.html", context)


def _mine(
    request: HttpRequest,
    comment: Comment,
    token: str,
    *,
    form: ConsentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    subject = SubjectKey(comment.subject_key)
    context = {
        "comment": comment,
        "token": token,
        "status": status_of(comment),
        "can_edit": writer.can_edit(comment, at=at),
        "edit_until": writer.edit_until(comment),
        "consents": standing(subject, at=at),
        "transmissions": list(Transmission.objects.of(subject).sent()),
        "sent_under": sent_under(subject),
        "consent_form": form or _consent_form(comment),
        "target_url": _path(comment, request),
    }
    return render(request, "privacy_plugin/comments/mine.html", context, status=status)


def _consent_form(comment: Comment, data: HttpRequest | None = None) -> ConsentForm:
    controller = controller_of_site(comment.discussion.site_id)
    return ConsentForm(
        data.POST if data else None,
        activities=writer.asked_later(comment) if controller.is_complete else (),
        controller=controller,
    )


def _path(comment: Comment, request: HttpRequest) -> str:
    try:
        return path_of(target_of(comment.discussion), request)
    except NotCommentable:
        raise CommentGone from None


def _exists(subject: SubjectKey) -> bool:
    return Comment.objects.filter(subject_key=subject).exists()
