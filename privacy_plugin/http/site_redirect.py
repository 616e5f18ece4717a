"""Redirect a private link to the site it belongs to.

Each host of an installation answers each link, including former hosts of a site. The
surrounding page and the controller are those of the host, so a page that is read is
redirected to its own site first.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.shortcuts import redirect
from wagtail.models import Site

LOCAL_HOSTS = [".localhost", "127.0.0.1", "[::1]"]  # Django's own where none is set


def redirect_to_site(request: HttpRequest, site_id: int | None) -> HttpResponse | None:
    """Return a redirect to the same page of this site; None where it is not needed.

    A POST is answered where it arrives: it may come from a mail program, which follows
    no redirect (RFC 8058). A site that is gone, or whose name this server does not
    answer to (``ALLOWED_HOSTS``), redirects nowhere.
    """
    current = Site.find_for_request(request)
    if request.method not in {"GET", "HEAD"} or current is None:
        return None
    site = Site.objects.filter(pk=site_id).exclude(pk=current.pk).first()
    if site is None or _is_address_of(site, request) or not _is_answered(site):
        return None
    root = site.root_url
    if request.is_secure():  # a link that is a key never leaves TLS
        root = root.replace("http://", "https://", 1)
    return redirect(f"{root}{request.get_full_path()}")


def _is_answered(site: Site) -> bool:
    hosts = settings.ALLOWED_HOSTS or LOCAL_HOSTS
    return validate_host(site.hostname.lower(), hosts)


def _is_address_of(site: Site, request: HttpRequest) -> bool:
    """Say whether the request names this site's host already, so as never to loop.

    A proxy may leave out the port by which Wagtail tells two sites of a host apart.
    """
    host, port = split_domain_port(request.get_host())
    return host == site.hostname.lower() and port in {"", str(site.port)}
