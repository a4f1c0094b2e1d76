"""A letter as PDF and as plain text: what is stored of it, and nothing that changes afterwards."""

from pathlib import Path

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clinic.core import paper
from clinic.core.moments import here_text
from interventions.letters.composing import omitted
from interventions.letters.kinds import LetterKind, label_of
from interventions.letters.models import Letter

TEMPLATE = Path(__file__).parent / "letter.typ"
FILENAME = "letter"  # without anybody's name, and without a clinical word


def _day(letter: Letter) -> str:
    return date_format(timezone.localtime(letter.signed_at), "j F Y")


def sections(letter: Letter) -> list[tuple[str, str]]:
    """(heading, text) of its parts, in order."""
    return [(label_of(part), letter.parts[part]) for part in letter.told]


def limits(letter: Letter) -> list[str]:
    """What a letter to others says of itself: on what it rests, and what it leaves out."""
    if letter.kind in {LetterKind.CLIENT, LetterKind.CLOSING}:
        return []
    lines = []
    if letter.release is not None:
        covered = ", ".join(label_of(part) for part in letter.release.covers)
        values = {"ground": letter.release.get_basis_display(), "parts": covered}
        values["day"] = date_format(letter.release.given_on, "j F Y")
        lines.append(_("Written on this ground: %(ground)s, %(day)s. It covers: %(parts)s.") % values)
    if left := omitted(letter.told):
        lines.append(_("Left out of this letter: %(parts)s.") % {"parts": ", ".join(left)})
    lines.append(
        _("Notes of sessions, answers to single questions, and what other people said are never part of such a letter.")
    )
    return lines


def signed_line(letter: Letter) -> str:
    """Who signed it and when, with the beginning of its hash; of a draft, that it is one."""
    if letter.signed_at is None:
        return _("Draft: not signed, not to be handed over.")
    text = _("Signed electronically by %(name)s on %(day)s. Version %(version)s, SHA-256 %(hash)s…")
    values = {"name": letter.signed_name, "day": here_text(letter.signed_at, "j F Y, H:i")}
    return text % {**values, "version": letter.version, "hash": letter.content_hash[:16]}


def _reference(letter: Letter) -> str:
    found = letter.release.reference if letter.release else ""
    return _("Your reference: %(reference)s") % {"reference": found} if found else ""


def letter_pdf(letter: Letter) -> bytes:
    """The letter on paper of A4."""
    data = {
        "lang": (get_language() or "en").partition("-")[0],
        "practice": letter.practice_name,
        "day": _day(letter) if letter.signed_at else "",
        "title": letter.kind_label,
        "recipient": letter.recipient,
        "address": letter.address,
        "reference": _reference(letter),
        "salutation": letter.salutation,
        "sections": [{"title": title, "text": text} for title, text in sections(letter)],
        "limits": limits(letter),
        "by": letter.signed_name or letter.author.name,
        "signature": letter.signature,
        "signed": signed_line(letter),
        "draft": letter.signed_at is None,
        "confidential": _("Confidential"),
    }
    return paper.pdf(TEMPLATE, data, {})


def letter_text(letter: Letter) -> str:
    """The same as plain text, to paste into a letter of one's own or a portal of the recipient."""
    head = [letter.practice_name, _day(letter) if letter.signed_at else "", "", letter.recipient, letter.address]
    body = [line for title, text in sections(letter) for line in (title.upper(), text, "")]
    foot = [*limits(letter), "", letter.signed_name or letter.author.name, letter.signature, signed_line(letter)]
    lines = [*head, _reference(letter), "", letter.kind_label, "", letter.salutation, "", *body, *foot]
    kept = [line for number, line in enumerate(lines) if line or (number and lines[number - 1])]
    return "\n".join(kept).strip() + "\n"
