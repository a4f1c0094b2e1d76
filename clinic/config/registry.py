"""What follows from what across packages, in order: the lists that lower packages declare and higher ones fill.

A lower package never imports a higher one. Where its fact must change something above, or its page shows something
from above, it declares a list; here, and nowhere else, the lists are filled. An empty one stops the process.
"""

import sys

from anymail.signals import tracking
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

import clients.queries
import interventions.handover
import interventions.joint_work
from assessments import phases
from assessments import summary as assessments_summary
from assessments import texts as assessment_texts
from assessments.alert_source import read_source, screenings_since
from assessments.catalogue import catalogue
from assessments.interviews.definition import interview
from assessments.models import Assessment, InterviewCoding
from assessments.questionnaires import closing as questionnaire_closing
from assessments.questionnaires import schedules
from assessments.questionnaires import treatment_end as questionnaires_end
from assessments.tracked.queries import WorseMeasures
from assessments.unanswered import RiskToAsk
from assessments.wording import texts as wording_texts
from clients import shell
from clients.alerts import notices as alert_notices
from clients.alerts import responsibility, sources
from clients.care_team import actions as care
from clients.care_team import covers, handover
from clients.care_team.cover_chip import CoverChip
from clients.care_team.last_day import reaches_beyond
from clients.episodes import closing as episodes
from clients.episodes import items as treatment_items
from clients.episodes import reopening
from clients.finding import actions as finding
from clients.households import actions as household_actions
from clients.merging import queries as merging
from clients.reach import actions as contact
from clients.reach import bounces
from clients.shell import Button, Tab
from clients.summaries import facts, keeping
from clinic.accounts import actions as accounts
from clinic.accounts import mails
from clinic.accounts.closing import actions as closing
from clinic.accounts.staff import actions as staff
from clinic.core import mail, messages, outbox, practices
from clinic.core import texts as core_texts
from clinic.core.models import Message
from interventions import summary as interventions_summary
from interventions import texts as intervention_texts
from interventions import treatment_end
from interventions.catalogue import exercises, modalities, pages
from interventions.letters.handover import DraftLetters, letters_follow
from interventions.modalities import packages
from interventions.models import Assignment, Letter, ModalityWish, Note, Plan, TherapySession
from interventions.notices import telling
from interventions.plans.queries import phases_of
from interventions.reminders import actions as reminders
from interventions.sessions import calendar_settings
from interventions.sessions.queries import NextSession

PACKAGES = ("clinic.", "clients.", "assessments.", "interventions.")


def fill() -> None:
    """Joins the packages, once a process. Raises ImproperlyConfigured as :func:`check` does."""
    if closing.ITEMS:
        return
    _fill_texts()
    _fill_messages()
    _fill_people()
    _fill_pages()
    check()
    tracking.connect(bounces.close_channel_on_bounce, dispatch_uid="clients.bounces")


def check() -> None:
    """Raises ImproperlyConfigured for a kind of message without a guard, a list left empty, or a wrong data file."""
    if unguarded := outbox.find_unguarded_kinds():
        raise ImproperlyConfigured(
            f"clinic.config.registry names no guard for messages of kind {', '.join(unguarded)}."
        )
    if empty := find_empty_lists():
        raise ImproperlyConfigured(f"clinic.config.registry fills no {', '.join(empty)}.")
    for load in (interview, catalogue, modalities, exercises, pages, packages.check):
        load()  # a bad data file stops the process here


def find_empty_lists() -> list[str]:
    """The lists that a loaded module below declares for others to fill, and that nobody has filled."""
    return [
        f"{name}.{key}"
        for name, module in sorted(sys.modules.items())
        if name.startswith(PACKAGES) and not name.startswith("clinic.config")
        for key in getattr(module, "__annotations__", {})
        if key.isupper() and getattr(module, key, None) in ([], {})
    ]


def _fill_texts() -> None:
    messages.TEXTS += [core_texts.TEXTS, assessment_texts.TEXTS, wording_texts.TEXTS, intervention_texts.TEXTS]
    messages.TEXTS += [package.texts for package in packages.packages().values()]


def _fill_messages() -> None:
    kind = Message.Kind
    outbox.GUARDS |= {
        kind.REMINDER: (contact.refuse, reminders.refuse_reminders),
        kind.APPOINTMENT: (contact.refuse, telling.refuse),
        kind.QUESTIONS: (contact.refuse, questionnaire_closing.refuse, reminders.refuse_questions),
        kind.EXERCISE: (contact.refuse, reminders.refuse_exercises),
        # A closed account is checked last: the notice is redirected before that.
        kind.ALERT: (alert_notices.refuse, mails.refuse_closed_staff),
        kind.STAFF: (mails.refuse_closed_staff, mails.readdress_staff),
        kind.UNDELIVERED: (mails.refuse_closed_staff, mails.readdress_staff),
        kind.INVITATION: (mails.refuse_closed_accounts,),
        # It goes to an address that was given up: also to somebody whose account was closed right after the change.
        kind.ADDRESS: (outbox.unconditional,),
        kind.SECURITY: (mails.refuse_closed_accounts,),
        kind.HEAD: (mails.refuse_closed_staff, mails.readdress_staff),
        kind.TEST: (mails.refuse_closed_staff, mails.readdress_staff),
    }
    mail.LINKS[kind.INVITATION] = mails.link_of_invitation
    mail.CALENDARS.append(telling.calendars)
    outbox.BOUNCES.append(contact.bounce)
    practices.LANGUAGE_CHANGED.append(finding.rebuild_later)
    contact.REROUTED.append(telling.tell_another_way)


def _fill_people() -> None:
    accounts.ENDINGS.append(calendar_settings.end_feed)
    staff.ROLE_GUARDS.append(clients.queries.still_cares)
    staff.LAST_DAY_GUARDS.append(reaches_beyond)
    responsibility.AWAY.append(calendar_settings.on_leave)
    covers.LEAVES.append(calendar_settings.leaves_of)
    covers.ENDED.append(interventions.handover.sessions_after_cover)
    household_actions.JOINT_WORK += [interventions.joint_work.JointPlans(), interventions.joint_work.JointSessions()]
    merging.BROUGHT += [
        (_("Sessions"), lambda file: TherapySession.objects.filter(client=file)),
        (_("Notes"), lambda file: Note.objects.filter(client=file)),
        (_("Letters"), lambda file: Letter.objects.filter(client=file)),
        (_("Plans"), lambda file: Plan.objects.filter(client=file)),
        (_("Exercises"), lambda file: Assignment.objects.filter(client=file)),
        (_("Wishes about ways of working"), lambda file: ModalityWish.objects.filter(client=file)),
        (_("Assessments"), lambda file: Assessment.objects.filter(client=file)),
        (_("Interview codings"), lambda file: InterviewCoding.objects.filter(client=file)),
    ]
    care.IN_CARE.append(interventions.handover.coming_session)
    care.FOLLOWS += [
        interventions.handover.sessions_follow,
        interventions.handover.plans_follow,
        interventions.handover.waiting_follows,
        letters_follow,
    ]
    episodes.ITEMS += [
        treatment_items.OpenAlerts(),
        treatment_end.OwnSessions(),
        treatment_end.JointSessions(),
        treatment_end.OpenPlans(),
        treatment_end.JointPlans(),
        treatment_end.OpenExercises(),
        treatment_end.UnreadWorsenings(),
        treatment_end.OpenReadings(),
        questionnaires_end.OpenQuestionnaires(),
        questionnaires_end.Rules(),
        questionnaires_end.LastMeasure(),
        treatment_end.Unfinished(),
        treatment_end.OnWaitingList(),
        treatment_items.PortalAccess(),
    ]
    reopening.REOPENED.append(schedules.stop_rules_of_closed)
    episodes.FOLLOW_UPS.append(questionnaires_end.FollowUpMeasures())
    closing.ITEMS += [
        closing.Supervisees(),
        DraftLetters(),
        handover.LedClients(),
        handover.SecondClients(),
        handover.OnCallDuty(),
        handover.ComingCovers(),
        interventions.handover.ComingSessions(),
        interventions.handover.RunningPlans(),
        interventions.handover.WaitingForThem(),
        interventions.handover.UnsignedNotes(),
    ]


def _fill_pages() -> None:
    keeping.FACTS += [*facts.FACTS, *assessments_summary.FACTS, *interventions_summary.FACTS]
    phases.PHASES.append(phases_of)
    shell.CHIPS += [NextSession(), RiskToAsk(), WorseMeasures(), CoverChip()]
    sources.READERS.append(read_source)
    sources.SCREENINGS.append(screenings_since)
    shell.TABS += TABS
    shell.BUTTONS += BUTTONS


TABS = (
    Tab("workspace:client", _("Overview")),
    Tab("assessments:client-assessments", _("Assessments")),
    Tab("sessions:client-sessions", _("Sessions"), clinical=False),
    Tab("exercises:client-exercises", _("Exercises")),
    Tab("safety:client-safety", _("Safety")),
    Tab("letters:letters", _("Letters"), clinical=False),
    Tab("clients:client-file", _("Record"), clinical=False),
)
BUTTONS = (
    Button("assessments:record-choose", _("Record"), "r", "record", afterwards=True),
    Button("exercises:exercise-new", _("Exercise"), "e", "record"),
    Button("plans:plan-new", _("Plan"), "p", "record"),
    Button("sessions:book", _("Book"), "b", "book", primary=True),
)
