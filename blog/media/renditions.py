"""Make the sizes of a page's pictures when it is published, not for its first reader.

Which sizes there are, the templates of the theme say; whatever they name is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

from django.db import models
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.template import engines
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage, Filter
from wagtail.images.templatetags.wagtailimages_tags import ImageNode
from wagtail.models import Page, ReferenceIndex  # noqa: TID251 - this is the site
from wagtail.signals import page_published

from blog.media.site_pictures import make_sharing_picture
from blog.themes.current import use_theme
from blog.themes.discovery import get_themes
from privacy_plugin.background.after_commit import run_after_commit


@cache
def filter_specs() -> tuple[str, ...]:
    """Return every size that a template of a theme shows pictures in."""
    specs: set[str] = set()
    for theme in get_themes().values():
        with use_theme(partial(str, theme.name)):
            specs.update(_find_specs(theme.templates))
    return tuple(sorted(specs))


def _find_specs(folder: Path) -> Iterator[str]:
    engine: Any = engines["django"]
    for path in folder.rglob("*.html"):
        template = engine.get_template(str(path.relative_to(folder))).template
        for node in template.nodelist.get_nodes_by_type(ImageNode):
            yield from Filter.expand_spec("|".join(node.filter_specs))


def make_renditions(instance: models.Model) -> None:
    """Make what is missing of the sizes of all pictures of a page or an author."""
    lead = getattr(instance, "lead_image_id", None)
    for image in get_image_model().objects.filter(pk__in=set(_image_ids(instance))):
        _make(image)
        if image.pk == lead:
            make_sharing_picture(image)


def _make(image: AbstractImage) -> None:
    if image.is_svg():
        return  # shown as it is
    image.get_renditions(*filter_specs())


def _image_ids(instance: models.Model) -> Iterator[int]:
    image_model = get_image_model()
    for field in instance._meta.concrete_fields:
        value = field.value_from_object(instance)
        if isinstance(field, models.ForeignKey) and value:
            if issubclass(field.related_model, image_model):
                yield value
        elif isinstance(field, StreamField):
            for model, object_id, *_place in field.extract_references(value):
                if issubclass(model, image_model):
                    yield int(object_id)


@receiver(post_save)
def make_renditions_of_changed(
    *, sender: type[models.Model], instance: Any, created: bool, **_kwargs: Any
) -> None:
    """Make them again for a picture in use whose file an editor has replaced."""
    if sender is not get_image_model() or created:
        return
    uses = ReferenceIndex.get_references_to(instance)
    if uses.exists():
        run_after_commit(_make, instance)
    if uses.filter(model_path="lead_image").exists():
        run_after_commit(make_sharing_picture, instance)


@receiver(post_save, sender="blog.Author")
def make_renditions_of_author(*, instance: models.Model, **_kwargs: Any) -> None:
    run_after_commit(make_renditions, instance)


@receiver(page_published)
def make_renditions_of_published(*, instance: Page, **_kwargs: Any) -> None:
    """Make them after the commit; a picture that cannot be read stops nothing."""
    run_after_commit(make_renditions, instance)
