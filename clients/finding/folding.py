"""How a name is compared: without accents, case, apostrophes and the order of its words. Pure.

Letters of every script stay letters. What Unicode does not decompose (ø, ł, đ, ı, ß …) is written as the Latin letter
that people type instead; where there are two customs (ü as u or ue), both are kept.
"""

import unicodedata
from collections.abc import Iterator

MOST_LETTERS = 40  # of a word that are compared
_APOSTROPHES = "'’‘‛ʼʻʽˈ`´ʹ′＇"
_DROPPED = dict.fromkeys(map(ord, _APOSTROPHES), "'")

# Letters without a decomposition, after case folding, as most people type them.
_PLAIN = dict(
    pair.split("=")
    for pair in (
        "ı=i ø=o ł=l đ=d ð=d ħ=h ŧ=t æ=ae œ=oe þ=th ŋ=n ĸ=k ə=e "
        "ǝ=e ɓ=b ɗ=d ɖ=d ƙ=k ƴ=y ɛ=e ɔ=o ǥ=g ƶ=z ɨ=i ʉ=u ƀ=b ƒ=f "
        # Persian and Arabic write the same letters with different characters; the last one only makes a word longer.
        "ی=ي ى=ي ک=ك ة=ه ـ="
    ).split()
)
# The second custom, before accents are dropped. German ae, oe, ue; Danish and Norwegian aa, oe; Croatian dj.
_SPELT_OUT = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "đ": "dj", "ð": "dh", "ŋ": "ng", "ə": "a"}
_PLAIN_TABLE, _SPELT_TABLE = str.maketrans(_PLAIN), str.maketrans(_SPELT_OUT)


def _is_accent(mark: str) -> bool:
    """Accents of Latin, Greek and Cyrillic, points of Hebrew and Arabic; not vowels of Thai or Indian scripts, nor
    the marks of Japanese, without which another sound is written (their classes lie between)."""
    kind = unicodedata.combining(mark)
    return kind == 1 or 10 <= kind <= 35 or kind >= 200


def _letters(text: str) -> str:
    """Letters and digits in their plainest form; an apostrophe stays one, all else becomes a space."""
    found = []
    for letter in unicodedata.normalize("NFKD", text):
        kind = unicodedata.category(letter)
        if kind == "Cf" or (kind in {"Mn", "Me"} and _is_accent(letter)):
            continue
        if kind == "Nd":
            found.append(str(unicodedata.digit(letter)))
        elif kind[0] in "LM" or kind in {"So", "Nl", "No"} or letter == "'":
            found.append(letter.translate(_PLAIN_TABLE))
        else:
            found.append(" ")
    return unicodedata.normalize("NFC", "".join(found))


def spellings(text: str) -> tuple[str, ...]:
    """The text in plain letters, and with ü as ue and the like where that differs. Apostrophes stay.

    The words are parted by single spaces.
    """
    small = unicodedata.normalize("NFC", text.translate(_DROPPED)).casefold()
    both = (_letters(small), _letters(unicodedata.normalize("NFC", small).translate(_SPELT_TABLE)))
    return tuple(dict.fromkeys(" ".join(one.casefold().split()) for one in both))


def words(text: str) -> Iterator[tuple[str, ...]]:
    """The words of each spelling, in their order, without apostrophes; a spelling without a letter is left out."""
    for spelt in spellings(text):
        if found := tuple(spelt.replace("'", "").split()):
            yield found


def parts(text: str) -> Iterator[tuple[str, ...]]:
    """The same where an apostrophe parts words: O’Shea as “o shea”. Only for texts that have one."""
    for spelt in spellings(text):
        if "'" in spelt and (found := tuple(spelt.replace("'", " ").split())):
            yield found


def is_close(one: str, other: str) -> bool:
    """Whether one typing error makes one word of the other: a letter too many, too few, wrong, or two exchanged."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((n for n, letter in enumerate(short) if letter != long[n]), len(short))
    if len(short) != len(long):
        return short[at:] == long[at + 1 :]
    exchanged = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return exchanged or short[at + 1 :] == long[at + 1 :]
