from django.urls import path

from clients.alerts import views

app_name = "alerts"
urlpatterns = [
    path("alerts/", views.waiting, name="alerts-waiting"),
    path("alerts/<uuid:alert_id>/", views.alert, name="alert"),
    path("alerts/<uuid:alert_id>/take/", views.take, name="alert-take"),
    path("alerts/<uuid:alert_id>/hand-over/", views.hand_over, name="alert-hand-over"),
    path("alerts/<uuid:alert_id>/reopen/", views.reopen, name="alert-reopen"),
    path("alerts/<uuid:alert_id>/follow-up/", views.follow_up, name="alert-follow-up"),
]
