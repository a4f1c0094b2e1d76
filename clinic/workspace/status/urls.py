from django.urls import path

from clinic.workspace.status import views

app_name = "status"
urlpatterns = [path("practice/status/", views.status, name="status")]
