"""The time zones to choose from, by continent and city.

``zoneinfo`` has some 600 names, many of them aliases for old programs ("US/Eastern",
"GMT+0", "Zulu"), which are left out.
"""

from __future__ import annotations

import zoneinfo
from functools import cache
from operator import itemgetter

from django.utils.translation import gettext_lazy as _

CONTINENTS = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific"),
}
Choice = tuple[str, str]


def time_zone_choices(current: str = "") -> list[tuple[str, list[Choice]]]:
    """Return the cities of each continent, and `current` even if it is no city."""
    groups = [(str(name), _cities()[key]) for key, name in CONTINENTS.items()]
    offered = {zone for _name, cities in groups for zone, _city in cities}
    if current and current not in offered:
        groups.append((str(_("Others")), [(current, current)]))
    return groups


@cache
def _cities() -> dict[str, list[Choice]]:
    cities: dict[str, list[Choice]] = {key: [] for key in CONTINENTS}
    for zone in zoneinfo.available_timezones():
        key, _slash, city = zone.partition("/")
        if key in cities:
            name = ", ".join(reversed(city.split("/"))).replace("_", " ")
            cities[key].append((zone, name))
    for choices in cities.values():
        choices.sort(key=itemgetter(1))
    return cities
