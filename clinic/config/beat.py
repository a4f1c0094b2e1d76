"""The Celery application of beat, which knows the schedule and the broker and sends tasks by their names.

It reads neither Django's settings nor models, pages or tasks: ``celery -A clinic.config.beat beat``.
"""

from celery import Celery
from celery.signals import setup_logging

from clinic.config import logs
from clinic.config.environment import refuse_missing

refuse_missing(("BROKER_URL",))
app = Celery("secure-base", fixups=[], set_as_current=False)  # the fix-up for Django would read every app
app.config_from_object("clinic.config.queue")
setup_logging.connect(logs.configure)
