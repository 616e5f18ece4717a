"""The configuration of nginx: what goes into its `http`, and what into a `server`."""

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

_HTTP = """\
map $msec $page_cache_time {{
    "~^([0-9]+)[0-9][0-9]\\." $1;
}}
map $http_accept_encoding $page_cache_encoding {{
    default identity;
    "~[;*]" "";                     # weights: the application chooses
{encodings}}}
map $page_cache_encoding $page_cache_content_encoding {{
    default $page_cache_encoding;
    identity "";
}}
map "$request_method|$http_authorization$http_if_match$http_if_unmodified_since\
$http_content_length$http_transfer_encoding|$http_cookie" $page_cache_is_public {{
    "~^(GET|HEAD)\\|\\|(?!.*({cookies}))" yes;
}}
map "$page_cache_is_public$request_uri" $page_cache_path {{
    "~^yes({path})$" $1;
}}
"""
_SERVER = """\
location {prefix}/ {{
    root "{root}";
    try_files {files} @application;
    error_page 404 = @application;  # removed since
    log_not_found off;
    types {{ {types} }}
    etag on;
    if_modified_since off;
    max_ranges 0;
    gzip off;
    open_file_cache off;            # it would keep what has been removed
    add_header Last-Modified "";
    add_header Content-Encoding $page_cache_content_encoding;
{headers}}}
"""


def build_http(sets: Sequence[HeaderSet]) -> str:
    """Return what goes into the block `http`, once."""
    ordered = ENCODINGS  # the best one first, as the application chooses
    encodings = "".join(
        f'    "~*(^|[ ,]){name}([ ,]|$)" {FOLDERS[name]};\n' for name in ordered
    )
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    made = _HTTP.format(encodings=encodings, cookies="|".join(names), path=PATH_PATTERN)
    for number, (_name, values) in enumerate(find_differing(sets).items()):
        cases = "".join(
            f'    "~\\.{one}$" "{quote(value)}";\n' for one, value in values.items()
        )
        made += f"map $uri $page_cache_header_{number} {{\n{cases}}}\n"
    return made


def build_server(sets: Sequence[HeaderSet]) -> str:
    """Return what goes into the block `server` of the site."""
    start = "/$page_cache_time/$page_cache_encoding/$host$page_cache_path"
    headers = [
        f'    add_header {name} "{quote(value)}";\n'
        for name, value in find_common(sets).items()
    ]
    headers += [
        f"    add_header {name} $page_cache_header_{number};\n"
        for number, name in enumerate(find_differing(sets))
    ]
    types = [f'"{dict(one.headers)["Content-Type"]}" {one.name};' for one in sets]
    return _SERVER.format(
        prefix=(settings.FORCE_SCRIPT_NAME or "").rstrip("/"),
        root=get_pages_folder(),
        files=" ".join(f'"{start}=.{one.name}"' for one in sets),
        types=" ".join(types),
        headers="".join(headers),
    )
