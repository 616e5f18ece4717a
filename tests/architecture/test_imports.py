"""Who may import whom, and what loads without whom."""

import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parents[2]
DECLARATIONS = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for pattern in ("blog/processing.py", "privacy_plugin/**/processing.py")
    for path in ROOT.glob(pattern)
)


def test_the_import_contracts_are_kept(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)

    status = lint_imports(config_filename="pyproject.toml", no_cache=True)

    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_there_are_declarations_to_look_at():
    assert "privacy_plugin.comments.processing" in DECLARATIONS
    assert "privacy_plugin.akismet.processing" in DECLARATIONS


@pytest.mark.parametrize("module", ["privacy_plugin.processing", *DECLARATIONS])
def test_a_declaration_loads_without_django(module):
    code = f"import sys, {module}; sys.exit('django' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)

    assert done.returncode == 0
