"""A post shows the parts that its site has chosen, in every theme."""

from __future__ import annotations

import pytest
from wagtail.search.index import insert_or_update_object

from blog.models import Author
from blog.models.appearance import PARTS
from blog.themes.discovery import get_themes
from tests.appearance.conftest import choose
from tests.appearance.test_form import DEFAULTS, get_url
from tests.support import factories

SIGNS = {
    "shows_date": "<time ",
    "shows_reading_time": "minute to read",
    "shows_author": "Ada Winter",
    "shows_adjacent": 'rel="next"',
    "shows_contents": 'href="#section-one"',
    "shows_sharing": 'href="mailto:?subject=A%20%26%20B&amp;body=http%3A%2F%2F',
    "shows_subscription": "subscribe-box",
}


@pytest.fixture
def url() -> str:
    """Return a post that has every part."""
    post = factories.post(title="A & B")
    author = Author.objects.create(
        name="Ada Winter", slug="ada", bio="writes.", locale=post.locale
    )
    post.author = author
    post.body = [
        ("heading", {"text": "One", "level": "2"}),
        ("heading", {"text": "One", "level": "3"}),
    ]
    post.save_revision().publish()
    factories.post(title="The next")
    return str(post.url)


@pytest.mark.parametrize("theme", sorted(get_themes()))
@pytest.mark.parametrize("part", PARTS)
def test_part_is_shown_if_it_is_chosen(client, url, theme, part):
    choose(theme=theme, **{part: True})
    assert SIGNS[part] in client.get(url).content.decode()

    choose(theme=theme, **{part: False})
    assert SIGNS[part] not in client.get(url).content.decode()


def test_table_of_contents_leads_to_each_heading(client, url):
    choose(shows_contents=True)

    html = client.get(url).content.decode()

    for anchor in ("section-one", "section-one-2"):
        assert f'href="#{anchor}"' in html
        assert f'id="{anchor}"' in html


@pytest.mark.parametrize("theme", sorted(get_themes()))
def test_lists_show_neither_date_nor_author_if_posts_do_not(client, url, theme):
    choose(theme=theme, shows_date=False, shows_author=False, shows_reading_time=False)

    html = client.get("/").content.decode()

    assert "<time " not in html
    assert "Ada Winter" not in html
    assert "1 minute" not in html


def test_index_and_search_have_the_chosen_number_of_posts(
    client,
):
    for number in range(7):
        insert_or_update_object(factories.post(title=f"Post {number}"))
    choose(posts_per_page=5)

    html = client.get("/").content.decode()

    assert html.count('class="entry"') == 5
    assert 'href="?page=2"' in html
    assert client.get("/?page=2").content.decode().count('class="entry"') == 2
    assert client.get("/feed/").content.decode().count("<entry>") == 7
    assert client.get("/search/?q=Post").content.decode().count('class="entry"') == 5


@pytest.mark.parametrize("number", ["4", "51", "0", "-1", "many", ""])
def test_number_of_posts_has_limits(admin_client, number):
    answer = admin_client.post(get_url(), DEFAULTS | {"posts_per_page": number})

    assert answer.status_code == 200
    assert f'value="{number}"' in answer.content.decode() or not number
