from django.urls import path

from interventions.diary import views

app_name = "diary"
urlpatterns = [
    path("plans/<uuid:plan_id>/diary/", views.diary, name="plan-diary"),
]
