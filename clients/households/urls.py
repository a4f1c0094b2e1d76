from django.urls import path

from clients.households import views

app_name = "households"
urlpatterns = [
    path("clients/<uuid:client_id>/household/", views.begin, name="household-begin"),
    path("households/<uuid:household_id>/", views.household, name="household"),
    path("households/<uuid:household_id>/end/", views.end, name="household-end"),
]
