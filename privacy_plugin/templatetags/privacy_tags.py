"""Template tags for disclosures, in any form of any Django template.

Usage: ``{% load privacy_tags %}{% disclosure "comments.publication" %}``. Several keys
render one disclosure per activity, in the given order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.apps import apps
from django.forms import BoundField, Form, HiddenInput
from django.http import HttpRequest
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context, RequestContext
from django.template.defaulttags import url as compile_url
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import override
from wagtail.models import Site

from privacy_plugin.consent.form_disclosure import build_form_disclosure
from privacy_plugin.disclosure.activities import get_activities, is_in_force
from privacy_plugin.disclosure.controller import get_request_controller
from privacy_plugin.disclosure.privacy_page.reading import describe_browser_contacts
from privacy_plugin.disclosure.render import repeated_rows
from privacy_plugin.disclosure.render.document import Disclosure, disclose
from privacy_plugin.disclosure.render.language import (
    get_page_language,
    get_text_language,
    in_text_language,
    is_same_language,
)
from privacy_plugin.disclosure.render.repeated_rows import DeduplicatedDisclosure
from privacy_plugin.disclosure.render.summary import Part
from privacy_plugin.http.site_url import get_home_path
from privacy_plugin.processing import registry
from privacy_plugin.processing.vocabulary import EditorText

register = template.Library()


@register.inclusion_tag(
    "privacy_plugin/components/disclosures.html", takes_context=True
)
def disclosure(
    context: RequestContext, *keys: str, **options: str
) -> dict[str, object]:
    """Show what happens with the reader's data, for each activity that takes place.

    A declared activity whose switch is off shows nothing, for it does not take place.
    A key nobody declared raises UnknownActivity, except with ``optional=True``, where
    the app that would declare it may not be installed. `heading_level` (2 to 6) fits
    the headings into the page; ids begin with `prefix`. The context needs the
    `request`, which says whose site it is; LookupError without.
    """
    request = _request(context)
    controller = get_request_controller(request)
    in_force = {activity.key for activity in get_activities()}
    for key in keys:
        if not options.get("optional"):
            registry.get(key)
    return {
        "disclosures": [
            disclose(key, controller=controller) for key in keys if key in in_force
        ],
        "request": request,
        "heading_level": options.get("heading_level", "3"),
        "prefix": options.get("prefix", ""),
    }


def _request(context: RequestContext) -> HttpRequest:
    request: HttpRequest | None = context.get("request")
    if request is None:
        msg = "A disclosure needs the request in its context: whose site is it?"
        raise LookupError(msg)
    return request


@register.inclusion_tag("privacy_plugin/components/form_disclosure.html")
def form_disclosure(
    disclosures: Iterable[Disclosure], *, form: Form | None = None, **options: object
) -> dict[str, object]:
    """Show what happens if one sends a form: always, and only with a tick.

    `form` has the ConsentFields (see ``consent.forms``). Further names: `title`, `slug`
    of the registered form or `details_url`, `heading_level`, `prefix`, `hint`,
    `notice`. Without a `title` there is no heading. `is_part` is for what stands within
    a form that says who is responsible; its details are on their page alone.
    """
    prefix = str(options.get("prefix", ""))
    level = str(options.get("heading_level", "3"))
    return build_form_disclosure(tuple(disclosures), form, prefix) | {
        "heading_level": level,
        "details_level": next_level(level) if options.get("title") else level,
        "prefix": prefix,
        **options,
        "details_url": options.get("details_url")
        or reverse("privacy:form", args=[options.get("slug")]),
    }


@register.filter
def hidden_inputs(form: Form) -> SafeString:
    """Show the hidden fields of a form; a plain one without Django's template."""
    return format_html_join("", "{}", ((_hide(one),) for one in form.hidden_fields()))


def _hide(field: BoundField) -> SafeString | BoundField:
    widget, value = field.field.widget, field.value()
    if type(widget) is not HiddenInput or widget.attrs or value in (None, ""):
        return field
    return format_html(
        '<input type="hidden" name="{}" value="{}" id="{}">',
        field.html_name,
        str(value),
        field.id_for_label,
    )


@register.filter
def marked(parts: Iterable[Part]) -> SafeString:
    """Render a summary in which what is surprising is marked."""
    return format_html_join("", "{}", ((_mark(part),) for part in parts))


def _mark(part: Part) -> str | SafeString:
    if not part.is_surprising:
        return part.text
    element = "span" if part.is_sentence else "strong"
    return format_html('<{0} class="privacy-mark">{1}</{0}>', element, part.text)


@register.simple_tag
def privacy_styles() -> SafeString:
    """Link the style sheets of each installed part of the plugin; for the head."""
    link = '<link rel="stylesheet" href="{}">'
    return format_html_join("\n", link, ((static(name),) for name in style_sheets()))


@cache
def style_sheets() -> tuple[str, ...]:
    """Return names below ``static/``, such as ``…/comments/comments.css``.

    Those called ``pages.css`` are for the plugin's own pages alone.
    """
    names = [
        f"privacy_plugin/{name}.css" for name in ("properties", "privacy", "pages")
    ]
    for config in apps.get_app_configs():
        package, _dot, part = config.name.rpartition(".")
        if package == "privacy_plugin":
            found = (f"privacy_plugin/{part}/{name}.css" for name in (part, "pages"))
            names += [
                one for one in found if Path(config.path, "static", one).is_file()
            ]
    return tuple(names)


@register.simple_tag
def heading(
    text: str,
    level: str,
    css_class: str = "",
    id: str = "",  # noqa: A002 - the attribute's name
    language: str = "",
) -> SafeString:
    """Render a heading of the level a page needs."""
    number = min(max(int(level), 1), 6)
    return format_html(
        '<h{0} class="{1}"{2}{3}>{4}</h{0}>',
        number,
        css_class,
        format_html(' id="{}"', id) if id else "",
        in_language(language) if language else "",
        text,
    )


@register.simple_tag
def text_language() -> str:
    """Return the code of the language our texts are really in, for ``<html lang>``."""
    return get_text_language()


@register.simple_tag
def text_lang() -> SafeString:
    """Mark an element of a page whose language our texts are not in."""
    return _lang(get_text_language(), within=get_page_language())


@register.simple_tag
def page_lang() -> SafeString:
    """Mark, among our texts, what is in the language of the page."""
    return _lang(get_page_language(), within=get_text_language())


@register.simple_tag
def in_language(code: str) -> SafeString:
    """Mark, among our texts, what is in the language of this code."""
    return _lang(code, within=get_text_language())


@register.filter
def language_of(document: Mapping[str, Any], word: str = "") -> str:
    """Return the language of a word, or of the facts, of a frozen text."""
    main = str(document["language"])
    return str(document.get("languages", {}).get(word, main))


@register.filter
def of_page(text: str) -> str | SafeString:
    """Mark a title within a sentence of ours as one in the language of the page."""
    return of_language(text, get_page_language())


@register.filter
def editor_text(text: str) -> str | SafeString:
    """Mark an editor's words among ours as being in the language of the page."""
    if not isinstance(text, EditorText):
        return text
    return format_html("<bdi>{}</bdi>", of_page(text))


@register.filter
def of_language(text: str, code: str) -> str | SafeString:
    """Mark a title within a sentence of ours as one in the language of this code."""
    lang = in_language(code)
    return format_html("<span{}>{}</span>", lang, text) if lang else text


@register.tag
def textlanguage(parser: Parser, token: Token) -> Node:
    """Render a part of ours in the language our texts are really in.

    ``{% textlanguage %}…{% endtextlanguage %}``; links still lead to pages in the
    language of the page (see ``url``).
    """
    del token
    nodes = parser.parse(("endtextlanguage",))
    parser.delete_first_token()
    return TextLanguageNode(nodes)


@register.tag
def url(parser: Parser, token: Token) -> Node:
    """Do what Django's tag does, for a page in the language of this one."""
    return PageURLNode(compile_url(parser, token))


class TextLanguageNode(Node):
    """Render the content in the language of the plugin's texts."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        with in_text_language():
            return self.nodelist.render(context)


class PageURLNode(Node):
    """Reverse a URL in the language of the page."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def render(self, context: Context) -> str:
        with override(get_page_language()):
            return str(self.node.render(context))


def _lang(code: str, *, within: str) -> SafeString:
    if not code or is_same_language(code, within):
        return SafeString("")
    return format_html(' lang="{}"', code)


@register.filter
def without_repeated_rows(
    disclosures: Iterable[Disclosure],
) -> tuple[DeduplicatedDisclosure, ...]:
    """Say once what several disclosures beside one form have in common."""
    return repeated_rows.without_repeated_rows(disclosures)


@register.filter
def next_level(level: str) -> str:
    """Return the heading level below this one."""
    return str(min(int(level) + 1, 6))


@register.inclusion_tag(
    "privacy_plugin/components/consent_box.html", takes_context=True
)
def consent_box(context: RequestContext, key: str) -> dict[str, object]:
    """Preview the consent question of an activity; empty if there is none in force."""
    if not is_in_force(key):
        return {"disclosure": None}
    shown = disclose(key, controller=get_request_controller(_request(context)))
    return {"disclosure": shown if shown.needs_consent else None}


@register.simple_tag
def preview_scheme(is_dark: bool) -> SafeString:  # noqa: FBT001 - a template has no keywords here
    """Show the page by night, in a preview."""
    if not is_dark:
        return SafeString("")
    address = static("privacy_plugin/preview-dark.css")
    return format_html('<link rel="stylesheet" href="{}">', address)


@register.simple_tag(takes_context=True)
def home_url(context: Context) -> str:
    """Return the path of the start page, for the way on from a page without another."""
    return get_home_path(context.get("request"))


@register.simple_tag(takes_context=True)
def browser_contacts(context: Context) -> str:
    """Say whom a reader's browser contacts, for the foot of a page.

    It follows from the content security policy and from where files are; empty where
    nothing can be said.
    """
    request = context.get("request")
    site = Site.find_for_request(request) if request is not None else None
    return describe_browser_contacts(site.hostname.lower() if site else "")


@register.filter
def entry(mapping: Mapping[str, object], name: str) -> object:
    """Return what a mapping holds under a name, empty for nothing."""
    return mapping.get(name, "")
