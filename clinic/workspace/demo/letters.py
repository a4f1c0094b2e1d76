"""Letters of the demo practice: one to the GP, as released, handed over; and the draft of one to the client."""

from clients.models import Client
from clinic.core.access import Actor
from interventions.letters.actions import deliver_letter, draft_letter, save_letter, sign_letter
from interventions.letters.kinds import USUAL, LetterKind
from interventions.letters.releases import record_release


def write_letters(client: Client, by: Actor) -> None:
    """Both letters, and the release that the first one rests on."""
    release = record_release(
        client=client, by=by, kind=LetterKind.GP, recipient="Dr A. Rowe", covers=USUAL[LetterKind.GP]
    )
    draft = draft_letter(client=client, by=by, kind=LetterKind.GP, release=release.pk)
    head = {"address": "Quay Surgery\n4 Quay Road", "signature": "Psychotherapist"}
    text = {"next": "We meet every two weeks until spring. Please write to me before you change the medication."}
    signed = sign_letter(letter=save_letter(letter=draft, by=by, parts=text, head=head), by=by)
    deliver_letter(letter=signed, by=by, way="post")
    draft_letter(client=client, by=by, kind=LetterKind.CLIENT)
