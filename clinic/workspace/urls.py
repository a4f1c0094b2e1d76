from django.conf import settings
from django.urls import path

from clinic.workspace.caseload import views as caseload
from clinic.workspace.views import client, client_report, mailbox, reports, today, together

app_name = "workspace"
urlpatterns = [
    path("", today.today, name="today"),
    path("caseload/", caseload.caseload, name="caseload"),
    path("caseload/lists/", caseload.keep, name="list-keep"),
    path("caseload/lists/<uuid:list_id>/remove/", caseload.remove, name="list-remove"),
    path("clients/<uuid:client_id>/", client.overview, name="client"),
    path("clients/<uuid:client_id>/report/", client_report.client_page, name="client-report"),
    path("clients/<uuid:client_id>/report.pdf", client_report.as_pdf, name="client-report-pdf"),
    path("clients/<uuid:client_id>/report.csv", client_report.as_csv, name="client-report-csv"),
    path("households/<uuid:household_id>/together/", together.together, name="together"),
    path("reports/", reports.report, name="report"),
    path("reports/<slug:table>.csv", reports.report_csv, name="report-csv"),
]
if not settings.PRODUCTION:
    urlpatterns += [
        path("mailbox/", mailbox.mailbox, name="mailbox"),
        path("mailbox/<str:name>/", mailbox.mail, name="mail"),
    ]
