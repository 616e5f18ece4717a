"""What one request looks up about the place of a comment, and how often."""

import sys
from collections import Counter

import pytest

from privacy_plugin.comments.discussions import targets
from privacy_plugin.comments.models import Comment
from privacy_plugin.disclosure import controller
from tests.support.comment_writer import OWN_SITE

pytestmark = pytest.mark.django_db

FILES = {targets.__file__: "targets", controller.__file__: "controller"}


def test_post_looks_up_target_site_rules_and_controller_once(reader):
    calls = Counter()
    fields = {name: value for name, value in reader.fields().items() if value}
    reader.clock.tick(minutes=1)

    def count(frame, event, _arg):
        code, caller = frame.f_code, frame.f_back
        module = FILES.get(code.co_filename)
        if event == "call" and module and caller.f_code.co_filename not in FILES:
            calls[f"{module}.{code.co_name}"] += 1

    sys.setprofile(count)
    try:
        reader.client.post("/comments/post/", fields, **OWN_SITE)
    finally:
        sys.setprofile(None)

    assert Comment.objects.count() == 1
    looked_up = {name: n for name, n in calls.items() if name.startswith("targets.")}
    assert set(looked_up.values()) == {1}, looked_up
    assert calls["controller.get_controller"] == 1
