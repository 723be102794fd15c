"""WSGI entry point for granian, gunicorn and others."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xingping.config.settings")

application = get_wsgi_application()

# What is loaded now stays for the life of the process: no collection need look through it again.
gc.collect()
gc.freeze()
