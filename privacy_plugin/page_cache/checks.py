"""System checks of the page cache."""

from __future__ import annotations
