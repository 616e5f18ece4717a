"""The asgi entry point of the production server."""

import os

from django.core.asgi import get_asgi_application

from blog.encoding import asgi_in_utf8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blog.settings.production")
application = asgi_in_utf8(get_asgi_application())
