from django.urls import path

from clients.health import views

app_name = "health"
urlpatterns = [path("clients/<uuid:client_id>/health/", views.health, name="client-health")]
