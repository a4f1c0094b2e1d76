"""Opening, pausing and closing a treatment."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Client, Episode
from clinic.core import outbox
from clinic.core.models import Message
from clinic.core.text import clean_text


def current_episode(client: Client, on: date | None = None) -> Episode:
    """The open episode; one is opened when there is none."""
    episode = client.episodes.open().first()
    return episode or Episode.objects.create(
        practice_id=client.practice_id, client=client, opened_on=on or timezone.localdate()
    )


def _open_episode(client: Client) -> Episode:
    episode = client.episodes.open().select_for_update().first()
    if episode is None:
        raise ValidationError(_("No treatment is running."))
    return episode


@transaction.atomic
def pause_episode(*, client: Client, pause: bool) -> Episode:
    """Pauses the treatment, or takes it up again: meanwhile nothing is given by rule, shown or reminded of.

    Doing it twice changes nothing. Raises ValidationError without a running episode.
    """
    episode = _open_episode(client)
    if (episode.paused_on is not None) != pause:
        episode.paused_on = timezone.localdate() if pause else None
        episode.save(update_fields=["paused_on"])
    if pause:
        outbox.withdraw(reason="the treatment is paused", recipient_id=client.pk, kinds=Message.ON_PORTAL)
    return episode


@transaction.atomic
def close_episode(*, client: Client, reason: str, on: date | None = None) -> Episode:
    """Ends the treatment. Rules that ask at the end and afterwards continue. Raises ValidationError by field."""
    episode, on = _open_episode(client), on or timezone.localdate()
    reason = clean_text(reason, "reason", 200, message=_("Describe how it ended, in 3 to 200 characters."))
    if not episode.opened_on <= on <= timezone.localdate():
        raise ValidationError({"on": _("The end must be between the beginning and today.")})
    episode.closed_on, episode.closing_reason, episode.paused_on = on, reason, None
    episode.save(update_fields=["closed_on", "closing_reason", "paused_on"])
    outbox.withdraw(reason="the treatment is closed", recipient_id=client.pk, kinds=Message.ON_PORTAL)
    return episode
