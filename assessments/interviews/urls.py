from django.urls import path

from assessments.interviews import views

app_name = "interviews"
urlpatterns = [
    path("clients/<uuid:client_id>/interview/", views.new, name="interview-new"),
    path("interviews/<uuid:coding_id>/void/", views.void, name="interview-void"),
]
