"""WSGI entry point for granian, gunicorn and others."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xingping.config.settings")

application = get_wsgi_application()
