"""Who may import whom, and what loads without whom."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DECLARATIONS = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for pattern in ("*/processing.py", "*/*/processing.py", "*/*/processing/[!_]*.py")
    for path in ROOT.glob(pattern)
)


def test_the_import_contracts_are_kept():
    # In a process of its own, for it switches off the loggers of the one it runs in.
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"

    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_there_are_declarations_to_look_at():
    assert "privacy_plugin.comments.processing.readers" in DECLARATIONS
    assert "privacy_plugin.akismet.processing" in DECLARATIONS


@pytest.mark.parametrize("module", ["privacy_plugin.processing", *DECLARATIONS])
def test_a_declaration_loads_without_django(module):
    code = f"import sys, {module}; sys.exit('django' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)

    assert done.returncode == 0
