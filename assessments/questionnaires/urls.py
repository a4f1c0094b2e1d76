from django.urls import path

from assessments.questionnaires import views

app_name = "questionnaires"
urlpatterns = [
    path("clients/<uuid:client_id>/give/", views.give, name="give"),
    path("questionnaires/<uuid:questionnaire_id>/take-back/", views.take_back, name="questionnaire-withdraw"),
    path("rules/<uuid:schedule_id>/stop/", views.stop, name="schedule-stop"),
]
