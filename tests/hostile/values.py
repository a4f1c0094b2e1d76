"""Values that people and programs send by mistake or on purpose, drawn by a seeded generator."""

from random import Random

HALF = "\ud800"  # half a character: JSON can carry it, UTF-8 and PostgreSQL cannot
TEXTS = (
    "",
    " ",
    "\0",
    "a\0b",
    HALF,
    f"x{HALF}y",
    "\udfff" * 40,
    "\u202egnirts",
    "\u200b",
    "\x1b[31m",
    "é" * 300,
    "a" * 10_001,
    "\U0001f469\u200d\U0001f467" * 99,
    "ﷺ" * 200,
    "<script>alert(1)</script>",
    "{{7*7}}{% debug %}",
    "'; DROP TABLE x; --",
    "%s%n%00",
    "../../etc/passwd",
    "=cmd|' /C calc'!A0",
    "\r\nSet-Cookie: a=b",
    "null",
    "None",
    "true",
    "[]",
    "[" * 2_000,
    '{"a":' * 400,
)
NUMBERS = (
    "0",
    "-0",
    "-1",
    "1",
    "2",
    "3",
    "99",
    "1e9",
    "1e400",
    "-1e-400",
    "NaN",
    "Infinity",
    "-Infinity",
    "0x10",
    "1_000",
    "٣",
    "²",
    "½",
    "2147483647",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "9" * 400,
    "9" * 5_000,
    "1.5",
    "0.1",
    "1,5",
    " 4 ",
    "+4",
)
MOMENTS = (
    "0001-01-01",
    "9999-12-31",
    "0000-01-01",
    "2026-02-30",
    "2024-02-29",
    "2026-13-01",
    "10000-01-01",
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-12:00",
    "2026-06-30T23:59:60Z",
    "2026-03-29T02:30",
    "2026-10-25T02:30",
    "2026-10-25T02:30:00+13:45",
    "2026-10-25T24:00",
    "2026-10-25T25:61",
    "2026-10-25T10:00:00.123456789123Z",
    "2026-W40-1",
    "12/31/2026",
    "now",
    "00:00",
    "24:00",
    "23:59:60",
    "-00:01",
    "P1Y",
    "PT9999999999H",
)
RULES = (
    "FREQ=SECONDLY",
    "FREQ=DAILY;COUNT=99999999",
    "FREQ=WEEKLY;INTERVAL=0",
    "FREQ=WEEKLY;UNTIL=99991231T235959Z",
    "FREQ=MONTHLY;BYDAY=9MO",
    "FREQ=YEARLY;BYEASTER=0",
    "FREQ=DAILY;BYSETPOS=1;COUNT=3",
    "RRULE:FREQ=DAILY",
    "FREQ=DAILY\nEXDATE:x",
    "FREQ",
)
ADDRESSES = (
    "a@b",
    "@",
    "a" * 250 + "@example.org",
    "x@" + "a" * 300,
    "a@example.org\nBcc: b@example.org",
    '"a b"@example.org',
    "ä@exämple.org",
    "+44 20 7946 0958",
    "+999999999999999999999",
    "http://[::1",
    "//x",
    "javascript:alert(1)",
)
PLAIN = ("words", "Amara", "x", "on", "free", "1", "2027-01-04", "2027-01-04T10:00", "phq-9", "en", "b@example.org")
STRINGS = (*TEXTS, *NUMBERS, *MOMENTS, *RULES, *ADDRESSES, *PLAIN)


def deep(levels: int) -> list[object]:
    """A list in a list, so many times."""
    found: list[object] = []
    for _ in range(levels):
        found = [found]
    return found


def text(chance: Random) -> str:
    """One string: known to hurt, two of them joined, or drawn from all of Unicode."""
    kind = chance.random()
    if kind < 0.8:
        return chance.choice(STRINGS)
    if kind < 0.9:
        return chance.choice(STRINGS)[:200] + chance.choice(STRINGS)[:200]
    return "".join(chr(chance.randrange(0x11_0000)) for _ in range(chance.randrange(1, 12)))


def number(chance: Random) -> object:
    """A number of JSON, as Python's parser would give it."""
    return chance.choice(
        (
            0,
            -1,
            1,
            2,
            3,
            5,
            9,
            10,
            100,
            1.5,
            -0.0,
            1e308,
            float("inf"),
            float("nan"),
            2**31,
            2**63,
            -(2**63) - 1,
            10**60,
        )
    )


def anything(chance: Random, ids: list[str], depth: int = 0) -> object:
    """Any value that JSON has, and some that Python's parser takes beside it."""
    kind = chance.randrange(12)
    if kind < 4:
        return text(chance)
    if kind < 6:
        return number(chance)
    if kind == 6:
        return chance.choice(ids)
    if kind == 7:
        return chance.choice((None, True, False))
    if kind == 8 and depth == 0:
        return deep(chance.choice((3, 60, 600)))
    if depth > 2:
        return chance.choice(([], {}))
    if kind < 10:
        return [anything(chance, ids, depth + 1) for _ in range(chance.randrange(4))]
    return {text(chance)[:60]: anything(chance, ids, depth + 1) for _ in range(chance.randrange(4))}
