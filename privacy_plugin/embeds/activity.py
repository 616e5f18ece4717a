"""Derive the declaration of each provider from what is known about it.

What any contact with a host carries is said once, here, measured in a browser; what
goes beyond comes from the provider's entry. All texts are message ids.
"""

from __future__ import annotations

from privacy_plugin.embeds.provider import Basis, Extra, Kind, Provider, Use
from privacy_plugin.processing import (
    ActivityKey,
    Button,
    Category,
    Company,
    Consent,
    DataSubject,
    NotStored,
    PersonalData,
    Phrase,
    ProcessingActivity,
    Purpose,
    Recipient,
    Role,
    Source,
    Transfer,
    _,
)

PREFIX = "embeds"

KIND_LABELS: dict[Kind, str] = {
    Kind.VIDEO: _("Video at %(name)s"),
    Kind.AUDIO: _("Audio at %(name)s"),
    Kind.POST: _("Post at %(name)s"),
    Kind.MAP: _("Map at %(name)s"),
    Kind.CODE: _("Code at %(name)s"),
    Kind.SLIDES: _("Slides at %(name)s"),
    Kind.PICTURE: _("Picture at %(name)s"),
    Kind.CHART: _("Chart at %(name)s"),
    Kind.PAGE: _("Page at %(name)s"),
}

_LEADS: dict[Kind, str] = {
    Kind.VIDEO: _("The video stays at %(name)s until you ask for it."),
    Kind.AUDIO: _("The recording stays at %(name)s until you ask for it."),
    Kind.POST: _("The post stays at %(name)s until you ask for it."),
    Kind.MAP: _("The map stays at %(name)s until you ask for it."),
    Kind.CODE: _("The code stays at %(name)s until you ask for it."),
    Kind.SLIDES: _("The slides stay at %(name)s until you ask for them."),
    Kind.PICTURE: _("The picture stays at %(name)s until you ask for it."),
    Kind.CHART: _("The chart stays at %(name)s until you ask for it."),
    Kind.PAGE: _("The page stays at %(name)s until you ask for it."),
}

_ANONYMOUS = _(
    "Until you press a button, your browser talks to this site only. Then it talks to "
    "%(name)s too, nearly as if you had gone there yourself. There one can see what "
    "is looked at, and from which connection to the Internet. As soon as you press "
    "“Stop and forget”, your browser is silent again.",
)
_SIGNED_IN = _(
    "Until you press a button, your browser talks to this site only. Then it talks to "
    "%(name)s too, nearly as if you had gone there yourself. There one can see what "
    "is looked at, and from which connection to the Internet. If you have an account "
    "there, it may also be clear that it is you. As soon as you press “Stop and "
    "forget”, your browser is silent again.",
)

USES: dict[Use, str] = {
    Use.SHOW: _("to show it"),
    Use.SECURITY: _("for the security of its service"),
    Use.STATISTICS: _("for statistics"),
    Use.ADVERTISING: _("for advertising"),
    Use.PROFILES: _("to build profiles of people"),
}

_OF_A_COMPANY = _(
    "To show you here what lies at %(name)s, if you ask for it. %(company)s says that "
    "it uses the data %(uses)s.",
)
_OF_SOMEBODY = _(
    "To show you here what lies at %(name)s, if you ask for it. As far as we know, "
    "whoever runs %(company)s uses the data %(uses)s.",
)

_SAFEGUARDS: dict[Basis, str] = {
    Basis.DPF: _(
        "The recipient takes part in the EU–US Data Privacy Framework, which the EU "
        "Commission holds to be enough (Art. 45 GDPR).",
    ),
    Basis.SCC: _(
        "The recipient has signed the EU Commission's standard contractual clauses "
        "(Art. 46 GDPR).",
    ),
    Basis.ADEQUACY: _(
        "The EU Commission holds the protection there to be adequate (Art. 45 GDPR).",
    ),
    Basis.NONE: _(
        "Nothing but your consent (Art. 49(1)(a) GDPR): the law there may protect your "
        "data less than in the EU.",
    ),
}

_ALWAYS = (
    PersonalData(Category.IP_ADDRESS, source=Source.BROWSER, sent_as="ip"),
    PersonalData(
        Category.USER_AGENT,
        source=Source.BROWSER,
        label=_("Which browser and which kind of device you use"),
        sent_as="User-Agent",
    ),
    PersonalData(
        Category.LANGUAGE,
        source=Source.BROWSER,
        label=_("Your languages"),
        sent_as="Accept-Language",
    ),
    PersonalData(Category.TIME, source=Source.BROWSER, sent_as="time"),
    PersonalData(
        Category.PAGE,
        source=Source.BROWSER,
        label=_("The address of this site, but not which page you read"),
        sent_as="Referer",
    ),
    PersonalData(
        Category.HISTORY,
        source=Source.SITE,
        label=_("What you look at there"),
        sent_as="path",
    ),
)

EXTRAS: dict[Extra, PersonalData] = {
    Extra.COOKIES: PersonalData(
        Category.IDENTIFIER,
        source=Source.BROWSER,
        label=_("Marks it has left in your browser before, if your browser lets it"),
        sent_as="Cookie",
    ),
    Extra.ACCOUNT: PersonalData(
        Category.IDENTIFIER,
        source=Source.BROWSER,
        label=_("Your account there, if you are signed in"),
    ),
    Extra.DEVICE: PersonalData(
        Category.USER_AGENT,
        source=Source.BROWSER,
        label=_("Properties of your device, by which it can be told from others"),
    ),
    Extra.PLAYBACK: PersonalData(
        Category.HISTORY,
        source=Source.BROWSER,
        label=_("When you play, pause and stop"),
    ),
    Extra.CLICKS: PersonalData(
        Category.HISTORY,
        source=Source.BROWSER,
        label=_("What you press and how you move in it"),
    ),
    Extra.VIEWPORT: PersonalData(
        Category.HISTORY,
        source=Source.BROWSER,
        label=_("Which part of the map you look at"),
    ),
    Extra.OTHER_VIEWERS: PersonalData(
        Category.IP_ADDRESS,
        source=Source.BROWSER,
        label=_("Your IP address, also to other people who watch the same"),
    ),
}


def key_of(provider: Provider, host: str = "") -> ActivityKey:
    """Return the key of a provider's activity: ``embeds.youtube``.

    For an operator per host it names the host: ``embeds.mastodon@mastodon.social``.
    """
    at = f"@{host}" if host else ""
    return ActivityKey(f"{PREFIX}.{provider.key}{at}")


def activity_of(provider: Provider, host: str = "") -> ProcessingActivity | None:
    """Return the declaration of a provider, of its operator at `host` if it has many.

    None where there is nothing to declare, because no frame of it is ever loaded.
    Raises InvalidDeclaration for facts that no declaration can be made of.
    """
    if not provider.frames or provider.per_host:
        return None
    name = provider.name
    return ProcessingActivity(
        key=key_of(provider, host),
        title=Phrase(KIND_LABELS[provider.kind], name=name),
        lead=Phrase(_LEADS[provider.kind], name=name),
        explanation=Phrase(
            _SIGNED_IN if Extra.ACCOUNT in provider.extras else _ANONYMOUS, name=name
        ),
        buttons=tuple(Button),
        purpose=_purpose(provider, host),
        data_subjects=(DataSubject.READER,),
        data=(
            *_ALWAYS,
            *(EXTRAS[extra] for extra in Extra if extra in provider.extras),
        ),
        legal_basis=Consent(
            Phrase(_("Yes, always load what is embedded from %(name)s."), name=name),
        ),
        recipient=_recipient(provider),
        retention=NotStored(),
        erasure=Phrase(
            _(
                "“Stop and forget” stands below what was loaded: it ends the contact "
                "and your permission at once. What %(name)s has got by then, it keeps "
                "as it says; ask there to have it deleted.",
            ),
            name=provider.controller.name,
        ),
        device_storage=provider.storage,
    )


def _purpose(provider: Provider, host: str) -> Purpose:
    used = provider.uses or (Use.SHOW,)
    first, *further = [Phrase(text) for use, text in USES.items() if use in used]
    joined = first
    for use in further[:-1]:
        joined = Phrase(_("%(one)s, %(other)s"), one=joined, other=use)
    for use in further[-1:]:
        joined = Phrase(_("%(one)s and %(other)s"), one=joined, other=use)
    sentence = _OF_SOMEBODY if host else _OF_A_COMPANY
    names = {"name": provider.name, "company": provider.controller.name}
    return Purpose(
        Phrase(sentence, **names, uses=joined), broader="dpv:ServiceProvision"
    )


def _recipient(provider: Provider) -> Recipient:
    company = provider.controller
    notices = sorted(provider.policy_urls.items())
    fallback = next((url for _language, url in notices), "")
    return Recipient(
        company.name,
        role=Role.CONTROLLER,
        hosts=tuple(host for host in provider.lookup_hosts if "*" not in host),
        kept_for=_("It decides that itself; its own privacy notice says more."),
        policy_url=provider.policy_urls.get("en", fallback),
        policy_urls=tuple(notices),
        transfer=_transfer(provider),
        frames=provider.frames,
        media=provider.media,
        country=company.country,
        parent=provider.parent,
        contact=_contact(company),
    )


def _contact(company: Company) -> str:
    if not company.representative:
        return company.address
    return Phrase(
        _("%(address)s; in the EU: %(representative)s"),
        address=company.address,
        representative=company.representative,
    )


def _transfer(provider: Provider) -> Transfer | None:
    facts = provider.transfer
    if facts is None:
        return None
    first, *further = facts.countries
    return Transfer(first, safeguard=_SAFEGUARDS[facts.basis], further=tuple(further))
