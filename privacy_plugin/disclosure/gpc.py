"""Declare support for Global Privacy Control (``/.well-known/gpc.json``).

Source: W3C Global Privacy Control, "GPC Support Resource". The response is the same for
everybody.
"""

from __future__ import annotations

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def gpc_json(request: HttpRequest) -> JsonResponse:
    """Return that the signal is heeded, and since when this site does.

    That is the day on which the plugin was installed here: it has never done otherwise.
    """
    del request
    applied = MigrationRecorder(connection).migration_qs.filter(app="privacy")
    since = applied.aggregate(since=Min("applied"))["since"]
    update = {"lastUpdate": since.date().isoformat()} if since else {}
    return JsonResponse({"gpc": True} | update)
