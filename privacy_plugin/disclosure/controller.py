"""Who is responsible, as a plain value that a disclosure is made from."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest
from wagtail.models import Site

from privacy_plugin.disclosure.models import MANDATORY, ControllerSettings
from privacy_plugin.disclosure.shortening import Periods, periods_of, shortened
from privacy_plugin.disclosure.wording import Words
from privacy_plugin.processing import ProcessingActivity

_KEPT = "_privacy_controller"


@dataclass(frozen=True, slots=True)
class Controller:
    """Hold the controller's identity and contacts: Art. 13(1)(a) and (b) GDPR.

    `site_id` is the Wagtail site it answers for, None where there is no site. `words`
    are the texts published there, read once, when they are first asked for. `missing`
    names the mandatory settings that nobody has filled in. `periods` are those for
    which the site keeps less long than declared.
    """

    name: str
    site_id: int | None = None
    address: str = ""
    email: str = ""
    protection_officer: str = ""
    supervisory_authority: str = ""
    policy_url: str = ""
    missing: tuple[str, ...] = ()
    periods: Periods = field(default_factory=dict, hash=False)
    words: Words = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find the words of the site."""
        object.__setattr__(self, "words", Words(self.site_id))

    @property
    def is_complete(self) -> bool:
        """Say whether a reader learns who is responsible and how to reach them.

        Where not, no form that collects data is shown. Source: GDPR Art. 13(1)(a).
        """
        return not self.missing

    def on_site(self, activity: ProcessingActivity) -> ProcessingActivity:
        """Return the activity as it takes place on the controller's site."""
        return shortened(activity, self.periods)


def _from_settings(setting: ControllerSettings, site: Site) -> Controller:
    return Controller(
        name=setting.name or site.site_name or site.hostname,
        site_id=site.pk,
        address=setting.address,
        email=setting.email,
        protection_officer=setting.protection_officer,
        supervisory_authority=setting.supervisory_authority,
        policy_url=setting.policy_url,
        missing=setting.missing,
        periods=periods_of(setting.retention_days),
    )


def controller_for(request: HttpRequest | None) -> Controller:
    """Return the controller of the request's site, or of the default site.

    Costs one query, and none again for the same request.
    """
    site = Site.find_for_request(request) if request is not None else None
    if request is None or site is None:
        return controller_of_site(None)
    known: Controller | None = getattr(request, _KEPT, None)
    if known is None or known.site_id != site.pk:
        known = _from_settings(ControllerSettings.for_request(request), site)
        setattr(request, _KEPT, known)
    return known


def controller_of_site(site_id: int | None) -> Controller:
    """Return the controller of a site, or of the default site for None."""
    sites = Site.objects.all()
    site = (
        sites.filter(pk=site_id).first()
        if site_id is not None
        else sites.filter(is_default_site=True).first()
    )
    if site is None:
        return Controller(name="", site_id=site_id, missing=MANDATORY)
    setting = ControllerSettings.objects.filter(site=site).first()
    return _from_settings(setting or ControllerSettings(site=site), site)
