"""Choosing what is followed, and setting "no reliable change" aside. Each action is one transaction."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.models import SetAside, TrackedChoice
from assessments.tracked.models import LEAST_REASON, MOST_DAYS, MOST_INSTRUMENTS, MOST_REASON
from assessments.tracked.queries import can_be_followed, choice_of
from clients.models import Client
from clinic.core.access import Actor
from clinic.core.practices import lock_practice
from clinic.core.revisions import compare_revision
from clinic.core.text import clean_text, collect_errors


@transaction.atomic
def choose_tracked(
    *,
    practice_id: UUID,
    by: Actor,
    instruments: Sequence[str],
    client: Client | None = None,
    revision: int | None = None,
) -> TrackedChoice:
    """Which instruments are followed in the practice, or of one client; none of them leaves it to the wider rule.

    The same again changes nothing. ``revision``: of what was shown, 0 where nobody had chosen. Raises ValidationError
    by field, or EditConflict.
    """
    if client:
        Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    else:
        lock_practice(practice_id)
    row = choice_of(practice_id, client)
    compare_revision(row, revision)
    chosen = sorted(set(instruments))
    known = {*can_be_followed(), *row.instruments}  # one that was retired since may stay
    if unknown := [key for key in chosen if key not in known]:
        named = ", ".join(key[:30] for key in unknown[:5])
        raise ValidationError(
            {"instruments": _("No instrument with a criterion of change: %(keys)s") % {"keys": named}}
        )
    if len(chosen) > MOST_INSTRUMENTS:
        raise ValidationError({"instruments": _("At most %(n)s instruments.") % {"n": MOST_INSTRUMENTS}})
    if chosen == row.instruments:
        return row
    row.instruments, row.chosen_by_id, row.chosen_at = chosen, by.staff_id, timezone.now()
    row.save()
    return row


@transaction.atomic
def set_no_change_aside(*, client: Client, by: Actor, until: date, reason: str) -> SetAside:
    """Does not show "no reliable change" of a client before ``until``, at most twelve months from today.

    One whose day has come is replaced. Raises ValidationError by field, or where one is in force already.
    """
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    today, errors = timezone.localdate(), dict[str, object]()
    with collect_errors(errors):
        reason = clean_text(reason, "reason", MOST_REASON, least=LEAST_REASON)
    if not today < until <= today + timedelta(days=MOST_DAYS):
        errors["until"] = _("Choose a day after today, at most twelve months from now.")
    if errors:
        raise ValidationError(errors)
    episode = client.episodes.open().first()
    if episode is None:
        raise ValidationError(_("No treatment is running, so there is nothing to set aside."))
    standing = SetAside.objects.filter(client=client).standing().select_related("set_by").first()
    if standing and SetAside.objects.filter(pk=standing.pk).in_force(today).exists():
        raise ValidationError(
            _("It is set aside until %(day)s already, by %(name)s. End that first.")
            % {"day": date_format(standing.until, "j F Y"), "name": standing.set_by.name}
        )
    if standing:
        _end(standing, by)
    return SetAside.objects.create(
        practice_id=client.practice_id,
        client=client,
        episode=episode,
        set_on=today,
        until=until,
        reason=reason,
        set_by_id=by.as_staff(),
    )


@transaction.atomic
def end_set_aside(*, client: Client, by: Actor) -> bool:
    """Shows "no reliable change" again at once. Twice changes nothing; returns whether there was something to end."""
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    standing = SetAside.objects.filter(client=client).standing().first()
    if standing is None:
        return False
    _end(standing, by)
    return True


def _end(row: SetAside, by: Actor) -> None:
    row.ended_at, row.ended_by_id = timezone.now(), by.as_staff()
    row.save(update_fields=["ended_at", "ended_by"])
