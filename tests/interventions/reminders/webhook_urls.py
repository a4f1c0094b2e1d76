"""The addresses as they are where a mail provider's webhook is set."""

from django.urls import include, path

from clinic.config.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500"]

urlpatterns = [*urlpatterns, path("anymail/", include("anymail.urls"))]
