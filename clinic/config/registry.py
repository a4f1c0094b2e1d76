"""What follows from what across packages, in order: the lists that lower packages declare and higher ones fill.

A lower package never imports a higher one. Where its fact must change something above, or its page shows something
from above, it declares a list; here, and nowhere else, the lists are filled. An empty one stops the process.
"""

from collections.abc import MutableSequence
from typing import Any

from anymail.signals import tracking
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

import clients.queries
import interventions.handover
from assessments import phases
from assessments.catalogue import catalogue, interview
from assessments.questionnaires import closing as sheet_closing
from clients import shell
from clients.alerts import notices as alert_notices
from clients.alerts import responsibility
from clients.care_team import actions as care
from clients.care_team import handover
from clients.reach import actions as contact
from clients.reach import bounces
from clients.shell import Button, Tab
from clinic.accounts import actions as accounts
from clinic.accounts.closing import actions as closing
from clinic.accounts.staff import actions as staff
from clinic.core import outbox
from interventions.catalogue import exercises, modalities, pages
from interventions.modalities import packages
from interventions.notices import telling
from interventions.plans.queries import phases_of
from interventions.reminders import actions as reminders
from interventions.sessions import calendar_settings
from interventions.sessions.queries import next_session_chip


def fill() -> None:
    """Joins the packages. Raises ImproperlyConfigured when a list stays empty or a data file is wrong."""
    if closing.ITEMS:
        return
    lists: list[MutableSequence[Any]] = []

    def put(where: MutableSequence[Any], *what: Any) -> None:
        where.extend(what)
        lists.append(where)

    # A closed account is looked at last: a notice of an alert is addressed anew before.
    put(
        outbox.GUARDS,
        contact.refuse,
        alert_notices.refuse,
        accounts.refuse_closed,
        sheet_closing.refuse,
        reminders.refuse,
        telling.refuse,
    )
    put(outbox.BOUNCES, contact.bounce)
    put(outbox.CALENDARS, telling.calendars)
    put(contact.REROUTED, telling.tell_another_way)
    put(accounts.ENDINGS, calendar_settings.end_feed)
    put(staff.ROLE_GUARDS, clients.queries.still_cares)
    put(responsibility.AWAY, calendar_settings.on_leave)
    put(care.IN_CARE, interventions.handover.coming_session)
    put(
        care.FOLLOWS,
        interventions.handover.sessions_follow,
        interventions.handover.plans_follow,
        interventions.handover.waiting_follows,
    )
    put(
        closing.ITEMS,
        closing.Supervisees(),
        handover.LedClients(),
        handover.SecondClients(),
        handover.OnCallDuty(),
        interventions.handover.ComingSessions(),
        interventions.handover.RunningPlans(),
        interventions.handover.WaitingForThem(),
        interventions.handover.UnsignedNotes(),
    )
    put(phases.PHASES, phases_of)
    put(shell.CHIPS, next_session_chip)
    put(shell.TABS, *TABS)
    put(shell.BUTTONS, *BUTTONS)
    if not all(lists):
        raise ImproperlyConfigured("A list of clinic.config.registry is empty.")
    tracking.connect(bounces.close_channel_on_bounce, dispatch_uid="clients.bounces")
    for load in (
        interview,
        catalogue,
        modalities,
        exercises,
        pages,
        packages.check,
    ):  # a bad data file stops the process here
        load()


TABS = (
    Tab("workspace:client", _("Overview")),
    Tab("assessments:client-assessments", _("Assessments")),
    Tab("sessions:client-sessions", _("Sessions"), clinical=False),
    Tab("exercises:client-exercises", _("Exercises")),
    Tab("clients:client-file", _("Record"), clinical=False),
)
BUTTONS = (
    Button("assessments:record-choose", _("Record"), "r", "record"),
    Button("exercises:exercise-new", _("Exercise"), "e", "record"),
    Button("plans:plan-new", _("Plan"), "p", "record"),
    Button("sessions:book", _("Book"), "b", "book", primary=True),
)
