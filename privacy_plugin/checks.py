"""What is wrong, dangerous or half done, said at start-up and by number.

E0nn stops the site, W0nn lets it run. Each id has one paragraph in
``docs/reference/checks.md`` and one test. No message holds a value of a setting.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004
from django.db import connections
from django.urls import NoReverseMatch, reverse
from wagtail.models import Site

from privacy_plugin.conf import conf
from privacy_plugin.consent import append_only
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.kinds import (
    is_class,
    is_count,
    is_depth,
    is_flag,
    is_hour,
    is_list_of_models,
    is_list_of_networks,
    is_loopback_or_empty,
    is_natural,
    is_period,
    is_recipient,
    is_table,
    is_text,
)
from privacy_plugin.processing import registry
from privacy_plugin.rights.columns import (
    holds_editors_only,
    leads_to,
    personal_models,
    resolve,
    subject_lookup,
    undeclared,
)
from privacy_plugin.rights.errors import UnknownColumn

Apps = Sequence[AppConfig] | None


@dataclass(frozen=True, slots=True)
class SettingRule:
    """Say of which kind a setting has to be, and under which number it is reported."""

    number: str
    name: str
    read: Callable[[], object]
    is_valid: Callable[[object], bool]
    kind: str


SETTING_RULES = (
    SettingRule(
        "privacy.E001", "PRIVACY_CONSENT_LIFETIME",
        lambda: conf.consent_lifetime, is_period, "a positive timedelta",
    ),
    SettingRule(
        "privacy.E002", "PRIVACY_LINK_LIFETIME",
        lambda: conf.link_lifetime, is_period, "a positive timedelta",
    ),
    SettingRule(
        "privacy.E003", "PRIVACY_TRUSTED_PROXIES",
        lambda: conf.trusted_proxies, is_list_of_networks, "a list of IP networks",
    ),
    SettingRule(
        "privacy.E004", "PRIVACY_COMMENTS_SPAM_CHECKER",
        lambda: conf.comments_spam_checker, is_class, "the dotted path of a class",
    ),
    SettingRule(
        "privacy.E005", "PRIVACY_COMMENTS_TARGETS",
        lambda: conf.comments_targets, is_list_of_models, "a list of installed models",
    ),
    SettingRule(
        "privacy.E006", "PRIVACY_COMMENTS_ASK_EMAIL",
        lambda: conf.comments_ask_email, is_flag, "True or False",
    ),
    SettingRule(
        "privacy.E007", "PRIVACY_COMMENTS_ASK_WEBSITE",
        lambda: conf.comments_ask_website, is_flag, "True or False",
    ),
    SettingRule(
        "privacy.E008", "PRIVACY_COMMENTS_THREAD_DEPTH",
        lambda: conf.comments_thread_depth, is_depth, "a number from 1 to 10",
    ),
    SettingRule(
        "privacy.E009", "PRIVACY_COMMENTS_PER_PAGE",
        lambda: conf.comments_per_page, is_count, "a whole number above zero",
    ),
    SettingRule(
        "privacy.E010", "PRIVACY_COMMENTS_MAX_LENGTH",
        lambda: conf.comments_max_length, is_count, "a whole number above zero",
    ),
    SettingRule(
        "privacy.E011", "PRIVACY_COMMENTS_MAX_LINKS",
        lambda: conf.comments_max_links, is_natural, "a whole number",
    ),
    SettingRule(
        "privacy.E012", "PRIVACY_COMMENTS_EDIT_WINDOW",
        lambda: conf.comments_edit_window, is_period, "a positive timedelta",
    ),
    SettingRule(
        "privacy.E013", "PRIVACY_COMMENTS_MIN_SECONDS",
        lambda: conf.comments_min_seconds, is_natural, "a whole number",
    ),
    SettingRule(
        "privacy.E014", "PRIVACY_COMMENTS_RATE_LIMIT",
        lambda: conf.comments_rate_limit, is_count, "a whole number above zero",
    ),
    SettingRule(
        "privacy.E015", "PRIVACY_AKISMET_KEY",
        lambda: conf.akismet_key, is_text, "a text",
    ),
    SettingRule(
        "privacy.E016", "PRIVACY_AKISMET_ENDPOINT",
        lambda: conf.akismet_endpoint, is_text, "an address",
    ),
    SettingRule(
        "privacy.E017", "PRIVACY_AKISMET_SEND_USER_AGENT",
        lambda: conf.akismet_send_user_agent, is_flag, "True or False",
    ),
    SettingRule(
        "privacy.E061", "PRIVACY_COMMENTS_FOLLOWER",
        lambda: conf.comments_follower, is_class, "the dotted path of a class",
    ),
    SettingRule(
        "privacy.E032", "PRIVACY_EMBEDS_PROVIDERS",
        lambda: conf.embeds_providers, is_table, "a mapping of keys to entries or None",
    ),
    SettingRule(
        "privacy.E033", "PRIVACY_EMBEDS_COUNT",
        lambda: conf.embeds_count, is_flag, "True or False",
    ),
    SettingRule(
        "privacy.E034", "PRIVACY_EMBEDS_STAND_IN",
        lambda: conf.embeds_stand_in, is_loopback_or_empty,
        "empty, or an http:// address on this machine",
    ),
    SettingRule(
        "privacy.E037", "PRIVACY_FORM_PAGES_MIN_SECONDS",
        lambda: conf.form_pages_min_seconds, is_natural, "a whole number",
    ),
    SettingRule(
        "privacy.E038", "PRIVACY_FORM_PAGES_RATE_LIMIT",
        lambda: conf.form_pages_rate_limit, is_count, "a whole number above zero",
    ),
    SettingRule(
        "privacy.E050", "PRIVACY_MAIL_PROVIDER",
        lambda: conf.mail_provider, is_recipient, "a Recipient, or None",
    ),
    SettingRule(
        "privacy.E062", "PRIVACY_COMMENTS_MAIL_HOUR",
        lambda: conf.comments_mail_hour, is_hour, "an hour from 0 to 23",
    ),
)  # fmt: skip


@register
def check_settings(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:  # noqa: ANN401
    """Report each setting that is not of its kind: E001 to E017, E032 to E062."""
    del app_configs, kwargs
    return [
        Error(f"{rule.name} must be {rule.kind}.", id=rule.number)
        for rule in SETTING_RULES
        if not rule.is_valid(rule.read())
    ]


@register(Tags.models)
def check_declared_columns(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:  # noqa: ANN401
    """Report a declared column that is not there (E020), or the reverse (E021)."""
    del app_configs, kwargs
    errors: list[CheckMessage] = []
    for activity in registry:
        for label in activity.stored_columns:
            try:
                resolve(label)
            except UnknownColumn as error:
                errors.append(Error(f"{activity.key}: {error}.", id="privacy.E020"))
    if errors:
        return errors
    return [
        Error(
            f"Nobody says whether {label} holds personal data.",
            hint="Declare it in a ProcessingActivity (stored_as), or list it in a "
            "NotPersonal, in the app's processing.py.",
            id="privacy.E021",
        )
        for label in undeclared()
    ]


@register(Tags.models)
def check_subject_lookups(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:  # noqa: ANN401
    """Report a model whose rows cannot be traced to their person: E022."""
    del app_configs, kwargs
    try:
        models = personal_models()
    except UnknownColumn:
        return []
    return [
        Error(
            f"{model._meta.label} stores personal data, but does not say how a row "
            "leads to its subject key; nobody could export or erase it.",
            hint="Set privacy_subject on the model, for example 'subject_key'.",
            id="privacy.E022",
        )
        for model in models
        if not subject_lookup(model) and not holds_editors_only(model)
    ]


@register(Tags.models)
def check_site_lookups(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:  # noqa: ANN401
    """Report a lookup from a row to its site that leads to no site: E036."""
    del app_configs, kwargs
    return [
        Error(
            f"{model._meta.label} says by {lookup!r} which site a row belongs "
            "to, but that leads to no site; a shorter retention could not be kept.",
            hint="Name in privacy_site the foreign keys to wagtailcore.Site, for "
            "example 'site' or 'discussion__site'.",
            id="privacy.E036",
        )
        for model in apps.get_models()
        if (lookup := getattr(model, "privacy_site", ""))
        and leads_to(model, lookup) is not Site
    ]


@register(Tags.database)
def check_append_only(
    app_configs: Apps,
    databases: Sequence[str] | None = None,
    **kwargs: Any,  # noqa: ANN401
) -> list[CheckMessage]:
    """Report a database that lets the ledger be rewritten: E023."""
    del app_configs, kwargs
    errors: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if "privacy_consentevent" not in connection.introspection.table_names():
            continue
        missing = append_only.missing(connection)
        if missing:
            errors.append(
                Error(
                    f"The database {alias!r} lacks the triggers that keep the consent "
                    f"ledger append-only: {', '.join(sorted(missing))}.",
                    hint="Use SQLite or PostgreSQL, and run: manage.py migrate privacy "
                    "0001 and then manage.py migrate privacy.",
                    id="privacy.E023",
                ),
            )
    return errors


@register(Tags.urls)
def check_urls(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:  # noqa: ANN401
    """Report a site without the page that tells everything: W001."""
    del app_configs, kwargs
    try:
        reverse("privacy:overview")
    except NoReverseMatch:
        return [
            Warning(
                "The privacy page and the receipts have no address.",
                hint='Add path("privacy/", include("privacy_plugin.urls")).',
                id="privacy.W001",
            ),
        ]
    return []


@register
def check_framework_egress(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:  # noqa: ANN401
    """Report what Wagtail itself sends elsewhere: W002, W003, W004."""
    del app_configs, kwargs
    messages: list[CheckMessage] = []
    if getattr(settings, "WAGTAIL_GRAVATAR_PROVIDER_URL", "default"):
        messages.append(
            Warning(
                "Wagtail's admin loads editors' pictures from gravatar.com.",
                hint="Set WAGTAIL_GRAVATAR_PROVIDER_URL = None.",
                id="privacy.W002",
            ),
        )
    if getattr(settings, "WAGTAIL_ENABLE_UPDATE_CHECK", True):
        messages.append(
            Warning(
                "Wagtail's admin asks another host for new versions.",
                hint="Set WAGTAIL_ENABLE_UPDATE_CHECK = False.",
                id="privacy.W003",
            ),
        )
    if getattr(settings, "WAGTAILEMBEDS_FINDERS", None) is None:
        messages.append(
            Warning(
                "Wagtail contacts the hosts of embeds, and readers' browsers load "
                "them, without anybody having been asked.",
                hint="Set WAGTAILEMBEDS_FINDERS = [].",
                id="privacy.W004",
            ),
        )
    return messages


@register
def check_cache(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:  # noqa: ANN401
    """Report a cache that forgets at once, so that no rate limit works: W005."""
    del app_configs, kwargs
    backend = settings.CACHES.get("default", {}).get("BACKEND", "")
    counting = ("comments", "form_pages", "subscriptions")
    counts = any(apps.is_installed(f"privacy_plugin.{name}") for name in counting)
    if not counts or not backend.endswith(".DummyCache"):
        return []
    return [
        Warning(
            "The default cache keeps nothing, so no flood from a connection is slowed "
            "down.",
            hint="Use the local-memory cache, or Redis with several processes.",
            id="privacy.W005",
        ),
    ]


@register
def check_snippets(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:  # noqa: ANN401
    """Report a site whose admins have no place to write texts: W040."""
    del app_configs, kwargs
    if apps.is_installed("wagtail.snippets"):
        return []
    return [
        Warning(
            "The texts of disclosures cannot be edited; the shipped ones are shown.",
            hint="Add 'wagtail.snippets' to INSTALLED_APPS.",
            id="privacy.W040",
        ),
    ]


@register(Tags.database)
def check_controller(
    app_configs: Apps,
    databases: Sequence[str] | None = None,
    **kwargs: Any,  # noqa: ANN401
) -> list[CheckMessage]:
    """Report a site that does not say who is responsible: W006."""
    del app_configs, kwargs
    incomplete = [
        found
        for alias in databases or ()
        if "privacy_controllersettings"
        in connections[alias].introspection.table_names()
        for found in _sites_without_controller(alias)
    ]
    return [
        Warning(
            f"Nobody is named as responsible for the site {site}, or cannot be "
            f"reached: {', '.join(missing)} missing. No form that collects data is "
            "shown there.",
            hint="Fill it in under Settings, Controller (Art. 13(1)(a) GDPR).",
            id="privacy.W006",
        )
        for site, missing in incomplete
    ]


def _sites_without_controller(alias: str) -> list[tuple[str, tuple[str, ...]]]:
    settings_of = {
        one.site_id: one for one in ControllerSettings.objects.using(alias).all()
    }
    found = [
        (site.hostname, settings_of.get(site.pk, ControllerSettings()).missing)
        for site in Site.objects.using(alias).order_by("pk")
    ]
    return [(site, missing) for site, missing in found if missing]
