"""Build the documentation as it lies in the repository: ``make docs``."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
_project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

project = _project["name"]
version = release = _project["version"]
author = _project["authors"][0]["name"]

# The source folder is the repository, so that links lead where they lead in it.
extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = ["*.md", "docs/**.md", "themes/**.md"]
exclude_patterns = ["docs/pypi.md"]  # what the package index shows
myst_heading_anchors = 4

html_theme = "furo"  # loads nothing from elsewhere
html_title = project
html_show_sphinx = False
html_copy_source = False
nitpicky = True
