"""What the signatures of letters cover, compared with what is kept."""

from datetime import datetime
from uuid import UUID

from clinic.core.models import AccessLog, Staff
from clinic.core.signatures import Signed
from interventions.letters.models import Letter, LetterState
from interventions.letters.sealing import letter_hash


def _signed_at(letter: Letter) -> datetime:
    return letter.signed_at or letter.started_at  # a constraint says that it has been signed


def _signer(letter: Letter) -> UUID | None:
    author: Staff = letter.author
    return author.user_id


LETTERS = Signed[Letter](
    kind=AccessLog.Kind.LETTER_SIGNED,
    name="letter",
    rows=lambda: Letter.objects.filter(state=LetterState.SIGNED).select_related("author").order_by("signed_at"),
    digest=letter_hash,
    at=_signed_at,
    signer=_signer,
    content_hash=lambda letter: letter.content_hash,
    before="letter signed ",
)
