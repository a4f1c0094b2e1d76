"""The web process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.config.settings")
application = get_wsgi_application()

import clinic.config.urls  # noqa: E402, F401  (before gunicorn forks, so that its processes share it)
from clinic.core.checks import refuse_to_start  # noqa: E402

refuse_to_start()
