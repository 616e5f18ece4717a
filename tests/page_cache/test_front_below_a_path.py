"""nginx hands out stored pages over HTTPS, of a blog below a path of its host."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

import pytest
from wagtail.models import Page, Site

from tests.support import factories
from tests.support.servers.front import ENCODINGS, HOST, Front

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
PATH = "/journal"


@pytest.fixture
def front(folders, transactional_db) -> Iterator[Front]:
    Site.objects.update(hostname=HOST, port=443)
    post = factories.post()  # /journal/a-post/
    Page.objects.filter(pk=post.pk).update(title="At first")
    factories.german_post(post)
    front = Front(next(folders), base_url=f"https://{HOST}{PATH}")
    with front.serve():
        yield front


def test_next_request_after_a_change_is_fresh(front):
    assert b"At first" in front.store(f"{PATH}/a-post/").body

    front.change("Page.objects.filter(slug='a-post').update(title='Changed')")

    assert b"Changed" in front.read(f"{PATH}/a-post/").body


def test_headers_are_those_of_the_application(front):
    paths = ("/a-post/", "/", "/de/", "/privacy/")
    for path, encoding in product(paths, ENCODINGS):
        asked = (f"Accept-Encoding: {encoding}",) if encoding else ()

        stored = front.store(PATH + path, *asked)
        made = front.read(PATH + path, *asked, "If-Match: *")

        assert not made.is_file
        assert stored.body == made.body
        assert stored.get_headers() == made.get_headers()
        assert stored.get("strict-transport-security")


def test_links_of_a_stored_page_lead_somewhere(front):
    page = front.store(f"{PATH}/a-post/").body.decode()

    found = set(re.findall(r'(?:href|src|action)="(/[^"#]*)', page))
    assert found
    assert all(link.startswith(f"{PATH}/") for link in found)
    statuses = {front.read(link).status for link in found if "/comments/" not in link}
    assert statuses <= {200, 302}


@pytest.mark.parametrize("path", ["/a-post/", "/", "/journal", "//journal/a-post/"])
def test_what_is_outside_the_path_is_no_stored_page(front, path):
    front.store(f"{PATH}/a-post/")

    answer = front.read(path)

    assert b"What the post says" not in answer.body or not answer.is_file
