from django.urls import path

from clinic.workspace.first_steps import views

app_name = "first_steps"
urlpatterns = [path("first-steps/put-away/", views.put_away, name="put-away")]
