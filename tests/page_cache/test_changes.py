"""Every change of a table is noted, in the transaction that makes it and no sooner."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from taggit.models import Tag
from wagtail.models import Page

from privacy_plugin.comments.models import Comment, Discussion
from privacy_plugin.embeds.models import LoadCount
from privacy_plugin.page_cache.changes import installation, stamps
from privacy_plugin.page_cache.changes.scopes import get_table_key
from privacy_plugin.page_cache.queries import find_tables
from tests.support import factories

pytestmark = pytest.mark.django_db(transaction=True)

COUNTS = get_table_key(LoadCount._meta.db_table)
COMMENTS = get_table_key(Comment._meta.db_table)


def key_of(target: str) -> str:
    return f"comments:wagtailcore.page:{target}"


def discussion(target: str) -> Discussion:
    made, _is_new = Discussion.objects.get_or_create(
        target_type="wagtailcore.page", target_id=target
    )
    return made


def test_every_table_of_a_model_is_watched_or_virtual():
    tables = find_tables()
    assert tables

    missing = set(connection.introspection.django_table_names(only_existing=True))
    missing = {name for name in missing if not name.startswith("privacy_page_cache_")}
    missing -= tables.watched.keys()
    assert missing <= {"wagtailsearch_indexentry_fts"}


def test_without_a_change_a_stamp_stays_current():
    stamp = stamps.take_stamp()

    list(Page.objects.all())
    Tag.objects.filter(name="nobody has this name").update(name="other")
    Tag.objects.filter(name="nobody has this name").delete()

    assert stamps.is_current(stamp, [COUNTS, COMMENTS])


def _save() -> None:
    Tag.objects.create(name="saved", slug="saved")


def _update() -> None:
    Tag.objects.update(name="updated")


def _delete() -> None:
    Tag.objects.all().delete()


def _bulk_create() -> None:
    Tag.objects.bulk_create([Tag(name="bulk", slug="bulk")])


def _ignore_conflicts() -> None:
    rows = [Tag(name="first", slug="first"), Tag(name="more", slug="more")]
    Tag.objects.bulk_create(rows, ignore_conflicts=True)


def _bulk_update() -> None:
    row = Tag.objects.get(slug="first")
    row.name = "other"
    Tag.objects.bulk_update([row], ["name"])


def _raw() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE taggit_tag SET name = 'raw'")


def _empty() -> None:
    with connection.cursor() as cursor:
        is_postgresql = connection.vendor == "postgresql"
        verb = "TRUNCATE taggit_tag CASCADE" if is_postgresql else "DELETE FROM "
        cursor.execute(verb if is_postgresql else f"{verb} taggit_tag")  # noqa: S608


WAYS = [
    *(_save, _update, _delete, _bulk_create, _ignore_conflicts, _bulk_update),
    *(_raw, _empty),
]


@pytest.mark.parametrize("write", WAYS)
def test_each_way_to_write_makes_answers_outdated(write):
    Tag.objects.create(name="first", slug="first")
    stamp = stamps.take_stamp()

    write()

    assert not stamps.is_current(stamp, [])
    assert stamps.is_current(stamps.take_stamp(), [])


@pytest.mark.parametrize("write", WAYS)
def test_rollback_changes_nothing(write):
    Tag.objects.create(name="first", slug="first")
    stamp = stamps.take_stamp()

    with transaction.atomic():
        write()
        transaction.set_rollback(True)

    assert stamps.is_current(stamp, [])


def test_a_write_after_a_savepoint_was_rolled_back_is_noted():
    stamp = stamps.take_stamp()

    with transaction.atomic():
        with transaction.atomic():
            Tag.objects.create(name="gone", slug="gone")
            transaction.set_rollback(True)
        Tag.objects.create(name="stays", slug="stays")

    assert not stamps.is_current(stamp, [])


def test_table_that_readers_do_not_see_concerns_only_answers_that_read_it():
    stamp = stamps.take_stamp()

    LoadCount.objects.bulk_create([LoadCount(activity="x", date="2026-01-01")])

    assert stamps.is_current(stamp, [COMMENTS])
    assert not stamps.is_current(stamp, [COUNTS])


def test_comment_concerns_only_the_page_it_belongs_to():
    one, other = "1", "2"
    first = factories.comment(discussion=discussion(one))
    factories.comment(discussion=discussion(other))
    stamp = stamps.take_stamp()

    Comment.objects.filter(pk=first.pk).update(text="changed")

    assert not stamps.is_current(stamp, [key_of(one)])
    assert not stamps.is_current(stamp, [COMMENTS])
    assert stamps.is_current(stamp, [key_of(other)])


def test_discussion_that_moves_concerns_both_places():
    made = discussion("1")
    stamp = stamps.take_stamp()

    Discussion.objects.filter(pk=made.pk).update(target_id="4711")

    assert not stamps.is_current(stamp, [key_of("1")])
    assert not stamps.is_current(stamp, [key_of("4711")])
    assert stamps.is_current(stamp, [key_of("4712")])


def test_nothing_is_current_while_migrations_run():
    stamp = stamps.take_stamp()

    installation.before_migration(using="default", plan=["something"])

    assert not stamps.is_current(stamp, [])
    assert not stamps.is_current(stamps.take_stamp(), [])
    assert not installation.get_installed_triggers(connection)
    installation.after_migration(using="default")
    assert not stamps.is_current(stamp, [])
    assert stamps.is_current(stamps.take_stamp(), [])


def test_missing_trigger_is_noticed_and_put_back():
    name, table = next(iter(installation.get_installed_triggers(connection).items()))
    with connection.cursor() as cursor:
        is_postgresql = connection.vendor == "postgresql"
        cursor.execute(f"DROP TRIGGER {name}" + f' ON "{table}"' * is_postgresql)
    stamp = stamps.take_stamp()

    assert not find_tables()
    call_command("migrate", verbosity=0)
    assert find_tables()
    assert not stamps.is_current(stamp, [])


def test_process_with_other_scopes_relies_on_nothing_here(settings):
    """A deployment with new scopes replaces the triggers while old processes run."""
    old, stamp = find_tables(), stamps.take_stamp()
    assert stamps.is_current(stamp, [old.replaced_key])
    scopes = settings.PRIVACY_PAGE_CACHE_SCOPES

    settings.PRIVACY_PAGE_CACHE_SCOPES = scopes | {"taggit.Tag": "table"}
    call_command("migrate", verbosity=0)
    new = find_tables()

    assert not stamps.is_current(stamps.take_stamp(), [old.replaced_key])
    assert stamps.is_current(stamps.take_stamp(), [new.replaced_key])
    settings.PRIVACY_PAGE_CACHE_SCOPES = scopes
    assert find_tables() is None
    call_command("migrate", verbosity=0)
    assert stamps.is_current(stamps.take_stamp(), [old.replaced_key])
    assert not stamps.is_current(stamps.take_stamp(), [new.replaced_key])


def test_without_its_table_nothing_is_watched():
    call_command("migrate", "privacy_page_cache", "zero", verbosity=0)
    try:
        assert not installation.get_installed_triggers(connection)
        Tag.objects.create(name="still works", slug="still-works")
    finally:
        call_command("migrate", "privacy_page_cache", verbosity=0)

    assert find_tables()


@pytest.fixture
def connections(db: None) -> Iterator[list]:
    """Return two connections, as of two processes, of which each has its own rows."""
    for writer in "01":
        for target in "ab":
            factories.comment(discussion=discussion(target), name=writer)
    with closing(connection.copy()) as first, closing(connection.copy()) as second:
        yield [first, second]


STEPS = st.lists(
    st.one_of(
        st.just(("stamp", 0, "")),
        st.tuples(
            st.sampled_from(["commit", "rollback"]), st.integers(0, 1), st.just("")
        ),
        st.tuples(st.just("write"), st.integers(0, 1), st.sampled_from("ab")),
    ),
    max_size=14,
)


class Writers:
    """Two connections with transactions, and which stamps they make outdated."""

    def __init__(self, connections: list) -> None:
        self.connections = connections
        self.written: dict[int, set[str]] = {}
        self.taken: list[tuple[str, set[str]]] = []

    def stamp(self, _number: int, _target: str) -> None:
        self.taken.append((stamps.take_stamp(), set()))

    def write(self, number: int, target: str) -> None:
        if connection.vendor == "sqlite" and self.written.keys() - {number}:
            return  # it would wait for the other one
        with self.connections[number].cursor() as cursor:
            if number not in self.written:
                cursor.execute("BEGIN")
            cursor.execute(
                "UPDATE privacy_comments_comment SET text = 'new' WHERE name = %s AND "
                "discussion_id = (SELECT id FROM privacy_comments_discussion "
                "WHERE target_id = %s)",
                [str(number), target],
            )
        self.written.setdefault(number, set()).add(target)

    def commit(self, number: int, _target: str) -> None:
        for key in self._end(number, "COMMIT"):
            for _stamp, changed in self.taken:
                changed.add(key)

    def rollback(self, number: int, _target: str) -> None:
        self._end(number, "ROLLBACK")

    def _end(self, number: int, word: str) -> set[str]:
        if number not in self.written:
            return set()
        with self.connections[number].cursor() as cursor:
            cursor.execute(word)
        return self.written.pop(number)

    def check(self) -> None:
        for stamp, changed in self.taken:
            for key in "ab":
                is_current = stamps.is_current(stamp, [key_of(key)])
                assert is_current == (key not in changed)


@given(steps=STEPS)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_stamp_is_current_until_a_transaction_commits_that_wrote(connections, steps):
    writers = Writers(connections)

    for action, number, target in steps:
        getattr(writers, action)(number, target)
        writers.check()

    writers.rollback(0, "")
    writers.rollback(1, "")
