"""Reads of questionnaires given to clients."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from assessments.catalogue import Instrument
from assessments.models import Schedule, Sheet
from assessments.wording.queries import Words, instrument_of, words_in
from clients.models import Client, RiskAlert
from clients.queries import visible
from clinic.core.access import Actor, May


@dataclass(frozen=True)
class OpenSheet:
    """A questionnaire with what is needed to show it. Items count from 1."""

    sheet: Sheet
    instrument: Instrument
    words: Words

    @property
    def items(self) -> range:
        return range(1, self.instrument.items + 1)

    @property
    def seen(self) -> int:
        """How many items were answered or left out on purpose."""
        return len(self.sheet.responses)

    @property
    def following(self) -> int | None:
        """The first item that was not seen yet; None when all were."""
        return next((item for item in self.items if str(item) not in self.sheet.responses), None)

    @property
    def left_out(self) -> list[int]:
        """Items without an answer, on purpose or not."""
        return [item for item in self.items if self.sheet.responses.get(str(item)) is None]

    def choices(self, item: int) -> list[tuple[int, str]]:
        """(value, word or nothing) of every answer that an item can have."""
        return self.words.choices(self.instrument, item)

    @property
    def fully_named(self) -> bool:
        """Whether every answer has a word of its own: then the words are shown, else a scale with named ends."""
        return all(word for item in self.items for _value, word in self.choices(item))


def opened(sheet: Sheet) -> OpenSheet:
    """The sheet with its instrument and the words it was given in."""
    instrument = instrument_of(sheet.instrument, sheet.version)
    if sheet.wording is not None:
        return OpenSheet(sheet, instrument, words_in(sheet.wording))
    language = sheet.language if sheet.language in instrument.prompts else "en"
    return OpenSheet(sheet, instrument, Words(instrument.prompts[language], instrument.anchors.get(language, {})))


def own_sheets(client_id: UUID) -> list[OpenSheet]:
    """A client's questionnaires that wait for them, the one due first in front; none while the treatment is paused."""
    rows = Sheet.objects.running().filter(client_id=client_id).select_related("wording")
    return [opened(row) for row in rows.order_by("due_on", "id")]


def own_sheet(client_id: UUID, sheet_id: UUID) -> OpenSheet:
    """A client's own questionnaire in any state; otherwise Http404."""
    row = Sheet.objects.filter(pk=sheet_id, client_id=client_id).select_related("wording").first()
    if row is None:
        raise Http404("no such questionnaire")
    return opened(row)


def raised_alert(sheet: Sheet) -> bool:
    """Whether the answers of a sent questionnaire opened a risk alert: then the crisis contacts are shown."""
    return sheet.assessment_id is not None and RiskAlert.objects.filter(source_id=sheet.assessment_id).exists()


def sheets(actor: Actor) -> QuerySet[Sheet]:
    """Questionnaires of clients whose records the actor may read, newest first."""
    return Sheet.objects.filter(client__in=visible(actor, May.READ_RECORD)).order_by("-given_at", "-id")


def sheet_for(actor: Actor, sheet_id: UUID, capability: May) -> Sheet:
    """The questionnaire, if the actor may do this to its client; otherwise Http404."""
    found = Sheet.objects.filter(pk=sheet_id, client__in=visible(actor, capability)).select_related("client").first()
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


def schedules_of(client: Client) -> list[tuple[Schedule, Instrument]]:
    """The client's running rules with their instruments."""
    rows = client.schedules.filter(stopped_at__isnull=True).order_by("instrument", "id")
    return [(row, instrument_of(row.instrument)) for row in rows]


def open_sheets_of(client: Client) -> list[tuple[Sheet, Instrument]]:
    """The client's open questionnaires with their instruments, the one due first in front."""
    rows = client.sheets.filter(state=Sheet.State.OPEN).order_by("due_on", "id")
    return [(row, instrument_of(row.instrument, row.version)) for row in rows]
