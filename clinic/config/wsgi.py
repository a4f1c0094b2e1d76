"""The web process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.config.settings")
application = get_wsgi_application()

from clinic.core.checks import refuse_to_start  # noqa: E402

refuse_to_start()
