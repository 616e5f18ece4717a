"""What editors and admins do besides writing: schedules, languages, pictures, texts."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.images import ImageFile
from django.core.management import call_command
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from wagtail.images.models import Image
from wagtail.models import Page, Site

from blog.appearance.style_sheet import Faces, Scheme, Width
from blog.models import Appearance, Category, PostPage
from blog.themes.discovery import get_themes
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.disclosure.site_facts.models import Processor, SiteFacts
from privacy_plugin.disclosure.texts.models import ChangeType, DisclosureText
from privacy_plugin.embeds.admin import provider_actions
from privacy_plugin.embeds.models import ProviderEntry
from privacy_plugin.embeds.providers.provider_registry import shipped_entries
from tests.support import factories
from tests.support.clock import Clock
from tests.support.factories import texts
from tests.support.samples.images import picture

POSTS = st.integers(0, 1)
WORDS = st.sampled_from(["red", "green", "blue"])
ACTIVITIES = st.sampled_from(["comments.publish", "comments.spam_check"])
APPEARANCES = st.one_of(
    st.builds(dict, theme=st.sampled_from(sorted(get_themes()))),
    st.builds(dict, scheme=st.sampled_from(Scheme.values)),
    st.builds(dict, accent=st.sampled_from(["", "#0055ff", "#aa0022"])),
    st.builds(dict, paper=st.sampled_from(["", "#eef4ff", "#ffffff"])),
    st.builds(dict, faces=st.sampled_from(Faces.values)),
    st.builds(dict, shows_date=st.booleans(), shows_author=st.booleans()),
    st.builds(dict, shows_reading_time=st.booleans(), shows_contents=st.booleans()),
    st.builds(dict, shows_sharing=st.booleans(), shows_adjacent=st.booleans()),
    st.builds(dict, shows_subscription=st.booleans()),
    st.builds(dict, posts_per_page=st.integers(5, 50)),
    st.builds(dict, width=st.sampled_from(Width.values)),
)
PROVIDER = "youtube"


class AdminEvents(RuleBasedStateMachine):
    """Rules for a machine that has two posts, a site, and an editor."""

    clock: Clock
    posts: list[PostPage]
    site: Site
    editor: AbstractBaseUser

    def get_post(self, number: int) -> PostPage:
        return PostPage.objects.get(pk=self.posts[number].pk)

    @rule(number=POSTS, hours=st.sampled_from([1, 30]))
    def schedule(self, number, hours):
        page = self.get_post(number)
        page.go_live_at = self.clock.now + timedelta(hours=hours)
        page.expire_at = page.go_live_at + timedelta(hours=2)
        page.title = "scheduled"
        page.save_revision().publish()

    @rule(hours=st.sampled_from([1, 30]))
    def publish_what_is_scheduled(self, hours):
        self.clock.tick(hours=hours)
        call_command("publish_scheduled", verbosity=0)

    @rule(number=POSTS, word=WORDS)
    def translate(self, number, word):
        page = self.get_post(number)
        if page.get_translations().exists():
            translation = page.get_translations().get().specific
            translation.title = word
            translation.save_revision().publish()
        else:
            factories.german_post(page, title=word)

    @rule(number=POSTS)
    def copy(self, number):
        slug = f"copy-{Page.objects.count()}"
        self.get_post(number).copy(update_attrs={"slug": slug, "title": slug})

    @rule()
    def delete_newest_page(self):
        newest = Page.objects.order_by("-pk").first()
        assert newest is not None
        if newest.pk not in {post.pk for post in self.posts} and newest.depth > 2:
            newest.delete()

    @rule(number=POSTS)
    def put_into_menu(self, number):
        pages = Page.objects.filter(pk=self.posts[number].pk)
        pages.update(show_in_menus=not pages.get().show_in_menus)

    @rule(number=POSTS, word=WORDS)
    def fill_menu_and_footer(self, number, word):
        index = factories.index()
        below = [("page", {"page": self.get_post(1 - number), "label": word})]
        entry = {"page": self.get_post(number), "label": "", "children": below}
        index.menu = [("page", entry)]
        index.imprint = self.get_post(number)
        index.footer_text = f"<p>{word}</p>"
        index.save_revision().publish()

    @rule()
    def end_or_begin_german(self):
        index = factories.german_index()
        if index.live:
            index.unpublish()
        else:
            index.save_revision().publish()

    @rule(number=POSTS, word=WORDS)
    def illustrate(self, number, word):
        page = self.get_post(number)
        page.lead_image = self.make_image(word)
        page.lead_image_alt = word
        page.save_revision().publish()

    def make_image(self, word: str) -> Image:
        file = ImageFile(BytesIO(picture("png")), name=f"{word}.png")
        return Image.objects.create(title=word, file=file)

    @rule(x=st.sampled_from([10, 20]))
    def change_focal_point(self, x):
        for image in Image.objects.all():
            image.focal_point_x, image.focal_point_y = x, 10
            image.focal_point_width = image.focal_point_height = 5
            image.save()

    @rule()
    def delete_newest_picture(self):
        newest = Image.objects.order_by("-pk").first()
        if newest is not None:
            newest.delete()

    @rule(number=POSTS, word=WORDS)
    def change_category(self, number, word):
        page = self.get_post(number)
        category, _made = Category.objects.get_or_create(
            slug="topic", locale=page.locale, defaults={"name": word}
        )
        Category.objects.filter(pk=category.pk).update(name=word)
        page.categories.add(category)
        page.save()

    @rule(key=ACTIVITIES, word=WORDS, change=st.sampled_from(ChangeType.values))
    def publish_text(self, key, word, change):
        text = DisclosureText.objects.filter(activity=key).first()
        if text is None:
            texts.published(key, title=word)
        else:
            texts.republish(text, title=word, change=change)

    @rule(key=ACTIVITIES, hours=st.sampled_from([1, 30]))
    def schedule_text(self, key, hours):
        text = DisclosureText.objects.filter(activity=key).first()
        text = text or texts.draft(key)
        at = self.clock.now + timedelta(hours=hours)
        texts.republish(text, title="scheduled", go_live_at=at)

    @rule(key=ACTIVITIES)
    def withdraw_text(self, key):
        for text in DisclosureText.objects.filter(activity=key, live=True):
            text.unpublish()

    @rule()
    def switch_provider(self):
        row = ProviderEntry.objects.filter(key=PROVIDER).first()
        is_off = row is not None and not row.is_enabled
        switch = provider_actions.switch_on if is_off else provider_actions.switch_off
        switch(PROVIDER, user=self.editor)

    @rule(word=WORDS)
    def change_facts_of_provider(self, word):
        facts = dict(shipped_entries()[PROVIDER]) | {"name": word}
        entry = json.loads(json.dumps(facts, default=str))
        ProviderEntry.objects.update_or_create(key=PROVIDER, defaults={"entry": entry})

    @rule(choice=APPEARANCES)
    def change_appearance(self, choice):
        Appearance.objects.update_or_create(site=self.site, defaults=choice)

    @rule(
        name=st.sampled_from(["logo", "icon", "sharing_picture"]),
        word=WORDS,
    )
    def choose_picture_of_site(self, name, word):
        Appearance.objects.update_or_create(
            site=self.site, defaults={name: self.make_image(word)}
        )

    @rule()
    def forget_appearance(self):
        Appearance.objects.filter(site=self.site).delete()

    @rule(days=st.sampled_from([10, 20]))
    def keep_shorter(self, days):
        ControllerSettings.objects.update(retention_days={"comments.publish": days})

    @rule(word=WORDS)
    def change_facts_of_site(self, word):
        facts, _made = SiteFacts.objects.get_or_create(site=self.site)
        Processor.objects.update_or_create(
            facts=facts, sort_order=0, defaults={"name": word, "country": "DE"}
        )
