from django.urls import path

from clinic.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.today, name="today"),
    path("exercises/<uuid:assignment_id>/", views.exercise, name="exercise"),
    path("help/", views.help_now, name="help"),
]
