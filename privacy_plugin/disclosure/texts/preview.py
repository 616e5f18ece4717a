"""Preview a draft in the real form, in each language.

A feature provides the template by activity or by feature:
``privacy_plugin/previews/<activity>.html``, ``…/<feature>.html``. Otherwise the core
shows the disclosure and, where consent is asked, the box.
"""

from __future__ import annotations

from contextlib import ExitStack

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import select_template
from django.utils.translation import gettext, override
from wagtail.models import Site

from privacy_plugin.conf import conf
from privacy_plugin.disclosure.activities import get_activity_slug, is_in_force
from privacy_plugin.disclosure.wording import Wording, use_draft_wording

_NIGHT = "dark"


def get_preview_modes(language: str) -> list[tuple[str, str]]:
    """Return the ways to look at a text in `language`, that language first."""
    names = dict(settings.LANGUAGES)
    codes = [code for code in (language, *conf.languages) if code in names]
    found = []
    for code in dict.fromkeys(codes):
        name = str(names[code])
        found.append((code, gettext("%(language)s, light") % {"language": name}))
        found.append(
            (f"{code}:{_NIGHT}", gettext("%(language)s, dark") % {"language": name})
        )
    return found


def render_preview(  # noqa: PLR0913 - a text's own columns
    request: HttpRequest,
    mode: str,
    *,
    activity: str,
    site: Site | None,
    language: str,
    wording: Wording,
) -> HttpResponse:
    """Render the place where readers meet the activity, with these words in it.

    An activity that does not take place is said not to; nothing fails.
    """
    code, _colon, scheme = (mode or language).partition(":")
    if site is not None:
        request._wagtail_site = site  # type: ignore[attr-defined]  # noqa: SLF001 - where Site.find_for_request keeps it
    with ExitStack() as stack:
        stack.enter_context(override(code))
        site_id = site.pk if site is not None else None
        stack.enter_context(use_draft_wording(site_id, activity, language, wording))
        html = select_template(_names(activity)).render(
            {
                "activity": activity,
                "takes_place": is_in_force(activity),
                "is_dark": scheme == _NIGHT,
            },
            request,
        )
    return HttpResponse(html)


def _names(activity: str) -> list[str]:
    folder, feature = "privacy_plugin/previews", activity.partition(".")[0]
    names = (get_activity_slug(activity), feature, "activity")
    return [f"{folder}/{name}.html" for name in names if name]
