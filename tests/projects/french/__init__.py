"""A French site with every feature; the plugin has no catalogue for its language."""
