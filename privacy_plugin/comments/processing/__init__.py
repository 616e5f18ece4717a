"""What comments do with whose data: declared here, everything else follows."""

from privacy_plugin.comments.processing import editors, readers  # noqa: F401 - they register
