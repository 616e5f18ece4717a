"""Say in any template that a stand-in answers: ``{% load akismet_tags %}``."""

from __future__ import annotations

from django import template

from privacy_plugin.akismet.endpoint import is_stand_in
from privacy_plugin.akismet.notices import get_stand_in_notice

register = template.Library()

register.simple_tag(get_stand_in_notice, name="akismet_stand_in_notice")
register.simple_tag(is_stand_in, name="akismet_is_stand_in")
