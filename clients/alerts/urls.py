from django.urls import path

from clients.alerts import views

app_name = "alerts"
urlpatterns = [
    path("alerts/", views.waiting, name="alerts-waiting"),
    path("alerts/<uuid:alert_id>/", views.alert, name="alert"),
]
