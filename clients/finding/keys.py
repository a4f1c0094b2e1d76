"""The keys that are kept of a client, and those that a search asks for. Pure: what is kept and what is asked are made
here, so that they meet.

A key is a letter for its kind, and a text that is compared byte by byte:

- ``n``: the name from each of its words on, without spaces, so that the beginning of any word finds it, also of two
  that are written as one (``nmariadelacruz``, ``ndelacruz``, ``nlacruz``, ``ncruz``);
- ``~``: the first letters of each word, and the same with one of them left out: two words that differ by one typing
  error share such a key (SymSpell, https://github.com/wolfgarbe/SymSpell);
- ``p``, ``e``, ``b``, ``r``: phone, e-mail, date of birth, reference number.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from clients.finding import folding
from clients.finding.dates import dates_of

NAME, CLOSE, PHONE, EMAIL, BIRTH, REFERENCE = "n", "~", "p", "e", "b", "r"
FIRST = 10  # letters of a word whose errors are found by keys of their own
LEAST_WORD = 3  # letters: one error makes almost any shorter word of any other
LEAST_DIGITS = 5  # of a phone number
MOST_WORDS = 12  # of a search
LAST = "\U0010ffff"  # sorts behind every text


@dataclass(frozen=True)
class Sought:
    """What one word of a search asks for: a key that begins with one of ``beginnings``, or is one of ``exactly``."""

    beginnings: frozenset[str] = field(default_factory=frozenset)
    exactly: frozenset[str] = field(default_factory=frozenset)


def _name_keys(name: str) -> Iterator[str]:
    for spelt in (*folding.words(name), *folding.parts(name)):
        for number in range(len(spelt)):
            yield NAME + "".join(spelt[number:])[: folding.MOST_LETTERS]


def _with_one_left_out(word: str) -> set[str]:
    first = word[:FIRST]
    return {first} | {first[:n] + first[n + 1 :] for n in range(len(first))}


def _close_keys(spelt: Iterable[str]) -> Iterator[str]:
    for word in spelt:
        if len(word) >= LEAST_WORD:
            yield from (CLOSE + key for key in _with_one_left_out(word))


def _digits(text: str) -> str:
    return "".join(re.findall(r"\d", text))


def _phone_keys(phone: str) -> Iterator[str]:
    """The number with its country, and as it is written within it, without the leading zero."""
    import phonenumbers  # carries the numbering plans of all countries: only when needed

    try:
        parsed = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        if digits := _digits(phone):
            yield PHONE + digits
        return
    yield f"{PHONE}{parsed.country_code}{parsed.national_number}"
    yield f"{PHONE}{parsed.national_number}"


def _email_key(address: str) -> str:
    return EMAIL + address.casefold()[:254]


def _compact(text: str) -> str:
    return "".join(next(folding.words(text), ()))


def keys_of(
    *, name: str, phone: str = "", email: str = "", birth_date: date | None = None, reference: str = ""
) -> list[str]:
    """All keys of somebody with this name and these details, each once, in order."""
    found = {*_name_keys(name), *_close_keys(word for spelt in folding.words(name) for word in spelt)}
    found.update(_phone_keys(phone))
    if email:
        found.add(_email_key(email))
    if birth_date:
        found.add(BIRTH + birth_date.isoformat())
    if key := _compact(reference):
        found.add(REFERENCE + key[: folding.MOST_LETTERS])
    return sorted(found)


def keyed_from(*, name: str, phone: str, email: str, birth_date: date | None, reference: str) -> str:
    """A mark of what the keys were made from; the database compares it with the row (``_GUARD`` in ``models``)."""
    born = birth_date.isoformat() if birth_date else ""
    text = "\x1f".join((name, phone, email, born, reference))
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _by_name(text: str) -> Iterator[tuple[Sought, ...]]:
    """Each word begins a word of the name, in any order; or all together, written as one, do."""
    spelt = list(folding.words(text))
    if not spelt:
        return
    cut = folding.MOST_LETTERS
    each = zip(*spelt, strict=False)  # spellings have the same words
    yield tuple(Sought(frozenset(NAME + word[:cut] for word in same)) for same in each)[:MOST_WORDS]
    if len(spelt[0]) > 1:
        yield (Sought(frozenset(NAME + "".join(one)[:cut] for one in spelt)),)


def _by_phone(text: str) -> Iterator[tuple[Sought, ...]]:
    digits = _digits(text.replace("(0)", "") if text.startswith("+") else text)
    if re.fullmatch(r"[\d\s()+./–-]+", text) and len(digits) >= LEAST_DIGITS:
        yield (Sought(frozenset({PHONE + digits, PHONE + digits.lstrip("0")} - {PHONE})),)


def sought(text: str) -> list[tuple[Sought, ...]]:
    """What a search may mean: each meaning is what it asks for, all of it. Empty where nothing can be found."""
    text = " ".join(text.split())
    if "@" in text:
        return [(Sought(frozenset({_email_key(text)})),)]
    found = [*_by_name(text), *_by_phone(text)]
    if born := dates_of(text):
        found.append((Sought(exactly=frozenset(BIRTH + day.isoformat() for day in born)),))
    if key := _compact(text):
        found.append((Sought(frozenset({REFERENCE + key[: folding.MOST_LETTERS]})),))
    return found


def sought_closely(text: str) -> tuple[Sought, ...]:
    """What a name with typing errors asks for, one error a word; empty where no word is long enough for one."""
    wanted = next((meaning for meaning in _by_name(text)), ())
    found = tuple(
        Sought(one.beginnings, frozenset(_close_keys(key.removeprefix(NAME) for key in one.beginnings)))
        for one in wanted
    )
    return found if any(one.exactly for one in found) else ()


def is_close_name(text: str, name: str) -> bool:
    """Whether each word of the text is a word of the name with at most one typing error, or the beginning of one."""
    named = {word for spelt in (*folding.words(name), *folding.parts(name)) for word in spelt}
    return any(
        all(any(one.startswith(word) or folding.is_close(word, one) for one in named) for word in spelt)
        for spelt in folding.words(text)
    )
