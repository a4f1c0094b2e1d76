"""Opening, pausing and closing a treatment; what is given needs a running one."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Client, Episode
from clinic.core import outbox
from clinic.core.models import Message
from clinic.core.refusals import LinkedRefusal
from clinic.core.text import clean_text

MOST_CLOSING_REASON = 200  # characters


class TreatmentClosed(LinkedRefusal):
    """Nothing is given to a client whose treatment is closed, and nothing opens it by itself."""

    def __init__(self, client: Client) -> None:
        super().__init__(
            _("The treatment is closed. Reopen it first, then repeat this."),
            code="treatment_closed",
            link=_("Reopen treatment"),
            url=reverse("episodes:reopening", args=[client.pk]),
            api_url=reverse("api:client-reopening", args=[client.pk]),
        )


class NoTreatment(ValidationError):
    """What changes a running treatment finds none."""

    def __init__(self) -> None:
        super().__init__(_("No treatment is running."))


def refused_giving(client: Client, on: date | None = None) -> TreatmentClosed | None:
    """Why nothing can be given to a client, or booked (for the day ``on``): what the action would raise, for a form
    that is opened. None where it can."""
    if client.episodes.open().exists() or (on is not None and _was_running(client, on)):
        return None
    return TreatmentClosed(client)


def _was_running(client: Client, on: date) -> bool:
    """Whether the day is past, and in a treatment of the client."""
    return on < timezone.localdate() and client.episodes.covering(on).exists()


def open_episode(client: Client) -> Episode:
    """The open episode, in which something can be given: it stays open until the transaction ends.

    Raises TreatmentClosed where there is none.
    """
    episode = client.episodes.open().select_for_update(no_key=True).first()
    if episode is None:
        raise TreatmentClosed(client)
    return episode


def require_episode(client: Client, on: date) -> None:
    """Raises TreatmentClosed where no treatment is open, and none was running on that day, which is not to come."""
    if not _was_running(client, on):
        open_episode(client)


def episode_for_record(client: Client, on: date) -> Episode:
    """The episode in which something about this day is recorded: the open one, else one that was running on that day,
    else the last one, which stays closed. A client's first one is opened where there is none."""
    open_one = client.episodes.open().first()
    if open_one is not None:
        return open_one
    earlier = client.episodes.newest_first()
    episode = earlier.covering(on).first() or earlier.first()
    return episode or Episode.objects.create(practice_id=client.practice_id, client=client, opened_on=on)


def lock_client(client: Client) -> None:
    """Holds the client until the transaction ends, while rows that name them can be added.

    The first lock of whatever goes on to hold the treatment, a questionnaire or a plan of theirs.
    """
    Client.objects.select_for_update(no_key=True).only("pk").get(pk=client.pk)


def lock_open_episode(client: Client) -> Episode:
    """The open episode, locked, while rows that name it can be added. Raises NoTreatment where none is open."""
    episode = client.episodes.open().select_for_update(no_key=True).first()
    if episode is None:
        raise NoTreatment
    return episode


@transaction.atomic
def pause_episode(*, client: Client, pause: bool) -> Episode:
    """Pauses the treatment, or takes it up again: meanwhile nothing is given by rule, shown or reminded of.

    Doing it twice changes nothing. Raises NoTreatment without a running episode.
    """
    episode = lock_open_episode(client)
    if (episode.paused_on is not None) != pause:
        episode.paused_on = timezone.localdate() if pause else None
        episode.save(update_fields=["paused_on"])
    if pause:
        outbox.withdraw(reason="the treatment is paused", recipient_id=client.pk, kinds=Message.ON_PORTAL)
    return episode


@transaction.atomic
def close_episode(
    *, client: Client, ending: str = Episode.Ending.OTHER, reason: str = "", on: date | None = None
) -> Episode:
    """Ends the treatment. Rules that ask at the end and afterwards continue. Raises ValidationError by field.

    ``reason``: how it ended, in words; required for another ending than those that have a name.
    """
    episode, on = lock_open_episode(client), on or timezone.localdate()
    if ending not in Episode.Ending.values:
        raise ValidationError({"ending": _("Choose how the treatment ended.")})
    asked = _("Describe how it ended, in 3 to 200 characters.")
    least = 3 if ending == Episode.Ending.OTHER or reason.strip() else 0
    reason = clean_text(reason, "reason", MOST_CLOSING_REASON, least=least, message=asked)
    if not episode.opened_on <= on <= timezone.localdate():
        raise ValidationError({"on": _("The end must be between the beginning and today.")})
    episode.closed_on, episode.ending, episode.closing_reason, episode.paused_on = on, ending, reason, None
    episode.save(update_fields=["closed_on", "ending", "closing_reason", "paused_on"])
    ended = Message.TO_CLIENTS if ending == Episode.Ending.DIED else Message.ON_PORTAL
    outbox.withdraw(reason="the treatment is closed", recipient_id=client.pk, kinds=ended)
    return episode
