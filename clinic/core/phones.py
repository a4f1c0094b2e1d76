"""Telephone numbers: as they are dialled, and where they occur in running text."""

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

# Numbers as people write them within a country. Where it is not clear where one ends, none of these matches: a number
# that is not a link can still be dialled, a wrong link reaches nobody.
_SPACE = "[ \u00a0\u2011-]"
_NATIONAL = re.compile(
    rf"""
    (?<![\w+]) (?<!\d[ \u00a0\u2011.,:/()-])                     # not the rest of a longer number, a date or a time
    (?:
        \(?0\d{{1,5}}\)? (?:(?:{_SPACE}|/)\d{{3,8}}){{1,3}}        # 020 7946 0958, (030) 123456, 0800 1111
      | 0\d (?:[ \u00a0.]\d\d){{4}}                                # 01 45 67 89 10
      | 0\d{{6,11}}
      | (?:1{_SPACE})? \(?[2-9]\d\d\)? {_SPACE} \d{{3}} [-\u2011] \d{{4}}  # 212-555-0123
      | 116 [ \u00a0]? \d{{3}}                                     # Europe's numbers of social value
      | [1-9]\d\d                                                  # 999, 988
    )
    (?![\w/]|[.,:]\d|[ \u00a0\u2011-]\(?\d{{3}}|[-\u2011]\d)       # nor its beginning
    """,
    re.VERBOSE | re.ASCII,
)


def validate_phone(value: str) -> None:
    """Refuses what can be no telephone number, and one without its country."""
    import phonenumbers

    if not value.strip().startswith("+"):
        raise ValidationError(_("Enter the number with its country code, for example +44 20 7946 0958."))
    try:
        known = phonenumbers.is_valid_number(phonenumbers.parse(value, None))
    except phonenumbers.NumberParseException:
        known = False
    if not known:
        raise ValidationError(_("Enter a valid phone number, for example +44 20 7946 0958."))


def dialled(text: str) -> str:
    """A telephone number as +442079460958, however it is written; empty for none, or for none that can be dialled."""
    import phonenumbers  # carries the numbering plans of all countries: only when needed

    try:
        parsed = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def find_numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, what is dialled) of each telephone number in a text, in order; years, days and times are none."""
    found: list[tuple[int, int, str]] = []
    if "+" in text:
        import phonenumbers

        for match in phonenumbers.PhoneNumberMatcher(text, None):
            found.append((match.start, match.end, dialled(match.raw_string)))
    for within in _NATIONAL.finditer(text):
        if all(within.end() <= start or within.start() >= end for start, end, _number in found):
            found.append((within.start(), within.end(), re.sub(r"\D", "", within[0])))
    yield from sorted(found)


def as_links(text: str) -> SafeString:
    """The text, escaped, whose telephone numbers can be called by a tap."""
    shown, last = "", 0
    for start, end, number in find_numbers(text):
        shown += escape(text[last:start]) + format_html('<a href="tel:{}">{}</a>', number, text[start:end])
        last = end
    return mark_safe(shown + escape(text[last:]))  # noqa: S308 -- each piece is escaped
