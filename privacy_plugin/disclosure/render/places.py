"""Where data is: companies with their countries, and the server of a site."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.render.duration import get_babel_locale
from privacy_plugin.disclosure.site_facts.activities import build_company
from privacy_plugin.disclosure.site_facts.models import Processor
from privacy_plugin.processing import Company, Outside


def get_country_name(code: str, language: str) -> str:
    """Return the name of the country `code` (ISO 3166-1 alpha-2) in `language`."""
    return str(get_babel_locale(language).territories.get(code, code))


def describe_company(company: Company, language: str) -> str:
    """Return "Example Ltd, Ireland"; say so where the country is not known."""
    if not company.country:
        return _("%(company)s, in a country we cannot name") % {"company": company.name}
    return f"{company.name}, {get_country_name(company.country, language)}"


def describe_server(controller: Controller, language: str) -> str:
    """Say that data stays on the site's server, and whose machine that is."""
    hosts = controller.site_facts.get_processors("hosting")
    if not hosts:
        return _("It stays on this site's server.")
    return _("It stays on this site's server, at %(companies)s.") % {
        "companies": list_companies(hosts, language)
    }


def describe_mail_server(controller: Controller, language: str) -> str:
    """Say that a mail goes to its reader, and who carries it."""
    carriers = controller.site_facts.get_processors("mail")
    if not carriers:
        return _("To your own mailbox. This site sends it with its own mail server.")
    return _("To your own mailbox. It is sent for this site by %(companies)s.") % {
        "companies": list_companies(carriers, language)
    }


def describe_holders(outside: Outside, controller: Controller, language: str) -> str:
    """Say who has the data of an activity outside of this software."""
    if not outside.holders:
        return _("It stays with %(controller)s, outside this website.") % {
            "controller": controller.name
        }
    return _("To %(recipient)s.") % {
        "recipient": _with_countries((one.company for one in outside.holders), language)
    }


def list_companies(processors: Iterable[Processor], language: str) -> str:
    """Return "Example Ltd (Ireland), Sample GmbH (Germany)"."""
    return _with_countries(map(build_company, processors), language)


def _with_countries(companies: Iterable[Company], language: str) -> str:
    return ", ".join(
        _("%(company)s (%(country)s)")
        % {
            "company": company.name,
            "country": get_country_name(company.country, language)
            if company.country
            else _("country not known"),
        }
        for company in companies
    )
