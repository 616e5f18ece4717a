"""Time zones are offered as cities, and nobody's own gets lost."""

from privacy_plugin.subscriptions.views.time_zones import CONTINENTS, time_zone_choices


def test_time_zones_are_cities_grouped_by_continent():
    groups = dict(time_zone_choices())

    assert len(groups) == len(CONTINENTS)
    assert ("Europe/Berlin", "Berlin") in groups["Europe"]
    assert ("America/New_York", "New York") in groups["America"]
    offered = {zone for cities in groups.values() for zone, _city in cities}
    assert not {"US/Eastern", "GMT+0", "Zulu", "posixrules"} & offered


def test_a_time_zone_chosen_earlier_stays_on_offer():
    groups = time_zone_choices("US/Eastern")

    assert [("US/Eastern", "US/Eastern")] in [cities for _name, cities in groups]
    assert len(time_zone_choices("Europe/Berlin")) == len(CONTINENTS)
