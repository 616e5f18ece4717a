"""Make embeds inert that Wagtail stored before the plugin was installed."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from wagtail.embeds.models import Embed

from privacy_plugin.embeds.items.stored_embeds import make_stored_embeds_inert


class Command(BaseCommand):
    help = "Replace the markup of providers that Wagtail has kept by links."

    def handle(self, **_options: object) -> None:
        self.stdout.write(f"{make_stored_embeds_inert(Embed)} embeds made inert.")
