"""The private pages of a comment's writer, opened by a signed link.

Never cached or indexed, with no referrer. They need no CSRF token and no cookie: a
forged request would have to know the link.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from privacy_plugin.comments.authors import actions
from privacy_plugin.comments.authors.confirmation import (
    PARAMETER,
    Confirmation,
    get_confirmation,
    redirect_to_private_page,
)
from privacy_plugin.comments.authors.private_address import get_private_address
from privacy_plugin.comments.authors.status import get_author_status
from privacy_plugin.comments.discussions.context import (
    CommentContext,
    find_public_context,
    resolve_context,
)
from privacy_plugin.comments.discussions.targets import get_target
from privacy_plugin.comments.errors import (
    CommentNotFound,
    CommentRejected,
    DisclosureMissing,
    EditWindowClosed,
    TargetNotFound,
)
from privacy_plugin.comments.models import Comment
from privacy_plugin.comments.spam_check.checker import (
    get_consent_activities,
    requires_ip_address,
)
from privacy_plugin.comments.spam_check.client_info import get_client_info
from privacy_plugin.comments.submission.disclosure import COMMENT_FORM
from privacy_plugin.comments.submission.forms import ConsentForm, EditForm
from privacy_plugin.comments.submission.permission import can_write
from privacy_plugin.comments.submission.responses import (
    build_form,
    get_form_context,
    render_rejected,
)
from privacy_plugin.consent.ledger import get_current_consents
from privacy_plugin.consent.subject import SubjectKey, sign
from privacy_plugin.http.site_redirect import redirect_to_site
from privacy_plugin.rights.sent_history import get_sent_history
from privacy_plugin.rights.views import private

AuthorView = Callable[[HttpRequest, Comment, str], HttpResponse]


def author_view(view: AuthorView) -> Callable[[HttpRequest, str], HttpResponse]:
    """Hand the view the writer's comment; answer with a sentence where it is gone."""

    @private
    @wraps(view)
    def opened(request: HttpRequest, subject: SubjectKey) -> HttpResponse:
        try:
            comment = actions.get_comment(subject)
            elsewhere = redirect_to_site(request, comment.discussion.site_id)
            return elsewhere or view(request, comment, sign(subject))
        except CommentRejected as rejection:
            return render_rejected(
                request, rejection, text=request.POST.get("text", "")
            )

    return opened


@require_safe
@author_view
def thanks(_request: HttpRequest, _comment: Comment, token: str) -> HttpResponse:
    """Lead an address of an earlier version to the private page."""
    return redirect_to_private_page(token, Confirmation.SENT)


@require_safe
@author_view
def manage(request: HttpRequest, comment: Comment, token: str) -> HttpResponse:
    """Show the status of the comment, and what its writer can do."""
    return _manage(request, comment, token)


@require_safe
@author_view
def save_address(request: HttpRequest, comment: Comment, token: str) -> HttpResponse:
    """Return the private address as a small page to keep; nothing is stored here."""
    place = _get_context(comment, request)
    address = get_private_address(request, token, title=place.title)
    page = "privacy_plugin/comments/private_address_file.html"
    response = render(request, page, {"address": address, "comment": comment})
    day = timezone.localdate(comment.submitted_at)
    name = f"comment-{day.isoformat()}.html"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@author_view
def edit(request: HttpRequest, comment: Comment, token: str) -> HttpResponse:
    """Let the writer change the words for a short while."""
    if COMMENT_FORM.missing:
        raise DisclosureMissing
    form = EditForm(request.POST or None, initial=vars(comment))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(comment, form, get_client_info(request), at=timezone.now())
        except EditWindowClosed as rejection:
            return _new_comment_form(request, comment, rejection)
        return redirect_to_private_page(token, Confirmation.EDITED)
    if not actions.can_edit(comment, at=timezone.now()):
        if request.method == "POST":
            return _new_comment_form(request, comment, EditWindowClosed())
        return redirect_to_private_page(token, Confirmation.EDIT_CLOSED)
    place = _get_context(comment, request)
    context = {"form": form, "comment": comment, "token": token, "place": place}
    status = 422 if form.errors else 200
    return render(request, "privacy_plugin/comments/edit.html", context, status=status)


@csrf_exempt
@require_POST
@author_view
def give_consent(request: HttpRequest, comment: Comment, token: str) -> HttpResponse:
    """Take a consent given later."""
    form = _consent_form(comment, _get_context(comment, request), data=request.POST)
    if not form.is_valid():
        status = 400 if form.has_error_code("unknown") else 409
        return _manage(request, comment, token, form=form, status=status)
    actions.give_consents(comment, form, get_client_info(request), at=timezone.now())
    done = Confirmation.AGREED if form.consents else Confirmation.NOTHING_TICKED
    return redirect_to_private_page(token, done)


@csrf_exempt
@require_POST
@author_view
def withdraw_consent(
    request: HttpRequest, comment: Comment, token: str
) -> HttpResponse:
    """Take one consent back, and say the same whether or not it stood."""
    activity = request.POST.get("activity", "")
    actions.withdraw_consent(comment, activity, at=timezone.now())
    return redirect_to_private_page(token, Confirmation.WITHDRAWN)


@csrf_exempt
@require_POST
@author_view
def request_review(request: HttpRequest, comment: Comment, token: str) -> HttpResponse:
    """Have a person read a comment that programs took for spam."""
    del request
    actions.request_review(comment, at=timezone.now())
    return redirect_to_private_page(token, Confirmation.REVIEW_REQUESTED)


@csrf_exempt
@require_POST
@author_view
def delete(request: HttpRequest, comment: Comment, token: str) -> HttpResponse:
    """Delete the comment, and lead to a page that knows the way back to its post."""
    del request
    discussion = comment.discussion
    about = f"{discussion.target_type}:{discussion.target_id}"
    actions.erase(comment, at=timezone.now())
    page = reverse("comments:deleted", args=[token])
    address = f"{page}?{urlencode({'about': about})}"
    return HttpResponseRedirect(address, status=303)


@require_safe
@private
def deleted(request: HttpRequest, subject: SubjectKey) -> HttpResponse:
    """Say that the comment is deleted, and what is left: the proof of consents."""
    context = {
        "token": sign(subject),
        "is_deleted": not _exists(subject),
        "place": find_public_context(request, request.GET.get("about", "")),
    }
    return render(request, "privacy_plugin/comments/deleted.html", context)


def _new_comment_form(
    request: HttpRequest, comment: Comment, rejection: CommentRejected
) -> HttpResponse:
    """Offer words that came too late for an edit as a comment of its own."""
    place = _get_context(comment, request)
    if not can_write(request, place):
        return render_rejected(
            request, rejection, text=request.POST.get("text", ""), place=place
        )
    data = request.POST.copy()
    data.update({"target": place.name, "parent": str(comment.parent_id or "")})
    form = build_form(place, data=data)
    form.add_error(
        None,
        gettext("%(reason)s You can send it as a new comment.")
        % {"reason": rejection.message},
    )
    page = "privacy_plugin/comments/form_page.html"
    shown = get_form_context(place, form)
    return render(request, page, shown, status=rejection.status)


def _manage(
    request: HttpRequest,
    comment: Comment,
    token: str,
    *,
    form: ConsentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    place = _get_context(comment, request)
    at = place.at
    subject = SubjectKey(comment.subject_key)
    consents = get_current_consents(subject, at=at)
    can_edit = actions.can_edit(comment, at=at)
    done = request.GET.get(PARAMETER, "")
    context = {
        "comment": comment,
        "token": token,
        "address": get_private_address(request, token, title=place.title),
        "confirmation": get_confirmation(done, comment, consents, can_edit=can_edit),
        "status": get_author_status(comment),
        "can_request_review": actions.can_request_review(comment),
        "can_edit": can_edit,
        "edit_until": actions.get_edit_deadline(comment),
        "consents": consents,
        "sent_history": get_sent_history(subject, at=at),
        "consent_form": form or _consent_form(comment, place),
        "keeps_ip_address": any(map(requires_ip_address, get_consent_activities())),
        "place": place,
    }
    return render(
        request, "privacy_plugin/comments/manage.html", context, status=status
    )


def _consent_form(
    comment: Comment, context: CommentContext, data: QueryDict | None = None
) -> ConsentForm:
    """Build the form for the site the comment is on now."""
    controller = context.controller
    is_complete = controller.is_complete
    activities = actions.get_late_activities(comment) if is_complete else ()
    return ConsentForm(data, activities=activities, controller=controller)


def _get_context(comment: Comment, request: HttpRequest) -> CommentContext:
    try:
        target = get_target(comment.discussion)
    except TargetNotFound:
        raise CommentNotFound from None
    return resolve_context(target, at=timezone.now(), request=request)


def _exists(subject: SubjectKey) -> bool:
    return Comment.objects.filter(subject_key=subject).exists()
