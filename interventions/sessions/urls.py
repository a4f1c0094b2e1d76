from django.urls import path

from interventions.sessions.views import booking, calendar, calendar_settings, client, leave, session, tracks

app_name = "sessions"
urlpatterns = [
    path("clients/<uuid:client_id>/sessions/", client.client_sessions, name="client-sessions"),
    path("clients/<uuid:client_id>/appointments.pdf", client.appointment_card, name="appointment-card"),
    path("clients/<uuid:client_id>/book/", booking.book, name="book"),
    path("clients/<uuid:client_id>/wait/", calendar_settings.wait, name="wait"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/book/", calendar.whom, name="book-whom"),
    path("calendar/free/", calendar.slots, name="slots"),
    path("calendar/waiting/", calendar_settings.waiting_page, name="waiting"),
    path("calendar/waiting/<uuid:waiting_id>/off/", calendar_settings.wait_no_longer, name="wait-off"),
    path("calendar/hours/<uuid:therapist_id>/", calendar_settings.hours, name="hours"),
    path("calendar/hours/<uuid:therapist_id>/leave/", calendar_settings.leave, name="leave-new"),
    path("calendar/hours/<uuid:therapist_id>/feed/", calendar_settings.feed_secret, name="feed-secret"),
    path("calendar/leave/<uuid:leave_id>/", leave.leave_page, name="leave"),
    path("calendar/leave/<uuid:leave_id>/sessions/", leave.leave_sessions, name="leave-sessions"),
    path("calendar/leave/<uuid:leave_id>/remove/", calendar_settings.leave_remove, name="leave-remove"),
    path("feeds/<str:secret>.ics", calendar.feed, name="feed"),
    path("sessions/<uuid:session_id>/", session.session, name="session"),
    path("sessions/<uuid:session_id>/move/", session.move, name="session-move"),
    path("sessions/<uuid:session_id>/therapist/", session.give, name="session-give"),
    path("sessions/<uuid:session_id>/cancel/", session.cancel, name="session-cancel"),
    path("sessions/<uuid:session_id>/extend/", session.extend, name="session-extend"),
    path("sessions/<uuid:session_id>/restore/", session.restore, name="session-restore"),
    path("sessions/<uuid:session_id>/attendance/", session.attendance, name="session-attendance"),
    path("sessions/<uuid:session_id>/track/", tracks.track, name="session-track"),
    path("sessions/<uuid:session_id>/sheet/", tracks.sheet, name="session-sheet"),
]
