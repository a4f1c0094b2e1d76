from django.conf import settings
from django.urls import path

from clinic.desk import views
from clinic.desk.views import clients, giving, interviews, mailbox, measures, practice, reports, wordings, work

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
    path("clients/<uuid:client_id>/contact/", clients.contact, name="client-contact"),
    path("clients/<uuid:client_id>/consents/<slug:kind>/", clients.consent, name="client-consent"),
    path("clients/<uuid:client_id>/portal/", clients.portal, name="client-portal"),
    path("clients/<uuid:client_id>/interview/", interviews.new, name="interview-new"),
    path("interviews/<uuid:coding_id>/void/", interviews.void, name="interview-void"),
    path("clients/<uuid:client_id>/give/", giving.give, name="give"),
    path("clients/<uuid:client_id>/pause/", giving.pause, name="episode-pause"),
    path("clients/<uuid:client_id>/close/", giving.close, name="episode-close"),
    path("questionnaires/<uuid:sheet_id>/take-back/", giving.take_back, name="sheet-withdraw"),
    path("rules/<uuid:schedule_id>/stop/", giving.stop, name="schedule-stop"),
    path("clients/<uuid:client_id>/record/", measures.choose, name="record-choose"),
    path("clients/<uuid:client_id>/record/<slug:key>/", measures.record, name="record"),
    path("assessments/<uuid:assessment_id>/", measures.result, name="result"),
    path("assessments/<uuid:assessment_id>/explain/<slug:subscale>/", measures.explained, name="explain"),
    path("assessments/<uuid:assessment_id>/repair/", measures.repair, name="repair"),
    path("assessments/<uuid:assessment_id>/void/", measures.void, name="void"),
    path("assessments/<uuid:assessment_id>/correct/", measures.correct, name="correct"),
    path("alerts/<uuid:alert_id>/", measures.alert, name="alert"),
    path("clients/<uuid:client_id>/plan/", work.plan, name="plan-new"),
    path("clients/<uuid:client_id>/book/", work.book, name="book"),
    path("clients/<uuid:client_id>/exercises/new/", work.exercise, name="exercise-new"),
    path("sessions/<uuid:session_id>/cancel/", work.cancel, name="session-cancel"),
    path("sessions/<uuid:session_id>/attendance/", work.attendance, name="session-attendance"),
    path("reports/", reports.report, name="report"),
    path("reports/<slug:table>.csv", reports.report_csv, name="report-csv"),
    path("practice/wordings/", wordings.wordings, name="wordings"),
    path("practice/wordings/load/", wordings.load, name="wording-load"),
    path("practice/wordings/own/", wordings.own, name="instrument-own"),
    path("practice/wordings/<uuid:wording_id>/retire/", wordings.retire, name="wording-retire"),
    path("practice/instruments/<uuid:own_id>/retire/", wordings.retire_own, name="instrument-retire"),
    path("practice/", practice.manage, name="practice"),
    path("practice/details/", practice.details, name="practice-details"),
    path("practice/alerts/", practice.alert_rules_set, name="alert-rules"),
    path("practice/rooms/", practice.room_new, name="room-new"),
    path("practice/staff/", practice.staff_new, name="staff-new"),
    path("practice/staff/<uuid:staff_id>/", practice.staff_active, name="staff-active"),
    path("setup/<str:token>/", practice.set_up, name="setup"),
]
if not settings.PRODUCTION:
    urlpatterns += [
        path("mailbox/", mailbox.mailbox, name="mailbox"),
        path("mailbox/<str:name>/", mailbox.mail, name="mail"),
    ]
