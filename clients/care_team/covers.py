"""Who takes a therapist's place during leave: named, taken back, and looked up."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.care_team.actions import in_care
from clients.care_team.cover_models import Cover, CoverQuerySet
from clients.models import CareRelation, Client
from clients.queries import therapists
from clinic.core import outbox
from clinic.core.access import Actor
from clinic.core.constraints import constraint_errors
from clinic.core.models import Message, Staff
from clinic.core.moments import local_text
from clinic.core.periods import from_in_words, until_in_words
from clinic.core.practices import current_practice
from clinic.core.wallclock import midnight

# Asked when this person is away, so far as it touches a period. Leave is kept in a package above: see
# clinic/config/registry.py.
LEAVES: list[Callable[[UUID, datetime, datetime], list[tuple[datetime, datetime]]]] = []


# Told that a cover ends before its time, and who is there in its place: sessions that were given because of it go
# along. They refuse (ValidationError) what cannot go. Kept in a package above, too.
ENDED: list[Callable[[Cover, UUID], None]] = []


def leaves_between(staff: UUID, starts_at: datetime, ends_at: datetime) -> list[tuple[datetime, datetime]]:
    """When this person is away, so far as it touches a period."""
    return [one for ask in LEAVES for one in ask(staff, starts_at, ends_at)]


def needing_cover() -> Exists:
    """The condition on Staff that somebody has to be named, or nobody knowingly: they lead clients in care."""
    led = CareRelation.objects.leading().filter(client=OuterRef("pk"), staff=OuterRef(OuterRef("pk")))
    return Exists(Client.objects.filter(in_care(), Exists(led)))


def needs_cover(therapist: Staff) -> bool:
    """Whether this therapist has clients for whom somebody has to be named."""
    return Staff.objects.filter(needing_cover(), pk=therapist.pk).exists()


def coming_covers(therapist: Staff) -> CoverQuerySet:
    """Who covers for a therapist now and later, in order of time."""
    return Cover.objects.coming().filter(therapist=therapist).select_related("staff")


def held_by(actor: Actor) -> CoverQuerySet:
    """For whom the actor covers now or later; who is none of the staff covers for nobody."""
    found = Cover.objects.coming().filter(staff=actor.staff_id) if actor.staff_id else Cover.objects.none()
    return found.select_related("therapist")


def in_covered_care(therapist: Staff | UUID) -> QuerySet[Client]:
    """The clients in care whom somebody cares for: those of whom whoever covers has to know."""
    relation = CareRelation.objects.current().filter(client=OuterRef("pk"), staff=therapist)
    return Client.objects.filter(in_care(), Exists(relation))


def covers_in(therapist: UUID, starts_at: datetime, ends_at: datetime) -> CoverQuerySet:
    """Who covers for a therapist in a period, in order of time."""
    found = Cover.objects.filter(therapist=therapist, starts_at__lt=ends_at, ends_at__gt=starts_at)
    return found.select_related("staff").order_by("starts_at", "id")


def covering_in_words(staff: Staff, starts_at: datetime, ends_at: datetime) -> list[str]:
    """For whom somebody covers in a period, a sentence each: why they cannot be away in it. Empty where they can."""
    zone = ZoneInfo(current_practice().time_zone)
    found = Cover.objects.filter(staff=staff, starts_at__lt=ends_at, ends_at__gt=starts_at)
    text = _("%(staff)s covers for %(name)s from %(start)s to %(end)s. Name somebody else for that time first.")
    return [
        text
        % {
            "staff": staff.name,
            "name": row.therapist.name,
            "start": local_text(row.starts_at.astimezone(zone), "j F Y, H:i"),
            "end": local_text(row.ends_at.astimezone(zone), "j F Y, H:i"),
        }
        for row in found.select_related("therapist").order_by("starts_at", "id")
    ]


def cover_for(therapist: Staff, cover_id: UUID) -> Cover:
    """A cover of this therapist; otherwise Http404."""
    found = Cover.objects.filter(pk=cover_id, therapist=therapist).first()
    if found is None:
        raise Http404("no such cover")
    return found


def beyond_work(staff: Staff, ends_at: datetime) -> str:
    """Why a period cannot reach so far, in words: it ends after the person's last day of work. Empty where it can."""
    zone = ZoneInfo(current_practice().time_zone)
    if staff.works_until is None or ends_at <= midnight(staff.works_until + timedelta(days=1), zone):
        return ""
    found = {"name": staff.name, "day": date_format(staff.works_until, "j F Y")}
    return _("%(name)s works here until %(day)s. Choose an end by then.") % found


@transaction.atomic
def name_cover(*, therapist: Staff, staff_id: UUID, starts_at: datetime, ends_at: datetime, by: Actor) -> Cover:
    """Somebody takes the therapist's place for a part of their leave, or all of it, and is told so.

    Raises ValidationError by field: ``cover`` for the therapist, somebody who has left, is no therapist or is away in
    that time; ``ends_at`` where the therapist is not on leave then; ``starts_at`` where somebody covers already.
    """
    people = Staff.objects.select_for_update(no_key=True).filter(pk__in={therapist.pk, staff_id}).order_by("pk")
    list(people)  # nobody closes the account, or takes leave, at the same moment
    staff = therapists().filter(pk=staff_id).exclude(pk=therapist.pk).first()
    if staff is None:
        raise ValidationError({"cover": _("Choose another active therapist of the practice.")})
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": _("The end is before the beginning.")})
    if not any(
        start <= starts_at and ends_at <= end for start, end in leaves_between(therapist.pk, starts_at, ends_at)
    ):
        raise ValidationError({"ends_at": _("%(name)s is not on leave all of this time.") % {"name": therapist.name}})
    if refused := beyond_work(staff, ends_at):
        raise ValidationError({"cover": refused})
    if leaves_between(staff.pk, starts_at, ends_at):
        raise ValidationError({"cover": _("%(name)s is away in that time.") % {"name": staff.name}})
    taken = ValidationError({"starts_at": _("Somebody covers in this time already.")})
    with constraint_errors({"clients_cover_one": taken}):
        made = Cover.objects.create(
            practice_id=therapist.practice_id,
            therapist=therapist,
            staff=staff,
            starts_at=starts_at,
            ends_at=ends_at,
            added_by_id=by.staff_id,
        )
    if staff.pk != by.staff_id:  # nobody is told of their own act
        outbox.queue([_mail(made)])
    return made


def _mail(cover: Cover, *, taken_back: bool = False) -> outbox.Draft:
    """What whoever covers is told at once, also when it was taken back: from when to when, and no name."""
    days = {"start": from_in_words(cover.starts_at), "end": until_in_words(cover.ends_at)}
    if taken_back:
        text = _("You no longer cover for a colleague from %(start)s to %(end)s.") % days
        more = _("The cover was taken back.")
    else:
        text = _("You cover for a colleague from %(start)s to %(end)s.") % days
        more = _("Please sign in and open Today: it says for whom.")
    return outbox.Draft(
        kind=Message.Kind.STAFF,
        about_id=cover.pk,
        recipient_id=cover.staff_id,
        occasion="cover taken back" if taken_back else "cover",
        occasion_at=cover.starts_at,
        to_address=cover.staff.user.email,
        from_name="Secure Base",
        subject=text.rstrip("."),
        body="\n".join([text, more, "", f"{settings.SITE_URL}/", ""]),
    )


@transaction.atomic
def replace_cover(*, cover: Cover, staff_id: UUID, by: Actor, with_sessions: bool = True) -> Cover:
    """Somebody else covers what is left of this cover, and holds the sessions that were given for it. Raises as
    :func:`name_cover` does, and where a session cannot go along. ``with_sessions``: not where somebody decides on the
    sessions by themselves."""
    starts_at, ends_at = max(cover.starts_at, timezone.now()), cover.ends_at
    _take_back([cover])
    found = name_cover(therapist=cover.therapist, staff_id=staff_id, starts_at=starts_at, ends_at=ends_at, by=by)
    if with_sessions:
        _ended(cover, staff_id)
    return found


def _take_back(covers: Sequence[Cover]) -> None:
    """Deletes them, and what was not sent yet about them; whoever was told of one still to come is told."""
    ids = [row.pk for row in covers]
    outbox.withdraw(reason="the cover was taken back", kinds=[Message.Kind.STAFF], about=ids)
    told = outbox.sent_about(kind=Message.Kind.STAFF, about=ids)
    outbox.queue([_mail(row, taken_back=True) for row in covers if row.pk in told and row.ends_at > timezone.now()])
    Cover.objects.filter(pk__in=ids).delete()


def _ended(cover: Cover, to: UUID) -> None:
    for act in ENDED:
        act(cover, to)


@transaction.atomic
def remove_cover(*, cover: Cover) -> None:
    """Takes a cover back. Raises ValidationError where sessions were given for it: they would be held by somebody who
    no longer reaches the clients, and the lead is away."""
    _take_back([cover])
    _ended(cover, cover.therapist_id)


@transaction.atomic
def end_covers_without_leave(therapist: Staff, starts_at: datetime, ends_at: datetime) -> int:
    """After a leave was taken back: the covers in its time go with it, unless another leave holds them; the sessions
    that were given for them come back. Raises ValidationError where one cannot."""
    gone = [
        row
        for row in covers_in(therapist.pk, starts_at, ends_at)
        if not any(
            start <= row.starts_at and row.ends_at <= end
            for start, end in leaves_between(therapist.pk, row.starts_at, row.ends_at)
        )
    ]
    _take_back(gone)
    for row in gone:
        _ended(row, row.therapist_id)
    return len(gone)
