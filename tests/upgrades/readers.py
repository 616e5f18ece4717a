"""Write what the demo lacks: subscribers, a message, a remembered embed.

Run by ``make_state`` in a process with the settings of the site.
"""

from __future__ import annotations

import django

django.setup()

from django.utils import timezone  # noqa: E402 - models come after the set-up

from blog.models import ContactPage  # noqa: E402
from privacy_plugin.consent import ledger  # noqa: E402
from privacy_plugin.consent.subject import new_subject_key  # noqa: E402
from privacy_plugin.disclosure.notice import save_version  # noqa: E402
from privacy_plugin.form_pages.models import Submission  # noqa: E402
from privacy_plugin.subscriptions.models import Reason, Suppression  # noqa: E402
from tests.support import factories  # noqa: E402
from tests.support.factories.disclosures import default_site_id, disclose  # noqa: E402


def main() -> None:
    factories.subscriber("reader@example.org")
    factories.subscriber("second@example.org", language="de")
    Suppression.objects.note(
        "never@example.org", Reason.REFUSED, site_id=default_site_id()
    )
    Submission.objects.create(
        page=ContactPage.objects.first(),
        site_id=default_site_id(),
        form_data={"message": "Written before the upgrade", "email": None},
        email="reader@example.org",
        subject_key=new_subject_key(),
    )
    version = save_version(disclose("embeds.youtube"))
    ledger.give(new_subject_key(), version, method="embed", at=timezone.now())


if __name__ == "__main__":
    main()
