"""Signed rows: their hash stands in the access log's chain, and the database keeps no signed row without it.

A model that is signed puts ``audit_models.logged`` among its triggers; its action calls ``audit.log_signature``; its
package says by a :class:`Signed` what the hash covers. :func:`problems` then compares rows, hashes and log.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from clinic.core import audit
from clinic.core.models import AccessLog, LoggedKind

# Between the web server's clock, which dates a signature, and the database's, which dates its entry.
CLOCKS_DIFFER = timedelta(minutes=10)

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Signed(Generic[M]):
    """One table of signed rows, and what its signatures cover."""

    kind: LoggedKind
    name: str  # as a report names one: "note"
    rows: Callable[[], QuerySet[M]]
    digest: Callable[[M], str]
    at: Callable[[M], datetime]
    signer: Callable[[M], UUID | None]  # the account of whose name stands under it
    content_hash: Callable[[M], str]
    before: str = ""  # what entries of the log begin with that name a hash in words, as they once did
    sealed_since: Callable[[], datetime | None] = field(default=lambda: None)  # rows before it have no hash


def problems(signed: Signed[M]) -> Iterator[str]:
    """What does not hold in the current practice's rows of one kind, in words: text, hash and access log must agree.

    Of rows older than the log, whose months were detached, text and hash alone.
    """
    entries, older, since = _entries(signed.kind), _in_words(signed.before), audit.kept_since()
    for row in signed.rows().iterator(chunk_size=500):
        made, hashed = signed.at(row), signed.content_hash(row)
        name = f"{signed.name} {row.pk} of {made:%Y-%m-%d %H:%M}"
        known, in_words = entries.pop(row.pk, []), older.pop(hashed, [])
        if not hashed and not known and (start := signed.sealed_since()) and made < start:
            continue
        if signed.digest(row) != hashed:
            yield f"{name} was altered after it was signed"
        elif any(entry.content_hash != hashed for entry in known):
            yield f"{name}: the access log names another content"
        elif known:
            yield from _agrees(name, made, {signed.signer(row)}, known)
        elif in_words:  # some of them tell no account: those of a demo practice
            yield from _agrees(name, made, {signed.signer(row), None}, in_words)
        elif not (since and made < since):
            yield f"{name} is not in the access log: nobody signed it here"
    for entry in (one for entries_of_one in entries.values() for one in entries_of_one):
        yield f"{signed.name} {entry.subject_id} is missing: read {entry.sequence} of the access log names it"
    for hashed, (entry, *_again) in older.items():
        yield f"{signed.name} {hashed[:12]}… is missing: read {entry.sequence} of the access log names it"


def _entries(kind: LoggedKind) -> dict[UUID, list[AccessLog]]:
    """The entries of this kind by what they name, each in the order of the log."""
    found: dict[UUID, list[AccessLog]] = defaultdict(list)
    for entry in AccessLog.objects.filter(kind=kind).order_by("sequence").iterator(chunk_size=2000):
        if entry.subject_id:  # a constraint says that it has one
            found[entry.subject_id].append(entry)
    return found


def _in_words(prefix: str) -> dict[str, list[AccessLog]]:
    """The entries that name a hash in words, after ``prefix``, by this hash; none where there is no prefix."""
    found: dict[str, list[AccessLog]] = defaultdict(list)
    if prefix:
        for entry in AccessLog.objects.filter(kind=LoggedKind.OPENED, what__startswith=prefix).order_by("sequence"):
            found[entry.what.removeprefix(prefix)].append(entry)
    return found


def _agrees(name: str, made: datetime, signers: set[UUID | None], known: Sequence[AccessLog]) -> Iterator[str]:
    at = known[0].at
    if any(entry.user_id not in signers for entry in known):
        yield f"{name}: somebody else signed it than the name under it"
    elif abs(made - at) > CLOCKS_DIFFER:
        yield f"{name} was signed at {at:%Y-%m-%d %H:%M} by the access log"
