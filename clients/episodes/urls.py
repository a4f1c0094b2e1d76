from django.urls import path

from clients.episodes import views

app_name = "episodes"
urlpatterns = [
    path("clients/<uuid:client_id>/pause/", views.pause, name="episode-pause"),
    path("clients/<uuid:client_id>/close/", views.close, name="episode-close"),
    path("clients/<uuid:client_id>/reopening/", views.reopen, name="reopening"),
    path("clients/<uuid:client_id>/death/", views.death, name="episode-death"),
]
