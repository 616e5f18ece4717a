"""Write the table of shipped embed providers, so that nobody types it twice.

python -m tests.tools.provider_table      writes docs/reference/providers.md
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import django
from babel import Locale
from django.apps import apps

if not apps.ready:  # started by hand
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blog.settings.development")
    django.setup()

from privacy_plugin.embeds.providers import provider_registry  # noqa: E402 - needs Django's apps
from privacy_plugin.embeds.providers.provider_parser import parse_provider  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "providers.md"
BEGIN = "<!-- table: python -m tests.tools.provider_table -->"
END = "<!-- end of the table -->"
HEADINGS = (
    "key", "provider", "who gets the data", "other countries", "frames",
    "instead of it", "verified",
)  # fmt: skip


def rows() -> Iterator[tuple[str, ...]]:
    """Yield one row for each shipped provider, in the order of the data file."""
    names = Locale("en").territories
    for key, entry in provider_registry.shipped_entries().items():
        one = parse_provider(key, entry)
        owner = f", owned by {one.parent.name}" if one.parent else ""
        seat = names.get(one.controller.country, "country depends")
        countries = ", ".join(
            str(names[code])
            for code in (one.transfer.countries if one.transfer else ())
        )
        basis = f" ({one.transfer.basis})" if one.transfer else ""
        yield (
            f"`{key}`",
            one.name,
            f"{one.controller.name}, {seat}{owner}",
            f"{countries}{basis}" or "–",
            ", ".join(one.frames) or "none: a link only",
            str(one.alternative) if one.alternative != "none" else "–",
            one.verified_on.isoformat() if one.verified_on else "not yet",
        )


def table() -> str:
    lines = [HEADINGS, tuple("---" for _heading in HEADINGS), *rows()]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def page_with(written: str, new: str) -> str:
    """Return the page `written` with `new` for a table."""
    before, _begin, rest = written.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n\n{new}\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page_with(PAGE.read_text(), table()))
