"""Print the configuration of the web server in front."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from privacy_plugin.page_cache.conf import page_cache_conf
from privacy_plugin.page_cache.front import caddy, nginx
from privacy_plugin.page_cache.front.sampling import find_header_sets
from privacy_plugin.page_cache.shared import list_addresses

PARTS = {
    "caddy": caddy.build_site,
    "nginx-http": nginx.build_http,
    "nginx-server": nginx.build_server,
}


class Command(BaseCommand):
    """Print it with the headers that pages of this site have."""

    help = (
        "Prints the configuration with which a web server hands out stored pages, with "
        "the headers of this site. Print it again after changes of headers or settings."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("part", choices=sorted(PARTS))
        parser.add_argument(
            "--path",
            action="append",
            default=[],
            help="beside pages, an address whose headers count, such as /events/",
        )

        parser.add_argument(
            "--output", type=Path, help="a file; by default it is printed"
        )

    def handle(self, *_args: object, **options: object) -> None:
        """Ask for pages in this process, and print what goes with their headers."""
        if not page_cache_conf.folder:
            raise CommandError("PRIVACY_PAGE_CACHE_FOLDER is empty.")
        if page_cache_conf.shared_seconds:
            list_addresses()  # headers say which pages shared caches may keep
        paths = options["path"]
        sets = find_header_sets(paths if isinstance(paths, list) else [])
        if not sets:
            raise CommandError("No page was stored: publish one, and run migrate.")
        made = PARTS[str(options["part"])](sets)
        output = options["output"]
        if isinstance(output, Path):
            output.write_text(made)
        else:
            self.stdout.write(made, ending="")
