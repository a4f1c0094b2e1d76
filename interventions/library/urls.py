from django.urls import path

from interventions.library import views

app_name = "library"
urlpatterns = [
    path("library/", views.library, name="library"),
    path("library/exercises/new/", views.write, name="exercise-write"),
    path("library/exercises/<slug:key>/", views.write, name="exercise-rewrite"),
    path("library/exercises/<uuid:exercise_id>/retire/", views.retire_exercise, name="exercise-retire"),
    path("practice/modalities/", views.custom_modalities, name="modalities"),
    path("practice/modalities/<slug:key>.toml", views.modality_file, name="modality-file"),
    path("practice/modalities/<uuid:modality_id>/retire/", views.retire_modality, name="modality-retire"),
]
