"""The outer part of a configuration with which nginx writes below one folder only."""

from __future__ import annotations

from pathlib import Path

_MAIN = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
events {{}}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{inside}
}}
"""


def build_configuration(folder: Path, inside: str) -> str:
    """Return a whole configuration; `inside` is what its `http` has besides."""
    return _MAIN.format(folder=folder, inside=inside)
