"""The settings of Akismet."""

from __future__ import annotations

from privacy_plugin.akismet.processing import AUTOMATTIC
from privacy_plugin.app_settings import BOOLEAN, AppSettings, Rule, Setting
from privacy_plugin.validation.web_urls import is_loopback_url

SERVICE_HOST = AUTOMATTIC.hosts[0]
SERVICE_URL = f"https://{SERVICE_HOST}"


def is_service(url: str) -> bool:
    """Say whether `url` is the real service, exactly as it is declared."""
    return url.rstrip("/") == SERVICE_URL


_SHORTEST_KEY = 8


def _is_key_or_empty(value: object) -> bool:
    if not isinstance(value, str):
        return False
    return value == "" or (len(value) >= _SHORTEST_KEY and value.isalnum())


def _is_endpoint(value: object) -> bool:
    return isinstance(value, str) and (is_service(value) or is_loopback_url(value))


class AkismetSettings(AppSettings):
    app = "privacy_plugin.akismet"
    prefix = "PRIVACY_AKISMET_"

    api_key = Setting(
        "",
        Rule(
            f"empty, or at least {_SHORTEST_KEY} letters and digits without spaces",
            _is_key_or_empty,
        ),
        "The site's Akismet API key. Without one, Akismet is neither used nor "
        "mentioned.",
    )
    endpoint = Setting(
        SERVICE_URL,
        Rule(f"{SERVICE_URL} or an address on this machine", _is_endpoint),
        "The URL of the service. Any other URL must be on loopback, such as "
        "`http://127.0.0.1:8998`: a test server, which pages then mention.",
    )
    send_user_agent = Setting(
        False,
        BOOLEAN,
        "Whether the writer's user agent is sent. Switching it on changes the "
        "disclosure, and consent is asked for again.",
    )


akismet_conf = AkismetSettings()
