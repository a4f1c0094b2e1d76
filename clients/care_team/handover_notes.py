"""What the new lead of a client is told: the hand-over note, a neutral mail, a line on *today* until confirmed."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.models import CareRelation
from clinic.core import outbox
from clinic.core.access import Actor
from clinic.core.models import Message, Staff
from clinic.core.text import clean_text

LEAST_NOTE, MOST_NOTE = 10, 4000  # characters


def clean_notes(
    clients: Collection[UUID], needed: Collection[UUID], note: str, own: Mapping[UUID, str]
) -> dict[UUID, str]:
    """Client → the note that their file keeps: their ``own``, or the one for all.

    ``needed``: those who cannot be handed over without. Raises ValidationError at ``note``.
    """
    found = {}
    for client in clients:
        text = own.get(client) or note
        must = client in needed or bool(text.strip())
        found[client] = clean_text(text, "note", MOST_NOTE, least=LEAST_NOTE if must else 0, message=_refusal())
    return found


def _refusal() -> str:
    text = _("Write a hand-over note of %(least)s to %(most)s characters: where things stand, risks, what was agreed.")
    return text % {"least": LEAST_NOTE, "most": MOST_NOTE}


def tell_new_leads(numbers: Mapping[Staff, int], by: Actor) -> None:
    """One mail to each for all clients of an act (staff → how many), which says neither who they are nor why. Nobody is
    told of their own act."""
    at = timezone.now()
    more = _("Please sign in and open Today: it lists them, with the hand-over notes.")
    mails = [_mail(to, _handed(number), more, at) for to, number in numbers.items() if to.pk != by.staff_id]
    if mails:
        outbox.queue(mails)


def tell_of_new_client(to: Staff) -> None:
    """A mail to who leads a client from the first day, whom somebody else added; it does not say who it is."""
    more = _("Please sign in and open Today: it leads to the file.")
    outbox.queue([_mail(to, _("You have a new client."), more, timezone.now())])


def tell_of_merging(to: Staff) -> None:
    """A mail to who leads a file that was merged into one that somebody else leads; it does not say whose it is."""
    more = _("It is the same person's as another file, which somebody else leads. Your admin can tell you which one.")
    text = _("A file that you led was merged with another.")
    outbox.queue([replace(_mail(to, text, more, timezone.now()), occasion="merged")])


def tell_of_merging_undone(to: Staff) -> None:
    """A mail to who leads a file again that is no longer merged into one that somebody else leads; it does not say
    whose it is."""
    more = _("Please sign in: you can open it again.")
    text = _("A file that you lead is no longer merged with another.")
    outbox.queue([replace(_mail(to, text, more, timezone.now()), occasion="unmerged")])


def _handed(number: int) -> str:
    return ngettext("%(n)s file was handed to you.", "%(n)s files were handed to you.", number) % {"n": number}


def _mail(to: Staff, text: str, more: str, at: datetime) -> outbox.Draft:
    return outbox.Draft(
        kind=Message.Kind.STAFF,
        about_id=to.pk,
        recipient_id=to.pk,
        occasion="handover",
        occasion_at=at,
        to_address=to.user.email,
        from_name="Secure Base",
        subject=text.rstrip("."),
        body="\n".join([text, more, "", f"{settings.SITE_URL}/", ""]),
    )


def unread_of(actor: Actor) -> QuerySet[CareRelation]:
    """The clients who were handed over to the actor, and whose hand-over they have not confirmed; the oldest first.
    ``is_new``: nobody led the client before."""
    found = (
        CareRelation.objects.unread().filter(staff=actor.staff_id) if actor.staff_id else CareRelation.objects.none()
    )
    before = CareRelation.objects.filter(client=OuterRef("client"), part=CareRelation.Part.LEAD, until__isnull=False)
    return found.annotate(is_new=~Exists(before)).select_related("client", "staff").order_by("handed_at", "id")


def handed_to(actor: Actor, relation_id: UUID) -> CareRelation:
    """The care relation by which the actor leads a client who was handed over to them; otherwise Http404."""
    led = CareRelation.objects.leading().filter(pk=relation_id, staff=actor.staff_id, handed_at__isnull=False)
    found = led.select_related("client", "staff").first() if actor.staff_id else None
    if found is None:
        raise Http404("no such hand-over")
    return found


@transaction.atomic
def confirm(*, relation: CareRelation) -> CareRelation:
    """The lead knows of the hand-over: it leaves their *today*. Doing it twice keeps the first time.

    Raises ValidationError where somebody else leads by now.
    """
    row = CareRelation.objects.leading().select_for_update().filter(pk=relation.pk).first()
    if row is None:
        raise ValidationError(_("Somebody else leads this client now."))
    if row.read_at is None:
        row.read_at = timezone.now()
        row.save(update_fields=["read_at"])
    return row
