"""The form of a provider: a field for each fact, checked like the shipped data.

What the fields cannot know, ``provider_from`` does; its error is put beside the field
that it is about, and nothing that was typed is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from privacy_plugin.disclosure.translation import translated
from privacy_plugin.embeds.activity import EXTRAS, USES, activity_of
from privacy_plugin.embeds.admin.fields import LinesField, PairsField, RatioField
from privacy_plugin.embeds.admin.shape import entry_of, initial_of
from privacy_plugin.embeds.admin.storage_form import kept, storage_forms
from privacy_plugin.embeds.admin.words import ALTERNATIVES, BASES, KINDS, LABELS
from privacy_plugin.embeds.entries import Entry, provider_from
from privacy_plugin.embeds.errors import ProviderInvalid
from privacy_plugin.embeds.provider import (
    PERMISSIONS,
    REFERRER_POLICIES,
    SANDBOX,
    Extra,
    Provider,
    Use,
)
from privacy_plugin.processing import InvalidDeclaration

SECTIONS = (
    (_("Who it is"), (
        "key", "name", "kind", "controller_name", "controller_country",
        "controller_address", "controller_representative", "parent_name",
        "parent_country", "policy_urls",
    )),
    (_("What it gets, and what for"), (
        "uses", "extras", "transfer_countries", "transfer_basis",
        "transfer_checked_on",
    )),
    (_("Its addresses and its frame"), (
        "patterns", "frames", "frame_url", "params", "kept", "media", "frame_ratio",
        "frame_height", "frame_allow", "frame_sandbox", "frame_referrer_policy",
        "frame_credentialless",
    )),
    (_("If each host has an operator of its own"), (
        "per_host", "known_hosts", "needs_known_hosts",
    )),
    (_("Title and picture"), ("lookup", "lookup_hosts", "alternative")),
    (_("Where the facts come from"), ("sources", "verified_on")),
)  # fmt: skip


def _choices(labels: Any) -> list[tuple[str, Any]]:
    return [(str(value), label) for value, label in labels.items()]


def _boxes(label: Any, choices: Callable[[], list[tuple[str, Any]]]) -> Any:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _words(texts: tuple[str, ...]) -> Callable[[], list[tuple[str, Any]]]:
    return lambda: [(text, text) for text in texts]


def _code(label: Any, *, required: bool = False) -> Any:
    return forms.CharField(
        label=label,
        required=required,
        max_length=2,
        help_text=_("Two letters, such as IE."),
    )


class ProviderForm(forms.Form):
    """Take the facts about one provider."""

    key = forms.CharField(
        label=_("Key"),
        max_length=40,
        help_text=_("A short word nobody else has. It cannot be changed later."),
    )
    name = forms.CharField(label=LABELS["name"], max_length=60)
    kind = forms.ChoiceField(label=LABELS["kind"], choices=lambda: _choices(KINDS))
    controller_name = forms.CharField(
        label=LABELS["controller"],
        max_length=200,
        help_text=_(
            "The company, as its privacy notice names it for people in the EU."
        ),
    )
    controller_country = _code(_("Its country"))
    controller_address = forms.CharField(label=_("Its address"), required=False)
    controller_representative = forms.CharField(
        label=_("Its representative in the EU"), required=False
    )
    parent_name = forms.CharField(label=LABELS["parent"], required=False)
    parent_country = _code(_("Country of the owner"))
    policy_urls = PairsField(
        label=LABELS["policy_urls"],
        help_text=_("One per line: en = https://…, de = https://…"),
    )
    uses = _boxes(LABELS["uses"], lambda: [(str(u), gettext(USES[u])) for u in Use])
    extras = _boxes(
        LABELS["extras"], lambda: [(str(e), gettext(EXTRAS[e].label)) for e in Extra]
    )
    transfer_countries = LinesField(
        label=_("Countries outside the EU"),
        help_text=_("Two letters each, one per line."),
    )
    transfer_basis = forms.ChoiceField(
        label=_("What the transfer rests on"),
        required=False,
        choices=lambda: [("", "–"), *_choices(BASES)],
    )
    transfer_checked_on = forms.DateField(
        label=_("Looked up on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    patterns = LinesField(
        label=LABELS["patterns"],
        rows=4,
        help_text=_(
            "Regular expressions, one per line, that begin with https?:// and name "
            "what they find: (?P<id>[0-9]+)"
        ),
    )
    frames = LinesField(
        label=LABELS["frames"],
        help_text=_(
            "One per line. Without any, what comes from it is shown as a link."
        ),
    )
    frame_url = LinesField(
        label=LABELS["frame_url"],
        help_text=_(
            "With the names in braces: https://video.example/embed/{id}. Of several, "
            "the first that is filled counts."
        ),
    )
    params = PairsField(
        label=LABELS["params"],
        help_text=_("One per line: dnt = 1. {site} becomes the host of this site."),
    )
    kept = PairsField(
        label=LABELS["kept"],
        help_text=_("One per line: t = start. Numbers only are taken over."),
    )
    media = LinesField(  # type: ignore[assignment] # the form's own media stay
        label=LABELS["media"],
        help_text=_("For readers to know. *.video.example stands for all below."),
    )
    frame_ratio = RatioField(label=_("Width and height"), initial="16:9")
    frame_height = forms.IntegerField(
        label=_("Fixed height"),
        required=False,
        min_value=0,
        max_value=4000,
        help_text=_("In pixels, for frames that do not scale."),
    )
    frame_allow = _boxes(_("The frame may"), _words(PERMISSIONS))
    frame_sandbox = _boxes(_("The frame's sandbox lets it"), _words(SANDBOX))
    frame_referrer_policy = forms.ChoiceField(
        label=_("What it learns about where it stands"),
        choices=_words(REFERRER_POLICIES),
    )
    frame_credentialless = forms.BooleanField(
        label=_("Without cookies from before, where the browser can do that"),
        required=False,
    )
    per_host = forms.BooleanField(
        label=LABELS["per_host"],
        required=False,
        help_text=_("Like Mastodon. The frame's host is then {host}."),
    )
    known_hosts = LinesField(label=LABELS["known_hosts"])
    needs_known_hosts = forms.BooleanField(
        label=LABELS["needs_known_hosts"], required=False
    )
    lookup = forms.CharField(label=LABELS["lookup"], required=False)
    lookup_hosts = LinesField(label=LABELS["lookup_hosts"])
    alternative = forms.ChoiceField(
        label=LABELS["alternative"], choices=lambda: _choices(ALTERNATIVES)
    )
    sources = LinesField(label=LABELS["sources"])
    verified_on = forms.DateField(
        label=LABELS["verified_on"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, *, key: str = "", entry: Entry) -> None:
        """Fill the fields with `entry`; without a `key` there is a field for it."""
        super().__init__(data, initial=initial_of(entry), auto_id="provider-%s")
        self.provider_key = key
        self.storage = storage_forms(data, initial=entry.get("storage", ()))
        if key:
            del self.fields["key"]

    def sections(self) -> Iterator[tuple[Any, list[BoundField]]]:
        """Yield headings with their fields."""
        for heading, names in SECTIONS:
            yield heading, [self[name] for name in names if name in self.fields]

    @cached_property
    def provider(self) -> Provider:
        """Return the provider of a form that is valid."""
        return provider_from(self.provider_key, self.entry)

    @cached_property
    def entry(self) -> dict[str, Any]:
        """Return the facts of fields and rows that are valid each by itself."""
        return entry_of(self.cleaned_data, kept(self.storage))

    def clean(self) -> dict[str, Any]:
        """Check the facts together, once each by itself is right."""
        words: dict[str, Any] = super().clean() or {}
        self.provider_key = words.get("key", self.provider_key)
        if not self.errors and self.storage.is_valid():
            self.cleaned_data = words
            try:
                activity_of(self.provider.example())
            except ProviderInvalid as error:
                self._put(error)
            except InvalidDeclaration as error:
                self.add_error(None, str(error))
        elif self.storage.is_bound and not self.storage.is_valid():
            self.add_error(None, gettext("See what it keeps on the reader's device."))
        return words

    def _put(self, error: ProviderInvalid) -> None:
        """Put an error beside the field of the fact it is about."""
        fact = error.fact.partition("[")[0]
        whole, _dot, part = fact.partition(".")
        fits = (f"{whole}_{part}", whole, f"{whole}_name", f"{whole}_countries")
        field = next((name for name in fits if name in self.fields), None)
        if error.expected:
            sentence = gettext("This must be %(expected)s.") % {
                "expected": translated(error.expected)
            }
            self.add_error(field, sentence)
        else:
            self.add_error(field, str(error))
