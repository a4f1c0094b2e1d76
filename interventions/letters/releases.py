"""Whom outside a client allows to be told, and of what; and that everybody else in joint work agrees."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.households.models import HouseholdMember
from clients.models import Client
from clinic.core.access import Actor
from clinic.core.text import clean_text, collect_errors
from interventions.letters.kinds import OUTSIDE, PARTS, LetterPart, in_order, label_of
from interventions.letters.models import Release
from interventions.models import Attendee

MOST_RELEASES = 50  # of one client
SHORT_NAME = 3  # a part of a name with fewer letters is not looked for: it stands in too many words


@transaction.atomic
def record_release(
    *,
    client: Client,
    by: Actor,
    kind: str,
    recipient: str,
    covers: Collection[str],
    basis: str = Release.Basis.CONSENT,
    reference: str = "",
    given_on: date | None = None,
    until: date | None = None,
) -> Release:
    """Notes whom outside the client allows to be told, and of what. Raises ValidationError by field."""
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    today, errors = timezone.localdate(), dict[str, object]()
    if kind not in OUTSIDE:
        errors["kind"] = _("Choose who is told: a GP, a court, or another professional.")
    if basis not in Release.Basis.values:
        errors["basis"] = _("Choose on what ground.")
    if not covers or set(covers) - set(PARTS):
        errors["covers"] = _("Choose at least one part, of those that a letter can have.")
    given = given_on or today
    if given > today:
        errors["given_on"] = _("A day up to today.")
    if until is not None and until < given:
        errors["until"] = _("Not before the day on which it was given.")
    with collect_errors(errors):
        recipient = clean_text(recipient, "recipient", 200, lines=False)
    with collect_errors(errors):
        reference = clean_text(reference, "reference", 80, least=0, lines=False)
    if Release.objects.filter(client=client).count() >= MOST_RELEASES:
        errors.setdefault("", _("At most %(most)s releases.") % {"most": MOST_RELEASES})
    if errors:
        raise ValidationError({(name or "__all__"): text for name, text in errors.items()})
    return Release.objects.create(
        practice_id=client.practice_id,
        client=client,
        kind=kind,
        recipient=recipient,
        reference=reference,
        covers=in_order(list(covers)),
        basis=basis,
        given_on=given,
        until=until,
        made_by_id=by.as_staff(),
    )


@transaction.atomic
def withdraw_release(*, release: Release) -> Release:
    """The client takes it back: no letter rests on it any more, and none that did is handed over. Twice changes
    nothing; what was handed over before stays on file."""
    found = Release.objects.select_for_update().get(pk=release.pk)
    if found.withdrawn_at is None:
        found.withdrawn_at = timezone.now()
        found.save(update_fields=["withdrawn_at"])
    return found


def releases_of(client: Client) -> QuerySet[Release]:
    """The client's releases, the newest first."""
    return Release.objects.filter(client=client).select_related("made_by").order_by("-made_at", "-id")


def others_of(client: Client) -> list[Client]:
    """Who is, or ever was, in joint work with the client, by name: those of the households and of joint sessions."""
    own = HouseholdMember.objects.filter(client=client).values("household")
    took_part = Attendee.objects.filter(client=client).values("session")
    rule = Q(pk__in=HouseholdMember.objects.filter(household__in=own).values("client"))
    rule |= Q(pk__in=Attendee.objects.filter(session__in=took_part).values("client"))
    return list(Client.objects.filter(rule).exclude(pk__in=client.file_ids).order_by("sort_name", "id"))


def refuse_untold(release: Release | None, kind: str, told: Iterable[str]) -> None:
    """Raises ValidationError at ``release`` where the letter tells what the client has not released."""
    if release is None:
        raise ValidationError({"release": _("Record first what the client allows this recipient to be told.")})
    if release.kind != kind:
        raise ValidationError({"release": _("This release is for another kind of recipient.")})
    if not release.is_running:
        raise ValidationError({"release": _("This release does not hold any more.")})
    if beyond := [part for part in told if part not in release.covers]:
        text = _("The release does not cover: %(parts)s. Empty these parts, or ask the client for a wider release.")
        raise ValidationError({"release": text % {"parts": ", ".join(map(label_of, beyond))}})


def refuse_others(client: Client, kind: str, parts: dict[str, str]) -> None:
    """Raises ValidationError where a letter to somebody outside speaks of joint work, or names who was in it, without
    the agreement of each of them: a running release of theirs, to such a recipient, that covers joint work."""
    others = others_of(client)
    if not others:
        return
    agreed = _agreed(kind, [one.pk for one in others])
    for part, text in parts.items():
        concerned = others if part == LetterPart.JOINT else [one for one in others if _names(text, one)]
        if missing := [one for one in concerned if one.pk not in agreed]:
            names = ", ".join(one.name for one in missing)
            message = _("This speaks of %(names)s, who has not agreed to it. Reword it, or record their release first.")
            raise ValidationError({part: message % {"names": names}})


def _agreed(kind: str, people: Collection[UUID]) -> set[UUID]:
    found = Release.objects.running().filter(client__in=people, kind=kind, covers__contains=[LetterPart.JOINT])
    return set(found.values_list("client_id", flat=True))


def _names(text: str, person: Client) -> bool:
    """Whether a text names somebody: any part of the name as a word of its own."""
    words = {word.strip(".,;:!?()“”\"'’").removesuffix("’s").removesuffix("'s").casefold() for word in text.split()}
    parts = (part.casefold() for part in person.name.split())
    return any(part in words for part in parts if len(part) >= SHORT_NAME) or person.name.casefold() in text.casefold()
