from django.urls import path

from clinic.workspace.practice import setup, views

app_name = "practice"
urlpatterns = [
    path("practice/", views.manage, name="practice"),
    path("practice/details/", views.details, name="practice-details"),
    path("practice/alerts/", views.alert_rules_set, name="alert-rules"),
    path("practice/care/", views.care_rules_set, name="care-rules"),
    path("practice/reminders/", views.rules, name="reminder-rules"),
    path("practice/sessions/", views.session_rules, name="session-rules"),
    path("practice/trial/", views.trial, name="trial"),
    path("practice/rooms/", views.room_new, name="room-new"),
    path("practice/staff/", views.staff_new, name="staff-new"),
    path("practice/staff/<uuid:staff_id>/", views.staff_active, name="staff-active"),
    path("setup/<str:token>/", setup.set_up, name="setup"),
]
