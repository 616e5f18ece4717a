"""Two nodes, two workers, PostgreSQL, Redis and nginx, each a process to be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx

from tests.bench.scale.servers import Postgres
from tests.support.servers.nginx import build_configuration
from tests.support.servers.ports import free_port
from tests.support.servers.redis import RedisServer

ROOT = Path(__file__).resolve().parents[3]
START_SECONDS = 120
SHARED = ("media", "static")  # folders that all nodes see
NGINX = """\
    access_log off;
    upstream nodes {{ {nodes} }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://nodes;
            proxy_set_header Host 127.0.0.1;
            proxy_set_header X-Forwarded-For $http_x_client;
            proxy_read_timeout 30s;
        }}
    }}
"""


class Cluster:
    """Start the parts by name, kill them, and start them again."""

    def __init__(self, folder: Path, database: Postgres) -> None:
        self.folder, self.database = folder, database
        self.redis = RedisServer(folder)
        self.port, self.node_ports = free_port(), (free_port(), free_port())
        self.address = f"http://127.0.0.1:{self.port}"
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        (folder / "media").mkdir(exist_ok=True)

    def start(self) -> None:
        """Start everything and wait until both nodes answer."""
        self.redis.start()
        for name in ("node 0", "node 1", "worker 0", "worker 1", "nginx"):
            self.start_process(name)
        for port in self.node_ports:
            wait_until(partial(is_up, port), f"a node at {port}")

    def start_process(self, name: str) -> None:
        """Start a process and its children as a group of their own."""
        kind, _space, number = name.partition(" ")
        variables = dict(os.environ)
        if number:
            folder = self.folder / name.replace(" ", "-")
            folder.mkdir(exist_ok=True)
            for shared in SHARED:
                if not (folder / shared).exists():
                    (folder / shared).symlink_to(self.folder / shared)
            variables["VAR_DIR"] = str(folder)
        self._running[name] = subprocess.Popen(
            self._command(kind, int(number or 0)),
            cwd=ROOT,
            env=variables,
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / f"{name}.log").open("ab"),
            start_new_session=True,
        )

    def kill(self, name: str) -> None:
        """Kill a process and its children, as a machine that loses its power."""
        process = self._running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def start_ended(self) -> None:
        """Start again what has ended by itself, as systemd does."""
        for name, process in list(self._running.items()):
            if process.poll() is not None:
                self.start_process(name)

    def stop(self) -> None:
        for name in list(self._running):
            self.kill(name)
        self.redis.kill()

    def _command(self, kind: str, number: int) -> list[str]:
        python = sys.executable
        if kind == "node":
            bind = f"127.0.0.1:{self.node_ports[number]}"
            options = ("--bind", bind, "--workers", "2", "--log-level", "error")
            return [python, "-m", "gunicorn", "blog.wsgi", *options]
        if kind == "worker":
            return [python, "manage.py", "privacy_worker"]
        nodes = " ".join(f"server 127.0.0.1:{port};" for port in self.node_ports)
        inside = NGINX.format(port=self.port, nodes=nodes)
        text = build_configuration(self.folder, inside)
        file = self.folder / "nginx.conf"
        file.write_text(text)
        return ["nginx", "-p", str(self.folder), "-c", str(file)]


def is_up(port: int) -> bool:
    """Say whether a server answers at this port of this machine."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}/bare/", timeout=5).is_success
    except httpx.TransportError:
        return False


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Wait until `condition` holds; fail with `what` where it never does."""
    deadline = time.monotonic() + START_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.2)
