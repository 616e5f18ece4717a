"""Tell readers that a test server answers in place of Akismet."""

from __future__ import annotations

from django import template

from privacy_plugin.akismet.endpoint import is_stand_in
from privacy_plugin.akismet.notices import get_stand_in_notice

register = template.Library()

register.simple_tag(get_stand_in_notice, name="akismet_stand_in_notice")
register.simple_tag(is_stand_in, name="akismet_is_stand_in")
