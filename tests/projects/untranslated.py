"""A German site that has switched Django's translations off."""

from tests.projects.everything import *  # noqa: F403 - settings are one namespace

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch")]
USE_I18N = False
