"""The settings of the form pages."""

from __future__ import annotations

from privacy_plugin.app_settings import (
    POSITIVE_INTEGER,
    AppSettings,
    Setting,
)


class FormPagesSettings(AppSettings):
    app = "privacy_plugin.form_pages"
    prefix = "PRIVACY_FORM_PAGES_"

    rate_limit = Setting(
        5,
        POSITIVE_INTEGER,
        "How many messages one connection may send within ten minutes. Beyond that "
        "the form is shown again with its content. Counted like comments, never in "
        "the database.",
    )


form_pages_conf = FormPagesSettings()
