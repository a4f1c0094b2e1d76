from django.urls import path

from clients.reach import views

app_name = "reach"
urlpatterns = [
    path("clients/<uuid:client_id>/reach/", views.reach, name="client-reach"),
    path("clients/<uuid:client_id>/reach/<slug:channel>/open/", views.reopen, name="channel-open"),
]
