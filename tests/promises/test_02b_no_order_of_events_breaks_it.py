"""Promise 2, in every order: agree, withdraw, edit, check, crash, moderate, wait.

The rules and what holds after each of them stand in ``machine``.
"""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.promises.machine import Machine

FEW = settings(
    max_examples=20,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def test_no_order_of_events_sends_without_consent(transactional_db, server, clock):
    class OnThisSite(Machine):
        """Meet this site, its stand-in and its clock."""

    OnThisSite.server, OnThisSite.clock = server, clock

    run_state_machine_as_test(OnThisSite, settings=FEW)
