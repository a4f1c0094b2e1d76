from django.urls import path

from clinic.accounts.staff import views

app_name = "staff"
urlpatterns = [
    path("practice/staff/<uuid:staff_id>/edit/", views.edit, name="staff-edit"),
    path("practice/staff/<uuid:staff_id>/invitation/", views.invitation, name="staff-invitation"),
    path("practice/staff/<uuid:staff_id>/second-factor/", views.factor_reset, name="staff-factor-reset"),
]
