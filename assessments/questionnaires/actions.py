"""Giving questionnaires to clients, and answering them. By a rule: :mod:`assessments.questionnaires.schedules`."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from assessments.actions import check_target, record_assessment
from assessments.catalogue import Instrument
from assessments.models import Assessment, QuestionnaireAssignment, Schedule
from assessments.questionnaires import timing
from assessments.questionnaires.closing import close
from assessments.scoring import parse_answers
from assessments.wording.queries import instrument_of, needs_wording, words_of
from clients.episodes.actions import lock_client, open_episode
from clients.models import Client, Episode
from clients.queries import has_portal, zone_of
from clients.reach.actions import reachable
from clinic.core import outbox
from clinic.core.access import Actor
from clinic.core.constraints import constraint_errors
from clinic.core.models import Message, Practice
from clinic.core.wallclock import out_of_quiet

UNSEEN = object()  # the page did not say what it showed


class AlreadyGiven(ValidationError):
    """The client has an open questionnaire, or a running rule, of this kind."""


class QuestionnaireClosed(Exception):
    """The questionnaire has already been submitted or withdrawn. ``questionnaire`` says which."""

    def __init__(self, questionnaire: QuestionnaireAssignment) -> None:
        super().__init__(questionnaire.state)
        self.questionnaire = questionnaire


class AnswerChanged(Exception):
    """The item was answered elsewhere since the page was shown; ``stored`` is that answer."""

    def __init__(self, item: int, stored: int | None) -> None:
        super().__init__(f"item {item}")
        self.item, self.stored = item, stored


def check_given(instrument: Instrument, field: str = "instrument") -> None:
    """Refuses what no client fills in, at this field."""
    if instrument.respondent != "client":
        raise ValidationError({field: _("%(name)s is filled in by the clinician.") % {"name": instrument.short}})


def check_asked(instrument: Instrument, field: str = "instrument") -> None:
    """Refuses what no client may be asked here: what is not theirs to fill in, and what may be asked in its published
    wording only while the practice has none. Printed and recorded from paper it can be at any time."""
    check_given(instrument, field)
    if needs_wording(instrument):
        text = _(
            "Clients may be asked %(name)s in its published wording only. An admin loads it under Practice, Wording; "
            "what was answered on paper can be recorded at any time."
        )
        raise ValidationError({field: text % {"name": instrument.short}})


def require_portal(client: Client) -> None:
    """Raises ValidationError where the client has no pages on which something could be answered."""
    if not has_portal(client):
        raise ValidationError(_("This client has no sign-in for the portal. Invite them from the record, or print it."))


def check_due(client: Client, due_on: date | None) -> date:
    """The day, or in three days without one, by the client's calendar. Raises ValidationError for one in the past or
    beyond a year."""
    today = timezone.now().astimezone(zone_of(client)).date()
    due_on = due_on or today + timedelta(days=3)
    if not today <= due_on <= today + timedelta(days=366):
        raise ValidationError({"due_on": _("Choose a day between today and one year from now.")})
    return due_on


@transaction.atomic
def assign_questionnaire(
    *, client: Client, instrument: Instrument, by: Actor, due_on: date | None = None, target: str = ""
) -> QuestionnaireAssignment:
    """Gives a client a questionnaire to answer on the portal, due in three days unless said otherwise; writes to them.

    Raises AlreadyGiven, TreatmentClosed, or ValidationError by field: no sign-in, a day in the past or beyond a year, a
    target.
    """
    check_asked(instrument)
    require_portal(client)
    due_on = check_due(client, due_on)
    target = check_target(instrument, target)
    questionnaire = open_questionnaire(
        client, open_episode(client), instrument, due_on, target=target, given_by_id=by.as_staff()
    )
    write_about([questionnaire])
    return questionnaire


def open_questionnaire(
    client: Client,
    episode: Episode,
    instrument: Instrument,
    due_on: date,
    *,
    target: str,
    given_by_id: UUID | None = None,
    schedule: Schedule | None = None,
    occasion: str = "",
) -> QuestionnaireAssignment:
    """A new open questionnaire. Raises AlreadyGiven where there is one of this kind, or for this occasion."""
    given = AlreadyGiven(_("The client already has this questionnaire open."))
    with constraint_errors(
        {
            "assessments_questionnaireassignment_one_open": given,
            "assessments_questionnaireassignment_occasion": given,
        }
    ):
        return QuestionnaireAssignment.objects.create(
            practice_id=client.practice_id,
            client=client,
            episode=episode,
            instrument=instrument.key,
            version=instrument.version,
            target=target,
            due_on=due_on,
            wording=words_of(instrument).wording,
            given_by_id=given_by_id,
            schedule=schedule,
            occasion=occasion,
        )


def write_about(questionnaires: Iterable[QuestionnaireAssignment]) -> None:
    """Queues the notice, and a second one on the morning of the due day, to clients who agreed to e-mail.

    The words are neutral: somebody else may read them.
    """
    rows = list(questionnaires)
    practice = Practice.objects.get(pk=rows[0].practice_id) if rows else None
    where = reachable({row.client_id for row in rows}, Message.Kind.QUESTIONS, practice) if practice else {}
    drafts = []
    for questionnaire in rows:
        reach = where.get(questionnaire.client_id)
        if practice is None or reach is None:
            continue
        now = timezone.now()
        end = timing.morning(questionnaire.due_on, reach.zone) + timedelta(hours=12)
        moments = {"given": timing.waking(now, reach.zone), "due": timing.morning(questionnaire.due_on, reach.zone)}
        with translation.override(reach.language or settings.LANGUAGE_CODE):
            subject = _("Something is waiting for you")
            body = _("Something is waiting for you on your pages:\n%(url)s/my/\n\n%(name)s\n") % {
                "url": settings.SITE_URL,
                "name": practice.sender_name,
            }
        drafts += [
            outbox.Draft(
                kind=Message.Kind.QUESTIONS,
                about_id=questionnaire.pk,
                recipient_id=questionnaire.client_id,
                occasion=what,
                channel=reach.channel,
                to_address=reach.address,
                from_name=practice.sender_name,
                subject=subject,
                body=body,
                due_at=out_of_quiet(moment, reach.quiet, reach.zone),
                expires_at=end,
            )
            for what, moment in moments.items()
            if moment < end and (what == "given" or moment > moments["given"])
        ]
    if drafts:
        outbox.queue(drafts)


@transaction.atomic
def write_again() -> int:
    """Queues again what was withdrawn about questionnaires that wait again: the treatment continues, the client agrees
    again, an address was changed. Returns of how many it was. What was sent is not sent twice."""
    back = Message.objects.filter(kind=Message.Kind.QUESTIONS, state=Message.State.CANCELLED)
    back = back.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now()))
    questionnaires = list(QuestionnaireAssignment.objects.running().filter(pk__in=back.values("about_id")))
    write_about(questionnaires)
    return len(questionnaires)


def _locked(questionnaire: QuestionnaireAssignment) -> QuestionnaireAssignment:
    """The questionnaire as it is now, held until the transaction ends; raises QuestionnaireClosed unless it is open."""
    rows = QuestionnaireAssignment.objects.select_related("client", "episode")
    found = rows.select_for_update(of=("self",)).get(pk=questionnaire.pk)
    if found.state != QuestionnaireAssignment.State.OPEN:
        raise QuestionnaireClosed(found)
    return found


@transaction.atomic
def save_answers(
    *, questionnaire: QuestionnaireAssignment, answers: Mapping[str, object], seen: Mapping[str, object] | None = None
) -> QuestionnaireAssignment:
    """Keeps answers as they are given: item as text → value, None for "rather not". Others stay as they are.

    ``seen``: what the page showed for an item, None for no answer. Where another device has answered differently in
    the meantime, nothing is kept and AnswerChanged says so. Raises AnswersRefused and QuestionnaireClosed.
    """
    found = _locked(questionnaire)
    parse_answers(instrument_of(found.instrument, found.version), answers)
    for item, value in answers.items():
        stored = found.responses.get(item)
        if seen is not None and seen.get(item, UNSEEN) not in (UNSEEN, stored) and stored != value:
            raise AnswerChanged(int(item), stored)
    if any(item not in found.responses or found.responses[item] != value for item, value in answers.items()):
        found.responses = found.responses | dict(answers)
        found.save(update_fields=["responses"])
    return found


@transaction.atomic
def submit_questionnaire(*, questionnaire: QuestionnaireAssignment, by: Actor) -> Assessment:
    """Sends the answers: they are scored, compared, and raise alerts, all in one transaction.

    Sent twice, it is kept once: the assessment of the first time is returned. Raises QuestionnaireClosed when it was
    taken back, and ValidationError when nothing is answered.
    """
    # the same order of locks as in record_assessment
    Client.objects.select_for_update().get(pk=questionnaire.client_id)
    try:
        found = _locked(questionnaire)
    except QuestionnaireClosed as closed:
        sent: Assessment | None = closed.questionnaire.assessment
        if sent is not None:
            return sent
        raise
    today = timezone.now().astimezone(zone_of(found.client)).date()
    instrument = instrument_of(found.instrument, found.version)
    own = bool(instrument.criteria) and found.wording_id is None  # a practice's own instrument has no other words
    counts = own and Practice.objects.filter(pk=found.practice_id, own_words_count=True).exists()
    return record_assessment(
        client=found.client,
        instrument=instrument,
        responses=found.responses,
        by=by,
        completed_on=today,
        target=found.target,
        source=Assessment.Source.PORTAL,
        episode=found.episode,
        published_wording=found.wording_id is not None or counts,
        own_words=own and not counts,
    )


@transaction.atomic
def withdraw_questionnaire(*, questionnaire: QuestionnaireAssignment) -> QuestionnaireAssignment:
    """Takes an open questionnaire back; what was answered stays in the change history. Raises QuestionnaireClosed."""
    lock_client(questionnaire.client)
    found = _locked(questionnaire)
    close(found, QuestionnaireAssignment.State.WITHDRAWN)
    return found
