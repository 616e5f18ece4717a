"""Say to browsers that this site heeds Global Privacy Control.

Source: W3C Global Privacy Control, "GPC Support Resource"; the answer is the same for
everybody.
"""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

SINCE = "2026-11-24"


@require_safe
def gpc_json(request: HttpRequest) -> JsonResponse:
    """Return that the signal is heeded, and since when."""
    del request
    return JsonResponse({"gpc": True, "lastUpdate": SINCE})
