"""What can go wrong with an export file.

``WxrError`` is the only kind: the file is refused as a whole, and says why and where.
"""

from __future__ import annotations

from django.utils.translation import gettext as _


class WxrError(Exception):
    """Refuse a file, in words its owner understands; `line` counts from 1."""

    def __init__(self, reason: str, *, line: int | None = None) -> None:
        """Keep the reason and the line, and put both in the message."""
        self.reason = reason
        self.line = line
        where = _("Line %(line)d: %(reason)s")
        super().__init__(
            reason if line is None else where % {"line": line, "reason": reason},
        )
