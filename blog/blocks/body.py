"""The building blocks of a text. None of them asks another host for anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    CharBlock,
    ChoiceBlock,
    StreamBlock,
    StreamValue,
    StructBlock,
    TextBlock,
    URLBlock,
)
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.images.blocks import ImageBlock

from blog.blocks.highlight import LANGUAGES, highlight_code
from privacy_plugin.embeds.blocks import RawHTMLBlock, RichTextBlock
from privacy_plugin.embeds.embed_url import AddressRefused, remove_tracking
from privacy_plugin.embeds.gates.gate import build_gate, prefetch_items
from privacy_plugin.embeds.html.source_urls import get_foreign_host

WORDS_PER_MINUTE = 220
RICH_TEXT_FEATURES = [
    "h2",
    "h3",
    "bold",
    "italic",
    "link",
    "document-link",
    "ol",
    "ul",
    "blockquote",
    "code",
    "superscript",
    "subscript",
    "strikethrough",
    "hr",
]


class HeadingBlock(StructBlock):
    """A heading that can be linked to."""

    text = CharBlock(label=_("Heading"), max_length=200)
    level = ChoiceBlock(
        label=_("Level"),
        choices=(("2", _("Section")), ("3", _("Subsection"))),
        default="2",
    )

    class Meta:
        """Say how it looks to editors and readers."""

        icon = "title"
        label = _("Heading")
        template = "components/blocks/heading.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Add an anchor that nothing else on the page has."""
        context = super().get_context(value, parent_context)
        context["anchor"] = _anchor(value["text"], context.get("anchors", set()))
        return context


class PictureBlock(StructBlock):
    """A picture from the site's own library, in its own words."""

    image = ImageBlock(label=_("Picture"))
    caption = CharBlock(label=_("Caption"), required=False, max_length=500)
    width = ChoiceBlock(
        label=_("Width"),
        choices=(("text", _("As wide as the text")), ("wide", _("Wider"))),
        default="text",
    )

    class Meta:
        """Say how it looks to editors and readers."""

        icon = "image"
        label = _("Picture")
        template = "components/blocks/image.html"


class QuoteBlock(StructBlock):
    """Somebody else's words, and where they were said."""

    quote = TextBlock(label=_("Quote"))
    source = CharBlock(label=_("Who said it, and where"), required=False)
    url = URLBlock(label=_("Address of the source"), required=False)

    class Meta:
        """Say how it looks to editors and readers."""

        icon = "openquote"
        label = _("Quote")
        template = "components/blocks/quote.html"


class CodeBlock(StructBlock):
    code = TextBlock(label=_("Code"), rows=8)
    language = ChoiceBlock(label=_("Language"), choices=LANGUAGES, default="text")
    caption = CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        """Say how it looks to editors and readers."""

        icon = "code"
        label = _("Code")
        template = "components/blocks/code.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Add the highlighted code and the name of its language."""
        context = super().get_context(value, parent_context)
        language = value.get("language") or "text"
        context["highlighted"] = highlight_code(value["code"], language)
        context["language_name"] = dict(LANGUAGES).get(language, "")
        return context


class EmbedBlock(StructBlock):
    """A film, a map or a post elsewhere: a gate, or a link that names where it leads.

    Nothing is asked of the other host before a reader wants it.
    """

    embedded_child = "url"  # where privacy_scan finds what is embedded
    url = URLBlock(label=_("Address"))
    title = CharBlock(label=_("Title"), required=False, max_length=200)
    note = CharBlock(label=_("Description"), required=False, max_length=300)

    class Meta:
        """Say how it looks to editors and readers."""

        icon = "media"
        label = _("Embed: video, map, post, page")
        template = "components/blocks/embed.html"

    def clean(self, value: Any) -> Any:
        """Refuse an address that is not on the web."""
        cleaned = super().clean(value)
        if not get_foreign_host(cleaned["url"]):
            raise ValidationError(_("Enter an address that starts with https://."))
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Add the gate, where there is one, and the host it leads to."""
        context = super().get_context(value, parent_context)
        context["host"] = get_foreign_host(value["url"]).removeprefix("www.")
        context["link"] = remove_tracking(value["url"])
        try:
            context["gate"] = build_gate(value["url"], title=value["title"] or "")
        except AddressRefused:
            context["gate"] = None
        return context


class CleanHTMLBlock(RawHTMLBlock):
    """HTML brought along from elsewhere, which the plugin makes inert."""

    class Meta:
        icon = "code"
        label = _("HTML (imported)")
        default = ""


class BodyBlock(StreamBlock):
    paragraph = RichTextBlock(
        label=_("Text"),
        icon="pilcrow",
        features=RICH_TEXT_FEATURES,
        template="components/blocks/paragraph.html",
    )
    heading = HeadingBlock()
    image = PictureBlock()
    quote = QuoteBlock()
    code = CodeBlock()
    table = TableBlock(label=_("Table"), template="components/blocks/table.html")
    embed = EmbedBlock()
    html = CleanHTMLBlock()

    class Meta:
        template = "components/body.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Get what is known about all embeds of the text at once; count its anchors."""
        prefetch_items(
            child.value["url"] for child in value if child.block_type == "embed"
        )
        return {**super().get_context(value, parent_context), "anchors": set()}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a text; `anchor` is where it can be linked to, `level` 2 or 3."""

    text: str
    level: int
    anchor: str


def list_headings(body: Iterable[Any]) -> tuple[Heading, ...]:
    """Return the headings of a text in their order, with the anchors it has itself."""
    taken: set[str] = set()
    return tuple(
        Heading(text, int(block.value["level"]), _anchor(text, taken))
        for block in body
        if block.block_type == "heading"
        for text in (block.value["text"],)
    )


def _anchor(text: str, taken: set[str]) -> str:
    """Return an anchor for a heading, and take it; the page has others of its own."""
    name = f"section-{slugify(text, allow_unicode=True)}".rstrip("-")
    numbered = (f"{name}-{number}" for number in count(2))
    anchor = next(one for one in chain([name], numbered) if one not in taken)
    taken.add(anchor)
    return anchor


def reading_minutes(body: StreamValue) -> int:
    """Return how many minutes `body` takes to read, at least one."""
    words = sum(
        len(str(text).split())
        for text in body.stream_block.get_searchable_content(body)
    )
    return max(1, round(words / WORDS_PER_MINUTE))
