"""What the queue keeps of a task says nothing about the comment it was for."""

from __future__ import annotations

import traceback

import pytest

from privacy_plugin.background.tasks import TaskFailed
from privacy_plugin.comments import tasks
from privacy_plugin.comments.spam_check import runner

SAID = "Failing row contains (Ada, 93.184.216.34)."


def test_a_failed_task_leaves_no_word_of_the_comment(monkeypatch):
    def fail(*_args: object, **_kwargs: object) -> None:
        raise ValueError(SAID)

    monkeypatch.setattr(runner, "run_check", fail)

    with pytest.raises(TaskFailed) as caught:
        tasks.check_comment.call(1)

    kept = "".join(traceback.format_exception(caught.value))
    assert "Ada" not in kept
    assert "ValueError" in kept
    assert "in fail" in kept
