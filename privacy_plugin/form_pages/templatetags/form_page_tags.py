"""Render a page's form beside its disclosure: ``{% disclosed_form %}``.

The output is the same for every reader: no cookie, no CSRF token.
"""

from __future__ import annotations

from django import template
from django.http import HttpRequest
from django.template.context import Context

from privacy_plugin.disclosure.controller import (
    get_controller,
    get_page_site,
    get_request_controller,
)
from privacy_plugin.form_pages.disclosures import (
    describe_obstacle,
    find_missing_of,
    get_page_disclosures,
)
from privacy_plugin.form_pages.models import page_about

register = template.Library()


@register.inclusion_tag("privacy_plugin/form_pages/form.html", takes_context=True)
def disclosed_form(context: Context) -> dict[str, object]:
    """Show the form of the context's `page`, or `form` where it comes back with errors.

    Where nobody is named as responsible, or something that would happen is not in
    force, a sentence stands in its place.
    """
    request: HttpRequest | None = context.get("request")
    page = context["page"]
    controller = get_controller(get_page_site(page, request), request)
    if obstacle := describe_obstacle(page, controller):
        return {"obstacle": obstacle}
    form = context.get("form") or page.form_for(controller)
    return {
        "page": page,
        "form": form,
        "disclosures": get_page_disclosures(page, controller),
        "is_preview": bool(getattr(request, "is_preview", False)),
    }


@register.simple_tag(takes_context=True)
def disclosed_form_preview(context: Context, activity: str) -> dict[str, object] | None:
    """Return the form of a page with the activity, for a preview of its texts.

    Where there is no such page yet, it is one without fields; None where there is no
    such type of page, or it is not in force.
    """
    controller = get_request_controller(context.get("request"))
    page = page_about(activity, site_id=controller.site_id)
    if page is None or find_missing_of(page):
        return None
    form = page.form_for(controller)
    return {
        "form": form,
        "disclosures": get_page_disclosures(page, controller),
    }
