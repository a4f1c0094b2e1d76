"""Which instruments are offered first, and which one a few typed letters mean."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from assessments.catalogue import Instrument
from assessments.favourites.models import FavouriteInstruments
from assessments.wording.queries import instruments
from clients.models import Client

RECENT = 20  # a client's newest assessments, whose instruments are offered early


def favourites_of(practice_id: UUID) -> FavouriteInstruments:
    """The practice's favourites; not saved yet where nobody has chosen any."""
    return FavouriteInstruments.objects.first() or FavouriteInstruments(practice_id=practice_id)


@dataclass(frozen=True)
class Offer:
    """An instrument that can be recorded; ``last``: when it was last recorded with this client, if lately."""

    instrument: Instrument
    favourite: bool
    last: date | None


def offers_for(client: Client) -> list[Offer]:
    """All instruments: those used last with this client, then the practice's favourites in their order, then the
    shortest. Two statements, and one for instruments of the practice's own."""
    recent = client.assessments.order_by("-completed_on", "-id").values_list("instrument", "completed_on")[:RECENT]
    last = dict(reversed(list(recent)))
    liked = favourites_of(client.practice_id).instruments
    found = [Offer(one, one.key in liked, last.get(one.key)) for one in instruments().values()]

    def place(offer: Offer) -> tuple[int, int, int, str]:
        key = offer.instrument.key
        order = liked.index(key) if offer.favourite else len(liked)
        age = -offer.last.toordinal() if offer.last else 0
        return age, order, offer.instrument.minutes, offer.instrument.short

    return sorted(found, key=place)


def _letters(text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum())


def _fit(instrument: Instrument, typed: str) -> int | None:
    """How well it fits what was typed, 0 the best; None where it does not fit at all."""
    words = f"{instrument.short} {instrument.name} {instrument.about}".split()
    if _letters(instrument.short).startswith(typed):
        return 0
    if any(_letters(word).startswith(typed) for word in words):
        return 1
    return 2 if typed in _letters(" ".join(words)) else None


def matching(offers: Sequence[Offer], text: str) -> list[Offer]:
    """The offers that what was typed can mean, the likeliest first; all of them where nothing was typed.

    Case, spaces and dashes do not matter: "phq9" means PHQ-9. Among those that fit equally well the order stays.
    """
    typed = _letters(text)
    if not typed:
        return list(offers) if not text.strip() else []
    fitting = [(fit, offer) for offer in offers if (fit := _fit(offer.instrument, typed)) is not None]
    return [offer for _fit_of, offer in sorted(fitting, key=lambda pair: pair[0])]


def can_be_favourites(also: Iterable[str] = ()) -> Mapping[str, str]:
    """Key → name of what can be a favourite, by name; ``also``: keys that are kept though they are out of use."""
    found = {one.key: f"{one.short} · {one.about}" for one in instruments().values()}
    found |= {key: key for key in also if key not in found}
    return dict(sorted(found.items(), key=lambda pair: pair[1].casefold()))
