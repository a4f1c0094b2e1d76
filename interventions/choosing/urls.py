from django.urls import path

from interventions.choosing import views

app_name = "choosing"
urlpatterns = [
    path("trainings/", views.trainings, name="trainings"),
    path("trainings/<slug:modality>/remove/", views.training_remove, name="training-remove"),
    path("clients/<uuid:client_id>/wishes/", views.wishes, name="client-wishes"),
]
