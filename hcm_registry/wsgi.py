"""Server entry point for granian (and any WSGI server)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hcm_registry.settings")
application = get_wsgi_application()
