"""Export files for the tests: a rich one on disk, small ones made on the spot."""

from __future__ import annotations

import io
from pathlib import Path

ALLOTMENT = Path(__file__).parent / "data" / "allotment.xml"


def export(
    items: str = "",
    *,
    version: str | None = "1.2",
    namespace: str = "http://wordpress.org/export/1.2/",
    before: str = "",
) -> io.BytesIO:
    """Return the smallest export that holds `items`, each line as given."""
    named = f"<wp:wxr_version>{version}</wp:wxr_version>" if version is not None else ""
    return io.BytesIO(
        f"""<?xml version="1.0" encoding="UTF-8"?>
{before}<rss version="2.0" xmlns:wp="{namespace}"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>A blog</title>
{named}
<wp:base_blog_url>https://old.example</wp:base_blog_url>
{items}
</channel>
</rss>
""".encode(),
    )


def item(number: int = 1, content: str = "Words.", more: str = "") -> str:
    """Return one published post."""
    return (
        f"<item><title>Post {number}</title><wp:post_id>{number}</wp:post_id>"
        f"<content:encoded><![CDATA[{content}]]></content:encoded>"
        "<wp:post_date_gmt>2020-01-01 10:00:00</wp:post_date_gmt>"
        f"<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>{more}</item>"
    )
