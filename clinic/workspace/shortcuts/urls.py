from django.urls import path

from clinic.workspace.shortcuts import views

app_name = "shortcuts"
urlpatterns = [path("keys/", views.keys, name="keys")]
