from django.urls import path

from clients.care_team import views

app_name = "care_team"
urlpatterns = [
    path("clients/<uuid:client_id>/care/", views.team, name="client-care"),
    path("clients/<uuid:client_id>/care/transfer/", views.transfer, name="client-transfer"),
    path("clients/<uuid:client_id>/care/second/", views.second, name="client-second"),
    path("care/<uuid:relation_id>/end/", views.end, name="care-end"),
    path("care/<uuid:relation_id>/read/", views.confirm, name="care-read"),
    path("practice/staff/<uuid:staff_id>/transfer/", views.transfer_all, name="staff-transfer"),
]
