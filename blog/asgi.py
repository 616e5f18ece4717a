"""The asgi entry point of the production server."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blog.settings.production")
application = get_asgi_application()
