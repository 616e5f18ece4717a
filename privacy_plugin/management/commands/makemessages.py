"""Django's makemessages, which also collects what ``N_`` marks in declarations."""

from __future__ import annotations

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Add the marker to what xgettext looks for."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=N_"]  # noqa: RUF012 - Django's own shape
