"""The pages around comments. Reading them sets no cookie and begins no session."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from privacy_plugin.comments import dossier, markdown, submission, writer
from privacy_plugin.comments.checker import ready_checker
from privacy_plugin.comments.commentable import (
    Commentable,
    NotCommentable,
    find,
    path_of,
    rules_below,
    target_of,
    title_of,
)
from privacy_plugin.comments.forms import CommentForm
from privacy_plugin.comments.listing import (
    REPLIES_SHOWN,
    THREAD_PAGE,
    page_number_of,
    parent_in,
    position_of,
    thread_page,
)
from privacy_plugin.comments.models import Comment
from privacy_plugin.comments.pages import (
    form_context,
    form_for,
    refused,
    require_controller,
)
from privacy_plugin.comments.refusals import CommentGone, NothingThere, Refusal
from privacy_plugin.comments.sender import sender_of
from privacy_plugin.rights.origin import own_origin_only


@own_origin_only
@require_POST
def post(request: HttpRequest) -> HttpResponse:
    """Take a comment in, or show what would be sent, or ask to mend the form."""
    try:
        target = _target(request)
        form = form_for(target, request, data=request.POST)
        if not form.is_valid() or "back" in request.POST:
            return _form_page(request, target, form)
        if "preview" in request.POST:
            return _preview(request, target, form)
        sender = sender_of(request)
        comment = submission.submit(target, form, sender, at=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, text=request.POST.get("text", ""))
    return redirect("comments:thanks", token=writer.link_to(comment))


def _target(request: HttpRequest) -> Commentable:
    target_type, _colon, target_id = request.POST.get("target", "").partition(":")
    try:
        target = find(target_type, target_id)
    except NotCommentable:
        raise NothingThere from None
    submission.require_open(target, at=timezone.now())
    require_controller(request)
    return target


def _form_page(
    request: HttpRequest, target: Commentable, form: CommentForm
) -> HttpResponse:
    """Show the form again with everything that was entered, and what is wrong."""
    status = HTTPStatus.OK
    if form.errors and "back" not in request.POST:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.has_error_code("unknown"):
            status = HTTPStatus.BAD_REQUEST
        elif form.has_error_code("stale"):
            status = HTTPStatus.CONFLICT
    parent_id = form.cleaned_data.get("parent")
    parent = parent_in(target, parent_id) if parent_id else None
    context = form_context(request, target, form) | {"parent": parent}
    page = "privacy_plugin/comments/form_page.html"
    return render(request, page, context, status=status)


def _preview(
    request: HttpRequest, target: Commentable, form: CommentForm
) -> HttpResponse:
    """Show the comment as it would stand there, and exactly what would be sent."""
    checker = ready_checker()
    entered = dossier.of_form(form, target, sender_of(request), at=timezone.now())
    context = form_context(request, target, form) | {
        "html": markdown.render(form.word("text")),
        "name": form.word("name"),
        "outgoing": dossier.outgoing(entered, checker) if checker else None,
    }
    return render(request, "privacy_plugin/comments/preview.html", context)


@require_safe
def reply(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Show the comment to be answered, and the form."""
    comments = Comment.objects.comments().visible().select_related("discussion")
    parent = comments.filter(pk=comment_id).first()
    if parent is None:
        return refused(request, CommentGone())
    try:
        target = target_of(parent.discussion)
        submission.require_open(target, at=timezone.now())
        require_controller(request)
    except NotCommentable:
        return refused(request, NothingThere())
    except Refusal as refusal:
        return refused(request, refusal)
    form = form_for(target, request, parent=parent)
    context = form_context(request, target, form) | {"parent": parent}
    return render(request, "privacy_plugin/comments/form_page.html", context)


@require_safe
def permalink(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Lead to the place where the comment stands now."""
    comments = Comment.objects.visible().select_related("discussion", "root")
    comment = get_object_or_404(comments, pk=comment_id)
    try:
        target = target_of(comment.discussion)
        submission.require_public(target)
    except NotCommentable:
        return refused(request, NothingThere())
    except Refusal as refusal:
        return refused(request, refusal)
    path = path_of(target, request)
    position = position_of(comment) if comment.root_id else 0
    if position >= REPLIES_SHOWN:
        thread = reverse("comments:thread", args=[comment.root_id])
        number = position // THREAD_PAGE + 1
        return redirect(f"{thread}?replies={number}#comment-{comment.pk}")
    number = page_number_of(comment)
    query = f"?comments={number}" if number > 1 else ""
    return redirect(f"{path}{query}#comment-{comment.pk}")


@require_safe
def thread(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Show one long thread, page by page."""
    threads = Comment.objects.threads().select_related("discussion")
    root = get_object_or_404(threads, pk=comment_id)
    try:
        target = target_of(root.discussion)
        submission.require_public(target)
    except NotCommentable:
        return refused(request, NothingThere())
    except Refusal as refusal:
        return refused(request, refusal)
    rules = rules_below(target, at=timezone.now())
    shown = thread_page(root, number_in(request, "replies"))
    context = {
        "target": target,
        "target_title": title_of(target),
        "target_url": path_of(target, request),
        "thread": shown.thread,
        "number": shown.number,
        "page_count": shown.page_count,
        "can_reply": not rules.is_closed,
    }
    return render(request, "privacy_plugin/comments/thread.html", context)


def number_in(request: HttpRequest, name: str) -> int:
    """Return the page number in the address, 1 where there is none worth the name."""
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else 1  # noqa: PLR2004 - more pages than there can be
