"""Refuse oversized form bodies before they are read.

Django limits the fields of a form but not its files. Public forms accept no files, yet
anybody could send hundreds of megabytes.
"""

from __future__ import annotations

import math
import re
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _


def refuse_large_body(request: HttpRequest) -> HttpResponse | None:
    """Return the answer to a body above DATA_UPLOAD_MAX_MEMORY_SIZE, None otherwise.

    Without a length, or with one that is no number, a server hands no body on.
    """
    size = request.META.get("CONTENT_LENGTH") or "0"
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or math.inf
    if re.fullmatch("[0-9]{1,18}", size) and int(size) <= limit:
        return None
    text = _("What you sent is too large for any form on this site.")
    return HttpResponse(text, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
