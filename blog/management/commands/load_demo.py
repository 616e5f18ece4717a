"""Load the demo content: ``manage.py load_demo``."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.demo.loading import LoadOutcome, LoadResult, load_demo


class Command(BaseCommand):
    """Load essays, pictures, comments and an editor into an empty site, once."""

    help = (
        "Load demo content in English and German, with an editor's login. Does nothing "
        "where it is loaded already, or where the site holds anything else."
    )

    def handle(self, *_args: object, **_options: object) -> None:
        """Load it, and print the login."""
        loaded = load_demo(
            address=settings.WAGTAILADMIN_BASE_URL,
            password_file=settings.VAR_DIR / "demo-password",
            at=timezone.now(),
        )
        for sentence in _sentences(loaded):
            self.stdout.write(sentence)


def _sentences(loaded: LoadResult) -> list[str]:
    told = {
        LoadOutcome.LOADED: _("The demo content is loaded."),
        LoadOutcome.PRESENT: _(
            "The demo content is already loaded; nothing was changed."
        ),
        LoadOutcome.OCCUPIED: _("This site holds pages of its own; nothing was added."),
    }
    sentences = [told[loaded.result]]
    login = loaded.login
    if login is not None and login.password:
        sentences.append(
            _("Editor login: %(name)s, password: %(password)s")
            % {"name": login.user.get_username(), "password": login.password},
        )
    elif login is not None:
        sentences.append(
            _("The password of %(name)s was changed; it is not known here.")
            % {"name": login.user.get_username()},
        )
    return sentences
