"""Fill a PostgreSQL database with a million comments in some minutes, by SQL alone.

Each comment has a consent, a transmission, a spam check and two events. Every tenth
waits for a moderator. Triggers and foreign keys are off: what is written is right.
The hashes of consents are not: ``privacy_verify`` would say so.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.db import connection

ACTIVITY = "comments.spam_check"
STEPS = {
    "pages": """
        INSERT INTO wagtailcore_page
        SELECT (jsonb_populate_record(page, jsonb_build_object(
            'id', %(first)s + n,
            'path', %(path)s || upper(to_hex(4096 + n)),
            'title', 'Post ' || n, 'draft_title', 'Post ' || n, 'slug', 'post-' || n,
            'url_path', %(url_path)s || 'post-' || n || '/',
            'translation_key', gen_random_uuid(), 'numchild', 0
        ))).* FROM wagtailcore_page AS page, generate_series(1, %(posts)s) AS n
        WHERE page.id = %(template)s""",
    "posts": """
        INSERT INTO blog_postpage
        SELECT (jsonb_populate_record(post, jsonb_build_object(
            'page_ptr_id', %(first)s + n, 'comments_policy', 'checked'
        ))).* FROM blog_postpage AS post, generate_series(1, %(posts)s) AS n
        WHERE post.page_ptr_id = %(template)s""",
    "discussions": """
        INSERT INTO privacy_comments_discussion (target_type, target_id, site_id)
        SELECT 'wagtailcore.page', (%(first)s + n)::text, %(site)s
        FROM generate_series(1, %(posts)s) AS n""",
    "comments": """
        INSERT INTO privacy_comments_comment (discussion_id, depth, kind, state, name,
            email, website, text, html, is_author, subject_key, language, fingerprint,
            local_verdict, submitted_at, imported_from)
        SELECT %(discussion)s + n %% %(posts)s, 0, 'comment',
            CASE WHEN n %% 10 = 0 THEN 'pending' ELSE 'approved' END,
            'Reader ' || n %% 97, '', '', 'Comment ' || n || %(text)s,
            '<p>Comment ' || n || %(text)s || '</p>', false,
            'bench' || lpad(n::text, 19, '0'), 'en', md5(n::text), '',
            now() - n * interval '1 minute', ''
        FROM generate_series(1, %(comments)s) AS n""",
    "records": """
        INSERT INTO privacy_consentrecord
        SELECT gen_random_uuid(), subject_key, %(activity)s, submitted_at, %(version)s
        FROM privacy_comments_comment WHERE subject_key LIKE 'bench%%'""",
    "consents": """
        INSERT INTO privacy_consentevent (record_id, state, at, method, valid_until,
            ended_at, previous_hash, hash)
        SELECT id, 'given', created_at, 'form:comment',
            created_at + interval '730 days', created_at + interval '730 days', '',
            md5(id::text) || md5(subject_key)
        FROM privacy_consentrecord WHERE subject_key LIKE 'bench%%'""",
    "checks": """
        INSERT INTO privacy_comments_spamcheck (comment_id, state, reason,
            recheck_reason, tries, queued_at, checked_at, guid)
        SELECT id, 'ham', '', '', 1, submitted_at, submitted_at, ''
        FROM privacy_comments_comment WHERE subject_key LIKE 'bench%%'""",
    "events": """
        INSERT INTO privacy_comments_moderationevent (comment_id, at, type, reason)
        SELECT id, submitted_at, type, '' FROM privacy_comments_comment,
            unnest(ARRAY['submitted', 'check_answered']) AS type
        WHERE subject_key LIKE 'bench%%'""",
    "transmissions": """
        INSERT INTO privacy_transmission (id, activity, recipient, subject_key,
            field_names, byte_count, outcome, detail, begun_at, ended_at)
        SELECT gen_random_uuid(), %(activity)s, 'Automattic Inc.', subject_key,
            '["comment_content", "user_ip"]', 400, 'answered', 'ham', submitted_at,
            submitted_at FROM privacy_comments_comment
        WHERE subject_key LIKE 'bench%%'""",
}
TEXT = ": I read this twice and still wonder, who decides what is shown to me? " * 2


def fill(*, comments: int, posts: int) -> None:
    """Store so many comments on so many posts below the blog's index."""
    values = _values(comments=comments, posts=posts)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in STEPS.values():
            cursor.execute(statement, values)
        cursor.execute(
            "UPDATE wagtailcore_page SET numchild = numchild + %s WHERE path = %s",
            [posts, values["path"]],
        )
        for table in ("wagtailcore_page", "privacy_comments_discussion"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "  # noqa: S608 - our own names
                f"(SELECT max(id) FROM {table}))"
            )
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")  # as autovacuum does in time


def _values(*, comments: int, posts: int) -> dict[str, Any]:
    factories = import_module("tests.support.factories")  # models need a Django set up
    notice = import_module("privacy_plugin.disclosure.notice")
    disclosures = import_module("tests.support.factories.disclosures")
    template = factories.post(title="Template", policy="checked")
    index = template.get_parent()
    version = notice.save_version(disclosures.disclose(ACTIVITY, language="en"))
    return {
        "comments": comments,
        "posts": posts,
        "template": template.pk,
        "first": template.pk,
        "path": index.path,
        "url_path": index.url_path,
        "site": template.get_site().pk,
        "discussion": _next_discussion(),
        "activity": ACTIVITY,
        "version": version.pk,
        "text": TEXT,
    }


def _next_discussion() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM privacy_comments_discussion")
        (last,) = cursor.fetchone()
    return int(last) + 1
