"""In which encoding a text file was saved. Pure: no Django.

Unicode says so itself. For the older encodings of spreadsheets the letters beyond ASCII are weighed: how usual they
are in some language, and whether they are placed like letters. Where two readings are about as likely, nobody guesses:
the person who loads the file is asked.
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from assessments.wording.findings import Found
from clinic.core.messages import Message, message

AUTOMATIC = ""
# Python's names.
ENCODINGS = (
    "utf-8",
    "utf-16",
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1257",
    "iso8859-15",
    "iso8859-2",
    "mac-roman",
    "mac-latin2",
    "koi8-r",
    "cp850",
    "cp852",
)
_OLD = [name for name in ENCODINGS if not name.startswith("utf")]
# Letters beyond ASCII with their approximate shares (per mille of all letters) in running text of a language, after
# published letter counts; for other scripts all letters alike. Rough numbers do: they only have to tell readings apart.
_LANGUAGES = {
    "German": "ä6 ö4 ü7 ß3",
    "French": "é19 à5 è3 ê2 ç0.9 â0.6 û0.6 ù0.6 ô0.5 î0.5 ï0.1 ë0.1 œ0.2 æ0.01",
    "Spanish": "ó8 í7 á5 é4 ñ3 ú2 ü0.1 ¿1 ¡0.5",
    "Portuguese": "ã7 ç5 á4 é5 ó3 í4 ê4 õ1 â2 ú2 à1 ô1",
    "Italian": "à6 è3 ù2 ò2 é1 ì0.8",
    "Dutch": "ë1 é1 ï0.6 ö0.2 ü0.1 è0.2",
    "Swedish": "ä18 å13 ö13 é0.5",
    "Danish or Norwegian": "å12 æ9 ø9 é0.5 ö0.1 ä0.1",
    "Finnish": "ä36 ö5 å0.1",
    "Icelandic": "ð44 á18 í16 þ15 ó10 æ9 é6 ú6 ö8 ý2",
    "Polish": "ł18 ę11 ą10 ó9 ż8 ś7 ć4 ń2 ź0.6",
    "Czech": "í31 á22 é13 ě16 ř12 ž10 č10 š8 ý11 ů7 ú1 ť0.4 ď0.2 ó0.3 ň0.1",
    "Slovak": "á24 í14 č15 é8 š9 ž10 ý11 ú9 ľ4 ť6 ô2 ň1 ä1 ď1 ó1 ŕ0.1 ĺ0.1",
    "Hungarian": "é39 á34 ö11 ó10 ő9 ü6 ú3 í5 ű2",
    "Romanian": "ă24 î14 ş15 ţ10 ș15 ț10 â9",
    "Croatian or Slovene": "č10 š10 ž6 ć5 đ2",
    "Lithuanian": "ė17 š12 ž9 ų13 į6 ū4 č5 ą6 ę2",
    "Latvian": "ā35 ī17 ē16 š9 ž4 ķ2 ū5 ļ3 ņ4 č1 ģ2",
    "Estonian": "ä9 ü7 õ10 ö3 š0.1 ž0.1",
    "Turkish": "ı51 ü19 ş18 ç12 ğ11 ö8 â0.3 î0.1",
    "Russian": " ".join("абвгдежзийклмнопрстуфхцчшщъыьэюяё"),
    "Ukrainian": " ".join("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
    "Bulgarian": " ".join("абвгдежзийклмнопрстуфхцчшщъьюя"),
    "Greek": " ".join("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ"),
}
# The first letter of a pair, and the second as Windows-1252 shows the bytes 80 to BF.
TWICE = re.compile(
    "[\u00c2-\u00c5\u00ce-\u00d1]"
    "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
_SIGNS = set("“”‘’„‚«»‹›–—…•·€°§\u00a0\u00ad")
_NEVER = -12.0  # of a letter that the language does not have, or of a sign in the middle of a word
_CAPITAL = -6.0  # of a capital in the middle of a word
_UNSURE = 4.0  # two readings nearer than that (e⁴ ≈ 55 to 1) are a matter for a person
_IMPOSSIBLE = -6.0  # on the average: no reading makes sense
# What spreadsheets save by themselves is likelier.
_USUAL = {"cp1252": 2.5} | dict.fromkeys(("cp1250", "cp1251", "cp1253", "cp1254", "cp1257"), 1.0)


@dataclass(frozen=True)
class Decoded:
    """A file's text. ``encoding``: Python's name of it; ``others``: it might be in these as well, likeliest first."""

    text: str
    encoding: str
    others: tuple[str, ...] = ()


class NotText(ValueError):
    """Bytes that are not text in the encoding, or in any; ``found`` says which."""

    def __init__(self, found: Message) -> None:
        super().__init__(found.code)
        self.found = found

    def __str__(self) -> str:
        return str(self.found)


def decode(content: bytes, encoding: str = AUTOMATIC) -> Decoded:
    """The text, in the encoding that is named or else the likeliest one. Raises NotText."""
    if encoding:
        try:
            return Decoded(_decoded(content, encoding), encoding)
        except (UnicodeDecodeError, LookupError) as error:
            raise NotText(message(Found.NOT_IN_ENCODING, encoding=encoding)) from error
    for name in _unicode(content):
        try:
            return Decoded(_decoded(content, name), "utf-16" if name.startswith("utf-16") else name)
        except UnicodeDecodeError as error:
            if name != "utf-8":
                raise NotText(message(Found.NOT_TEXT)) from error
    found = _readings(content)
    if not found:
        raise NotText(message(Found.NO_KNOWN_ENCODING))
    (best, name, text), *rest = found
    near = tuple(other for score, other, read in rest if score > best - _UNSURE and read != text)
    return Decoded(text, name, near)


def samples(content: bytes) -> list[tuple[str, str]]:
    """(encoding, the first words with letters beyond ASCII as it reads them), the likeliest first: for a person."""
    return [(name, words) for _score, name, text in _readings(content) if (words := _sample(text))]


def repair_text(text: str) -> tuple[str, list[Message]]:
    """The text, and what was done: UTF-8 that was taken for Windows-1252 and saved as UTF-8 again comes right."""
    if not TWICE.search(text):
        return text, []
    try:
        again = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text, []
    return again, [message(Found.LETTERS_MENDED)]


def _decoded(content: bytes, name: str) -> str:
    return content.decode({"utf-8": "utf-8-sig"}.get(name, name))


def _unicode(content: bytes) -> list[str]:
    """The kinds of Unicode that the first bytes allow."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return ["utf-16"]
    if b"\x00" in content[:4]:
        return ["utf-16-be" if content[:1] == b"\x00" else "utf-16-le"]
    return ["utf-8"]


def _readings(content: bytes) -> list[tuple[float, str, str]]:
    """(score, encoding, text) of the older encodings that make sense, the likeliest first; equal texts once."""
    found: dict[str, tuple[float, str, str]] = {}
    for name in _OLD:
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        score = _score(text) + _USUAL.get(name, 0)
        beyond = sum(1 for c in text if c > "\x7f")
        if text not in found and score >= _IMPOSSIBLE * beyond:
            found[text] = (score, name, text)
    return sorted(found.values(), key=lambda one: (-one[0], _OLD.index(one[1])))


def _score(text: str) -> float:
    """How likely the letters beyond ASCII are, as the logarithm of a probability, in the language that fits best."""
    common, letters = 0.0, []
    for at, character in enumerate(text):
        if character <= "\x7f":
            continue
        inside = at > 0 and text[at - 1].isalpha()
        if character in _SIGNS:
            common += 0 if character == "’" or not (inside and text[at + 1 : at + 2].isalpha()) else _NEVER
        elif unicodedata.category(character)[0] == "L":
            letters.append(character.lower())
            if not _latin(character) and _latin(text[at - 1 : at] or " ") | _latin(text[at + 1 : at + 2] or " "):
                common += _NEVER  # no word is half Latin and half Greek
            common += _CAPITAL if inside and character.isupper() else 0
        else:
            common += _NEVER
    return common + max(sum(shares.get(letter, _NEVER) for letter in letters) for shares in _shares())


def _latin(character: str) -> bool:
    return character.isalpha() and unicodedata.name(character, "").startswith("LATIN")


@cache
def _shares() -> list[dict[str, float]]:
    """For each language, letter → logarithm of its share among the letters beyond ASCII."""
    found = []
    for letters in _LANGUAGES.values():
        pairs = [(one[0], float(one[1:] or 1)) for one in letters.split()]
        whole = sum(share for _letter, share in pairs)
        found.append({letter: math.log(share / whole) for letter, share in pairs})
    return found


def _sample(text: str, most: int = 6) -> str:
    words = dict.fromkeys(word.strip(';,"') for word in text.split() if any(c > "\x7f" for c in word))
    return " · ".join(list(words)[:most])
