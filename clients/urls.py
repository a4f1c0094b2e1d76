from django.urls import path

from clients import views

app_name = "clients"
urlpatterns = [
    path("clients/", views.index, name="clients"),
    path("clients/new/", views.new, name="client-new"),
    path("clients/<uuid:client_id>/file/", views.file, name="client-file"),
    path("clients/<uuid:client_id>/contact/", views.contact, name="client-contact"),
    path("clients/<uuid:client_id>/consents/<slug:kind>/", views.consent, name="client-consent"),
    path("clients/<uuid:client_id>/violence/", views.violence, name="client-violence"),
    path("clients/<uuid:client_id>/portal/", views.portal, name="client-portal"),
]
