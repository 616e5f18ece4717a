"""The wheel holds the plugin alone, and the README's five steps put it into a site.

The source distribution holds what is needed to test and to document it.

The site is the one ``wagtail start`` makes. Its packages are those of this environment;
the plugin is the wheel, not this checkout.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import time
import urllib.error
import urllib.request
import venv
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.support.servers.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.long


def run(*command, cwd):
    """Run a program to its end and return what it printed."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=surroundings(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def surroundings():
    """Return the environment variables of somebody who has no settings yet."""
    ours = ("DJANGO_", "PYTEST_", "PYTHONPATH", "PRIVACY_", "DATABASE_URL", "REDIS_URL")
    return {
        name: value for name, value in os.environ.items() if not name.startswith(ours)
    }


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    """Build both from a copy of the sources, so that nothing is left in the tree."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(
        ROOT,
        source,
        ignore=shutil.ignore_patterns(
            ".*", "var", "build", "dist", "*.egg-info", "__pycache__"
        ),
    )
    run(
        *(sys.executable, "-m", "build", "--sdist", "--wheel", "--no-isolation"),
        *("--outdir", str(folder), str(source)),
        cwd=folder,
    )
    return folder


@pytest.fixture(scope="module")
def wheel(dist):
    (built,) = dist.glob("*.whl")
    return built


NAME_YOURSELF = """
from privacy_plugin.disclosure.models import ControllerSettings
from wagtail.models import Site
ControllerSettings.objects.create(
    site=Site.objects.get(), name="Ada", address="Here 1", email="ada@blog.example"
)
"""


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory):
    """Return the Python of an environment that has the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    (packages,) = (folder / "venv").glob("lib/python*/site-packages")
    # A path file adds our packages, but not the checkout they are linked with.
    (packages / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    shutil.unpack_archive(wheel, packages, "zip")  # so a pure wheel is installed
    return folder / "venv" / "bin" / "python"


@pytest.fixture(scope="module")
def site(python, tmp_path_factory):
    """Follow the five steps of the README in an empty Wagtail site."""
    folder = tmp_path_factory.mktemp("site")
    start = "from wagtail.bin.wagtail import main; main()"
    run(str(python), "-c", start, "start", "mysite", ".", cwd=folder)
    steps = re.findall(r"```python\n# (\w+)\n(.*?)```", readme(), re.DOTALL)
    for name, code in steps:
        target = {"settings": "settings/base.py", "urls": "urls.py"}[name]
        with (folder / "mysite" / target).open("a") as file:
            file.write(code)
    (tag,) = re.findall(r"```html\n(.*?)```", readme(), re.DOTALL)
    page = folder / "home" / "templates" / "home" / "home_page.html"
    text = page.read_text().replace("{% load ", tag.splitlines()[0] + "\n{% load ", 1)
    before, end, after = text.rpartition("{% endblock")
    page.write_text(before + tag + end + after)
    run(str(python), "manage.py", "migrate", "--verbosity", "0", cwd=folder)
    run(str(python), "manage.py", "shell", "-c", NAME_YOURSELF, cwd=folder)
    return folder


def readme():
    """Return the part of the README with the five steps."""
    text = (ROOT / "README.md").read_text()
    return text.partition("## Add it to your Wagtail site")[2].partition("\n## ")[0]


def test_the_wheel_holds_the_plugin_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()

    folders = {name.partition("/")[0] for name in names}
    assert len(folders) == 2
    assert all(
        name == "privacy_plugin" or name.endswith(".dist-info") for name in folders
    )


def test_the_wheel_holds_everything_the_plugin_needs(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())

    expected = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "privacy_plugin").rglob("*")
        if path.is_file() and path.suffix not in {".pyc", ".pot"}
    }
    assert not expected - names
    assert "privacy_plugin/locale/de/LC_MESSAGES/django.mo" in names
    assert any("/static/privacy_plugin/" in name for name in names)
    assert any(name.endswith("/templates/privacy_plugin/base.html") for name in names)


def test_description_on_the_index_has_no_relative_links(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (one for one in archive.namelist() if one.endswith("/METADATA"))
        description = message_from_bytes(archive.read(name)).get_payload()

    targets = re.findall(r"\]\(([^)]*)\)", description)
    assert targets
    assert all(target.startswith("https://") for target in targets)


def test_sdist_holds_documentation_and_tests(dist):
    (built,) = dist.glob("*.tar.gz")
    with tarfile.open(built) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    expected = {"docs/index.md", "tests/conftest.py", "blog/urls.py", "uv.lock"}
    assert not (expected | {"Makefile", "README.md"}) - names
    assert not [name for name in names if name.endswith(".pyc")]


def test_the_plugin_of_the_site_is_the_wheel(site, python):
    code = "import privacy_plugin; print(privacy_plugin.__file__)"

    where = run(str(python), "-c", code, cwd=site)

    assert not where.startswith(str(ROOT / "privacy_plugin"))


def test_the_site_has_nothing_to_complain_about(site, python):
    run(str(python), "manage.py", "check", "--fail-level", "WARNING", cwd=site)
    run(str(python), "manage.py", "makemigrations", "--check", "--dry-run", cwd=site)


def test_the_page_has_a_form_for_comments(site, python):
    port = free_port()
    server = subprocess.Popen(
        [str(python), "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"],
        cwd=site,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=surroundings(),
    )
    try:
        html = fetch(f"http://127.0.0.1:{port}/", server)
        overview = fetch(f"http://127.0.0.1:{port}/privacy/", server)
    finally:
        server.terminate()
        server.wait()

    assert "<textarea" in html
    assert "Publishing your comment" in html
    assert "Publishing your comment" in overview
    assert "Akismet" not in html + overview


def fetch(address, server):
    """Return a page as soon as the server answers."""
    deadline = time.monotonic() + 30
    while True:
        assert server.poll() is None
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310 - loopback
                return answer.read().decode()
        except urllib.error.HTTPError:
            raise
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.2)
