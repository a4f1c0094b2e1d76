"""The top layer: settings, urls, API router, Celery, WSGI."""

from clinic.config.celery import app as celery_app

__all__ = ["celery_app"]
