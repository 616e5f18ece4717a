"""The shape of the code: sizes, names, and what may stand where."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("blog", "privacy_plugin", "tests")
EMPTY_WORDS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "services",
    "common",
    "base",
    "misc",
    "manager",
    "managers",
}
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)
LONGEST_FILE = 400
LONGEST_FUNCTION = 60

python_files = sorted(
    path.relative_to(ROOT)
    for folder in CODE
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
templates = sorted(
    path.relative_to(ROOT)
    for folder in ("themes", "privacy_plugin", "blog")
    for path in (ROOT / folder).rglob("*.html")
)


def functions(path):
    tree = ast.parse((ROOT / path).read_text())
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def test_a_file_can_be_read_at_one_sitting():
    lengths = {
        str(path): len((ROOT / path).read_text().splitlines()) for path in python_files
    }

    assert not {
        path: length for path, length in lengths.items() if length > LONGEST_FILE
    }


def test_a_function_fits_on_a_screen():
    assert not [
        f"{path}: {function.name}"
        for path in python_files
        for function in functions(path)
        if function.end_lineno - function.lineno >= LONGEST_FUNCTION
    ]


def test_an_import_stands_at_the_top():
    assert not [
        f"{path}: {function.name}"
        for path in python_files
        for function in functions(path)
        if function.name != "ready"
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def test_no_module_has_a_name_that_says_nothing():
    # The first is Django's own custom, the second is where it looks for a backend.
    given = {Path("blog/settings/base.py"), Path("blog/backends/sqlite/base.py")}

    assert not [
        path for path in python_files if path.stem in EMPTY_WORDS and path not in given
    ]


def test_a_theme_holds_no_python():
    assert not list((ROOT / "themes").rglob("*.py"))


def test_nobody_sends_a_signal_or_overrides_save():
    guilty = []
    for path in python_files:
        if path.parts[0] == "tests":
            continue
        text = (ROOT / path).read_text()
        if re.search(
            r"^\s+def save\(|\bSignal\(\)|GenericForeignKey\(", text, re.MULTILINE
        ):
            guilty.append(path)

    assert not guilty


def in_templates(pattern):
    """Return each match of `pattern` in a template, comments left out."""
    found = []
    for path in templates:
        text = re.sub(COMMENT, "", (ROOT / path).read_text())
        found += [f"{path}: {match[0]}" for match in re.finditer(pattern, text)]
    return found


def test_no_template_has_an_inline_script_or_style():
    assert templates
    assert not in_templates(r"<script(?![^>]*\ssrc=)[^>]*>")
    assert not in_templates(r"<style[\s>]")
    assert not in_templates(r"\s(style|on[a-z]+)=")


def test_no_template_loads_anything_from_elsewhere():
    assert not in_templates(r"""<(?!a\b)[^>]*\s(src|srcset|poster)=["']?(https?:)?//""")
    assert not in_templates(r"""<link[^>]*\shref=["']?(https?:)?//""")
