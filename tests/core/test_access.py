"""The access matrix: every route of the URL map × every kind of person × whose record it is.

The expectations are written out in full and are not derived from the policy. A route that is not listed fails the test.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from assessments import catalogue
from assessments.models import Battery, CustomInstrument, Rupture, SetAside, Wording
from clients.escalation.models import EscalationStep
from clients.models import CareRelation, Client, Cover, RiskAlert
from clients.on_call.models import OnCallException, OnCallShift
from clinic.core.access import Actor, Role
from clinic.core.messages import quoted
from clinic.core.models import SavedList, User
from interventions.catalogue import modality as modality_of
from interventions.letters.actions import draft_letter, save_letter, sign_letter
from interventions.letters.releases import record_release
from interventions.models import CustomModality, GateOverride, Plan, TherapySession
from interventions.notes.actions import save_note, sign_note
from interventions.notes.note_templates import add_template
from interventions.notes.private import write_private_note
from interventions.sessions.calendar_settings import add_leave
from interventions.sessions.waiting import wait
from tests.factories import (
    a_client,
    a_custom_exercise,
    a_goal,
    a_household,
    a_log,
    a_merged_file,
    a_plan,
    a_practice,
    a_questionnaire,
    a_reading_assignment,
    a_room,
    a_row,
    a_safety_plan,
    a_schedule,
    a_session,
    a_staff,
    an_assessment,
    an_assignment,
    an_emergency_contact,
    an_interview,
    inside,
    portal_user,
    therapist_of,
)
from tests.web import UNKNOWN

OWN = catalogue.get("phq-9").model_dump(mode="json", by_alias=True)
INTERVIEW = {
    "interviewed_on": "2026-01-05",
    "coded_on": "2026-02-05",
    "coder": "A. Coder",
    "certification": "Berkeley 2019",
    "classification": "F",
}
DAY = timedelta(days=1)
WHOSE = ("own", "other", "foreign")
PEOPLE = ("therapist", "supervisor", "admin", "client", "nobody")

# What is answered, for each person: one word for all records, or three for own, a colleague's, another practice's.
# ok: let in. no: 403 (a page for nobody: sent to sign in; the API: 401). gone: 404, the same as for an id that is not.
CARE = {"therapist": "ok gone gone"}
DESK = {"supervisor": "no", "admin": "no", "client": "no", "nobody": "no"}
OPEN = dict.fromkeys(PEOPLE, "ok")
STAFF = {"therapist": "ok", "supervisor": "ok", "admin": "ok", "client": "no", "nobody": "no"}
CLINICAL = {"therapist": "ok gone gone", "supervisor": "ok gone gone", "admin": "no", "client": "no", "nobody": "no"}
FILE = {**CLINICAL, "admin": "ok ok gone"}
TREAT = {**DESK, **CARE}  # the therapist alone
OFFICE = {**DESK, **CARE, "admin": "ok ok gone"}  # the therapist and the practice's admin
ADMIN = {**DESK, "therapist": "no", "admin": "ok"}
PORTAL = {"therapist": "no", "supervisor": "no", "admin": "no", "client": "ok", "nobody": "no"}
PORTAL_PAGE = {**PORTAL, "client": "ok gone gone"}
WRITERS = {**STAFF, "supervisor": "no"}
OWN_PRACTICE = {**WRITERS, "therapist": "ok ok gone", "admin": "ok ok gone"}
CASELOAD = {**STAFF, "admin": "no"}
TRAINED = {**DESK, "therapist": "ok"}
HANDED = {**TREAT, "supervisor": "gone"}  # whoever leads the client, to whom they were handed over

Expected = dict[str, dict[str, str]]  # method → person → answers
EXPECTED: dict[str, Expected] = {
    "workspace:today": {"GET": {**STAFF, "client": "ok"}},  # a client is led to the portal
    "workspace:caseload": {"GET": CASELOAD},
    "workspace:list-keep": {"POST": CASELOAD},
    "workspace:list-remove": {"POST": HANDED},
    "shortcuts:keys": {"GET": STAFF, "POST": STAFF},
    "clients:clients": {"GET": STAFF},
    "clients:client-new": {"GET": {**STAFF, "supervisor": "no"}, "POST": {**STAFF, "supervisor": "no"}},
    "workspace:client": {"GET": FILE},
    "assessments:client-assessments": {"GET": CLINICAL},
    "sessions:client-sessions": {"GET": FILE},
    "exercises:client-exercises": {"GET": CLINICAL},
    "clients:client-file": {"GET": FILE},
    "clients:client-contact": {"GET": OFFICE, "POST": OFFICE},
    "care_team:client-care": {"GET": OFFICE},
    "care_team:client-transfer": {"POST": OFFICE},
    "care_team:client-second": {"POST": OFFICE},
    "care_team:care-end": {"GET": OFFICE, "POST": OFFICE},
    "care_team:care-read": {"POST": HANDED},
    "care_team:staff-transfer": {"GET": OFFICE, "POST": OFFICE},
    "households:household-begin": {"GET": OFFICE, "POST": OFFICE},
    "households:household": {"GET": FILE},
    "merging:merge-choose": {"GET": OFFICE},
    "merging:merge": {"GET": OFFICE, "POST": OFFICE},
    "merging:merge-undo": {"POST": OFFICE},
    "workspace:together": {"GET": CLINICAL},
    "households:household-end": {"GET": OFFICE, "POST": OFFICE},
    "safety:client-safety": {"GET": CLINICAL},
    "safety:safety-plan-write": {"GET": TREAT, "POST": TREAT},
    "safety:safety-plan-version": {"GET": CLINICAL},
    "safety:safety-plan-pdf": {"GET": CLINICAL},
    "safety:emergency-contact-new": {"GET": OFFICE, "POST": OFFICE},
    "safety:emergency-contact": {"GET": OFFICE, "POST": OFFICE},
    "safety:emergency-contact-remove": {"POST": OFFICE},
    "tracked:client-measures": {"GET": CLINICAL},
    "tracked:client-choice": {"POST": TREAT},
    "tracked:set-aside": {"POST": TREAT},
    "tracked:set-aside-end": {"POST": TREAT},
    "clients:client-consent": {"POST": OFFICE},
    "clients:client-portal": {"POST": OFFICE},
    "clients:client-violence": {"POST": TREAT},
    "health:client-health": {"GET": CLINICAL, "POST": {**TREAT, "supervisor": "gone"}},
    "choosing:client-wishes": {"GET": CLINICAL, "POST": {**TREAT, "supervisor": "gone"}},
    "choosing:trainings": {"GET": TRAINED, "POST": TRAINED},
    "choosing:training-remove": {"POST": TRAINED},
    "api:trainings": {"GET": TRAINED, "POST": TRAINED},
    "api:training": {"DELETE": TRAINED},
    "api:modality-choice": {"GET": TREAT},
    "api:client-wishes": {"GET": CLINICAL, "POST": TREAT},
    "api:client-health": {"GET": CLINICAL, "POST": TREAT},
    "reach:client-reach": {"GET": OFFICE, "POST": OFFICE},
    "reach:channel-open": {"POST": OFFICE},
    "practice:reminder-rules": {"POST": ADMIN},
    "practice:session-rules": {"POST": ADMIN},
    "practice:care-rules": {"POST": ADMIN},
    "api:status": {"GET": ADMIN},
    "api:alert-rules": {"GET": ADMIN, "PATCH": ADMIN},
    "api:care-rules": {"GET": ADMIN, "PATCH": ADMIN},
    "practice:trial": {"POST": ADMIN},
    "api:trial": {"POST": ADMIN},
    "portal:appointment-file": {"GET": PORTAL_PAGE},
    "portal:settings": {"GET": PORTAL, "POST": PORTAL},
    "unsubscribe": {"GET": dict.fromkeys(PEOPLE, "gone"), "POST": dict.fromkeys(PEOPLE, "gone")},  # a signed link
    "assessments:record-choose": {"GET": TREAT},
    "assessments:record": {"GET": TREAT, "POST": TREAT},
    "assessments:record-totals": {"GET": TREAT, "POST": TREAT},
    "assessments:correct-totals": {"GET": TREAT, "POST": TREAT},
    "assessments:result": {"GET": CLINICAL},
    "assessments:explain": {"GET": CLINICAL},
    "assessments:void": {"POST": TREAT},
    "assessments:unanswered": {"POST": TREAT},
    "assessments:repair": {"POST": TREAT},
    "assessments:correct": {"GET": TREAT, "POST": TREAT},
    "alerts:alert": {"GET": FILE, "POST": CLINICAL},  # an admin reads whom to reach, not whose it is
    "assessments:alert-screening": {"GET": CLINICAL, "POST": CLINICAL},
    "alerts:alert-take": {"POST": CLINICAL},
    "alerts:alert-hand-over": {"POST": FILE},
    "alerts:alert-reopen": {"POST": CLINICAL},
    "alerts:alert-follow-up": {"POST": CLINICAL},
    "alerts:alerts-waiting": {"GET": ADMIN},
    "letters:letters": {"GET": FILE},  # an admin sees that a letter exists, and reads none
    "letters:letter-new": {"GET": TREAT, "POST": TREAT},
    "letters:letter": {"GET": CLINICAL},
    "letters:letter-write": {"GET": TREAT, "POST": TREAT},
    "letters:letter-discard": {"POST": TREAT},
    "letters:letter-version": {"POST": TREAT},
    "letters:letter-deliver": {"POST": TREAT},
    "letters:letter-pdf": {"GET": CLINICAL},
    "letters:letter-text": {"GET": CLINICAL},
    "letters:release-new": {"GET": OFFICE, "POST": OFFICE},
    "letters:release-withdraw": {"POST": OFFICE},
    "workspace:client-report": {"GET": CLINICAL},
    "workspace:client-report-pdf": {"GET": CLINICAL},
    "workspace:client-report-csv": {"GET": CLINICAL},
    "interviews:interview-new": {"GET": TREAT, "POST": TREAT},
    "interviews:interview-void": {"POST": TREAT},
    "questionnaires:give": {"GET": TREAT, "POST": TREAT},
    "questionnaires:questionnaire-withdraw": {"POST": TREAT},
    "questionnaires:schedule-stop": {"POST": TREAT},
    "episodes:episode-pause": {"POST": TREAT},
    "episodes:episode-close": {"GET": TREAT, "POST": TREAT},
    "episodes:reopening": {"GET": OFFICE, "POST": OFFICE},
    "episodes:episode-death": {"GET": OFFICE, "POST": OFFICE},
    "plans:plan-new": {"GET": TREAT, "POST": TREAT},
    "plans:plan": {"GET": CLINICAL},
    "plans:plan-record": {"GET": CLINICAL},
    "plans:plan-goals": {"GET": CLINICAL},
    "plans:plan-agreement": {"GET": CLINICAL},
    "plans:plan-pdf": {"GET": CLINICAL},
    "plans:plan-for-client": {"GET": CLINICAL},
    "exercises:exercise-pdf": {"GET": CLINICAL},
    "exercises:exercise-log": {"GET": CLINICAL},
    "exercises:worsening-read": {"POST": TREAT},
    "api:log-reading": {"POST": TREAT},
    "batteries:questionnaires-pdf": {"GET": TREAT},
    "sessions:appointment-card": {"GET": FILE},
    "plans:plan-exit": {"POST": TREAT},
    "plans:plan-phase": {"POST": TREAT},
    "plans:plan-cautions": {"POST": TREAT},
    "plans:plan-health": {"POST": TREAT},
    "plans:plan-agreed": {"POST": TREAT},
    "plans:plan-formulation": {"POST": TREAT},
    "plans:plan-specialist": {"POST": TREAT},
    "plans:plan-pause": {"POST": TREAT},
    "plans:plan-change": {"POST": TREAT},
    "plans:override-seen": {"POST": CLINICAL},
    "plans:goal-new": {"POST": TREAT},
    "plans:goal-rate": {"POST": TREAT},
    "plans:row-new": {"GET": TREAT, "POST": TREAT},
    "plans:row-edit": {"GET": TREAT, "POST": TREAT},
    "plans:row-remove": {"POST": TREAT},
    "sessions:book": {"GET": OFFICE, "POST": OFFICE},
    "exercises:exercise-new": {"GET": TREAT, "POST": TREAT},
    "exercises:exercise-stop": {"POST": TREAT},
    "education:reading-give": {"POST": TREAT},
    "education:reading-withdraw": {"POST": TREAT},
    "library:library": {"GET": STAFF},
    "education:library-page": {"GET": STAFF},
    "library:exercise-write": {"GET": WRITERS, "POST": WRITERS},
    "library:exercise-rewrite": {"GET": OWN_PRACTICE, "POST": OWN_PRACTICE},
    "library:exercise-retire": {"POST": OWN_PRACTICE},
    "library:modalities": {"GET": ADMIN, "POST": ADMIN},
    "library:modality-file": {"GET": ADMIN},
    "library:modality-retire": {"POST": {**ADMIN, "admin": "ok ok gone"}},
    "sessions:calendar": {"GET": STAFF},
    "sessions:book-whom": {"GET": WRITERS},
    "sessions:slots": {"GET": WRITERS},
    "sessions:waiting": {"GET": WRITERS},
    "sessions:wait": {"GET": OFFICE, "POST": OFFICE},
    "sessions:wait-off": {"POST": OFFICE},
    "sessions:hours": {"GET": OFFICE, "POST": OFFICE},
    "sessions:leave-new": {"POST": OFFICE},
    "sessions:leave": {"GET": OFFICE},
    "sessions:leave-sessions": {"POST": OFFICE},
    "sessions:leave-remove": {"POST": OFFICE},
    "sessions:feed-secret": {"POST": OFFICE},
    "sessions:feed": {"GET": dict.fromkeys(PEOPLE, "gone")},  # whoever has the secret; here nobody does
    "sessions:session": {"GET": FILE},
    "sessions:session-move": {"POST": OFFICE},
    "sessions:session-give": {"POST": OFFICE},
    "sessions:session-restore": {"POST": OFFICE},
    "sessions:session-cancel": {"POST": OFFICE},
    "sessions:session-extend": {"POST": OFFICE},
    "sessions:session-attendance": {"POST": OFFICE},
    "notes:session-note": {"GET": TREAT, "POST": TREAT},
    "sessions:session-sheet": {"POST": TREAT},
    "sessions:session-track": {"POST": TREAT},
    "notes:private-notes": {"GET": TREAT, "POST": TREAT},
    "notes:private-note": {"GET": TREAT, "POST": TREAT},
    "notes:note-templates": {"GET": WRITERS, "POST": WRITERS},
    "notes:note-template-retire": {"POST": OWN_PRACTICE},
    "notes:notes": {"GET": CASELOAD},
    "notes:note": {"GET": CLINICAL},
    "notes:note-addendum": {"POST": TREAT},
    "notes:note-cosign": {"POST": {**DESK, "therapist": "no", "supervisor": "ok gone gone"}},
    "workspace:report": {"GET": ADMIN},
    "workspace:report-csv": {"GET": ADMIN},
    "practice:practice": {"GET": ADMIN},
    "practice:practice-details": {"POST": ADMIN},
    "practice:room-new": {"POST": ADMIN},
    "tracked:practice-measures": {"GET": ADMIN, "POST": ADMIN},
    "favourites:favourites": {"GET": ADMIN, "POST": ADMIN},
    "escalation:steps": {"GET": ADMIN},
    "batteries:batteries": {"GET": ADMIN},
    "batteries:battery-new": {"POST": ADMIN},
    "batteries:battery-remove": {"POST": {**ADMIN, "admin": "ok ok gone"}},
    "batteries:give-several": {"GET": TREAT, "POST": TREAT},
    "escalation:step-new": {"POST": ADMIN},
    "escalation:step-remove": {"POST": {**ADMIN, "admin": "ok ok gone"}},
    "on_call:on-call": {"GET": ADMIN},
    "on_call:shift-new": {"POST": ADMIN},
    "on_call:shift-remove": {"POST": {**ADMIN, "admin": "ok ok gone"}},
    "on_call:exception-new": {"POST": ADMIN},
    "on_call:exception-remove": {"POST": {**ADMIN, "admin": "ok ok gone"}},
    "practice:alert-rules": {"POST": ADMIN},
    "practice:staff-new": {"POST": ADMIN},
    "wording:rights": {"GET": STAFF},
    "wording:wordings": {"GET": ADMIN, "POST": ADMIN},
    "wording:wording-read": {"POST": ADMIN},
    "wording:wording-load": {"POST": ADMIN},
    "wording:instrument-own": {"POST": ADMIN},
    "wording:wording-retire": {"POST": {**ADMIN, "admin": "ok ok gone"}},
    "wording:instrument-retire": {"POST": {**ADMIN, "admin": "ok ok gone"}},
    "staff:staff-edit": {"GET": {**ADMIN, "admin": "ok ok gone"}, "POST": {**ADMIN, "admin": "ok ok gone"}},
    "staff:staff-invitation": {"POST": {**ADMIN, "admin": "ok ok gone"}},
    "staff:staff-factor-reset": {"POST": {**ADMIN, "admin": "ok ok gone"}},
    "closing:staff-close": {"GET": {**ADMIN, "admin": "ok ok gone"}, "POST": {**ADMIN, "admin": "ok ok gone"}},
    "practice:staff-active": {"POST": {**ADMIN, "admin": "ok ok gone"}},
    # There is a practice already.
    "practice:setup": {"GET": dict.fromkeys(PEOPLE, "gone"), "POST": dict.fromkeys(PEOPLE, "gone")},
    "status:status": {"GET": ADMIN},
    "workspace:mailbox": {"GET": ADMIN},
    "workspace:mail": {"GET": {**ADMIN, "admin": "gone"}},
    "portal:today": {"GET": PORTAL},
    "portal:exercise": {"GET": PORTAL_PAGE, "POST": PORTAL_PAGE},
    "portal:exercise-worse": {"GET": PORTAL_PAGE},
    "portal:reading": {"GET": PORTAL_PAGE, "POST": PORTAL_PAGE},
    "portal:plan": {"GET": PORTAL_PAGE, "POST": PORTAL_PAGE},
    "portal:questionnaire": {"GET": PORTAL_PAGE},
    "portal:question": {"GET": PORTAL_PAGE, "POST": PORTAL_PAGE},
    "portal:questionnaire-list": {"GET": PORTAL_PAGE, "POST": PORTAL_PAGE},
    "portal:questionnaire-send": {"GET": PORTAL_PAGE, "POST": PORTAL_PAGE},
    "portal:questionnaire-end": {"GET": PORTAL_PAGE},
    "portal:diary": {"GET": PORTAL, "POST": PORTAL},
    "portal:help": {"GET": PORTAL},
    "portal:safety-plan-write": {"GET": PORTAL, "POST": PORTAL},
    "portal:safety-plan-pdf": {"GET": PORTAL},
    "api:token": {"POST": OPEN},
    "api:logout": {"POST": dict.fromkeys(PEOPLE, "no")},  # asks for a token; the persons here have a session
    "api:devices": {"GET": {**OPEN, "nobody": "no"}},
    "api:device": {"DELETE": {**dict.fromkeys(PEOPLE, "gone"), "nobody": "no"}},  # one's own alone
    "api:me": {"GET": {**OPEN, "nobody": "no"}},
    "api:portal-exercises": {"GET": PORTAL},
    "api:portal-logs": {"POST": PORTAL_PAGE},
    "api:portal-readings": {"GET": PORTAL},
    "api:portal-reading": {"GET": PORTAL_PAGE, "POST": PORTAL_PAGE},
    "api:portal-plans": {"GET": PORTAL},
    "api:portal-diary": {"GET": PORTAL, "POST": PORTAL},
    "api:portal-cards": {"GET": PORTAL},
    "api:portal-agreement": {"POST": PORTAL_PAGE},
    "api:portal-questionnaires": {"GET": PORTAL},
    "api:portal-answers": {"POST": PORTAL_PAGE},
    "api:portal-submission": {"POST": PORTAL_PAGE},
    "api:assessment-fhir": {"GET": CLINICAL},
    "api:fhir-responses": {"POST": TREAT},
    "api:interviews": {"GET": CLINICAL, "POST": TREAT},
    "api:questionnaires": {"GET": CLINICAL, "POST": TREAT},
    "api:portal-appointments": {"GET": PORTAL},
    "api:practice": {"GET": ADMIN, "PATCH": ADMIN},
    "api:reminder-rules": {"GET": ADMIN, "PATCH": ADMIN},
    "api:instruments": {"GET": STAFF},
    "api:instrument-rights": {"GET": STAFF},
    "api:instrument": {"GET": STAFF},
    "api:favourite-instruments": {"GET": STAFF, "PATCH": ADMIN},
    "api:staff": {"GET": ADMIN, "POST": ADMIN},
    "api:staff-member": {"GET": {**ADMIN, "admin": "ok ok gone"}, "PATCH": {**ADMIN, "admin": "ok ok gone"}},
    "api:staff-invitation": {"POST": {**ADMIN, "admin": "ok ok gone"}},
    "api:staff-factor-reset": {"POST": {**ADMIN, "admin": "ok ok gone"}},
    "api:staff-reopening": {"POST": {**ADMIN, "admin": "ok ok gone"}},
    "api:clients": {"GET": STAFF, "POST": {**STAFF, "supervisor": "no"}},
    "api:client": {"GET": FILE, "PATCH": OFFICE},
    "api:merged-files": {"GET": FILE, "POST": OFFICE},
    "api:merged-file": {"DELETE": OFFICE},
    "api:client-care": {"GET": FILE, "POST": OFFICE},
    "api:client-transfer": {"POST": OFFICE},
    "api:client-reopening": {"POST": OFFICE},
    "api:client-death": {"POST": OFFICE},
    "api:client-closing": {"GET": TREAT, "POST": TREAT},
    "api:care-end": {"POST": OFFICE},
    "api:care-read": {"POST": HANDED},
    "api:care-unread": {"GET": CASELOAD},
    "api:safety-plan": {"GET": CLINICAL, "PATCH": TREAT},
    "api:safety-plan-versions": {"GET": CLINICAL},
    "api:portal-safety-plan": {"GET": PORTAL, "PATCH": PORTAL},
    "api:emergency-contacts": {"GET": FILE, "POST": OFFICE},
    "api:emergency-contact": {"GET": FILE, "PATCH": OFFICE, "DELETE": OFFICE},
    "api:households": {"GET": STAFF, "POST": WRITERS},
    "api:household": {"GET": FILE},
    "api:household-together": {"GET": CLINICAL},
    "api:household-ending": {"POST": OFFICE},
    "api:staff-transfer": {"POST": OFFICE},
    "api:staff-leave": {"POST": OFFICE},
    "api:leave": {"DELETE": OFFICE},
    "api:leave-sessions": {"GET": OFFICE, "POST": OFFICE},
    "api:leave-uncovered": {"GET": WRITERS},
    "api:covering": {"GET": CASELOAD},
    "api:staff-covers": {"GET": OFFICE, "POST": OFFICE},
    "api:staff-cover": {"DELETE": OFFICE},
    "api:staff-closing": {"GET": {**ADMIN, "admin": "ok ok gone"}, "POST": {**ADMIN, "admin": "ok ok gone"}},
    "api:practice-measures": {"GET": ADMIN, "PATCH": ADMIN},
    "api:client-measures": {"GET": CLINICAL},
    "api:client-choice": {"GET": CLINICAL, "PATCH": TREAT},
    "api:set-aside": {"POST": TREAT, "DELETE": TREAT},
    "api:caseload": {"GET": CASELOAD},
    "api:saved-lists": {"GET": CASELOAD, "POST": CASELOAD},
    "api:saved-list": {"DELETE": HANDED},
    "api:today": {"GET": CASELOAD},
    "api:shortcuts": {"GET": STAFF, "POST": STAFF},
    "api:first-steps": {"GET": STAFF, "POST": STAFF},
    "first_steps:put-away": {"POST": STAFF},
    "api:assessments": {"GET": CLINICAL, "POST": TREAT},
    "api:assessment-totals": {"POST": TREAT},
    "api:assessment": {"GET": CLINICAL},
    "api:assessment-unanswered": {"POST": TREAT},
    "api:assessment-correction": {"POST": TREAT},
    "api:assessment-totals-correction": {"POST": TREAT},
    "api:assessment-voiding": {"POST": TREAT},
    "api:alerts": {"GET": CASELOAD},
    "api:alert-response": {"GET": ADMIN},
    "api:client-report": {"GET": CLINICAL},
    "api:attendance": {"GET": ADMIN},
    "api:outcomes": {"GET": ADMIN},
    "api:endings": {"GET": ADMIN},
    "api:consents": {"GET": FILE, "POST": OFFICE},
    "api:consent-withdrawal": {"POST": OFFICE},
    "api:portal-access": {"GET": FILE, "DELETE": OFFICE},
    "api:portal-invitation": {"POST": OFFICE},
    "api:letters": {"GET": FILE, "POST": TREAT},
    "api:letter-offer": {"GET": TREAT},
    "api:letter": {"GET": CLINICAL, "PATCH": TREAT, "DELETE": TREAT},
    "api:letter-signature": {"POST": TREAT},
    "api:letter-version": {"POST": TREAT},
    "api:letter-deliveries": {"POST": TREAT},
    "api:letter-paper": {"GET": CLINICAL},
    "api:releases": {"GET": FILE, "POST": OFFICE},
    "api:release-withdrawal": {"POST": OFFICE},
    "api:batteries": {"GET": STAFF, "POST": ADMIN},
    "api:battery": {"DELETE": {**ADMIN, "admin": "ok ok gone"}},
    "api:questionnaires-several": {"POST": TREAT},
    "api:escalation-steps": {"GET": ADMIN, "POST": ADMIN},
    "api:escalation-step": {"DELETE": {**ADMIN, "admin": "ok ok gone"}},
    "api:on-call": {"GET": ADMIN},
    "api:on-call-shifts": {"POST": ADMIN},
    "api:on-call-shift": {"DELETE": {**ADMIN, "admin": "ok ok gone"}},
    "api:on-call-exceptions": {"POST": ADMIN},
    "api:on-call-exception": {"DELETE": {**ADMIN, "admin": "ok ok gone"}},
    "api:alert": {"GET": CLINICAL},
    "api:alert-screening": {"POST": CLINICAL},
    "api:alert-taking": {"POST": CLINICAL},
    "api:alert-hand-over": {"POST": FILE},
    "api:alert-closing": {"POST": CLINICAL},
    "api:alert-reopening": {"POST": CLINICAL},
    "api:alert-follow-up": {"POST": CLINICAL},
    "api:plans": {"GET": CLINICAL, "POST": TREAT},
    "api:plan": {"GET": CLINICAL, "PATCH": TREAT},
    "api:plan-exit": {"POST": TREAT},
    "api:plan-paper": {"GET": CLINICAL},
    "api:assignment-paper": {"GET": CLINICAL},
    "api:questionnaire-paper": {"GET": TREAT},
    "api:appointment-card": {"GET": FILE},
    "api:plan-phase": {"POST": TREAT},
    "api:plan-numbers": {"GET": CLINICAL},
    "api:plan-diary": {"GET": CLINICAL},
    "diary:plan-diary": {"GET": CLINICAL},
    "api:unread-diaries": {"GET": {**DESK, "therapist": "ok"}},
    "api:plan-cautions": {"GET": CLINICAL, "POST": TREAT},
    "api:plan-goals": {"GET": CLINICAL, "POST": TREAT},
    "api:plan-goal": {"POST": TREAT, "DELETE": TREAT},
    "api:plan-agreement": {"POST": TREAT},
    "api:plan-rows": {"GET": CLINICAL, "POST": TREAT},
    "api:plan-row": {"GET": CLINICAL, "PATCH": TREAT, "DELETE": TREAT},
    "api:sessions": {"GET": FILE, "POST": OFFICE},
    "api:session": {"GET": FILE, "PATCH": OFFICE},
    "api:session-cancellation": {"POST": OFFICE, "DELETE": OFFICE},
    "api:session-therapist": {"POST": OFFICE},
    "api:session-attendance": {"POST": OFFICE},
    "api:session-extension": {"POST": OFFICE},
    "api:session-note": {"GET": TREAT, "PUT": TREAT},
    "api:series": {"POST": OFFICE},
    "api:free-slots": {"GET": OFFICE},
    "api:notes": {"GET": CLINICAL},
    "api:note": {"GET": CLINICAL},
    "api:note-signature": {"POST": TREAT},
    "api:note-addenda": {"POST": TREAT},
    "api:modalities": {"GET": STAFF},
    "api:exercises": {"GET": STAFF, "POST": WRITERS},
    "api:logs": {"GET": CLINICAL},
    "api:readings": {"GET": CLINICAL, "POST": TREAT},
    "api:assignment-stop": {"POST": TREAT},
    "api:assignments": {"GET": CLINICAL, "POST": TREAT},
    "openapi": {"GET": OPEN},
    "api-docs": {"GET": OPEN},
}
# allauth's own pages about one's own account. They name no record of a practice.
ACCOUNT_PREFIXES = ("account_", "mfa_", "usersessions_")
NOT_OFFERED = ("account_email", "account_email_verification_sent", "account_confirm_login_code")


def routes() -> Iterator[str]:
    """The full name of every route of the URL map."""

    def walk(patterns: list[Any], space: str) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
                yield from walk(pattern.url_patterns, inner)
            elif isinstance(pattern, URLPattern):
                yield f"{space}{pattern.name}" if pattern.name else str(pattern.pattern)

    return walk(get_resolver().url_patterns, "")


def test_every_route_has_a_stated_expectation() -> None:
    found = {name for name in routes() if not name.startswith(ACCOUNT_PREFIXES)}
    assert found == set(EXPECTED)


@dataclass
class Record:
    """One client's record and the ids in it that routes name."""

    client: Client
    ids: dict[str, UUID]
    exercise: str


@dataclass
class World:
    people: dict[str, User | None] = field(default_factory=dict)
    signed_in: dict[str, SimpleCookie] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)


def _record(client: Client, staff_id: UUID) -> Record:
    plan = a_plan(client)
    a_safety_plan(client)
    alert_source, measured = an_assessment(client), an_assessment(client, "ecr-r", 5)
    an_assessment(client, value=1)  # so that a list has a verdict to show
    with inside(client.practice):
        Rupture.objects.create(practice=client.practice, client=client, assessment=measured, fell_by=1)
        alert = RiskAlert.objects.create(
            practice=client.practice, client=client, source="PHQ-9", source_id=alert_source.pk, reason="x"
        )
        today = timezone.localdate()
        SetAside.objects.create(
            practice=client.practice,
            client=client,
            episode=client.episodes.get(),
            set_on=today,
            until=today + timedelta(days=9),
            reason="x",
            set_by_id=staff_id,
        )
        kept = SavedList.objects.create(practice=client.practice, staff_id=staff_id, name="x")
        override = GateOverride.objects.create(
            practice=client.practice,
            plan=plan,
            phase="3-targets",
            unmet=[quoted("x")],
            reason="x",
            made_by_id=staff_id,
        )
        wording = Wording.objects.create(
            practice=client.practice,
            instrument=f"x{client.pk.hex[-8:]}",
            version=1,
            language="en",
            prompts=[],
            anchors={},
            rights="x",
            confirmed_by_id=staff_id,
        )
        exercise = a_custom_exercise(client.practice, staff_id)
        modality = CustomModality.objects.create(
            practice=client.practice,
            key=f"custom-{client.pk.hex[-8:]}",
            added_by_id=staff_id,
            definition=modality_of("emdr").model_dump(mode="json"),
        )
        Plan.objects.filter(pk=plan.pk).update(agreement_asked_at=timezone.now())
        CareRelation.objects.filter(client=client).update(handed_at=timezone.now())
        relation, hour = CareRelation.objects.get(client=client), 60 * OnCallShift.objects.count()
        on_call = {"practice": client.practice, "staff_id": staff_id}
        battery = Battery.objects.create(practice=client.practice, name=f"T {client.pk}", instruments=["phq-9"])
        step = EscalationStep.objects.create(practice=client.practice, minutes=60 + hour, whom="admins")
        shift = OnCallShift.objects.create(**on_call, begins=hour, ends=hour + 60)
        exception = OnCallException.objects.create(
            **on_call, starts_at=timezone.now() + hour * DAY, ends_at=timezone.now() + (hour + 1) * DAY
        )
        own = CustomInstrument.objects.create(
            practice=client.practice,
            key=f"custom-{client.pk.hex[-8:]}",
            added_by_id=staff_id,
            definition=OWN,
        )
    session = a_session(client, timezone.now() + timedelta(hours=1, minutes=7))
    held = a_session(client, timezone.now() - timedelta(hours=3), attendance=TherapySession.State.ATTENDED)
    by = Actor(client.practice_id, "test", frozenset({Role.THERAPIST}), person_id=staff_id, name="Staff")
    with inside(client.practice, by):
        save_note(session=session, by=by, form="free", parts={"text": "x"})
        note = save_note(session=held, by=by, form="free", parts={"text": "x"})
        sign_note(note=note, by=by, revision=1)
        end = session.ends_at
        leave, _booked = add_leave(therapist=session.therapist, starts_at=end, ends_at=end + DAY)
        cover = Cover.objects.create(
            practice=client.practice,
            therapist=session.therapist,
            staff=a_staff(client.practice),
            starts_at=end,
            ends_at=end + DAY,
        )
        waiting = wait(client=client)
        private = write_private_note(client=client, by=by, text="x")
        draft = draft_letter(client=client, by=by, kind="summary", parts=["identity"], recipient="Dr Gray")
        letter = sign_letter(letter=save_letter(letter=draft, by=by, parts={"identity": "x"}, head={}), by=by)
        release = record_release(client=client, by=by, kind="gp", recipient="Dr Gray", covers=["treatment"])
        template = add_template(practice_id=client.practice_id, name=f"T {client.pk}", form="free", parts={"text": "x"})
    assignment = an_assignment(client)
    ids = {
        "note_id": note.pk,
        "therapist_id": session.therapist_id,
        "leave_id": leave.pk,
        "cover_id": cover.pk,
        "waiting_id": waiting.pk,
        "private_id": private.pk,
        "letter_id": letter.pk,
        "release_id": release.pk,
        "template_id": template.pk,
        "client_id": client.pk,
        "assessment_id": measured.pk,
        "alert_id": alert.pk,
        "session_id": session.pk,
        "assignment_id": assignment.pk,
        "log_id": a_log(assignment, before=2, after=9).pk,
        "plan_id": plan.pk,
        "goal_id": a_goal(plan).pk,
        "row_id": a_row(plan, "target", label="the stairs").pk,
        "override_id": override.pk,
        "questionnaire_id": a_questionnaire(client).pk,
        "schedule_id": a_schedule(client).pk,
        "staff_id": staff_id,
        "relation_id": relation.pk,
        "shift_id": shift.pk,
        "step_id": step.pk,
        "battery_id": battery.pk,
        "exception_id": exception.pk,
        "other_id": a_client(therapist_of(client)).pk,
        "merged_id": a_merged_file(client).pk,
        "household_id": a_household(client, a_client(therapist_of(client))).pk,
        "contact_id": an_emergency_contact(client).pk,
        "wording_id": wording.pk,
        "custom_id": own.pk,
        "exercise_id": exercise.pk,
        "modality_id": modality.pk,
        "reading_id": a_reading_assignment(client).pk,
        "coding_id": an_interview(client).pk,
        "list_id": kept.pk,
    }
    return Record(client, ids, exercise.key)


def build_world() -> World:
    """Somebody of each kind, with what they may and may not open; see the fixture ``world``."""
    practice, elsewhere = a_practice(), a_practice()
    supervisor = a_staff(practice, Role.SUPERVISOR)
    therapist = a_staff(practice, supervisor=supervisor)
    colleague, stranger = a_staff(practice), a_staff(elsewhere)
    admin = a_staff(practice, Role.ADMIN)
    own, other, foreign = a_client(therapist), a_client(colleague), a_client(stranger)
    a_room(practice)
    world = World()
    world.people = {
        "therapist": therapist.user,
        "supervisor": supervisor.user,
        "admin": admin.user,
        "client": portal_user(own),
        "nobody": None,
    }
    world.records = {
        "own": _record(own, therapist.pk),
        "other": _record(other, colleague.pk),
        "foreign": _record(foreign, stranger.pk),
    }
    return world


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _path(name: str, record: Record) -> str:
    kinds = {
        "key": "phq-9",
        "token": "x",
        "table": "outcomes",
        "name": "x.eml",
        "secret": "x",
        "mark": "x",
        "channel": "email",
        "kind": "email",
        "subscale": "anxiety",
        "item": 1,
        "modality": "emdr",
        "number": 1,
    } | record.ids
    kinds["kind"] = "measure" if name == "plans:goal-new" else "target" if "row" in name else "email"
    keys = {"education:library-page": "earned-security", "library:modality-file": "emdr"}
    kinds["key"] = record.exercise if name == "library:exercise-rewrite" else keys.get(name, "phq-9")
    wanted: set[str] = set()
    for pattern in get_resolver(None).reverse_dict.getlist(name) or _namespaced(name):
        wanted |= set(pattern[0][0][1])
    return reverse(name, kwargs={key: kinds[key] for key in wanted})


def _namespaced(name: str) -> list[Any]:
    space, _, leaf = name.partition(":")
    resolver = get_resolver().namespace_dict[space][1]
    found: list[Any] = resolver.reverse_dict.getlist(leaf)
    return found


def _body(name: str, record: Record) -> dict[str, Any]:
    """A good request, so that access alone decides."""
    client = {"client": str(record.client.pk)}
    start = timezone.now().replace(microsecond=0) + timedelta(days=9)
    bodies: dict[str, dict[str, Any]] = {
        "api:assessments": client | {"instrument": "phq-9", "responses": {str(n): 0 for n in range(1, 10)}},
        "api:assessment-totals": client | {"instrument": "phq-9", "totals": {"total": 9}, "totals_from": "A letter"},
        "api:plans": client | {"modality": "se", "caution_reason": "the alert was talked about"},
        "api:sessions": client | {"starts_at": start.isoformat()},
        "api:series": client | {"starts_at": start.isoformat(), "rule": "FREQ=DAILY;COUNT=2"},
        "api:saved-lists": {"name": "Mine"},
        "api:session-attendance": {"state": "arrived"},
        "api:session-note": {"form": "free", "parts": {"text": "x"}},
        "api:note-addenda": {"text": "and this"},
        "api:consents": {"kind": "text"},
        "api:letters": {"kind": "client"},
        "api:letter-deliveries": {"way": "post"},
        "api:releases": {"kind": "court", "recipient": "The court", "covers": ["treatment"]},
        "api:plan-exit": {"evidence": "shown"},
        "api:plan-phase": {"phase": "2-preparation", "reason": "as it has to be"},
        "api:plan-goals": {"words": "sleep again", "instrument": "phq-9", "subscale": "total", "aim": 4},
        "api:plan-rows": {"label": "the stairs"},
        "api:plan-row": {"label": "the steps", "revision": 1},
        "api:assignments": client | {"exercise": "paced-breathing"},
        "api:readings": client | {"page": "earned-security"},
        "api:exercises": {
            "title": "Something new",
            "purpose": "To begin.",
            "steps": ["One."],
            "minutes": 3,
            "times_per_week": 2,
            "kind": "practice",
        },
        "api:plan-goal": {"level": 1},
        "api:client-health": {"kind": "heart", "answer": "none"},
        "api:trainings": {"modality": "emdr", "level": "completed"},
        "api:client-wishes": {"modality": "emdr", "answer": "wants"},
        "api:clients": {"name": "Somebody New"},
        "api:token": {"email": "x@example.org"},
        "api:portal-logs": {},
        "api:portal-diary": {"key": str(uuid4()), "happened": "a late reply"},
        "api:portal-answers": {"responses": {"1": 1}},
        "api:questionnaires": client | {"instrument": "gad-7"},
        "api:interviews": client | INTERVIEW,
        "api:fhir-responses": {
            "resourceType": "QuestionnaireResponse",
            "status": "completed",
            "questionnaire": "Questionnaire/gad-7",
            "subject": {"reference": f"Patient/{record.client.pk}"},
            "item": [{"linkId": "1", "answer": [{"valueInteger": 1}]}],
        },
    }
    return bodies.get(name, {})


def _browser(world: World, person: str) -> Browser:
    """Signed in as this person, by the session that was begun with the world."""
    browser = Browser()
    browser.cookies.load({name: one.value for name, one in world.signed_in[person].items()})
    return browser


LISTED = {  # lists that can be asked of one client
    "api:assessments",
    "api:plans",
    "api:sessions",
    "api:assignments",
    "api:questionnaires",
    "api:interviews",
    "api:readings",
    "api:logs",
    "api:notes",
    "api:free-slots",
}


def _request(name: str, method: str, record: Record) -> tuple[str, dict[str, Any]]:
    """Path, and query or body, of a request for this record."""
    path = _path(name, record)
    if method == "GET":
        return path, {"client": str(record.client.pk)} if name in LISTED else {}
    return path, _body(name, record) if name.startswith("api:") else {}


def _ask(world: World, person: str, name: str, method: str, record: Record) -> Any:
    browser = _browser(world, person)
    path, given = _request(name, method, record)
    if method == "GET":
        return browser.get(path, given)
    if name.startswith("api:"):
        send = {"PATCH": browser.patch, "DELETE": browser.delete, "POST": browser.post, "PUT": browser.put}[method]
        return send(path, given, content_type="application/json")
    return browser.post(path, given)


def _word(name: str, answer: Any) -> str:
    if answer.status_code == 404:
        return "gone"
    if answer.status_code in {401, 403}:
        return "no"
    if answer.status_code == 302 and "/account/login/" in answer["Location"]:
        return "no"
    return "ok" if answer.status_code < 500 and answer.status_code != 405 else str(answer.status_code)


CASES = [(name, method) for name, methods in EXPECTED.items() for method in methods]


@pytest.mark.parametrize(("name", "method"), CASES, ids=[f"{method} {name}" for name, method in CASES])
def test_access(world: World, name: str, method: str) -> None:
    """Where nothing of a request says whose record it is of, the three are one: it is asked once."""
    wrong = []
    for person in PEOPLE:
        words, answers = EXPECTED[name][method][person].split(), dict[str, Any]()
        for number, whose in enumerate(WHOSE):
            expected = words[number] if len(words) == 3 else words[0]
            asked = repr(_request(name, method, world.records[whose]))
            if asked not in answers:
                with undone():
                    answers[asked] = _ask(world, person, name, method, world.records[whose])
            answer = answers[asked]
            if (found := _word(name, answer)) != expected:
                wrong.append(f"{person}, {whose}: {found} instead of {expected} ({answer.status_code})")
    assert wrong == []


@pytest.mark.parametrize(
    "name", sorted(name for name in EXPECTED if "POST" in EXPECTED[name] and "GET" not in EXPECTED[name])
)
def test_what_changes_something_cannot_be_done_by_following_a_link(world: World, name: str) -> None:
    for person in ("therapist", "admin", "client"):
        with undone():
            answer = _ask(world, person, name, "GET", world.records["own"])
            if answer.status_code == 302 and not name.startswith("api:"):  # its page, or to sign in
                assert answer["Location"].partition("?")[0] != _path(name, world.records["own"])
                there = _browser(world, person).get(answer["Location"])
                assert there.status_code in {200, 302, 403, 404}, answer["Location"]
                continue
        assert answer.status_code in {401, 403, 405}


def test_other_peoples_ids_are_answered_like_ids_that_do_not_exist(world: World) -> None:
    """The same status, the same body and the same number of statements: nothing tells that the record exists."""
    from django.test.utils import CaptureQueriesContext

    seen = set()
    for client_id in (world.records["other"].client.pk, world.records["foreign"].client.pk, UNKNOWN):
        with undone():
            browser = _browser(world, "therapist")
            browser.get("/api/v1/me/")  # the first answer after signing in reads the session
            with CaptureQueriesContext(connection) as queries:
                answer = browser.get(f"/api/v1/clients/{client_id}/")
            seen.add((answer.status_code, answer.content, len(queries)))
    assert len(seen) == 1
    assert seen.pop()[0] == 404


@pytest.mark.parametrize("name", sorted(name for name in routes() if name.startswith(ACCOUNT_PREFIXES)))
def test_account_pages_never_fail_and_ask_strangers_to_sign_in(world: World, name: str) -> None:
    try:
        path = reverse(name)
    except Exception:
        path = ""
    if not path:
        assert name in {
            "account_reset_password_from_key",
            "account_confirm_email",
            "mfa_remove_webauthn",
            "mfa_edit_webauthn",
        }
        return
    for person in ("therapist", "client", "nobody"):
        with undone():
            browser = _browser(world, person)
            answer = browser.get(path)
        assert answer.status_code < 500
        if name in NOT_OFFERED:
            assert answer.status_code == 404
