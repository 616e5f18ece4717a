"""Keep people out of the log.

Django logs the path of a failed request and the Host header of a refused one. A path
may be somebody's private link, so the name of the view takes its place.
"""

import logging


class WithoutAddress(logging.Filter):
    """Replace what a request brought along by what the site knows by itself."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite `record` where it would name a path or a header; keep it always."""
        request = getattr(record, "request", None)
        if request is not None:
            match = getattr(request, "resolver_match", None)
            view = getattr(match, "view_name", None) or "a page"
            status = getattr(record, "status_code", "error")
            record.msg, record.args = "%s while answering %s", (status, view)
        elif record.name == "django.security.DisallowedHost":
            record.msg, record.args = "A request for another host was refused", ()
            record.exc_info = None
        return True
