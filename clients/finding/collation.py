"""In which order names stand: by the rules of the practice's language, as ICU has them from CLDR. Pure.

Swedish has å ä ö behind z, Turkish ı before i, Czech ch behind h, Danish aa as å; without a language of its own a name
stands where CLDR's root puts it. The embedded database has no ICU, so the key is made here and kept as a text that
every database sorts alike.
"""

from functools import cache
from typing import Protocol, cast

MOST_KEY = 160  # characters of a key: the first 40 letters or more


class _Collator(Protocol):
    def getSortKey(self, text: str) -> bytes: ...


@cache
def _collator(language: str) -> _Collator:
    import icu  # its data are large: only when needed

    return cast("_Collator", icu.Collator.createInstance(icu.Locale(language)))


def sort_key(name: str, language: str) -> str:
    """A text in whose order names stand in this language (``sv``, ``zh-hant``): digits of base 16, at most 160."""
    return _collator(language).getSortKey(name).hex()[:MOST_KEY]
