"""What the site itself does is declared."""

from privacy_plugin.processing import NotStored, registry


def test_serving_pages_is_declared_and_keeps_nothing():
    activity = registry.get("blog.hosting")

    assert isinstance(activity.retention, NotStored)
    assert not activity.stored_columns
