"""The ASGI entry point of the production server."""

import os

import django

from blog.backends.handlers import Utf8ASGIHandler, freeze_start_up

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blog.settings.production")
django.setup(set_prefix=False)
application = Utf8ASGIHandler()
freeze_start_up()
