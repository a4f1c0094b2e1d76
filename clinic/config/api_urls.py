"""Everything under /api/v1/, in one list."""

from django.urls import path

from assessments import api as assessments
from assessments import corrections_api as corrections
from assessments import instruments_api
from assessments import totals_api as totals
from assessments.batteries import api as batteries
from assessments.favourites import api as favourites
from assessments.interop import api as interop
from assessments.interviews import api as interviews
from assessments.questionnaires import api as questionnaires
from assessments.tracked import api as tracked
from clients import api as clients
from clients import consents_api as consents
from clients.alerts import api as alerts
from clients.care_team import api as care
from clients.episodes import api as episodes
from clients.escalation import api as escalation
from clients.health import api as health
from clients.households import api as households
from clients.merging import api as merging
from clients.on_call import api as on_call
from clients.safety import api as safety
from clinic.accounts import api as sign_in
from clinic.accounts.closing import api as closing
from clinic.accounts.staff import api as staff
from clinic.workspace import api as workspace
from clinic.workspace import client_report_api as client_report
from clinic.workspace import covering_api as covering
from clinic.workspace import reports_api as reports
from clinic.workspace import together_api as together
from clinic.workspace.caseload import api as caseload
from clinic.workspace.first_steps import api as first_steps
from clinic.workspace.practice import api as practice
from clinic.workspace.shortcuts import api as shortcuts
from clinic.workspace.status import api as status
from interventions import api as interventions
from interventions.choosing import api as choosing
from interventions.diary import api as diary
from interventions.education import api as education
from interventions.exercises import api as exercises
from interventions.exercises import portal_api as portal_exercises
from interventions.letters import api as letters
from interventions.notes import api as notes
from interventions.plans import api as plans
from interventions.plans import cautions_api
from interventions.records import api as records
from interventions.reminders import api as reminders
from interventions.sessions import api as sessions
from interventions.sessions import changes_api as changes
from interventions.sessions import leave_api as leave
from interventions.sessions import numbers_api as numbers
from interventions.sessions import series_api as series
from interventions.sessions import slots_api as slots

app_name = "api"
urlpatterns = [
    path("auth/token/", sign_in.TokenView.as_view(), name="token"),
    path("auth/logout/", sign_in.LogoutView.as_view(), name="logout"),
    path("auth/devices/", sign_in.DevicesView.as_view(), name="devices"),
    path("auth/devices/<str:mark>/", sign_in.DeviceView.as_view(), name="device"),
    path("me/", sign_in.MeView.as_view(), name="me"),
    path("me/exercises/", portal_exercises.PortalExercisesView.as_view(), name="portal-exercises"),
    path("me/exercises/<uuid:assignment_id>/logs/", portal_exercises.PortalLogsView.as_view(), name="portal-logs"),
    path("logs/<uuid:log_id>/reading/", exercises.WorseningView.as_view(), name="log-reading"),
    path("me/readings/", education.PortalReadingsView.as_view(), name="portal-readings"),
    path("me/readings/<uuid:reading_id>/", education.PortalReadingView.as_view(), name="portal-reading"),
    path("me/plans/", plans.PortalPlansView.as_view(), name="portal-plans"),
    path("me/plans/<uuid:plan_id>/agreement/", plans.PortalAgreementView.as_view(), name="portal-agreement"),
    path("me/questionnaires/", questionnaires.PortalQuestionnairesView.as_view(), name="portal-questionnaires"),
    path(
        "me/questionnaires/<uuid:questionnaire_id>/answers/",
        questionnaires.PortalAnswersView.as_view(),
        name="portal-answers",
    ),
    path(
        "me/questionnaires/<uuid:questionnaire_id>/submission/",
        questionnaires.PortalSubmissionView.as_view(),
        name="portal-submission",
    ),
    path("me/diary/", diary.PortalDiaryView.as_view(), name="portal-diary"),
    path("me/cards/", diary.PortalCardsView.as_view(), name="portal-cards"),
    path("me/safety-plan/", safety.PortalSafetyPlanView.as_view(), name="portal-safety-plan"),
    path("me/appointments/", sessions.PortalAppointmentsView.as_view(), name="portal-appointments"),
    path("practice/", practice.PracticeView.as_view(), name="practice"),
    path("status/", status.StatusView.as_view(), name="status"),
    path("practice/trial/", first_steps.TrialView.as_view(), name="trial"),
    path("shortcuts/", shortcuts.ShortcutsView.as_view(), name="shortcuts"),
    path("first-steps/", first_steps.FirstStepsView.as_view(), name="first-steps"),
    path("alert-rules/", practice.AlertRulesView.as_view(), name="alert-rules"),
    path("care-rules/", practice.CareRulesView.as_view(), name="care-rules"),
    path("reminder-rules/", reminders.ReminderRulesView.as_view(), name="reminder-rules"),
    path("instruments/", instruments_api.InstrumentsView.as_view(), name="instruments"),
    path("instrument-rights/", instruments_api.InstrumentRightsView.as_view(), name="instrument-rights"),
    path("instruments/<str:key>/", instruments_api.InstrumentView.as_view(), name="instrument"),
    path("staff/", staff.StaffView.as_view(), name="staff"),
    path("staff/<uuid:staff_id>/", staff.StaffMemberView.as_view(), name="staff-member"),
    path("staff/<uuid:staff_id>/invitation/", staff.InvitationView.as_view(), name="staff-invitation"),
    path("staff/<uuid:staff_id>/reopening/", staff.ReopeningView.as_view(), name="staff-reopening"),
    path("staff/<uuid:staff_id>/second-factor-reset/", staff.FactorResetView.as_view(), name="staff-factor-reset"),
    path("clients/", clients.ClientsView.as_view(), name="clients"),
    path("clients/<uuid:client_id>/", clients.ClientView.as_view(), name="client"),
    path("clients/<uuid:client_id>/consents/", consents.ConsentsView.as_view(), name="consents"),
    path(
        "clients/<uuid:client_id>/consents/<slug:kind>/withdrawal/",
        consents.ConsentWithdrawalView.as_view(),
        name="consent-withdrawal",
    ),
    path("clients/<uuid:client_id>/portal/", consents.PortalAccessView.as_view(), name="portal-access"),
    path(
        "clients/<uuid:client_id>/portal/invitation/",
        consents.PortalInvitationView.as_view(),
        name="portal-invitation",
    ),
    path("clients/<uuid:client_id>/care/", care.CareTeamView.as_view(), name="client-care"),
    path("clients/<uuid:client_id>/merged/", merging.MergedFilesView.as_view(), name="merged-files"),
    path("clients/<uuid:client_id>/merged/<uuid:merged_id>/", merging.MergedFileView.as_view(), name="merged-file"),
    path("clients/<uuid:client_id>/transfer/", care.TransferView.as_view(), name="client-transfer"),
    path("clients/<uuid:client_id>/appointment-card/", sessions.AppointmentCardView.as_view(), name="appointment-card"),
    path(
        "clients/<uuid:client_id>/questionnaires/paper/",
        batteries.QuestionnairePaperView.as_view(),
        name="questionnaire-paper",
    ),
    path("clients/<uuid:client_id>/questionnaires/", batteries.SeveralView.as_view(), name="questionnaires-several"),
    path("batteries/", batteries.BatteriesView.as_view(), name="batteries"),
    path("batteries/<uuid:battery_id>/", batteries.BatteryView.as_view(), name="battery"),
    path("clients/<uuid:client_id>/closing/", episodes.TreatmentClosingView.as_view(), name="client-closing"),
    path("clients/<uuid:client_id>/letters/", letters.LettersView.as_view(), name="letters"),
    path("clients/<uuid:client_id>/letters/measures/", letters.LetterOfferView.as_view(), name="letter-offer"),
    path("clients/<uuid:client_id>/releases/", letters.ReleasesView.as_view(), name="releases"),
    path("releases/<uuid:release_id>/withdrawal/", letters.ReleaseWithdrawalView.as_view(), name="release-withdrawal"),
    path("letters/<uuid:letter_id>/", letters.LetterView.as_view(), name="letter"),
    path("letters/<uuid:letter_id>/signature/", letters.LetterSignatureView.as_view(), name="letter-signature"),
    path("letters/<uuid:letter_id>/version/", letters.LetterVersionView.as_view(), name="letter-version"),
    path("letters/<uuid:letter_id>/deliveries/", letters.LetterDeliveriesView.as_view(), name="letter-deliveries"),
    path("letters/<uuid:letter_id>/paper/", letters.LetterPaperView.as_view(), name="letter-paper"),
    path("clients/<uuid:client_id>/reopening/", episodes.ReopeningView.as_view(), name="client-reopening"),
    path("clients/<uuid:client_id>/death/", episodes.DeathView.as_view(), name="client-death"),
    path("care/<uuid:relation_id>/end/", care.CareEndView.as_view(), name="care-end"),
    path("care/<uuid:relation_id>/read/", care.CareReadView.as_view(), name="care-read"),
    path("care/unread/", care.HandedOverView.as_view(), name="care-unread"),
    path("clients/<uuid:client_id>/health/", health.HealthView.as_view(), name="client-health"),
    path("clients/<uuid:client_id>/choice/", choosing.ChoiceView.as_view(), name="modality-choice"),
    path("clients/<uuid:client_id>/wishes/", choosing.WishesView.as_view(), name="client-wishes"),
    path("me/trainings/", choosing.TrainingsView.as_view(), name="trainings"),
    path("me/trainings/<slug:modality>/", choosing.TrainingView.as_view(), name="training"),
    path("clients/<uuid:client_id>/safety-plan/", safety.SafetyPlanView.as_view(), name="safety-plan"),
    path(
        "clients/<uuid:client_id>/safety-plan/versions/",
        safety.SafetyPlanVersionsView.as_view(),
        name="safety-plan-versions",
    ),
    path(
        "clients/<uuid:client_id>/emergency-contacts/",
        safety.EmergencyContactsView.as_view(),
        name="emergency-contacts",
    ),
    path("emergency-contacts/<uuid:contact_id>/", safety.EmergencyContactView.as_view(), name="emergency-contact"),
    path("households/", households.HouseholdsView.as_view(), name="households"),
    path("households/<uuid:household_id>/", households.HouseholdView.as_view(), name="household"),
    path("households/<uuid:household_id>/ending/", households.HouseholdEndingView.as_view(), name="household-ending"),
    path("staff/<uuid:staff_id>/closing/", closing.ClosingView.as_view(), name="staff-closing"),
    path("staff/<uuid:therapist_id>/leave/", leave.LeavesView.as_view(), name="staff-leave"),
    path("staff/<uuid:therapist_id>/covers/", leave.CoversView.as_view(), name="staff-covers"),
    path("staff/<uuid:therapist_id>/covers/<uuid:cover_id>/", leave.CoverView.as_view(), name="staff-cover"),
    path("staff/<uuid:staff_id>/transfer/", care.TransferAllView.as_view(), name="staff-transfer"),
    path("alerts/", alerts.AlertsView.as_view(), name="alerts"),
    path("alerts/<uuid:alert_id>/", alerts.AlertView.as_view(), name="alert"),
    path("alerts/<uuid:alert_id>/screening/", assessments.AlertScreeningView.as_view(), name="alert-screening"),
    path("alerts/<uuid:alert_id>/taking/", alerts.AlertTakingView.as_view(), name="alert-taking"),
    path("alerts/<uuid:alert_id>/hand-over/", alerts.AlertHandOverView.as_view(), name="alert-hand-over"),
    path("alerts/<uuid:alert_id>/closing/", alerts.AlertClosingView.as_view(), name="alert-closing"),
    path("alerts/<uuid:alert_id>/reopening/", alerts.AlertReopeningView.as_view(), name="alert-reopening"),
    path("alerts/<uuid:alert_id>/follow-up/", alerts.AlertFollowUpView.as_view(), name="alert-follow-up"),
    path("escalation-steps/", escalation.EscalationStepsView.as_view(), name="escalation-steps"),
    path("escalation-steps/<uuid:step_id>/", escalation.EscalationStepView.as_view(), name="escalation-step"),
    path("on-call/", on_call.RotaView.as_view(), name="on-call"),
    path("on-call/shifts/", on_call.ShiftsView.as_view(), name="on-call-shifts"),
    path("on-call/shifts/<uuid:shift_id>/", on_call.ShiftView.as_view(), name="on-call-shift"),
    path("on-call/exceptions/", on_call.ExceptionsView.as_view(), name="on-call-exceptions"),
    path("on-call/exceptions/<uuid:exception_id>/", on_call.ExceptionView.as_view(), name="on-call-exception"),
    path("clients/<uuid:client_id>/report/", client_report.ClientReportView.as_view(), name="client-report"),
    path("reports/attendance/", reports.AttendanceView.as_view(), name="attendance"),
    path("reports/outcomes/", reports.OutcomesView.as_view(), name="outcomes"),
    path("reports/endings/", reports.EndingsView.as_view(), name="endings"),
    path("reports/alert-response/", reports.AlertResponseView.as_view(), name="alert-response"),
    path("households/<uuid:household_id>/together/", together.TogetherView.as_view(), name="household-together"),
    path("covering/", covering.CoveringView.as_view(), name="covering"),
    path("leave/<uuid:leave_id>/", leave.LeaveView.as_view(), name="leave"),
    path("leave/<uuid:leave_id>/sessions/", leave.LeaveSessionsView.as_view(), name="leave-sessions"),
    path("leave/uncovered/", leave.UncoveredView.as_view(), name="leave-uncovered"),
    path("today/", workspace.TodayView.as_view(), name="today"),
    path("caseload/", caseload.CaseloadView.as_view(), name="caseload"),
    path("caseload/lists/", caseload.SavedListsView.as_view(), name="saved-lists"),
    path("caseload/lists/<uuid:list_id>/", caseload.SavedListView.as_view(), name="saved-list"),
    path("practice/favourite-instruments/", favourites.FavouritesView.as_view(), name="favourite-instruments"),
    path("practice/measures/", tracked.PracticeMeasuresView.as_view(), name="practice-measures"),
    path("clients/<uuid:client_id>/measures/", tracked.ClientMeasuresView.as_view(), name="client-measures"),
    path("clients/<uuid:client_id>/measures/choice/", tracked.ClientChoiceView.as_view(), name="client-choice"),
    path("clients/<uuid:client_id>/measures/set-aside/", tracked.SetAsideView.as_view(), name="set-aside"),
    path("assessments/", assessments.AssessmentsView.as_view(), name="assessments"),
    path("assessments/totals/", totals.TotalsView.as_view(), name="assessment-totals"),
    path("assessments/<uuid:assessment_id>/", assessments.AssessmentView.as_view(), name="assessment"),
    path(
        "assessments/<uuid:assessment_id>/unanswered-risk-items/",
        assessments.UnansweredRiskView.as_view(),
        name="assessment-unanswered",
    ),
    path(
        "assessments/<uuid:assessment_id>/correction/",
        corrections.CorrectionView.as_view(),
        name="assessment-correction",
    ),
    path(
        "assessments/<uuid:assessment_id>/totals-correction/",
        corrections.TotalsCorrectionView.as_view(),
        name="assessment-totals-correction",
    ),
    path("assessments/<uuid:assessment_id>/voiding/", corrections.VoidingView.as_view(), name="assessment-voiding"),
    path("assessments/<uuid:assessment_id>/fhir/", interop.FhirAssessmentView.as_view(), name="assessment-fhir"),
    path("fhir/QuestionnaireResponse/", interop.FhirResponsesView.as_view(), name="fhir-responses"),
    path("interviews/", interviews.InterviewsView.as_view(), name="interviews"),
    path("questionnaires/", questionnaires.QuestionnaireAssignmentsView.as_view(), name="questionnaires"),
    path("plans/", interventions.PlansView.as_view(), name="plans"),
    path("plans/<uuid:plan_id>/numbers/", numbers.PlanNumbersView.as_view(), name="plan-numbers"),
    path("plans/<uuid:plan_id>/", interventions.PlanView.as_view(), name="plan"),
    path("plans/<uuid:plan_id>/paper/", plans.PlanPaperView.as_view(), name="plan-paper"),
    path("diary/unread/", diary.UnreadDiariesView.as_view(), name="unread-diaries"),
    path("plans/<uuid:plan_id>/diary/", diary.PlanDiaryView.as_view(), name="plan-diary"),
    path("plans/<uuid:plan_id>/exit/", plans.PlanExitView.as_view(), name="plan-exit"),
    path("plans/<uuid:plan_id>/phase/", plans.PlanPhaseView.as_view(), name="plan-phase"),
    path("plans/<uuid:plan_id>/cautions/", cautions_api.PlanCautionsView.as_view(), name="plan-cautions"),
    path("plans/<uuid:plan_id>/goals/", plans.GoalsView.as_view(), name="plan-goals"),
    path("plans/<uuid:plan_id>/goals/<uuid:goal_id>/", plans.GoalView.as_view(), name="plan-goal"),
    path("plans/<uuid:plan_id>/agreement/", plans.AgreementView.as_view(), name="plan-agreement"),
    path("plans/<uuid:plan_id>/record/<slug:kind>/", records.RowsView.as_view(), name="plan-rows"),
    path("plans/<uuid:plan_id>/record/<slug:kind>/<uuid:row_id>/", records.RowView.as_view(), name="plan-row"),
    path("sessions/", sessions.SessionsView.as_view(), name="sessions"),
    path("sessions/<uuid:session_id>/", sessions.SessionView.as_view(), name="session"),
    path("sessions/<uuid:session_id>/therapist/", changes.HolderView.as_view(), name="session-therapist"),
    path(
        "sessions/<uuid:session_id>/cancellation/",
        changes.CancellationView.as_view(),
        name="session-cancellation",
    ),
    path("sessions/<uuid:session_id>/extension/", series.ExtensionView.as_view(), name="session-extension"),
    path("sessions/<uuid:session_id>/attendance/", changes.AttendanceView.as_view(), name="session-attendance"),
    path("sessions/<uuid:session_id>/note/", notes.SessionNoteView.as_view(), name="session-note"),
    path("series/", series.SeriesView.as_view(), name="series"),
    path("free-slots/", slots.FreeSlotsView.as_view(), name="free-slots"),
    path("notes/", notes.NotesView.as_view(), name="notes"),
    path("notes/<uuid:note_id>/", notes.NoteView.as_view(), name="note"),
    path("notes/<uuid:note_id>/signature/", notes.SignatureView.as_view(), name="note-signature"),
    path("notes/<uuid:note_id>/addenda/", notes.AddendaView.as_view(), name="note-addenda"),
    path("modalities/", plans.ModalitiesView.as_view(), name="modalities"),
    path("exercises/", exercises.LibraryView.as_view(), name="exercises"),
    path("logs/", exercises.LogsView.as_view(), name="logs"),
    path("readings/", education.ReadingAssignmentsView.as_view(), name="readings"),
    path("assignments/<uuid:assignment_id>/stop/", exercises.AssignmentStopView.as_view(), name="assignment-stop"),
    path("assignments/<uuid:assignment_id>/paper/", exercises.AssignmentPaperView.as_view(), name="assignment-paper"),
    path("assignments/", exercises.AssignmentsView.as_view(), name="assignments"),
]
