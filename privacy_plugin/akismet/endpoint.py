"""The endpoint of requests: Akismet, or a test server on loopback.

The client library knows only the real host, so the guarded transport reroutes requests
to the test server. Nothing but loopback is allowed, since readers were told a company
and a country.
"""

from __future__ import annotations

from privacy_plugin.akismet.conf import (
    SERVICE_HOST,
    akismet_conf,
    is_service,
)
from privacy_plugin.validation.web_urls import is_loopback_url


def is_stand_in() -> bool:
    """Say whether the endpoint is a test server on this machine.

    False as well where no key is set, for then nobody answers at all.
    """
    return bool(akismet_conf.api_key) and is_loopback_url(akismet_conf.endpoint)


def get_reroute() -> dict[str, str] | None:
    """Return where the transport takes the declared host instead, if anywhere.

    Any endpoint but the real service goes there, also a wrong one: the transport
    refuses what is not on loopback, and that is better than ignoring a setting.
    """
    if is_service(akismet_conf.endpoint):
        return None
    return {SERVICE_HOST: akismet_conf.endpoint.rstrip("/")}
