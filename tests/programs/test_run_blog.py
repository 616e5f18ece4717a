"""``make blog`` asks, and starts a blog of one's own; a second time it only starts."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.programs.test_demo import are_gone, children, make_environment
from tests.support.servers.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120
ANSWERS = (
    ("Hauptsprache", "de"),
    ("Wie heißt das Blog", "Gärten"),
    ("Worum geht es", "Was wächst."),
    ("Mit welchem Namen", "ada"),
    ("Deine E-Mail-Adresse", "ada@blog.example"),
    ("Wer ist dafür verantwortlich", "Ada Muster"),
    ("Postanschrift", "Weg 1, 12345 Ort"),
    ("Deren E-Mail-Adresse", ""),
)

pytestmark = pytest.mark.long


class Terminal:
    """A program with a terminal that a person types into."""

    def __init__(self, folder: Path, port: int) -> None:
        self._file, other = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run_blog", "--port", str(port)],
            cwd=ROOT,
            env=make_environment(folder),
            stdin=other,
            stdout=other,
            stderr=other,
        )
        os.close(other)
        self.printed = ""
        self._read = 0

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while words not in self.printed[self._read :]:
            assert time.monotonic() < deadline, self.printed
            self.printed += os.read(self._file, 4096).decode(errors="replace")
        self._read = self.printed.index(words, self._read) + len(words)

    def type(self, line: str) -> None:
        os.write(self._file, f"{line}\n".encode())

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=PATIENCE_SECONDS)
        os.close(self._file)


def test_own_blog_begins_with_questions_and_starts_again_without(tmp_path):
    port, other_port = free_port(), free_port()
    terminal = Terminal(tmp_path, port)
    for question, answer in ANSWERS:
        terminal.wait_for(question)
        terminal.type(answer)
    terminal.wait_for("/admin/password_reset/confirm/")
    terminal.wait_for("Stop it with Ctrl-C")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/impressum/") as answer:
        page = answer.read().decode()
    started = children(terminal.process.pid)
    terminal.stop()

    assert "Ada Muster" in page
    assert '<html lang="de"' in page
    assert "Traceback" not in terminal.printed
    assert len(started) == 2  # worker, web server
    assert are_gone(started)

    again = Terminal(tmp_path, other_port)
    again.wait_for("Stop it with Ctrl-C")
    with urllib.request.urlopen(f"http://127.0.0.1:{other_port}/") as answer:
        assert "Gärten" in answer.read().decode()
    again.stop()
    assert "Wie heißt das Blog" not in again.printed
