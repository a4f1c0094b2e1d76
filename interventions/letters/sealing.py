"""What a letter's signature covers, as SHA-256. The hash is also in the access log's chain, as those of notes are."""

from interventions.letters.models import Letter
from interventions.notes.sealing import digest, moment


def letter_hash(letter: Letter) -> str:
    """SHA-256, 64 hex digits, over whose letter it is, to whom, its text, and who signed it when."""
    return digest(
        str(letter.pk),
        str(letter.practice_id),
        str(letter.client_id),
        str(letter.author_id),
        letter.kind,
        letter.version,
        str(letter.replaces_id or ""),
        str(letter.release_id or ""),
        letter.practice_name,
        letter.recipient,
        letter.address,
        letter.salutation,
        letter.parts,
        letter.signature,
        letter.signed_name,
        moment(letter.signed_at),
    )
