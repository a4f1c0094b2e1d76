from django.conf import settings
from django.urls import path

from clinic.desk import views
from clinic.desk.views import clients, measures, practice, work

app_name = "desk"
urlpatterns = [
    path("", views.today, name="today"),
    path("caseload/", views.caseload, name="caseload"),
    path("clients/", clients.index, name="clients"),
    path("clients/new/", clients.new, name="client-new"),
    path("clients/<uuid:client_id>/", clients.overview, name="client"),
    path("clients/<uuid:client_id>/assessments/", clients.assessments, name="client-assessments"),
    path("clients/<uuid:client_id>/sessions/", clients.sessions, name="client-sessions"),
    path("clients/<uuid:client_id>/exercises/", clients.exercises, name="client-exercises"),
    path("clients/<uuid:client_id>/file/", clients.file, name="client-file"),
    path("clients/<uuid:client_id>/record/", measures.choose, name="record-choose"),
    path("clients/<uuid:client_id>/record/<slug:key>/", measures.record, name="record"),
    path("assessments/<uuid:assessment_id>/", measures.result, name="result"),
    path("alerts/<uuid:alert_id>/", measures.alert, name="alert"),
    path("clients/<uuid:client_id>/plan/", work.plan, name="plan-new"),
    path("clients/<uuid:client_id>/book/", work.book, name="book"),
    path("clients/<uuid:client_id>/exercises/new/", work.exercise, name="exercise-new"),
    path("sessions/<uuid:session_id>/cancel/", work.cancel, name="session-cancel"),
    path("reports/", practice.report, name="report"),
    path("reports/<slug:table>.csv", practice.report_csv, name="report-csv"),
    path("setup/<str:token>/", practice.set_up, name="setup"),
]
if not settings.PRODUCTION:
    urlpatterns += [
        path("mailbox/", practice.mailbox, name="mailbox"),
        path("mailbox/<str:name>/", practice.mail, name="mail"),
    ]
