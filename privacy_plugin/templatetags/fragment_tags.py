"""A part of a template that is rendered once for the same values.

``{% load fragment_tags %}{% fragment disclosure title=page.title %}…``, up to
``{% endfragment %}``. Within it there are these names and no others, not even the
request. A value is a text, a number, a date or frozen data, or it says by
`get_fragment_key()` what it shows; with any other the part is rendered each time.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from privacy_plugin.fragments import (
    get_fragment_key,
    get_surroundings,
    isolate,
    render_fragment,
)

register = template.Library()


@register.tag
def fragment(parser: Parser, token: Token) -> Node:
    values = {}
    for word in token.split_contents()[1:]:
        name, _is, expression = word.partition("=")
        values[name] = parser.compile_filter(expression or name)
    nodes = parser.parse(("endfragment",))
    parser.delete_first_token()
    return FragmentNode(nodes, values)


class FragmentNode(Node):
    """Render the content with the named values alone."""

    def __init__(self, nodelist: NodeList, values: dict[str, FilterExpression]) -> None:
        self.nodelist = nodelist
        self.values = values

    def render(self, context: Context) -> SafeString:
        values = {
            name: _settle(expression.resolve(context, ignore_failures=True))
            for name, expression in self.values.items()
        }
        keys = tuple(map(get_fragment_key, values.values()))

        def render() -> SafeString:
            return self.nodelist.render(isolate(context, values))

        return render_fragment(self, get_surroundings(context), keys, render)


def _settle(value: Any) -> Any:
    """Return a text in the language of the page for one that has none yet."""
    return str(value) if isinstance(value, Promise) else value
