"""Reads of questionnaires given to clients."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from assessments.catalogue import Instrument
from assessments.models import QuestionnaireAssignment, Schedule
from assessments.wording.queries import Words, instrument_of, own_words, words_in
from clients.models import Client, RiskAlert
from clients.queries import visible
from clinic.core.access import Actor, May


@dataclass(frozen=True)
class OpenQuestionnaire:
    """A questionnaire with what is needed to show it. Items count from 1."""

    questionnaire: QuestionnaireAssignment
    instrument: Instrument
    words: Words

    @property
    def may_be_asked(self) -> bool:
        """Whether its terms allow it: some may be asked in the published wording only."""
        rights = self.instrument.rights
        return self.words.wording is not None or rights is None or rights.own_words

    @property
    def items(self) -> range:
        return range(1, self.instrument.items + 1)

    @property
    def seen(self) -> int:
        """How many items were answered or left out on purpose."""
        return len(self.questionnaire.responses)

    @property
    def following(self) -> int | None:
        """The first item that was not seen yet; None when all were."""
        return next((item for item in self.items if str(item) not in self.questionnaire.responses), None)

    @property
    def left_out(self) -> list[int]:
        """Items without an answer, on purpose or not."""
        return [item for item in self.items if self.questionnaire.responses.get(str(item)) is None]

    def choices(self, item: int) -> list[tuple[int, str]]:
        """(value, word or nothing) of every answer that an item can have."""
        return self.words.choices(self.instrument, item)

    @property
    def fully_named(self) -> bool:
        """Whether every answer has its own label: then the labels are shown, otherwise a scale with named ends."""
        return all(word for item in self.items for _value, word in self.choices(item))


def load_open_questionnaire(questionnaire: QuestionnaireAssignment) -> OpenQuestionnaire:
    """The questionnaire with its instrument and the words it was given in."""
    instrument = instrument_of(questionnaire.instrument, questionnaire.version)
    wording = questionnaire.wording
    words = words_in(instrument, wording) if wording else own_words(instrument, questionnaire.language)
    return OpenQuestionnaire(questionnaire, instrument, words)


def portal_questionnaires(client_id: UUID) -> list[OpenQuestionnaire]:
    """A client's questionnaires that wait for them, the one due first in front; none while the treatment is paused.

    What may be asked in its published wording only waits until the practice has it.
    """
    rows = QuestionnaireAssignment.objects.running().filter(client_id=client_id).select_related("wording")
    found = [load_open_questionnaire(row) for row in rows.order_by("due_on", "id")]
    return [one for one in found if one.may_be_asked]


def portal_questionnaire(client_id: UUID, questionnaire_id: UUID) -> OpenQuestionnaire:
    """A client's own questionnaire in any state; otherwise Http404."""
    row = (
        QuestionnaireAssignment.objects.filter(pk=questionnaire_id, client_id=client_id)
        .select_related("wording")
        .first()
    )
    found = load_open_questionnaire(row) if row else None
    if found is None or not (found.may_be_asked or found.questionnaire.assessment_id):
        raise Http404("no such questionnaire")
    return found


def raised_alert(questionnaire: QuestionnaireAssignment) -> bool:
    """Whether the answers of a sent questionnaire opened a risk alert: then the crisis contacts are shown."""
    return (
        questionnaire.assessment_id is not None
        and RiskAlert.objects.filter(source_id=questionnaire.assessment_id).exists()
    )


def questionnaires(actor: Actor) -> QuerySet[QuestionnaireAssignment]:
    """Questionnaires of clients whose records the actor may read, newest first."""
    return QuestionnaireAssignment.objects.filter(client__in=visible(actor, May.READ_RECORD)).order_by(
        "-given_at", "-id"
    )


def questionnaire_for(actor: Actor, questionnaire_id: UUID, capability: May) -> QuestionnaireAssignment:
    """The questionnaire, if the actor may do this to its client; otherwise Http404."""
    found = (
        QuestionnaireAssignment.objects.filter(pk=questionnaire_id, client__in=visible(actor, capability))
        .select_related("client")
        .first()
    )
    if found is None:
        raise Http404("no such questionnaire")
    return found


def schedule_for(actor: Actor, schedule_id: UUID, capability: May) -> Schedule:
    """The rule, if the actor may do this to its client; otherwise Http404."""
    found = Schedule.objects.filter(pk=schedule_id, client__in=visible(actor, capability))
    row = found.select_related("client").first()
    if row is None:
        raise Http404("no such rule")
    return row


def schedules_of(client: Client) -> QuerySet[Schedule]:
    """The client's running rules."""
    return Schedule.objects.filter(client=client).running().order_by("instrument", "id")


def open_questionnaires_of(client: Client) -> QuerySet[QuestionnaireAssignment]:
    """The client's open questionnaires, the one due first in front."""
    return QuestionnaireAssignment.objects.filter(client=client).open().order_by("due_on", "id")


def with_instruments(
    rows: Iterable[QuestionnaireAssignment],
) -> list[tuple[QuestionnaireAssignment, Instrument]]:
    """Questionnaires with their instruments, each in the version that was given."""
    return [(row, instrument_of(row.instrument, row.version)) for row in rows]
