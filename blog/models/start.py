"""How far a site has come since its blog was begun."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class FirstSteps(models.Model):
    """Hold what no other row says about the first steps of a site."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="+")
    mail_sent_at = models.DateTimeField(_("test mail sent"), null=True)
    hidden_at = models.DateTimeField(_("checklist hidden"), null=True)

    class Meta:
        verbose_name = _("first steps")
        verbose_name_plural = _("first steps")

    def __str__(self) -> str:
        return str(self.site)
