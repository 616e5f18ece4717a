"""Build the declaration of a provider from its facts.

What every request to a host carries is stated once, here, as measured in a browser; the
rest comes from the provider's entry. All texts are message ids.
"""

from __future__ import annotations

from functools import partial

from privacy_plugin.embeds.providers.provider import (
    DataUse,
    EmbedKind,
    EmbedProvider,
    ExtraData,
    TransferBasis,
)
from privacy_plugin.processing import (
    N_,
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
    Provenance,
    Purpose,
    Recipient,
    Role,
    Source,
    StandardGroup,
    Transfer,
)

PREFIX = "embeds"

KIND_LABELS: dict[EmbedKind, str] = {
    EmbedKind.VIDEO: N_("Video at %(name)s"),
    EmbedKind.AUDIO: N_("Audio at %(name)s"),
    EmbedKind.POST: N_("Post at %(name)s"),
    EmbedKind.MAP: N_("Map at %(name)s"),
    EmbedKind.CODE: N_("Code at %(name)s"),
    EmbedKind.SLIDES: N_("Slides at %(name)s"),
    EmbedKind.PICTURE: N_("Picture at %(name)s"),
    EmbedKind.CHART: N_("Chart at %(name)s"),
    EmbedKind.PAGE: N_("Page at %(name)s"),
}

_LEADS: dict[EmbedKind, str] = {
    EmbedKind.VIDEO: N_("The video stays at %(name)s until you ask for it."),
    EmbedKind.AUDIO: N_("The recording stays at %(name)s until you ask for it."),
    EmbedKind.POST: N_("The post stays at %(name)s until you ask for it."),
    EmbedKind.MAP: N_("The map stays at %(name)s until you ask for it."),
    EmbedKind.CODE: N_("The code stays at %(name)s until you ask for it."),
    EmbedKind.SLIDES: N_("The slides stay at %(name)s until you ask for them."),
    EmbedKind.PICTURE: N_("The picture stays at %(name)s until you ask for it."),
    EmbedKind.CHART: N_("The chart stays at %(name)s until you ask for it."),
    EmbedKind.PAGE: N_("The page stays at %(name)s until you ask for it."),
}

_ANONYMOUS = N_(
    "Until you press a button, your browser talks to this site only. Then it talks to "
    "%(name)s too, nearly as if you had gone there yourself. There one can see what "
    "is looked at, and from which connection to the Internet. As soon as you press "
    "“Stop and forget”, your browser is silent again."
)
_SIGNED_IN = N_(
    "Until you press a button, your browser talks to this site only. Then it talks to "
    "%(name)s too, nearly as if you had gone there yourself. There one can see what "
    "is looked at, and from which connection to the Internet. If you have an account "
    "there, it may also be clear that it is you. As soon as you press “Stop and "
    "forget”, your browser is silent again."
)

USE_LABELS: dict[DataUse, str] = {
    DataUse.SHOW: N_("to show it"),
    DataUse.SECURITY: N_("for the security of its service"),
    DataUse.STATISTICS: N_("for statistics"),
    DataUse.ADVERTISING: N_("for advertising"),
    DataUse.PROFILES: N_("to build profiles of people"),
}

_OF_A_COMPANY = N_(
    "To show you here what lies at %(name)s, if you ask for it. %(company)s says that "
    "it uses the data %(uses)s."
)
_OF_SOMEBODY = N_(
    "To show you here what lies at %(name)s, if you ask for it. As far as we know, "
    "whoever runs %(company)s uses the data %(uses)s."
)
_UNVERIFIED = N_(
    "To show you here what lies at %(name)s, if you ask for it. As far as we know, "
    "%(company)s uses the data %(uses)s. Nobody has yet compared with its own privacy "
    "notice what stands here."
)

_SAFEGUARDS: dict[TransferBasis, str] = {
    TransferBasis.DPF: N_(
        "The recipient takes part in the EU–US Data Privacy Framework, which the EU "
        "Commission holds to be enough (Art. 45 GDPR)."
    ),
    TransferBasis.SCC: N_(
        "The recipient has signed the EU Commission's standard contractual clauses "
        "(Art. 46 GDPR)."
    ),
    TransferBasis.ADEQUACY: N_(
        "The EU Commission holds the protection there to be adequate (Art. 45 GDPR)."
    ),
    TransferBasis.NONE: N_(
        "Nothing but your consent (Art. 49(1)(a) GDPR): the law there may protect your "
        "data less than in the EU."
    ),
}

_RISKS: dict[TransferBasis, str] = {
    TransferBasis.SCC: N_("The EU does not vouch for the law there."),
    TransferBasis.NONE: N_("The law there may protect it less."),
}

_OWN_PURPOSES: dict[DataUse, str] = {
    DataUse.PROFILES: N_("It profiles you with this."),
    DataUse.ADVERTISING: N_("It uses this for advertising too."),
    DataUse.STATISTICS: N_("It uses this for statistics too."),
}

_from_browser = partial(PersonalData, source=Source.BROWSER)
_ALWAYS = (
    _from_browser(Category.IP_ADDRESS, sent_as="ip"),
    _from_browser(
        Category.USER_AGENT,
        label=N_("Which browser and which kind of device you use"),
        phrase=N_("your browser"),
        sent_as="User-Agent",
    ),
    _from_browser(
        Category.LANGUAGE,
        label=N_("Your languages"),
        sent_as="Accept-Language",
        phrase=N_("your language"),
    ),
    _from_browser(Category.TIME, sent_as="time"),
    _from_browser(
        Category.PAGE,
        label=N_("The address of this site, but not which page you read"),
        phrase=N_("this site"),
        sent_as="Referer",
    ),
    PersonalData(
        Category.HISTORY,
        source=Source.SITE,
        label=N_("What you look at there"),
        phrase=N_("what you see"),
        sent_as="path",
    ),
)

EXTRA_DATA: dict[ExtraData, PersonalData] = {
    ExtraData.COOKIES: _from_browser(
        Category.IDENTIFIER,
        label=N_("Marks it has left in your browser before, if your browser lets it"),
        phrase=N_("cookies"),
        sent_as="Cookie",
    ),
    ExtraData.ACCOUNT: _from_browser(
        Category.IDENTIFIER,
        label=N_("Your account there, if you are signed in"),
        phrase=N_("your account there"),
    ),
    ExtraData.DEVICE: _from_browser(
        Category.USER_AGENT,
        label=N_("Properties of your device, by which it can be told from others"),
        phrase=N_("traits of your device"),
    ),
    ExtraData.PLAYBACK: _from_browser(
        Category.HISTORY,
        label=N_("When you play, pause and stop"),
        phrase=N_("each play and pause"),
    ),
    ExtraData.CLICKS: _from_browser(
        Category.HISTORY,
        label=N_("What you press and how you move in it"),
        phrase=N_("your clicks"),
    ),
    ExtraData.VIEWPORT: _from_browser(
        Category.HISTORY,
        label=N_("Which part of the map you look at"),
        phrase=N_("where you look on the map"),
    ),
    ExtraData.OTHER_VIEWERS: _from_browser(
        Category.IP_ADDRESS,
        label=N_("Your IP address, also to other people who watch the same"),
        phrase=N_("your IP address for other viewers too"),
    ),
}


def activity_key(provider: EmbedProvider, host: str = "") -> ActivityKey:
    """Return the key of a provider's activity: ``embeds.youtube``.

    For an operator per host it names the host: ``embeds.mastodon@mastodon.social``.
    """
    at = f"@{host}" if host else ""
    return ActivityKey(f"{PREFIX}.{provider.key}{at}")


def build_activity(
    provider: EmbedProvider, host: str = ""
) -> ProcessingActivity | None:
    """Return the declaration of a provider, of its operator at `host` if it has many.

    None where there is nothing to declare, because no frame of it is ever loaded.
    Raises InvalidDeclaration for facts that no declaration can be made of.
    """
    if not provider.frames or provider.per_host:
        return None
    name = provider.name
    return ProcessingActivity(
        key=activity_key(provider, host),
        group=StandardGroup.EMBED,
        title=Phrase(KIND_LABELS[provider.kind], name=name),
        lead=Phrase(_LEADS[provider.kind], name=name),
        explanation=Phrase(
            _SIGNED_IN if ExtraData.ACCOUNT in provider.extras else _ANONYMOUS,
            name=name,
        ),
        buttons=tuple(Button),
        purpose=_purpose(provider, host),
        data_subjects=(DataSubject.READER,),
        data=(
            *_ALWAYS,
            *(EXTRA_DATA[extra] for extra in ExtraData if extra in provider.extras),
        ),
        legal_basis=Consent(
            Phrase(
                N_("I always want to load what is embedded from %(name)s."), name=name
            )
        ),
        recipient=_recipient(provider),
        retention=NotStored(),
        erasure=Phrase(
            N_(
                "“Stop and forget” stands below what was loaded: it ends the contact "
                "and your permission at once. What %(name)s has got by then, it keeps "
                "as it says; ask there to have it deleted."
            ),
            name=provider.controller.name,
        ),
        device_storage=provider.storage,
    )


def _purpose(provider: EmbedProvider, host: str) -> Purpose:
    used = provider.uses or (DataUse.SHOW,)
    first, *further = [Phrase(text) for use, text in USE_LABELS.items() if use in used]
    joined = first
    for use in further[:-1]:
        joined = Phrase(N_("%(one)s, %(other)s"), one=joined, other=use)
    for use in further[-1:]:
        joined = Phrase(N_("%(one)s and %(other)s"), one=joined, other=use)
    told = _OF_A_COMPANY if provider.verified_on else _UNVERIFIED
    sentence = _OF_SOMEBODY if host else told
    names = {"name": provider.name, "company": provider.controller.name}
    return Purpose(
        Phrase(sentence, **names, uses=joined), broader="dpv:ServiceProvision"
    )


def _recipient(provider: EmbedProvider) -> Recipient:
    company = provider.controller
    notices = sorted(provider.policy_urls.items())
    fallback = next((url for _language, url in notices), "")
    return Recipient(
        company.name,
        role=Role.CONTROLLER,
        hosts=tuple(host for host in provider.lookup_hosts if "*" not in host),
        short_name=company.short_name,
        kept_for=N_("It decides that itself; its own privacy notice says more."),
        kept_briefly=N_("as long as it likes"),
        provenance=Provenance(provider.sources, provider.verified_on),
        policy_url=provider.policy_urls.get("en", fallback),
        policy_urls=tuple(notices),
        transfer=_transfer(provider),
        frames=provider.frames,
        media=provider.media,
        country=company.country,
        parent=provider.parent,
        contact=_contact(company),
        own_purposes=next(
            (text for use, text in _OWN_PURPOSES.items() if use in provider.uses), ""
        ),
    )


def _contact(company: Company) -> str:
    if not company.representative:
        return company.address
    return Phrase(
        N_("%(address)s; in the EU: %(representative)s"),
        address=company.address,
        representative=company.representative,
    )


def _transfer(provider: EmbedProvider) -> Transfer | None:
    facts = provider.transfer
    if facts is None:
        return None
    first, *further = facts.countries
    return Transfer(
        first,
        safeguard=_SAFEGUARDS[facts.basis],
        further=tuple(further),
        risk=_RISKS.get(facts.basis, ""),
        provenance=Provenance((), facts.checked_on),
    )
