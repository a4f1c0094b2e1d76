from django.urls import path

from clients.safety import views

app_name = "safety"
urlpatterns = [
    path("clients/<uuid:client_id>/safety/", views.safety, name="client-safety"),
    path("clients/<uuid:client_id>/safety/plan/", views.write, name="safety-plan-write"),
    path("clients/<uuid:client_id>/safety/plan/<int:number>/", views.version, name="safety-plan-version"),
    path("clients/<uuid:client_id>/safety/plan.pdf", views.as_pdf, name="safety-plan-pdf"),
    path("clients/<uuid:client_id>/emergency-contacts/new/", views.add_contact, name="emergency-contact-new"),
    path("emergency-contacts/<uuid:contact_id>/", views.change_contact, name="emergency-contact"),
    path("emergency-contacts/<uuid:contact_id>/remove/", views.remove_contact, name="emergency-contact-remove"),
]
