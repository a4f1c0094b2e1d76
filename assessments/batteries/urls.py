from django.urls import path

from assessments.batteries import views

app_name = "batteries"
urlpatterns = [
    path("practice/batteries/", views.kept, name="batteries"),
    path("practice/batteries/new/", views.battery_new, name="battery-new"),
    path("practice/batteries/<uuid:battery_id>/remove/", views.battery_remove, name="battery-remove"),
    path("clients/<uuid:client_id>/give/several/", views.give, name="give-several"),
    path("clients/<uuid:client_id>/questionnaires.pdf", views.as_pdf, name="questionnaires-pdf"),
]
