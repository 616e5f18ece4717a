"""Public pages of comments; a GET sets no cookie and starts no session."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from privacy_plugin.comments.authors.actions import get_private_token
from privacy_plugin.comments.authors.confirmation import (
    Confirmation,
    redirect_to_private_page,
)
from privacy_plugin.comments.discussions.context import (
    CommentContext,
    find_public_context,
    resolve_context,
)
from privacy_plugin.comments.discussions.listing import (
    REPLIES_SHOWN,
    THREAD_PAGE,
    find_parent,
    get_page_number,
    get_thread_page,
    get_thread_position,
)
from privacy_plugin.comments.discussions.targets import find_target, get_target
from privacy_plugin.comments.errors import (
    CommentNotFound,
    CommentRejected,
    ParentNotFound,
    RateLimited,
)
from privacy_plugin.comments.models import Comment, Discussion
from privacy_plugin.comments.spam_check import preview
from privacy_plugin.comments.spam_check.checker import get_ready_spam_checker
from privacy_plugin.comments.spam_check.client_info import get_client_info
from privacy_plugin.comments.submission import submit
from privacy_plugin.comments.submission.forms import CommentForm
from privacy_plugin.comments.submission.permission import (
    never_cache_unless_public,
    require_form,
)
from privacy_plugin.comments.submission.responses import (
    build_form,
    get_form_context,
    get_form_to_keep,
    get_form_translations,
    render_rejected,
)
from privacy_plugin.http.parameters import parse_number
from privacy_plugin.http.same_origin import same_origin_required


@same_origin_required
@require_POST
def post(request: HttpRequest) -> HttpResponse:
    """Take a comment in, or show what would be sent, or ask to correct the form."""
    try:
        context = _find_context(request)
        require_form(request, context)
        form = build_form(context, data=request.POST)
        if not form.is_valid() or "back" in request.POST:
            return _form_page(request, context, form)
        if "preview" in request.POST:
            return _preview(request, context, form)
        comment = submit.submit_comment(context, form, get_client_info(request))
    except (RateLimited, ParentNotFound) as rejection:
        return _form_again(request, context, rejection)
    except CommentRejected as rejection:
        place = find_public_context(request, request.POST.get("target", ""))
        form = get_form_to_keep(request)
        return render_rejected(request, rejection, form=form, place=place)
    return redirect_to_private_page(get_private_token(comment), Confirmation.SENT)


def _find_context(request: HttpRequest) -> CommentContext:
    target_type, _colon, target_id = request.POST.get("target", "").partition(":")
    return _resolve(request, target_type, target_id)


def _resolve(request: HttpRequest, target_type: str, target_id: str) -> CommentContext:
    target = find_target(target_type, target_id)
    return resolve_context(target, at=timezone.now(), request=request)


def _context_of(request: HttpRequest, comment: Comment) -> CommentContext:
    target = get_target(comment.discussion)
    return resolve_context(target, at=timezone.now(), request=request)


def _form_again(
    request: HttpRequest, context: CommentContext, rejection: CommentRejected
) -> HttpResponse:
    """Show the form again with what was entered, ready to be sent once more."""
    data = request.POST.copy()
    if isinstance(rejection, ParentNotFound):
        data.pop("parent", None)
    form = build_form(context, data=data)
    form.add_error(None, str(rejection.message))
    page = "privacy_plugin/comments/form_page.html"
    shown = get_form_context(context, form)
    return render(request, page, shown, status=rejection.status)


def _form_page(
    request: HttpRequest, context: CommentContext, form: CommentForm
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
    parent = find_parent(context.target, parent_id) if parent_id else None
    shown = get_form_context(context, form) | {"parent": parent}
    page = "privacy_plugin/comments/form_page.html"
    return render(request, page, shown, status=status)


def _preview(
    request: HttpRequest, context: CommentContext, form: CommentForm
) -> HttpResponse:
    """Preview the comment, and the exact values that would be sent."""
    checker, client = get_ready_spam_checker(), get_client_info(request)
    comment = form.build_comment(context)
    submission = preview.build_submission(
        comment,
        context.target,
        ip_address=client.check_address,
        user_agent=client.user_agent,
    )
    shown = get_form_context(context, form) | {
        "html": comment.html,
        "name": comment.name,
        "outgoing": preview.build_preview(submission, checker) if checker else None,
        "translations": get_form_translations(request),
    }
    return render(request, "privacy_plugin/comments/preview.html", shown)


@require_safe
@never_cache_unless_public
def write(request: HttpRequest, target_type: str, target_id: str) -> HttpResponse:
    """Show the form on its own page if this request may comment."""
    try:
        context = _resolve(request, target_type, target_id)
        require_form(request, context)
    except CommentRejected as rejection:
        place = find_public_context(request, f"{target_type}:{target_id}")
        return render_rejected(request, rejection, place=place)
    shown = get_form_context(context, build_form(context))
    return render(request, "privacy_plugin/comments/form_page.html", shown)


@require_safe
@never_cache_unless_public
def reply(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Show the comment to be answered, and the form."""
    comments = Comment.objects.comments().visible().select_related("discussion")
    parent = comments.filter(pk=comment_id).first()
    if parent is None:
        place = _place_of_tombstone(request, comment_id)
        return render_rejected(request, CommentNotFound(), place=place)
    try:
        context = _context_of(request, parent)
        require_form(request, context)
    except CommentRejected as rejection:
        place = find_public_context(request, _name_of(parent.discussion))
        return render_rejected(request, rejection, place=place)
    form = build_form(context, parent=parent)
    shown = get_form_context(context, form) | {"parent": parent}
    return render(request, "privacy_plugin/comments/form_page.html", shown)


def _place_of_tombstone(request: HttpRequest, comment_id: int) -> CommentContext | None:
    """Return where a deleted comment has left a place; None where it has left none."""
    tombstones = Comment.objects.tombstones().select_related("discussion")
    left = tombstones.filter(pk=comment_id).first()
    return find_public_context(request, _name_of(left.discussion)) if left else None


def _name_of(discussion: Discussion) -> str:
    return f"{discussion.target_type}:{discussion.target_id}"


@require_safe
def permalink(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Redirect to the page that shows the comment now."""
    comments = Comment.objects.visible().select_related("discussion", "root")
    comment = get_object_or_404(comments, pk=comment_id)
    try:
        context = _context_of(request, comment)
        context.require_public()
    except CommentRejected as rejection:
        return render_rejected(request, rejection)
    position = get_thread_position(comment) if comment.root_id else 0
    if position >= REPLIES_SHOWN:
        thread = reverse("comments:thread", args=[comment.root_id])
        number = position // THREAD_PAGE + 1
        return redirect(f"{thread}?replies={number}#comment-{comment.pk}")
    number = get_page_number(comment)
    query = f"?comments={number}" if number > 1 else ""
    return redirect(f"{context.path}{query}#comment-{comment.pk}")


@require_safe
def thread(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Show one long thread, page by page."""
    threads = Comment.objects.threads().select_related("discussion")
    root = get_object_or_404(threads, pk=comment_id)
    try:
        context = _context_of(request, root)
        context.require_public()
    except CommentRejected as rejection:
        return render_rejected(request, rejection)
    page = get_thread_page(root, get_requested_page(request, "replies"))
    shown = {
        "target": context.target,
        "target_title": context.title,
        "target_url": context.path,
        "thread": page.thread,
        "number": page.number,
        "page_count": page.page_count,
        "can_reply": not context.rules.is_closed,
    }
    return render(request, "privacy_plugin/comments/thread.html", shown)


def get_requested_page(request: HttpRequest, name: str) -> int:
    """Return the page number in the address, 1 where there is none worth the name."""
    return parse_number(request.GET.get(name, "")) or 1
