"""Highlight code on the server, so that no script has to.

Only class names come out (prefix ``hl-``); the theme gives them their colours.
"""

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

LANGUAGES = (
    ("text", _("Plain text")),
    ("bash", "Bash"),
    ("c", "C"),
    ("css", "CSS"),
    ("diff", "Diff"),
    ("django", "Django template"),
    ("go", "Go"),
    ("html", "HTML"),
    ("http", "HTTP"),
    ("ini", "INI"),
    ("java", "Java"),
    ("javascript", "JavaScript"),
    ("json", "JSON"),
    ("nginx", "nginx"),
    ("php", "PHP"),
    ("python", "Python"),
    ("rust", "Rust"),
    ("sql", "SQL"),
    ("toml", "TOML"),
    ("typescript", "TypeScript"),
    ("xml", "XML"),
    ("yaml", "YAML"),
)


@lru_cache(maxsize=256)
def highlight_code(code: str, language: str) -> SafeString:
    """Return `code` as escaped HTML with a class on each token.

    `language` is a key of LANGUAGES. Pygments escapes the code itself.
    """
    formatter = HtmlFormatter(nowrap=True, classprefix="hl-")
    html = highlight(code, get_lexer_by_name(language), formatter)
    return mark_safe(html.rstrip("\n"))  # noqa: S308 - escaped by Pygments
