"""The embed finder for Wagtail: returns a link, never a provider's markup.

The link is what Wagtail stores in ``Embed.html`` and prints everywhere. No host is
contacted; the title comes from an earlier oEmbed lookup.
"""

from __future__ import annotations

from wagtail.embeds.exceptions import EmbedNotFoundException
from wagtail.embeds.finders.base import EmbedFinder

from privacy_plugin.embeds.embed_url import AddressRefused
from privacy_plugin.embeds.items import store


class InertFinder(EmbedFinder):
    """Answer every URL with a link that names its host."""

    def __init__(self, **options: object) -> None:
        if options:
            raise TypeError(
                f"InertFinder takes no options, not {', '.join(sorted(options))}"
            )

    def accept(self, url: str) -> bool:
        del url
        return True

    def find_embed(
        self, url: str, max_width: int | None = None, max_height: int | None = None
    ) -> dict[str, object]:
        """Return the facts Wagtail keeps; raise EmbedNotFoundException for no address.

        Sizes are the item's own, whatever was asked for.
        """
        del max_width, max_height
        try:
            item = store.get_item(url)
        except AddressRefused:
            raise EmbedNotFoundException from None
        return {
            "type": "rich",
            "title": item.title,
            "author_name": "",
            "provider_name": item.host,
            "thumbnail_url": "",
            "width": item.width,
            "height": item.height,
            "html": item.render_link_card(),
        }


embed_finder_class = InertFinder
