"""A page's form beside its disclosure: ``{% disclosed_form %}``.

What it renders is the same for every reader: no cookie, no token.
"""

from __future__ import annotations

from django import template
from django.http import HttpRequest
from django.template.context import Context

from privacy_plugin.disclosure.controller import controller_for
from privacy_plugin.disclosure.document import disclose
from privacy_plugin.form_pages.processing import ABUSE_PROTECTION

register = template.Library()


@register.inclusion_tag("privacy_plugin/form_pages/form.html", takes_context=True)
def disclosed_form(context: Context) -> dict[str, object]:
    """Show the form of the context's `page`, or `form` where it comes back with errors.

    Where nobody is named as responsible, a sentence stands in its place.
    """
    request: HttpRequest | None = context.get("request")
    page, controller = context["page"], controller_for(request)
    if not controller.is_complete:
        return {"is_unready": True}
    form = context.get("form") or page.form_for(controller)
    return {
        "page": page,
        "form": form,
        "disclosures": (
            disclose(page.privacy_activity, controller=controller),
            *form.disclosures,
        ),
        "more_disclosures": (disclose(ABUSE_PROTECTION, controller=controller),),
        "is_preview": bool(getattr(request, "is_preview", False)),
    }
