from django.urls import path

from assessments.favourites import views

app_name = "favourites"
urlpatterns = [path("practice/favourite-instruments/", views.favourites, name="favourites")]
