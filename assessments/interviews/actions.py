"""Keeping the codings of interviews."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.actions import AlreadyVoided, check_date, check_reason
from assessments.interviews.definition import interview
from assessments.models import InterviewCoding
from clients.episodes.actions import episode_for_record
from clients.models import Client
from clinic.core.access import Actor
from clinic.core.text import clean_text


def _check_scales(scales: dict[str, Decimal | None]) -> None:
    """Refuses what is not on the scale, by field."""
    for name, value in scales.items():
        scale = interview().scales[name]
        if value is not None and not (scale.low <= value <= scale.high and value * 2 == int(value * 2)):
            raise ValidationError(
                {name: _("From %(low)g to %(high)g, in halves.") % {"low": scale.low, "high": scale.high}}
            )


def _check_codes(classification: str, secondary: str, *, earned: bool) -> None:
    """Refuses codes that the manual does not have, or not together; by field."""
    known = interview()
    if classification not in known.classification:
        raise ValidationError({"classification": _("One of: %(codes)s.") % {"codes": ", ".join(known.classification)}})
    if classification == known.needs_secondary and secondary not in [*known.secondary, known.unclassified]:
        text = _("%(code)s needs its secondary code: %(codes)s.")
        codes = ", ".join([*known.secondary, known.unclassified])
        raise ValidationError({"secondary": text % {"code": classification, "codes": codes}})
    if classification != known.needs_secondary and secondary:
        raise ValidationError({"secondary": _("Only %(code)s has a secondary code.") % {"code": known.needs_secondary}})
    if earned and classification != "F":
        raise ValidationError({"earned": _("Only F can be earned.")})


def _check_alternates(classification: str, secondary: str, alternates: Sequence[str]) -> list[str]:
    """The best-fitting others, each once; they go with an interview that cannot be classified. By field."""
    known = interview()
    if unknown := [code for code in alternates if code not in known.secondary]:
        text = _("%(code)s is none of: %(codes)s.")
        raise ValidationError({"alternates": text % {"code": unknown[0][:10], "codes": ", ".join(known.secondary)}})
    if len(set(alternates)) != len(alternates):
        raise ValidationError({"alternates": _("Name each code once.")})
    if alternates and known.unclassified not in {classification, secondary}:
        text = _("Only %(code)s has best-fitting others.")
        raise ValidationError({"alternates": text % {"code": known.unclassified}})
    return list(alternates)


def _check_coder(coder: str, certification: str) -> tuple[str, str]:
    """Who coded it and by which training, as stored; by field."""
    cleaned = clean_text(coder, "coder", 120, least=2, lines=False)
    return cleaned, clean_text(certification, "certification", 200, least=2)


def _check_dates(client: Client, interviewed_on: date, coded_on: date) -> None:
    """Refuses days that cannot be, and a coding before its interview; by field."""
    check_date(client, interviewed_on, "interviewed_on")
    check_date(client, coded_on, "coded_on")
    if coded_on < interviewed_on:
        raise ValidationError({"coded_on": _("The coding date is before the interview.")})


@transaction.atomic
def record_interview(
    *,
    client: Client,
    by: Actor,
    interviewed_on: date,
    coded_on: date,
    coder: str,
    certification: str,
    classification: str,
    secondary: str = "",
    earned: bool = False,
    coherence_of_transcript: Decimal | None = None,
    coherence_of_mind: Decimal | None = None,
    alternates: Sequence[str] = (),
    unresolved_loss: Decimal | None = None,
    unresolved_trauma: Decimal | None = None,
) -> InterviewCoding:
    """Keeps one coding. Scales from 1 to 9 in halves. Raises ValidationError by field.

    A U code names its best-fitting secondary code, which may be CC; CC, alone or beside U, may name the best-fitting
    others (``alternates``). What the scales say against the class is shown, not refused: ``contradictions``.
    ``earned`` (secure in spite of adverse parenting) goes with F.
    """
    _check_codes(classification, secondary, earned=earned)
    alternates = _check_alternates(classification, secondary, alternates)
    coder, certification = _check_coder(coder, certification)
    _check_dates(client, interviewed_on, coded_on)
    scales = {
        "coherence_of_transcript": coherence_of_transcript,
        "coherence_of_mind": coherence_of_mind,
        "unresolved_loss": unresolved_loss,
        "unresolved_trauma": unresolved_trauma,
    }
    _check_scales(scales)
    return InterviewCoding.objects.create(
        practice_id=client.practice_id,
        client=client,
        episode=episode_for_record(client, coded_on),
        interviewed_on=interviewed_on,
        coded_on=coded_on,
        coder=coder,
        certification=certification,
        classification=classification,
        secondary=secondary,
        alternates=alternates,
        earned=earned,
        recorded_by_id=by.as_staff(),
        **scales,
    )


@transaction.atomic
def void_interview(*, coding: InterviewCoding, by: Actor, reason: str) -> InterviewCoding:
    """Marks a coding as not to be counted; it stays. Raises AlreadyVoided, or ValidationError without a reason."""
    reason = check_reason(reason)
    locked = InterviewCoding.objects.select_for_update().get(pk=coding.pk)
    if locked.voided_at is not None:
        raise AlreadyVoided(locked.voided_by)
    locked.voided_at, locked.voided_by_id, locked.void_reason = timezone.now(), by.as_staff(), reason
    locked.save(update_fields=["voided_at", "voided_by", "void_reason"])
    return locked
