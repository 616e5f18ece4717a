"""The blog as the README deploys it: its commands and nginx configuration, literally.

Only what belongs to the machine is put in its place: ports, folders, secrets and a
certificate.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from socket import create_connection
from urllib.parse import urlsplit

import psycopg
import trustme

from tests.support.servers.nginx import build_configuration
from tests.support.servers.ports import free_port
from tests.support.servers.redis import RedisServer
from tests.tools.matrix import DATABASE_URL
from tests.tools.server_setup import find

ROOT = Path(__file__).resolve().parents[3]
HOST = "blog.example"
PASSWORD = "correct horse battery staple"
ANSWERS = (  # to what `start_blog` asks
    *("--title", "Journal", "--admin", "editor", "--email", "editor@blog.example"),
    *("--controller-name", "Somebody", "--controller-address", "A street 1, a town"),
)
PATIENCE_SECONDS = 60
NGINX = """\
    ssl_certificate {folder}/certificate.pem;
    ssl_certificate_key {folder}/key.pem;
{server}
"""


def readme_section(language: str) -> str:
    """Return the first block in a language of the README's section on deploying."""
    section = (ROOT / "README.md").read_text().split("## Deploy it\n")[1]
    found = re.search(rf"```{language}\n(.*?)```", section, re.DOTALL)
    assert found, f"no {language} block under 'Deploy it'"
    return found[1]


def nginx_below_a_path() -> str:
    """Return the README's server with what the how-to has for a path of its host."""
    how_to = (ROOT / "docs" / "how-to" / "deploy.md").read_text()
    section = how_to.split("## Below a path of a host\n")[1]
    found = re.search(r"```nginx\n(.*?)```", section, re.DOTALL)
    assert found, "no nginx block under 'Below a path of a host'"
    head, _location, _rest = readme_section("nginx").partition("    location ")
    return f"{head}{found[1]}}}\n"


def readme_commands() -> tuple[dict[str, str], list[list[str]]]:
    """Return the variables the README exports, and the commands after them."""
    lines = re.findall(r"^\$ (.*)$", readme_section("console"), re.MULTILINE)
    variables, commands = {}, []
    for line in lines:
        words = shlex.split(line, comments=True)
        if words[0] == "export":
            name, _equals, value = words[1].partition("=")
            variables[name] = value
        else:
            commands.append(words)
    return variables, commands


def wait_until(condition: Callable[[], object], what: str, seconds: int = 60) -> None:
    """Wait until `condition` holds; fail with `what` where it never does."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.3)


@dataclass
class Deployment:
    """Run nginx, gunicorn, the worker, PostgreSQL's database and a Redis of its own."""

    folder: Path
    mail_port: int
    path: str = ""
    database: str = field(default_factory=lambda: f"blog_deployed_{os.getpid()}")
    web_port: int = field(default_factory=free_port)
    https_port: int = field(default_factory=free_port)
    services: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    password_link: str = ""

    def __post_init__(self) -> None:
        """Replace what belongs to this machine in the README's variables."""
        self.redis = RedisServer(self.folder)
        server = urlsplit(os.environ.get("DATABASE_URL") or DATABASE_URL)
        self._admin_url = server._replace(path="/postgres").geturl()
        variables, self._commands = readme_commands()
        ours = {
            "SECRET_KEY": "only-for-this-test-" + "7Rq2xW9tLz" * 4,
            "DATABASE_URL": server._replace(path=f"/{self.database}").geturl(),
            "REDIS_URL": self.redis.url,
        }
        assert set(ours) < set(variables)
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "VAR_DIR": str(self.folder / "var"),
            "EMAIL_PORT": str(self.mail_port),
            **variables,
            **ours,
        }
        self.environment["BASE_URL"] += self.path

    def start(self) -> None:
        """Follow the README from its first command to its last."""
        self.redis.start()
        self._sql(f"CREATE DATABASE {self.database}")
        for command in self._commands:
            self.follow(command)
        self._start_nginx()
        wait_until(self.is_up, "nginx and gunicorn answer")

    def follow(self, command: list[str]) -> None:
        """Run one command of the README; services stay running."""
        if command[0] == "uv":
            return  # the environment this test runs in
        if command[0] == "gunicorn":
            bind = command.index("127.0.0.1:8000")
            command[bind] = f"127.0.0.1:{self.web_port}"
            self._serve("gunicorn", command)
        elif command[-1] == "privacy_worker":
            self._serve("worker", command)
        elif command[-1] == "start_blog":
            printed = self.run(*command, "--no-input", *ANSWERS)
            (self.password_link,) = re.findall(r"https://\S+", printed)
        else:
            self.run(*command)

    def run(self, *command: str, has_stderr: bool = False) -> str:
        """Run a command to its end; return what it printed, by default not its log."""
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout + (done.stderr if has_stderr else "")

    def shell(self, code: str) -> str:
        """Run Python code in the deployed project and return what it printed."""
        return self.run("python", "manage.py", "shell", "-v", "0", "-c", code).strip()

    def is_up(self) -> bool:
        """Say whether the reverse proxy listens and the site answers behind it."""
        for name, process in self.services.items():
            assert process.poll() is None, f"{name} ended; see {self.folder}/{name}.log"
        with suppress(OSError), create_connection(("127.0.0.1", self.https_port)):
            return self.direct("GET", "/robots.txt")[0] == 200
        return False

    def direct(
        self, verb: str, path: str, headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """Ask gunicorn itself, past nginx; return status and text."""
        connection = HTTPConnection("127.0.0.1", self.web_port, timeout=30)
        given = {"Host": HOST, "X-Forwarded-Proto": "https", **(headers or {})}
        connection.request(verb, path, headers=given)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        connection.close()
        return answer.status, text

    def stop(self) -> None:
        """End everything and drop the database."""
        for process in self.services.values():
            process.send_signal(signal.SIGTERM)
        for process in self.services.values():
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.redis.kill()
        self._sql(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")

    def _serve(self, name: str, command: list[str]) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self.services[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )

    def _start_nginx(self) -> None:
        authority = trustme.CA()
        certificate = authority.issue_cert(HOST)
        certificate.private_key_pem.write_to_path(self.folder / "key.pem")
        chain = certificate.cert_chain_pems
        (self.folder / "certificate.pem").write_bytes(
            b"".join(p.bytes() for p in chain)
        )
        server = nginx_below_a_path() if self.path else readme_section("nginx")
        for ours, readme in (
            (f"listen 127.0.0.1:{self.https_port} ssl", "listen 443 ssl"),
            (f"{self.folder}/var/", "/srv/blog/var/"),
            (f"http://127.0.0.1:{self.web_port}", "http://127.0.0.1:8000"),
        ):
            assert readme in server
            server = server.replace(readme, ours)
        configuration = self.folder / "nginx.conf"
        inside = NGINX.format(folder=self.folder, server=server)
        configuration.write_text(build_configuration(self.folder, inside))
        nginx = find("nginx")
        assert nginx, "nginx is missing: python -m tests.tools.server_setup"
        self.folder.chmod(0o755)  # its workers are nobody, as on a real machine
        self._serve("nginx", [nginx, "-c", str(configuration), "-p", str(self.folder)])

    def _sql(self, statement: str) -> None:
        with psycopg.connect(self._admin_url, autocommit=True) as connection:
            connection.execute(statement)
