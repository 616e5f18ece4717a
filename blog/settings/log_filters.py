"""Keep people out of the log.

Django logs the path of a failed request and the Host header of a refused one. A path
may be somebody's private link, so the name of the view takes its place. The message of
an exception may quote a value, as PostgreSQL quotes the row that breaks a rule, so only
its type and its way through the code are logged.
"""

import logging
import traceback


class RedactRequestFilter(logging.Filter):
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
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = format_without_message(record.exc_info[1])
            record.exc_info = None
        return True


def format_without_message(error: BaseException) -> str:
    """Return the traceback of `error` and of its causes, without what they say."""
    parts: list[str] = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        frames = "".join(traceback.format_tb(cause.__traceback__))
        kind = f"{type(cause).__module__}.{type(cause).__qualname__}"
        parts.insert(0, f"{frames}{kind}")
        hidden = None if cause.__suppress_context__ else cause.__context__
        cause = cause.__cause__ or hidden
    return "\n".join(parts)
