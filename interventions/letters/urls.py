from django.urls import path

from interventions.letters import views

app_name = "letters"
urlpatterns = [
    path("clients/<uuid:client_id>/letters/", views.letters, name="letters"),
    path("clients/<uuid:client_id>/letters/new/", views.new_letter, name="letter-new"),
    path("clients/<uuid:client_id>/releases/new/", views.new_release, name="release-new"),
    path("releases/<uuid:release_id>/withdraw/", views.release_withdraw, name="release-withdraw"),
    path("letters/<uuid:letter_id>/", views.letter, name="letter"),
    path("letters/<uuid:letter_id>/write/", views.write, name="letter-write"),
    path("letters/<uuid:letter_id>/discard/", views.discard, name="letter-discard"),
    path("letters/<uuid:letter_id>/version/", views.new_version, name="letter-version"),
    path("letters/<uuid:letter_id>/delivery/", views.deliver, name="letter-deliver"),
    path("letters/<uuid:letter_id>/letter.pdf", views.as_pdf, name="letter-pdf"),
    path("letters/<uuid:letter_id>/letter.txt", views.as_text, name="letter-text"),
]
