from django.urls import path

from clients.merging import views

app_name = "merging"
urlpatterns = [
    path("clients/<uuid:client_id>/merge/", views.choose, name="merge-choose"),
    path("clients/<uuid:client_id>/merge/<uuid:other_id>/", views.merge, name="merge"),
    path("clients/<uuid:client_id>/merged/<uuid:merged_id>/undo/", views.undo, name="merge-undo"),
]
