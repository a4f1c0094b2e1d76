from django.urls import path

from interventions.notes.views import notes, private, templates

app_name = "notes"
urlpatterns = [
    path("sessions/<uuid:session_id>/note/", notes.session_workspace, name="session-note"),
    path("clients/<uuid:client_id>/private/", private.private_notes, name="private-notes"),
    path("private/<uuid:private_id>/", private.private_note, name="private-note"),
    path("notes/templates/", templates.note_templates, name="note-templates"),
    path("notes/templates/<uuid:template_id>/retire/", templates.template_retire, name="note-template-retire"),
    path("notes/", notes.index, name="notes"),
    path("notes/<uuid:note_id>/", notes.note, name="note"),
    path("notes/<uuid:note_id>/addendum/", notes.addendum, name="note-addendum"),
    path("notes/<uuid:note_id>/cosign/", notes.cosign, name="note-cosign"),
]
