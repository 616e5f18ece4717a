"""The configuration of Caddy: what goes into the block of the site."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from privacy_plugin.page_cache.answer import ENCODINGS
from privacy_plugin.page_cache.files.places import (
    FOLDERS,
    PATH_PATTERN,
    get_pages_folder,
)
from privacy_plugin.page_cache.front.sampling import (
    HeaderSet,
    find_common,
    find_differing,
    quote,
)

# Caddy decodes the path of a file: one with a percent sign is the application's.
_PATH = PATH_PATTERN.replace("%", "")
_SITE = """\
map {{time.now.unix}} {{page_cache_time}} {{
    ~^([0-9]+)[0-9][0-9]$ "${{1}}"
}}
map {{http.request.header.Accept-Encoding}} {{page_cache_encoding}} {{
    ~[;*] none  # weights: the application chooses
{encodings}    default identity
}}
map {{http.request.orig_uri}} {{page_cache_path}} {{
    ~^({path})$ "${{1}}"
    default none
}}
@page_cache_public {{
    method GET HEAD
    not header Authorization *
    not header If-Match *
    not header If-Unmodified-Since *
    not header Content-Length *
    not header_regexp Cookie ({cookies})
}}
@page_cache_file file {{
    root "{root}"
    try_files {files}
}}
@page_cache_compressed not vars {{page_cache_encoding}} identity
{matchers}route @page_cache_public {{
    vars page_cache_start "{start}"
    route @page_cache_file {{
        rewrite {{http.matchers.file.relative}}
        request_header -If-Modified-Since
        request_header -Range
        header {{
            -Last-Modified
            -Accept-Ranges
{headers}            defer
        }}
        header @page_cache_compressed {{
            Content-Encoding {{page_cache_encoding}}
            defer  # set before, it would keep Caddy from sending the length
        }}
{differing}        file_server {{
            root "{root}"
        }}
    }}
}}
"""


def build_site(sets: Sequence[HeaderSet]) -> str:
    """Return what goes into the block of the site."""
    start = "/{page_cache_time}/{page_cache_encoding}/{host}{page_cache_path}"
    differing: dict[str, list[str]] = {one.name: [] for one in sets}
    for header, values in find_differing(sets).items():
        for name, value in values.items():
            differing[name].append(f'{header} "{quote(value)}"')
    for one in sets:
        kind = dict(one.headers)["Content-Type"]
        differing[one.name].append(f'Content-Type "{quote(kind)}"')
    return _SITE.format(
        encodings="".join(
            f'    "~(?i)(^|[ ,]){name}([ ,]|$)" {FOLDERS[name]}\n' for name in ENCODINGS
        ),
        path=_PATH,
        cookies=f"{settings.SESSION_COOKIE_NAME}|{settings.CSRF_COOKIE_NAME}",
        root=get_pages_folder(),
        start=start,
        files=" ".join(f"{{vars.page_cache_start}}=.{one.name}" for one in sets),
        matchers="".join(f"@page_cache_{name} path *=.{name}\n" for name in differing),
        headers="".join(
            f'            {name} "{quote(value)}"\n'
            for name, value in find_common(sets).items()
        ),
        differing="".join(
            f"        header @page_cache_{name} {line}\n"
            for name, lines in differing.items()
            for line in lines
        ),
    )
