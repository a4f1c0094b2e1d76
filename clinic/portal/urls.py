from django.urls import path

from clinic.portal import views
from clinic.portal.views import contact, diary, questionnaires, safety

app_name = "portal"
urlpatterns = [
    path("", views.today, name="today"),
    path("exercises/<uuid:assignment_id>/", views.exercise, name="exercise"),
    path("exercises/<uuid:assignment_id>/worse/", views.exercise_worse, name="exercise-worse"),
    path("reading/<uuid:reading_id>/", views.reading, name="reading"),
    path("plans/<uuid:plan_id>/", views.plan, name="plan"),
    path("questions/<uuid:questionnaire_id>/", questionnaires.begin, name="questionnaire"),
    path("questions/<uuid:questionnaire_id>/<int:item>/", questionnaires.question, name="question"),
    path("questions/<uuid:questionnaire_id>/all/", questionnaires.whole, name="questionnaire-list"),
    path("questions/<uuid:questionnaire_id>/send/", questionnaires.send, name="questionnaire-send"),
    path("questions/<uuid:questionnaire_id>/end/", questionnaires.end, name="questionnaire-end"),
    path("appointments/<uuid:session_id>.ics", views.appointment_file, name="appointment-file"),
    path("diary/", diary.diary, name="diary"),
    path("settings/", contact.settings_page, name="settings"),
    path("help/", safety.help_now, name="help"),
    path("help/plan/", safety.write, name="safety-plan-write"),
    path("help/plan.pdf", safety.as_pdf, name="safety-plan-pdf"),
]
