"""The language of a page comes from its address, and from nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.middleware.locale import LocaleMiddleware
from django.utils import translation

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class AddressLanguageMiddleware(LocaleMiddleware):
    """Choose the language by the address, for every reader and every cache alike.

    Django's own middleware does so too where the default language has no prefix, but
    still says that the answer varies with ``Accept-Language``. It does not, so a shared
    cache needs one copy of each page only.
    """

    def process_response(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
    ) -> HttpResponseBase:
        """Name the language; neither redirect nor vary."""
        del request
        response.headers.setdefault("Content-Language", translation.get_language())
        return response
