"""Build the demo's two page trees, each page linked to its twin."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.images import ImageFile
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, Site  # noqa: TID251 - this is the site

from blog.demo import texts
from blog.models import (
    Author,
    BlogIndexPage,
    Category,
    ContactField,
    ContactPage,
    PostPage,
    StandardPage,
)
from blog.models.menu import Licence

_NAMESPACE = uuid.UUID("5a1f5d5e-5b0f-4a53-9a52-6a3a6f0f7a17")


@dataclass(slots=True)
class LanguageTree:
    """Hold what was built in one language; `posts` by the key they share."""

    index: BlogIndexPage
    authors: dict[str, Author]
    posts: dict[str, PostPage] = field(default_factory=dict)


def translation_key_for(name: str) -> uuid.UUID:
    """Return the translation key all languages of a demo object share."""
    return uuid.uuid5(_NAMESPACE, name)


def is_built() -> bool:
    """Say whether the demo is there, wherever editors have moved it."""
    return BlogIndexPage.objects.filter(
        translation_key=translation_key_for("index")
    ).exists()


def build_pages(owner: AbstractBaseUser, *, at: datetime) -> dict[str, LanguageTree]:
    """Build both trees on an empty site and return them by language."""
    Page.objects.filter(depth=2, slug="home").delete()
    root = Page.objects.get(depth=1)
    pictures = _create_images()
    trees = {
        language: _build_tree(root, language, pictures, owner, at=at)
        for language in texts.LANGUAGES
    }
    _point_site_to(trees[texts.LANGUAGES[0]].index)
    return trees


def _point_site_to(index: BlogIndexPage) -> None:
    Site.objects.filter(is_default_site=True).delete()
    Site.objects.create(
        hostname="127.0.0.1",
        port=8000,
        root_page=index,
        is_default_site=True,
        site_name=index.title,
    )


def _create_images() -> dict[str, Any]:
    """Put the pictures into the library, described in the default language."""
    found = {}
    for name, facts in texts.get_site_data(texts.LANGUAGES[0])["pictures"].items():
        path = texts.PICTURES / f"{name}.webp"
        with path.open("rb") as stream:
            found[name] = get_image_model().objects.create(
                title=facts["title"],
                description=facts["alt"],
                file=ImageFile(stream, name=path.name),
            )
    return found


def _build_tree(
    root: Page,
    language: str,
    pictures: dict[str, Any],
    owner: AbstractBaseUser,
    *,
    at: datetime,
) -> LanguageTree:
    root.refresh_from_db()
    locale = Locale.objects.get_or_create(language_code=language)[0]
    facts = texts.get_site_data(language)
    index = root.add_child(
        instance=BlogIndexPage(
            title=facts["title"],
            slug=facts["slug"],
            intro=facts["tagline"],
            locale=locale,
            translation_key=translation_key_for("index"),
            owner=owner,
        ),
    )
    tree = LanguageTree(index, _create_authors(facts, locale, pictures))
    categories = _create_categories(facts, locale)
    for text in texts.get_posts(language):
        post = _build_post(text, tree, at=at)
        post.owner = owner
        post.categories = [categories[text.header["category"]]]
        post.lead_image = pictures[text.header["picture"]]
        post.lead_image_alt = facts["pictures"][text.header["picture"]]["alt"]
        post.tags.add(*text.header["tags"])
        tree.posts[text.key] = index.add_child(instance=post)
    about = index.add_child(instance=_build_about_page(language, locale, owner))
    contact = index.add_child(
        instance=_build_contact_page(facts["contact"], locale, owner)
    )
    index.imprint = index.add_child(
        instance=_build_imprint(facts["imprint"], locale, owner)
    )
    _fill_menu_and_footer(index, facts, about, contact)
    return tree


def _fill_menu_and_footer(
    index: BlogIndexPage, facts: dict[str, Any], about: Page, contact: Page
) -> None:
    menu, footer = facts["menu"], facts["footer"]
    below = [
        ("link", {"label": menu["data"], "url": menu["data_url"]}),
        ("link", {"label": menu["feed"], "url": menu["feed_url"]}),
    ]
    profile = {"label": footer["profile"], "url": footer["profile_url"]}
    index.menu = [
        ("page", {"page": about, "label": "", "children": below}),
        ("page", {"page": contact, "label": "", "children": []}),
    ]
    index.footer_text = footer["text"]
    index.footer_links = [("link", {**profile, "is_own_profile": True})]
    index.licence = Licence.CC_BY_SA
    index.save()


def _create_authors(
    facts: dict[str, Any], locale: Locale, pictures: dict[str, Any]
) -> dict[str, Author]:
    return {
        name: Author.objects.create(
            locale=locale,
            translation_key=translation_key_for(f"author:{name}"),
            **person | {"picture": pictures.get(person.get("picture"))},
        )
        for name, person in facts["authors"].items()
    }


def _create_categories(facts: dict[str, Any], locale: Locale) -> dict[str, Category]:
    return {
        name: Category.objects.create(
            locale=locale,
            translation_key=translation_key_for(f"category:{name}"),
            **category,
        )
        for name, category in facts["categories"].items()
    }


def _build_post(text: texts.Text, tree: LanguageTree, *, at: datetime) -> PostPage:
    header = text.header
    hour = time.fromisoformat(header["time"])
    day = at - timedelta(days=header["days_ago"])
    published_at = day.replace(
        hour=hour.hour,
        minute=hour.minute,
        second=0,
        microsecond=0,
    )
    return PostPage(
        title=header["title"],
        slug=header["slug"],
        intro=header["intro"],
        locale=tree.index.locale,
        translation_key=translation_key_for(f"post:{text.key}"),
        author=tree.authors[header["author"]],
        body=_build_stream(PostPage, text),
        first_published_at=published_at,
        last_published_at=published_at,
    )


def _build_about_page(
    language: str, locale: Locale, owner: AbstractBaseUser
) -> StandardPage:
    text = texts.get_about_page(language)
    return StandardPage(
        title=text.header["title"],
        slug=text.header["slug"],
        intro=text.header["intro"],
        locale=locale,
        translation_key=translation_key_for("page:about"),
        body=_build_stream(StandardPage, text),
        show_in_menus=True,
        owner=owner,
    )


def _build_imprint(
    facts: dict[str, str], locale: Locale, owner: AbstractBaseUser
) -> StandardPage:
    return StandardPage(
        title=facts["title"],
        slug=facts["slug"],
        body=[("paragraph", facts["text"])],
        locale=locale,
        translation_key=translation_key_for("page:imprint"),
        owner=owner,
    )


def _build_contact_page(
    facts: dict[str, str], locale: Locale, owner: AbstractBaseUser
) -> ContactPage:
    page = ContactPage(
        title=facts["title"],
        slug=facts["slug"],
        intro=facts["intro"],
        to_address="letters@who-decides.example",
        locale=locale,
        translation_key=translation_key_for("page:contact"),
        show_in_menus=True,
        owner=owner,
    )
    page.form_fields = [
        ContactField(
            label=facts["message"],
            clean_name="message",
            field_type="multiline",
        ),
        ContactField(
            label=facts["email"],
            clean_name="email",
            field_type="email",
            required=False,
        ),
    ]
    return page


def _build_stream(model: type[Page], text: texts.Text) -> Any:
    """Return the blocks as the page's field holds them, with ids of their own."""
    block = model._meta.get_field("body").stream_block
    return block.to_python(
        [
            {**item, "id": str(translation_key_for(f"{text.key}:{place}"))}
            for place, item in enumerate(text.blocks)
        ],
    )
