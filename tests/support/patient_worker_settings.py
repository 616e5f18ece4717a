"""The settings of a worker that is killed while it waits, however long that takes."""

from blog.settings.development import *  # noqa: F403 - settings are one namespace

PRIVACY_COMMENTS_SPAM_CHECKER = "tests.support.servers.akismet.patient_checker"
