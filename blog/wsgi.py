"""The wsgi entry point of the production server."""

import os

from django.core.wsgi import get_wsgi_application

from blog.encoding import wsgi_in_utf8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blog.settings.production")
application = wsgi_in_utf8(get_wsgi_application())
