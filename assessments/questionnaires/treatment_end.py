"""What is named, and what ends, when a treatment is closed: questionnaires, rules, and the last measure."""

from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.models import Assessment, QuestionnaireAssignment, Schedule
from assessments.questionnaires.actions import withdraw_questionnaire
from assessments.questionnaires.queries import open_questionnaires_of, schedules_of
from assessments.questionnaires.schedules import add_schedule, stop_schedule
from assessments.wording.queries import instrument_of, instruments
from clients.episodes.closing import Closing, ClosingItem, FollowUps, Open, Treated
from clients.models import Client, Consent
from clients.queries import has_portal
from clients.reach.actions import reachable
from clinic.core.access import Actor
from clinic.core.models import Message, Practice

RECENT = timedelta(weeks=4)  # an older measure says little of how the treatment ended
MONTHS = (3, 6, 12)  # after the end, offered for follow-up


class OpenQuestionnaires(ClosingItem):
    """Questionnaires that the client has before them."""

    kind, title, treated = "questionnaires", gettext_lazy("Questionnaires given"), Treated.ENDS
    means = gettext_lazy("They are taken back.")

    def open(self, client: Client, by: Actor) -> list[Open]:
        url = reverse("assessments:client-assessments", args=[client.pk])
        return [Open(row.pk, _name(row), url) for row in open_questionnaires_of(client)]

    def end(self, closing: Closing) -> str:
        rows = list(open_questionnaires_of(closing.client))
        for row in rows:
            withdraw_questionnaire(questionnaire=row)
        n = len(rows)
        return ngettext("One questionnaire was taken back.", "%(n)s questionnaires were taken back.", n) % {"n": n}


class Rules(ClosingItem):
    """Rules that give questionnaires during the treatment."""

    kind, title, treated = "rules", gettext_lazy("Rules that give questionnaires"), Treated.ENDS
    means = gettext_lazy("They stop. What is asked at the end and afterwards is still asked, except after a death.")

    def open(self, client: Client, by: Actor) -> list[Open]:
        url = reverse("assessments:client-assessments", args=[client.pk])
        return [Open(row.pk, _name(row), url) for row in schedules_of(client)]

    def end(self, closing: Closing) -> str:
        rows = [row for row in schedules_of(closing.client) if closing.died or not (row.at_end or row.follow_ups)]
        for row in rows:
            stop_schedule(schedule=row)
        n = len(rows)
        text = ngettext("One rule for questionnaires stopped.", "%(n)s rules for questionnaires stopped.", n)
        return text % {"n": n} if rows else ""


class LastMeasure(ClosingItem):
    """That nothing was measured of late."""

    kind, title = "measure", gettext_lazy("Last measure")
    means = gettext_lazy("Give or record one before you close, or go on without.")

    def _recent(self, client: Client) -> QuerySet[Assessment]:
        since = timezone.localdate() - RECENT
        return Assessment.objects.filter(client=client, voided_at=None, completed_on__gte=since)

    def open(self, client: Client, by: Actor) -> list[Open]:
        if self._recent(client).exists():
            return []
        last = Assessment.objects.filter(client=client, voided_at=None).order_by("-completed_on").first()
        text = _("No measures recorded.")
        if last is not None:
            text = _("The last measure is of %(day)s.") % {"day": date_format(last.completed_on, "j F Y")}
        how = "questionnaires:give" if has_portal(client) else "batteries:give-several"  # the latter on paper too
        return [Open(client.pk, text, reverse(how, args=[client.pk]))]

    def keeps_apart(self, client: Client, by: Actor) -> bool:
        return False


def _name(row: QuestionnaireAssignment | Schedule) -> str:
    return instrument_of(row.instrument).short


class FollowUpMeasures(FollowUps):
    """Asked on the portal by a rule of the closed treatment, and scored into it."""

    def choices(self) -> list[tuple[str, str]]:
        found = [(key, one.short) for key, one in instruments().items() if one.respondent == "client"]
        return sorted(found, key=lambda pair: pair[1].casefold())

    def refused(self, client: Client) -> str:
        if not client.consents.filter(kind=Consent.Kind.PORTAL, withdrawn_at=None).exists():
            return _("The client did not agree to the portal, where it is answered.")
        if not has_portal(client):
            return _("The client has no sign-in for the portal, where it is answered.")
        if not reachable([client.pk], Message.Kind.QUESTIONS, Practice.objects.get(pk=client.practice_id)):
            return _("The client cannot be written to about questionnaires.")
        return ""

    def give(self, closing: Closing, instrument: str, months: Sequence[int]) -> None:
        client = closing.client
        if instrument not in dict(self.choices()):
            raise ValidationError({"follow_up": _("Choose a questionnaire that clients answer.")})
        if refused := self.refused(client):
            raise ValidationError({"follow_up": refused})
        try:
            add_schedule(
                client=client,
                instrument=instrument_of(instrument),
                rhythm=Schedule.Rhythm.COURSE,
                by=closing.by,
                follow_ups=months,
            )
        except ValidationError as error:
            raise ValidationError({"follow_up": error.messages}) from error
