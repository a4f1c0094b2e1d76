from django.urls import path

from assessments import totals_views, views

app_name = "assessments"
urlpatterns = [
    path("clients/<uuid:client_id>/assessments/", views.client_assessments, name="client-assessments"),
    path("clients/<uuid:client_id>/record/", views.choose, name="record-choose"),
    path("clients/<uuid:client_id>/record/<slug:key>/", views.record, name="record"),
    path("clients/<uuid:client_id>/record/<slug:key>/totals/", totals_views.record, name="record-totals"),
    path("alerts/<uuid:alert_id>/screening/", views.alert_screening, name="alert-screening"),
    path("assessments/<uuid:assessment_id>/", views.result, name="result"),
    path("assessments/<uuid:assessment_id>/explain/<slug:subscale>/", views.explained, name="explain"),
    path("assessments/<uuid:assessment_id>/repair/", views.repair, name="repair"),
    path("assessments/<uuid:assessment_id>/unanswered/", views.unanswered, name="unanswered"),
    path("assessments/<uuid:assessment_id>/void/", views.void, name="void"),
    path("assessments/<uuid:assessment_id>/correct/", views.correct, name="correct"),
    path("assessments/<uuid:assessment_id>/correct/totals/", totals_views.correct, name="correct-totals"),
]
