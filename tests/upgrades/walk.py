"""Open what the readers of an upgraded database may open: pages, links, receipts.

DATABASE_URL=… python -m tests.upgrades.walk
"""

from __future__ import annotations

import django
from django.test import Client
from django.test.utils import setup_test_environment

django.setup()

from blog.models import PostPage  # noqa: E402 - models come after the set-up
from privacy_plugin.consent import ledger  # noqa: E402
from privacy_plugin.consent.models import ConsentRecord  # noqa: E402
from privacy_plugin.consent.subject import SubjectKey, sign  # noqa: E402
from privacy_plugin.egress.models import Transmission  # noqa: E402


def main() -> None:
    """Raise AssertionError for a page that does not answer, or a receipt that lies."""
    client = Client()
    for post in PostPage.objects.live():
        _open(client, post.get_url())
    for record in ConsentRecord.objects.select_related("version"):
        assert ledger.is_intact(record), record
        token = sign(SubjectKey(record.subject_key))
        page = _open(client, f"/privacy/receipts/{token}/")
        document = _open(client, f"/privacy/receipts/{token}/receipt.json")
        assert record.version.digest in document
        for sent in Transmission.objects.of(SubjectKey(record.subject_key)).sent():
            assert sent.recipient in page


def _open(client: Client, path: str) -> str:
    answer = client.get(path, follow=True)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


if __name__ == "__main__":
    setup_test_environment()
    main()
