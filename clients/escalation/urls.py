from django.urls import path

from clients.escalation import views

app_name = "escalation"
urlpatterns = [
    path("practice/escalation/", views.steps, name="steps"),
    path("practice/escalation/steps/", views.step_new, name="step-new"),
    path("practice/escalation/steps/<uuid:step_id>/remove/", views.step_remove, name="step-remove"),
]
