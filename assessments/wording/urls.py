from django.urls import path

from assessments.wording import views

app_name = "wording"
urlpatterns = [
    path("instruments/rights/", views.rights, name="rights"),
    path("practice/wordings/", views.wordings, name="wordings"),
    path("practice/wordings/read/", views.read_again, name="wording-read"),
    path("practice/wordings/load/", views.load, name="wording-load"),
    path("practice/wordings/own/", views.own, name="instrument-own"),
    path("practice/wordings/<uuid:wording_id>/retire/", views.retire, name="wording-retire"),
    path("practice/instruments/<uuid:custom_id>/retire/", views.retire_custom_instrument, name="instrument-retire"),
]
