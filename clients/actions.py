"""What can be done with clients. Each action is one transaction; the caller has fetched with access checked."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.alert_notices import tell_first
from clients.contact import follow_address, number
from clients.models import AlertRules, CareRelation, Client, Consent, Episode, RiskAlert, ViolenceScreen
from clients.queries import alert_rules, portal_account
from clients.responsibility import on_call_problem
from clinic.core import outbox
from clinic.core.access import Actor, May, Reach, Role, reach
from clinic.core.accounts import AddressTaken, add_account, change_address, close_account, invite, reopen_account
from clinic.core.models import Membership, Message, Practice, Staff, User
from clinic.core.text import in_length, plain, shown_length


class AlertAlreadyAcknowledged(Exception):
    """Somebody acknowledged this alert before."""


@transaction.atomic
def add_client(*, by: Actor, therapist: Staff | None = None, consents: tuple[str, ...] = (), **fields: Any) -> Client:
    """A new client with an open episode. A therapist who adds one takes the lead, unless another is named.

    Raises ValidationError, by field, for values that cannot be.
    """
    client = Client(practice_id=by.practice_id, **fields)
    client.sort_name = "-"  # set by save()
    client.full_clean(exclude=["sort_name"])
    client.save()
    today = timezone.localdate()
    Episode.objects.create(practice_id=by.practice_id, client=client, opened_on=today)
    lead_id = therapist.pk if therapist else by.staff_id if Reach.CARE in reach(by, May.RECORD) else None
    if lead_id:
        CareRelation.objects.create(practice_id=by.practice_id, client=client, staff_id=lead_id, since=today)
    for kind in consents:
        give_consent(client=client, kind=Consent.Kind(kind))
    return client


def current_episode(client: Client, on: date | None = None) -> Episode:
    """The open episode; one is opened when there is none."""
    episode = client.episodes.filter(closed_on__isnull=True).first()
    return episode or Episode.objects.create(
        practice_id=client.practice_id, client=client, opened_on=on or timezone.localdate()
    )


def _open_episode(client: Client) -> Episode:
    episode = client.episodes.select_for_update().filter(closed_on__isnull=True).first()
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
        outbox.withdraw(reason="the treatment is paused", about_client_id=client.pk, kinds=Message.ON_PORTAL)
    return episode


@transaction.atomic
def close_episode(*, client: Client, reason: str, on: date | None = None) -> Episode:
    """Ends the treatment. Rules that ask at the end and afterwards go on. Raises ValidationError by field."""
    episode, on, reason = _open_episode(client), on or timezone.localdate(), plain(reason)
    if not in_length(reason, 3, 200):
        raise ValidationError({"reason": _("Say in 3 to 200 characters how it ended.")})
    if not episode.opened_on <= on <= timezone.localdate():
        raise ValidationError({"on": _("The end lies between the beginning and today.")})
    episode.closed_on, episode.closing_reason, episode.paused_on = on, reason, None
    episode.save(update_fields=["closed_on", "closing_reason", "paused_on"])
    outbox.withdraw(reason="the treatment is closed", about_client_id=client.pk, kinds=Message.ON_PORTAL)
    return episode


@transaction.atomic
def give_consent(*, client: Client, kind: Consent.Kind, version: int = 1) -> Consent:
    """Notes the agreement; giving the same one again changes nothing."""
    consent, _made = Consent.objects.get_or_create(
        practice_id=client.practice_id, client=client, kind=kind, withdrawn_at=None, defaults={"version": version}
    )
    return consent


@transaction.atomic
def withdraw_consent(*, client: Client, kind: Consent.Kind) -> None:
    """Ends the agreement and takes back what was queued on that channel; without the portal's, its access ends."""
    client.consents.filter(kind=kind, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
    if kind in {Consent.Kind.EMAIL, Consent.Kind.TEXT}:
        outbox.withdraw(reason="consent withdrawn", about_client_id=client.pk, channel=Message.Channel(kind))
    if kind == Consent.Kind.PORTAL:
        outbox.withdraw(reason="consent withdrawn", about_client_id=client.pk, kinds=Message.ON_PORTAL)
    if kind == Consent.Kind.PORTAL and (user := portal_account(client)):
        close_account(user)


@transaction.atomic
def note_violence_screen(*, client: Client, by: Actor, answer: str, note: str = "") -> ViolenceScreen:
    """Notes what the client said, asked alone; earlier answers stay. Raises ValidationError by field."""
    screen = ViolenceScreen(
        practice_id=client.practice_id, client=client, answer=answer, note=plain(note), asked_by_id=by.as_staff()
    )
    screen.full_clean(exclude=["practice", "client", "asked_by"])
    screen.save()
    return screen


class SignIn(StrEnum):
    """What a changed address did to a client's sign-in for the portal."""

    SAME = "same"
    MOVED = "moved"
    ENDED = "ended"


@transaction.atomic
def change_contact(*, client: Client, **fields: Any) -> SignIn:
    """Changes name, pronouns, birth date, contacts or zone; ``client`` is brought up to date.

    A new address or number is open again, waiting messages go there, and a new e-mail address moves the sign-in for
    the portal: old sessions, tokens and links end, and a link goes to the new address. Without an address the sign-in
    ends. Raises ValidationError by field; then nothing has changed.
    """
    row = Client.objects.select_for_update().get(pk=client.pk)
    email, phone = row.email, number(row)
    for name, value in fields.items():
        setattr(row, name, value)
    row.full_clean(exclude=["sort_name"])
    row.save()
    Membership.objects.filter(person_id=row.pk).update(name=row.name)
    if number(row) != phone:
        follow_address(client=row, channel=Message.Channel.TEXT)
    sign_in = SignIn.SAME
    if row.email != email:
        follow_address(client=row, channel=Message.Channel.EMAIL)
        sign_in = _move_sign_in(row)
    for name in fields:
        setattr(client, name, getattr(row, name))
    client.sort_name = row.sort_name
    return sign_in


def _move_sign_in(client: Client) -> SignIn:
    """The portal's account follows the address on file. Raises ValidationError by field."""
    user = portal_account(client)
    if user is None:
        return SignIn.SAME
    if not client.email:
        close_account(user)
        return SignIn.ENDED
    try:
        moved = change_address(user=user, email=client.email)
    except AddressTaken as error:
        raise ValidationError({"email": _("Another account has this address. Use a different one.")}) from error
    if moved and user.is_active:
        invite(user=user, practice=Practice.objects.get(pk=client.practice_id))
    return SignIn.MOVED if moved and user.is_active else SignIn.SAME


@transaction.atomic
def give_portal_access(*, client: Client, email: str, password: str | None = None) -> User:
    """An account for the client's own pages. Raises AddressTaken, or ValidationError when there is one already."""
    if portal_account(client) is not None:
        raise ValidationError(_("This client has a sign-in."))
    user = add_account(email=email, password=password)
    Membership.objects.create(
        user=user,
        practice_id=client.practice_id,
        kind=Membership.Kind.CLIENT,
        person_id=client.pk,
        roles=[Role.CLIENT],
        name=client.name,
    )
    give_consent(client=client, kind=Consent.Kind.PORTAL)
    return user


@transaction.atomic
def invite_to_portal(*, client: Client) -> User:
    """Gives a client the portal, or the invitation again: a mail with a link to set a password.

    After the consent was withdrawn, what opened the portal before does so no more: neither password nor old links.
    Raises ValidationError without an e-mail address, and AddressTaken.
    """
    client = Client.objects.select_for_update().get(pk=client.pk)  # the address of now, not of when a page was opened
    if not client.email:
        raise ValidationError(_("Put an e-mail address on file first."))
    user = portal_account(client)
    if user is None:
        user = give_portal_access(client=client, email=client.email)
    else:
        give_consent(client=client, kind=Consent.Kind.PORTAL)
        change_address(user=user, email=client.email)  # an account from before addresses moved with the file
        reopen_account(user)
    invite(user=user, practice=Practice.objects.get(pk=client.practice_id))
    return user


@transaction.atomic
def raise_alert(
    *,
    client: Client,
    source: str,
    source_id: UUID,
    reason: str,
    level: str = RiskAlert.Level.HIGH,
    answered_on: date | None = None,
    instead_of: UUID | None = None,
) -> RiskAlert:
    """Opens an alert and queues notices to who is responsible now, in the caller's transaction.

    Once per source: the same cause found again changes nothing. ``answered_on``: the day of the answers; when they are
    old nobody is mailed, nor for the level low, which is in the morning's mail. ``instead_of``: the source that this
    one corrects: its open alert goes on as this one's, unless the level has risen.
    """
    if instead_of and (going_on := _carried_over(instead_of, source, source_id, level)):
        return going_on
    alert, made = RiskAlert.objects.get_or_create(
        practice_id=client.practice_id,
        source_id=source_id,
        source=source,
        defaults={"client": client, "reason": reason, "level": level, "answered_on": answered_on},
    )
    if made:
        tell_first(alert)
    return alert


def _carried_over(before: UUID, source: str, source_id: UUID, level: str) -> RiskAlert | None:
    """The open alert of the answers that were corrected, now of the new ones; None when the new level is higher.

    A level that fell stays as it was until somebody has read it: only a person takes an alert back.
    """
    rising = RiskAlert.Level.values
    alert = (
        RiskAlert.objects.select_for_update()
        .filter(source_id=before, source=source, acknowledged_at__isnull=True)
        .first()
    )
    if alert is None or rising.index(alert.level) < rising.index(level):
        return None
    alert.source_id = source_id
    alert.save(update_fields=["source_id"])
    return alert


@transaction.atomic
def set_alert_rules(*, practice_id: UUID, on_call: Staff | None, escalate_minutes: int) -> AlertRules:
    """Who is on call, and after how many minutes (5 to 1440) somebody above is told. ValidationError by field."""
    rules = alert_rules(practice_id)
    rules.on_call, rules.escalate_minutes = on_call, escalate_minutes
    if not 5 <= escalate_minutes <= 1440:
        raise ValidationError({"escalate_minutes": _("Between 5 minutes and a day.")})
    if problem := on_call_problem(rules):
        raise ValidationError({"on_call": problem})
    rules.save()
    return rules


@transaction.atomic
def acknowledge_alert(*, alert: RiskAlert, by: Actor, text: str) -> RiskAlert:
    """Closes an alert with what was done. Raises AlertAlreadyAcknowledged, or ValidationError without a text."""
    text = plain(text)
    if shown_length(text) < 3:
        raise ValidationError({"acknowledgement": _("Say in a few words what you did.")})
    if len(text) > 2000:
        raise ValidationError({"acknowledgement": _("At most 2,000 characters.")})
    locked = RiskAlert.objects.select_for_update().get(pk=alert.pk)
    if locked.acknowledged_at is not None:
        raise AlertAlreadyAcknowledged(str(alert.pk))
    locked.acknowledged_at, locked.acknowledged_by_id, locked.acknowledgement = timezone.now(), by.as_staff(), text
    locked.save(update_fields=["acknowledged_at", "acknowledged_by", "acknowledgement"])
    return locked
