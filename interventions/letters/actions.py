"""Drafting a letter, editing and signing it, a new version of it, and that it was handed over."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Client
from clinic.core import audit
from clinic.core.access import Actor
from clinic.core.constraints import constraint_errors
from clinic.core.models import AccessLog
from clinic.core.practices import current_practice
from clinic.core.revisions import check_revision
from clinic.core.text import clean_text, collect_errors
from interventions.letters.composing import compose
from interventions.letters.kinds import OUTSIDE, PARTS, USUAL, in_order
from interventions.letters.models import Letter, LetterDelivery, Release
from interventions.letters.releases import refuse_others, refuse_untold
from interventions.letters.sealing import letter_hash

MOST_PART = 8000  # characters of one part
HEAD = {"recipient": (200, 3, False), "address": (400, 0, True), "salutation": (120, 0, False)}
HEAD |= {"signature": (200, 0, False)}  # field → most characters, least, whether it has several lines


class LetterSigned(Exception):
    """The letter is signed: it stays as it is, and a new version takes its place."""

    def __init__(self) -> None:
        super().__init__(_("The letter is signed: it stays as it is. Write a new version instead."))


class LetterReplaced(Exception):
    """There is a newer version of the letter already."""

    def __init__(self) -> None:
        super().__init__(_("There is a newer version of this letter already."))


def _release_of(client: Client, kind: str, release_id: UUID | None) -> Release | None:
    """Raises ValidationError at ``release`` for one of somebody else."""
    if release_id is None or kind not in OUTSIDE:
        return None
    found = Release.objects.filter(client=client, pk=release_id).first()
    if found is None:
        raise ValidationError({"release": _("Choose one of this client's releases.")})
    return found


@transaction.atomic
def draft_letter(
    *,
    client: Client,
    by: Actor,
    kind: str,
    parts: Collection[str] | None = None,
    measures: Sequence[str] | None = None,
    release: UUID | None = None,
    recipient: str = "",
) -> Letter:
    """A draft with what the file says, to be edited; its author's alone until it is signed.

    ``parts``: keys of the parts; what its release covers of the usual ones where absent. ``recipient``: the client's
    name, or that of the release, where empty. Raises ValidationError by field.
    """
    if kind not in Letter.Kind.values:
        raise ValidationError({"kind": _("Choose what kind of letter.")})
    if parts is not None and (unknown := set(parts) - set(PARTS)):
        raise ValidationError({"parts": _("No such part: %(names)s.") % {"names": ", ".join(sorted(unknown))}})
    found = _release_of(client, kind, release)
    wanted = USUAL[kind] if parts is None else parts
    if parts is None and found is not None:
        wanted = [part for part in wanted if part in found.covers]
    texts = compose(client, kind, parts=wanted, measures=measures)
    named = clean_text(recipient, "recipient", 200, least=0, lines=False) or _recipient(client, found, kind)
    last = Letter.objects.filter(author_id=by.as_staff()).order_by("-started_at", "-id").first()
    letter = Letter.objects.create(
        practice_id=client.practice_id,
        client=client,
        author_id=by.as_staff(),
        kind=kind,
        release=found,
        practice_name=current_practice().name,
        recipient=named,
        salutation=_("Dear %(name)s,") % {"name": named} if kind != Letter.Kind.SUMMARY else "",
        parts={part: text for part, text in texts.items() if text},
        told=[part for part, text in texts.items() if text],
        signature=last.signature if last else "",
    )
    audit.log_access(client.pk, "letter drafted")
    return letter


def _recipient(client: Client, release: Release | None, kind: str) -> str:
    if release is not None:
        return release.recipient[:110]
    return _("the record") if kind == Letter.Kind.SUMMARY else client.name


@transaction.atomic
def save_letter(
    *,
    letter: Letter,
    by: Actor,
    parts: Mapping[str, str],
    head: Mapping[str, str],
    release: UUID | None = None,
    revision: int | None = None,
) -> Letter:
    """Saves the draft. ``parts``: part → text, an empty one is left out; one that is not named stays. ``head``:
    recipient, address, salutation, signature; likewise. ``release``: an id, None leaves it.

    Raises LetterSigned, EditConflict, PermissionDenied, and ValidationError by field.
    """
    found = _draft(letter, by, revision)
    errors: dict[str, object] = {name: _("A letter has no such part.") for name in set(parts) - set(PARTS)}
    texts = dict(found.parts)
    for part in in_order(set(parts)):
        with collect_errors(errors):
            texts[part] = clean_text(parts[part], part, MOST_PART, least=0)
    for name, text in head.items():
        most, least, lines = HEAD[name]
        with collect_errors(errors):
            setattr(found, name, clean_text(text, name, most, least=least, lines=lines))
    if release is not None:
        with collect_errors(errors):
            found.release = _release_of(found.client, found.kind, release)
    if errors:
        raise ValidationError(errors)
    found.told = in_order([part for part, text in texts.items() if text])
    found.parts = {part: texts[part] for part in found.told}
    found.save()
    return found


def _draft(letter: Letter, by: Actor, revision: int | None) -> Letter:
    """The draft as it is now, locked. Raises LetterSigned, EditConflict, PermissionDenied."""
    locked: Letter = Letter.objects.select_for_update(no_key=True).get(pk=letter.pk)
    if locked.author_id != by.as_staff():
        raise PermissionDenied("only the author writes")
    if locked.state == Letter.State.SIGNED:
        raise LetterSigned
    return check_revision(locked, revision)


@transaction.atomic
def sign_letter(*, letter: Letter, by: Actor, revision: int | None = None) -> Letter:
    """Signs it: name, time, hash of the content; from then on it cannot be changed. Signing twice changes nothing.

    Raises EditConflict, PermissionDenied, and ValidationError: at ``release`` where somebody outside would be told what
    the client has not released, at a part that speaks of somebody who has not agreed, and for an empty letter.
    """
    current: Letter = Letter.objects.select_for_update(no_key=True).get(pk=letter.pk)
    if current.state == Letter.State.SIGNED and current.author_id == by.as_staff():
        return current
    found = _draft(letter, by, revision)
    if not found.told:
        raise ValidationError(_("There is nothing to sign yet."))
    if found.is_outside:
        refuse_untold(found.release, found.kind, found.told)
        refuse_others(found.client, found.kind, found.parts)
    found.practice_name = current_practice().name
    found.state, found.signed_at, found.signed_name = Letter.State.SIGNED, timezone.now(), by.name or by.label
    found.content_hash = letter_hash(found)
    refused = ValidationError({"release": _("The letter tells more than the client has released.")})
    with constraint_errors({"interventions_letter_as_released": refused}):
        found.save()
    audit.log_signature(found.client_id, AccessLog.Kind.LETTER_SIGNED, found.pk, found.content_hash)
    return found


@transaction.atomic
def discard_letter(*, letter: Letter, by: Actor, revision: int | None = None) -> None:
    """Deletes the author's draft. Raises LetterSigned, EditConflict, PermissionDenied."""
    _draft(letter, by, revision).delete()


@transaction.atomic
def write_new_version(*, letter: Letter, by: Actor) -> Letter:
    """A draft with the text of a signed letter, which it takes the place of when it is signed itself.

    The author's own draft is the same one again, and one that a closed account was left with is taken over: only one
    can follow. Raises LetterReplaced, and ValidationError for a draft.
    """
    if letter.state != Letter.State.SIGNED:
        raise ValidationError(_("The letter is a draft: change it instead."))
    rows = Letter.objects.select_for_update(no_key=True, of=["self"]).select_related("author")
    following = rows.filter(replaces=letter, state=Letter.State.DRAFT).first()
    if following is not None and not following.author.is_active:
        following.author_id = by.as_staff()
        following.save(update_fields=["author"])
    if following is not None and following.author_id == by.as_staff():
        return following
    with constraint_errors({"interventions_letter_one_next": LetterReplaced()}):
        return Letter.objects.create(
            practice_id=letter.practice_id,
            client_id=letter.client_id,
            author_id=by.as_staff(),
            replaces=letter,
            version=letter.version + 1,
            **{name: getattr(letter, name) for name in CARRIED},
        )


CARRIED = ("kind", "release", "practice_name", *HEAD, "parts", "told")


@transaction.atomic
def deliver_letter(*, letter: Letter, by: Actor, way: str, on: date | None = None, note: str = "") -> LetterDelivery:
    """Notes that the letter was given to its recipient. Raises ValidationError by field: for a draft, for a version
    that was replaced, and for one to somebody outside whose release was taken back or is over."""
    letter = Letter.objects.select_for_update(no_key=True).get(pk=letter.pk)
    if letter.state != Letter.State.SIGNED or letter.signed_at is None:
        raise ValidationError(_("Sign the letter first."))
    if Letter.objects.filter(replaces=letter, state=Letter.State.SIGNED).exists():
        raise ValidationError(_("A newer version has taken the place of this letter: hand that one over."))
    day, today = on or timezone.localdate(), timezone.localdate()
    if not timezone.localdate(letter.signed_at) <= day <= today:
        raise ValidationError({"on": _("A day from the signature up to today.")})
    if way not in LetterDelivery.Way.values:
        raise ValidationError({"way": _("Choose how it was handed over.")})
    if letter.is_outside and letter.release_id is not None:  # a signed one has a release
        release = Release.objects.select_for_update(no_key=True).get(pk=letter.release_id)
        refuse_untold(release, letter.kind, letter.told)
    return LetterDelivery.objects.create(
        practice_id=letter.practice_id,
        letter=letter,
        by_id=by.as_staff(),
        way=way,
        on=day,
        note=clean_text(note, "note", 200, least=0, lines=False),
    )
