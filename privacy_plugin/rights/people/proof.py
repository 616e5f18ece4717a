"""How somebody showed that data is theirs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Proof(models.TextChoices):
    """How somebody showed that the data is theirs: Art. 12(6) GDPR. Never the value."""

    NONE = "", _("none")
    LINK = "link", _("private link")
    RECEIPT = "receipt", _("receipt")
    EMAIL = "email", _("confirmed e-mail address")
