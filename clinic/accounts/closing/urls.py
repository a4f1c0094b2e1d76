from django.urls import path

from clinic.accounts.closing import views

app_name = "closing"
urlpatterns = [
    path("practice/staff/<uuid:staff_id>/close/", views.close, name="staff-close"),
]
