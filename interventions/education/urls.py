from django.urls import path

from interventions.education import views

app_name = "education"
urlpatterns = [
    path("clients/<uuid:client_id>/reading/", views.give, name="reading-give"),
    path("reading/<uuid:reading_id>/take-back/", views.take_back, name="reading-withdraw"),
    path("library/pages/<slug:key>/", views.read_page, name="library-page"),
]
