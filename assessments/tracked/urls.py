from django.urls import path

from assessments.tracked import views

app_name = "tracked"
urlpatterns = [
    path("practice/measures/", views.practice_measures, name="practice-measures"),
    path("clients/<uuid:client_id>/measures/", views.client_measures, name="client-measures"),
    path("clients/<uuid:client_id>/measures/choice/", views.client_choice, name="client-choice"),
    path("clients/<uuid:client_id>/measures/set-aside/", views.set_aside, name="set-aside"),
    path("clients/<uuid:client_id>/measures/set-aside/end/", views.set_aside_end, name="set-aside-end"),
]
