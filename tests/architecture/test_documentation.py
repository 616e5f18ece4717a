"""What can be set, checked or asked for is documented, and nothing else is."""

import re
from pathlib import Path

from tests.tools import settings_reference

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
CHECK_ID = re.compile(r"privacy(?:\.[a-z]+)?\.[EW]\d{3}")
ENVIRONMENT_READ = re.compile(
    r"environment\.[a-z_]+\(\s*\"([A-Z_]+)\"",
)


def headings(name):
    """Return what the headings of a page of the reference name in backticks."""
    text = (REFERENCE / name).read_text()
    return re.findall(r"^#+ `([^`]+)`", text, re.MULTILINE)


def sources(pattern="**/*.py"):
    """Return the code of the plugin."""
    return "\n".join(
        path.read_text() for path in (ROOT / "privacy_plugin").glob(pattern)
    )


def test_the_settings_reference_says_what_is_declared():
    assert (REFERENCE / "settings.md").read_text() == settings_reference.render()


def test_every_app_with_settings_is_in_the_reference():
    found = {path.parent for path in (ROOT / "privacy_plugin").glob("**/conf.py")}

    assert {".".join(path.relative_to(ROOT).parts) for path in found} == set(
        settings_reference.APPS
    )


def test_no_setting_of_the_plugin_is_read_past_its_declaration():
    for path in (ROOT / "privacy_plugin").glob("**/*.py"):
        assert 'getattr(settings, "PRIVACY_' not in path.read_text(), path


def test_every_check_has_a_paragraph():
    assert set(CHECK_ID.findall(sources())) == set(headings("checks.md"))


def test_every_environment_variable_has_a_paragraph():
    settings = (ROOT / "blog" / "settings").glob("*.py")
    read = {
        name for path in settings for name in ENVIRONMENT_READ.findall(path.read_text())
    }

    assert read == set(headings("environment.md"))


def test_every_command_of_the_plugin_has_a_paragraph():
    commands = (ROOT / "privacy_plugin").glob("**/management/commands/*.py")
    names = {path.stem for path in commands if path.stem != "__init__"}

    assert names == set(headings("commands.md"))


def test_a_link_leads_to_a_file():
    broken = []
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", path.read_text())
        broken += [
            f"{path}: {link}" for link in links if not (path.parent / link).exists()
        ]

    assert not broken


def test_a_decision_record_is_short():
    records = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))

    long = [path.name for path in records if len(path.read_text().splitlines()) > 40]

    assert records
    assert not long


def test_every_decision_named_in_code_or_index_exists():
    folder = ROOT / "docs" / "decisions"
    records = {int(path.name[:4]) for path in folder.glob("[0-9]*.md")}
    named = re.findall(r"\b[Dd]ecision (\d+)\b", sources())
    index = (folder / "README.md").read_text()
    listed = re.findall(r"^\| (\d+) \|", index, re.MULTILINE)

    assert {int(number) for number in named} <= records
    assert {int(number) for number in listed} == records


def test_every_module_in_the_diagrams_of_the_architecture_exists():
    page = (ROOT / "docs" / "architecture.md").read_text()
    named = re.findall(r"[a-z_]+(?:/[a-z_]+)+\.py", page)

    assert named
    assert [
        path for path in named if not (ROOT / "privacy_plugin" / path).is_file()
    ] == []
