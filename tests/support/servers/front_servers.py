"""nginx and Caddy, set up as documented, with ports and folders of a test."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from tests.support.servers.nginx import build_configuration
from tests.tools.server_setup import find

HOW_TO = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "cache-pages.md"
MARK = "X-Made-By application"
_NGINX = """\
    access_log off;
    include {folder}/http.conf;
    server {{
        listen 127.0.0.1:{port}{ssl};
{server}
        location /plain/ {{
            root {folder};
        }}
    }}
"""
_SSL = """ ssl;
        ssl_certificate {folder}/certificate.pem;
        ssl_certificate_key {folder}/key.pem"""
_CADDY = """\
{{
    admin off
    auto_https off
}}
http://:{port} {{
    handle /plain/* {{
        root * {folder}
        file_server
    }}
{site}
}}
"""


def get_parts(server: str) -> tuple[str, ...]:
    """Return what the command `page_cache_front` prints for a web server."""
    return ("caddy",) if server == "caddy" else ("nginx-http", "nginx-server")


def configure(
    server: str, folder: Path, port: int, web_port: int, base_url: str
) -> tuple[str, ...]:
    """Write the configuration into `folder`; return the command that starts it."""
    program = find(server)
    assert program, f"{server} is missing: python -m tests.tools.server_setup"
    if server == "caddy":
        site = _read_how_to("caddy", _caddy_changes(folder, web_port))
        inside = site.partition("{")[2].rpartition("}")[0]
        made = _CADDY.format(folder=folder, port=port, site=inside)
        (folder / "Caddyfile").write_text(made)
        return program, "run", "--config", f"{folder}/Caddyfile"
    is_secure = urlsplit(base_url).scheme == "https"
    if is_secure:
        _make_certificate(folder, str(urlsplit(base_url).hostname))
    block = _read_how_to("nginx", _nginx_changes(folder, web_port, base_url))
    inside = _NGINX.format(
        folder=folder,
        port=port,
        server=block,
        ssl=_SSL.format(folder=folder) if is_secure else "",
    )
    (folder / "nginx.conf").write_text(build_configuration(folder, inside))
    return program, "-c", f"{folder}/nginx.conf", "-p", str(folder)


def _make_certificate(folder: Path, host: str) -> None:
    request = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2")
    names = ("-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}")
    files = ("-keyout", f"{folder}/key.pem", "-out", f"{folder}/certificate.pem")
    subprocess.run(
        ["openssl", *request, *names, *files], check=True, capture_output=True
    )


def _caddy_changes(folder: Path, web_port: int) -> Iterable[tuple[str, str]]:
    proxy = f"reverse_proxy 127.0.0.1:{web_port} {{\nheader_down +{MARK}\n}}"
    yield "/etc/caddy/page_cache.caddy", f"{folder}/caddy.conf"
    yield "reverse_proxy 127.0.0.1:8000", proxy


def _nginx_changes(
    folder: Path, web_port: int, base_url: str
) -> Iterable[tuple[str, str]]:
    scheme, path = urlsplit(base_url).scheme, urlsplit(base_url).path
    header = "proxy_set_header Host"
    (rewrite,) = re.findall(r"`(rewrite .*?;)`", HOW_TO.read_text())
    stripped = rewrite.replace("/blog", path) if path else ""
    yield "/etc/nginx/page_cache_server.conf", f"{folder}/nginx-server.conf"
    yield "127.0.0.1:8000", f"127.0.0.1:{web_port}"
    yield "X-Forwarded-Proto https", f"X-Forwarded-Proto {scheme}"
    yield header, f"{stripped} add_header {MARK} always; {header}"


def _read_how_to(language: str, changes: Iterable[tuple[str, str]]) -> str:
    """Return what the documentation puts into the configuration, with our places."""
    (block,) = re.findall(rf"```{language}\n(.*?)```", HOW_TO.read_text(), re.DOTALL)
    for documented, ours in changes:
        assert documented in block
        block = block.replace(documented, ours)
    return str(block)
