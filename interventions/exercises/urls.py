from django.urls import path

from interventions.exercises import views

app_name = "exercises"
urlpatterns = [
    path("clients/<uuid:client_id>/exercises/", views.client_exercises, name="client-exercises"),
    path("clients/<uuid:client_id>/exercises/new/", views.exercise, name="exercise-new"),
    path("exercises/<uuid:assignment_id>/exercise.pdf", views.as_pdf, name="exercise-pdf"),
    path("exercises/<uuid:assignment_id>/log/", views.exercise_log, name="exercise-log"),
    path("clients/<uuid:client_id>/exercises/log/<uuid:log_id>/read/", views.worsening_read, name="worsening-read"),
    path("exercises/<uuid:assignment_id>/stop/", views.exercise_stop, name="exercise-stop"),
]
