"""Look up new embeds by oEmbed: for cron, or by hand."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from privacy_plugin.embeds import tasks
from privacy_plugin.embeds.models import EmbeddedItem, ItemState
from privacy_plugin.embeds.scan.indexing import index_all_content


class Command(BaseCommand):
    help = "Ask providers what is embedded from them: title and picture."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--again",
            action="store_true",
            help="also ask for what could not be looked up before",
        )

    def handle(self, *, again: bool, **_options: object) -> None:
        if again:
            failed = EmbeddedItem.objects.filter(state=ItemState.FAILED)
            failed.update(state=ItemState.NEW, failure="")
        index_all_content()
        asked = 0
        while done := tasks.look_up_waiting():
            asked += done
        left = EmbeddedItem.objects.filter(state=ItemState.FAILED).count()
        self.stdout.write(f"{asked} looked up; {left} could not be.")
