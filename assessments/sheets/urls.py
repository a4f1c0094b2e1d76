from django.urls import path

from assessments.sheets import views

app_name = "sheets"
urlpatterns = [
    path("clients/<uuid:client_id>/give/", views.give, name="give"),
    path("questionnaires/<uuid:sheet_id>/take-back/", views.take_back, name="sheet-withdraw"),
    path("rules/<uuid:schedule_id>/stop/", views.stop, name="schedule-stop"),
]
