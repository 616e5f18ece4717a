"""A page to write to the people who run the blog."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.forms.forms import WagtailAdminFormPageForm
from wagtail.contrib.forms.models import AbstractEmailForm, validate_to_address

from blog.addresses.reserved_slugs import ReservedSlugForm, ReservedSlugMixin
from privacy_plugin.form_pages.models import DisclosedFormField, DisclosedFormMixin


class ContactField(DisclosedFormField):
    """Ask for one thing on a contact page."""

    page = ParentalKey(
        "blog.ContactPage", on_delete=models.CASCADE, related_name="form_fields"
    )


class ContactPageForm(ReservedSlugForm, WagtailAdminFormPageForm):
    """Check the slug and the fields of a contact page."""


class ContactPage(DisclosedFormMixin, ReservedSlugMixin, AbstractEmailForm):
    """Take a message; what happens with it stands beside the form.

    Wagtail's three fields for mail are repeated, for their default in the database.
    """

    to_address = models.CharField(
        _("to address"),
        max_length=255,
        blank=True,
        default="",
        db_default="",
        validators=[validate_to_address],
        help_text=_(
            "Where messages are mailed to, besides the list in the admin; several "
            "addresses with commas between them. The disclosure names the part after "
            "the @."
        ),
    )
    from_address = models.EmailField(
        _("from address"), max_length=255, blank=True, default="", db_default=""
    )
    subject = models.CharField(
        _("subject"), max_length=255, blank=True, default="", db_default=""
    )
    intro = models.TextField(_("introduction"), blank=True, max_length=500)

    base_form_class = ContactPageForm
    template = "pages/contact.html"
    landing_page_template = "pages/contact.html"
    page_description = _("A form that readers write to you with.")
    content_panels: ClassVar = [
        *AbstractEmailForm.content_panels,
        FieldPanel("intro"),
        InlinePanel("form_fields", label=_("Fields")),
        MultiFieldPanel(
            [
                FieldPanel("to_address"),
                FieldPanel("from_address"),
                FieldPanel("subject"),
            ],
            heading=_("Messages by e-mail"),
        ),
    ]

    class Meta:
        verbose_name = _("contact page")
        verbose_name_plural = _("contact pages")
