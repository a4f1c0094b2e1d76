"""Documents on paper: a typst template, data as JSON, and the pages' own charts as pictures.

Text reaches the template as data, never as markup, so that nothing a person typed can act in it. What no font can draw
is replaced before (``clinic.core.glyphs``), and typst is asked for an archival PDF, which refuses to leave a glyph out.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any, cast

from django.http import HttpResponse

from clinic.core import glyphs

TRIES = 8  # each of them learns of one more text that cannot be drawn
# The colours of the light page, as paper has no other; the first font is one that comes with typst.
STYLE = (Path(__file__).parent / "static" / "css" / "print-charts.css").read_text(encoding="utf-8")
SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
KEY = re.compile(r'<figcaption class="key">(.*?)</figcaption>', re.DOTALL)
PART, TAG = re.compile(r"<span>(.*?)</span>", re.DOTALL), re.compile(r"<[^>]+>")


class NoPicture(ValueError):
    """The chart drew no picture."""


def picture(chart: str) -> bytes:
    """The picture of a rendered chart, with its styles inside, so that it needs no other file. Raises NoPicture."""
    found = SVG.search(chart)
    if found is None:
        raise NoPicture("the chart has no svg")
    head, _, rest = found[0].partition(">")
    head = head.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return f"{head}><style>{STYLE}</style>{rest}".encode()


def key(chart: str) -> list[str]:
    """What a rendered chart says of its marks under the picture, part by part; nothing where it says nothing."""
    caption = KEY.search(chart)
    parts = PART.findall(caption[1]) if caption else []
    return [" ".join(unescape(TAG.sub("", part)).split()) for part in parts]


@cache
def _template(path: Path) -> bytes:
    return path.read_bytes()


def pdf(template: Path, data: Mapping[str, object], pictures: Mapping[str, bytes]) -> bytes:
    """A PDF/A-2b of the template; it reads ``data.json`` and the pictures by their names (``plane.svg``)."""
    import typst  # a large library, which only a process that makes a document needs

    drawn = {name: content.decode() for name, content in pictures.items()}
    for _try in range(TRIES):
        replace = glyphs.legible([*_texts(data), *drawn.values()])
        files = {"main.typ": _template(template), "data.json": json.dumps(_replaced(data, replace)).encode()}
        files |= {name: replace(content).encode() for name, content in drawn.items()}
        try:
            return _compiled(files, [glyphs.STANDARD])
        except typst.TypstError as error:
            if not glyphs.note_undrawn(glyphs.undrawn(error)):
                raise
    return _compiled(files, [])


def _compiled(files: Mapping[str, bytes], standards: list[str]) -> bytes:
    import typst

    # Its stubs do not know of several files.
    made: bytes = typst.compile(cast("Any", files), font_paths=glyphs.fonts(), pdf_standards=cast("Any", standards))
    return made


def _texts(value: object) -> Iterator[str]:
    """Every text in what a template is given."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


def _replaced(value: object, replace: Callable[[str], str]) -> object:
    """The same with each text replaced; names of keys stay."""
    if isinstance(value, str):
        return replace(value)
    if isinstance(value, Mapping):
        return {key: _replaced(one, replace) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_replaced(one, replace) for one in value]
    return value


def pdf_response(filename: str, content: bytes) -> HttpResponse:
    """The PDF to keep."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
