"""Drafts of letters that somebody holds when their account is closed: a draft is its author's alone."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.care_team.actions import Handed, Handover
from clients.models import CareRelation
from clients.queries import therapists
from clinic.accounts.closing.actions import Decision, HandoverItem, Held
from clinic.core.access import Actor, May
from clinic.core.models import Staff
from interventions.letters.models import Letter, LetterState


def letters_follow(handover: Handover) -> Handed:
    """Letters about these clients that the former therapist has not signed are the new one's to finish, where the
    former one no longer cares for the client: else nobody could. Who closes an account decides on them one by one."""
    if handover.of is None or handover.leaving:
        return Handed()
    cares = CareRelation.objects.current().filter(client=OuterRef("client"), staff=handover.of)
    drafts = Letter.objects.filter(author=handover.of, state=LetterState.DRAFT, client__in=handover.clients)
    return Handed(moved={"letters": drafts.filter(~Exists(cares)).update(author=handover.to)})


class DraftLetters(HandoverItem):
    """Letters that are not signed: whoever takes one over is its author from then on. It is handed to who cares for the
    client, so it is asked about after the clients themselves have gone to somebody."""

    kind, title, takers = "letters", gettext_lazy("Letters not signed"), May.WRITE_LETTERS
    follows_client = True
    left = gettext_lazy("Nobody can read or sign them then, unless the account is opened again.")
    busy = gettext_lazy("Whoever was chosen does not care for these clients.")

    def _rows(self, staff: Staff) -> QuerySet[Letter]:
        rows = Letter.objects.filter(author=staff, state=LetterState.DRAFT).select_related("client")
        return rows.order_by("started_at", "id")

    def held(self, staff: Staff) -> list[Held]:
        text = _("%(kind)s, begun on %(day)s, %(name)s")
        return [
            Held(
                row.pk,
                text % {"kind": row.kind_label, "day": date_format(row.started_at, "j F Y"), "name": row.client.name},
            )
            for row in self._rows(staff)
        ]

    def hand_over(self, staff: Staff, decision: Decision, by: Actor, reason: str) -> None:
        for row in self._rows(staff):
            chosen = decision.each.get(row.pk, decision.to)
            to = chosen.pk if chosen else _lead(row.client_id) if decision.with_client else None
            if to and to != staff.pk:
                cares = CareRelation.objects.current().filter(client=OuterRef("client"), staff=to)
                Letter.objects.filter(Exists(cares), pk=row.pk).update(author=to)


def _lead(client_id: UUID) -> UUID | None:
    """Who leads the client's treatment now and may write."""
    leading = CareRelation.objects.leading().filter(client=client_id, staff__in=therapists())
    return leading.values_list("staff_id", flat=True).first()
