"""Private parts of other libraries that we lean on, so that an upgrade fails loudly."""

from __future__ import annotations

import inspect

import httpcore
import httpx
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models.query import ModelIterable, ValuesListIterable
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import Atomic
from django.dispatch import Signal
from django.middleware.csrf import CsrfViewMiddleware
from django_tasks_db.management.commands.db_worker import Worker
from wagtail import urls as wagtail_urls
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page, Site

from privacy_plugin.background.worker import MaintenanceWorker


def test_csrf_middleware_rejects_by_a_method_of_its_own():
    # privacy_plugin.http.same_origin takes the reason instead of a page.
    assert list(inspect.signature(CsrfViewMiddleware._reject).parameters) == [
        "self", "request", "reason",
    ]  # fmt: skip
    source = inspect.getsource(CsrfViewMiddleware.process_view)
    for name in ("_reject", "_origin_verified", "_check_referer", "_check_token"):
        assert f"self.{name}(" in source


def test_httpx_transport_sends_through_its_pool():
    # privacy_plugin.egress.http_guard.deadline replaces it to keep one deadline.
    with httpx.HTTPTransport() as transport:
        assert isinstance(transport._pool, httpcore.ConnectionPool)
    assert "self._pool.handle_request(" in inspect.getsource(
        httpx.HTTPTransport.handle_request
    )


def test_task_worker_counts_what_it_has_run():
    # privacy_plugin.background.worker runs maintenance after some tasks.
    worker = MaintenanceWorker(interval=1.0, is_batch=True)

    assert worker._run_tasks == 0
    source = inspect.getsource(Worker)
    assert "self._run_tasks += 1" in source
    assert "self.max_tasks" in source


def test_signal_logs_a_failing_receiver_by_a_method_of_its_own():
    # privacy_plugin.background.after_commit leaves the error's words out of the log.
    assert list(inspect.signature(Signal._log_robust_failure).parameters) == [
        "self", "receiver", "err",
    ]  # fmt: skip
    assert "self._log_robust_failure(" in inspect.getsource(Signal.send_robust)


def test_wagtail_keeps_the_site_of_a_request_in_an_attribute():
    # privacy_plugin.disclosure.texts.preview shows a text as on another site.
    source = inspect.getsource(Site.find_for_request)
    assert "request._wagtail_site" in source


def test_sitemap_collects_its_entries_in_a_method_of_its_own():
    # blog.feeds.sitemaps adds to what it returns.
    assert list(inspect.signature(Sitemap._urls).parameters) == [
        "self", "page", "protocol", "domain",
    ]  # fmt: skip
    assert "self._urls(" in inspect.getsource(Sitemap.get_urls)


def test_wagtail_keeps_the_route_of_a_request_in_an_attribute():
    # blog.serving finds it in fewer queries.
    source = inspect.getsource(Page.route_for_request)
    assert 'hasattr(request, "_wagtail_route_for_request")' in source
    assert "return request._wagtail_route_for_request" in source
    assert "request._get_raw_host()" in inspect.getsource(Site._find_for_request)
    assert wagtail_urls.urlpatterns[-1].name == "wagtail_serve"


def test_queryset_asks_a_compiler_of_its_query():
    # privacy_plugin.prepared_query hands out one whose statement is ready.
    rows = Site.objects.all()
    assert rows._query is rows.query
    assert rows._result_cache is None
    for iterable in (ModelIterable, ValuesListIterable):
        source = inspect.getsource(iterable.__iter__)
        assert "query.get_compiler(" in source
    run = inspect.getsource(SQLCompiler.execute_sql)
    assert "sql, params = self.as_sql()" in run
    assert "self.connection.cursor()" in run
    assert "self.get_converters(fields)" in inspect.getsource(SQLCompiler.results_iter)


def test_transactions_end_by_the_method_of_their_connection():
    # privacy_plugin.page_cache.files.commits replaces it, and stands first of wrappers.
    assert "connection.commit()" in inspect.getsource(Atomic.__exit__)
    source = inspect.getsource(CursorWrapper)
    assert "reversed(self.db.execute_wrappers)" in source
    assert '"cursor": self' in source
    assert "self.execute_wrappers.pop()" in inspect.getsource(BaseDatabaseWrapper)
    assert "getattr(self.cursor, attr)" in inspect.getsource(CursorWrapper.__getattr__)
