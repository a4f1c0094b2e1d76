"""Documents on paper: a typst template, data as JSON, and the pages' own charts as pictures.

Text reaches the template as data, never as markup, so that nothing a person typed can act in it.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from django.http import HttpResponse

# The colours of the light page, as paper has no other; the fonts are those that come with typst.
STYLE = (Path(__file__).parent / "static" / "css" / "print-charts.css").read_text(encoding="utf-8")
SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)


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


@cache
def _template(path: Path) -> bytes:
    return path.read_bytes()


def pdf(template: Path, data: Mapping[str, object], pictures: Mapping[str, bytes]) -> bytes:
    """A PDF of the template; it reads ``data.json`` and the pictures by their names (``plane.svg``)."""
    import typst  # a large library, which only a process that makes a document needs

    files = {"main.typ": _template(template), "data.json": json.dumps(data).encode(), **pictures}
    made: bytes = typst.compile(cast("Any", files))  # its stubs do not know of several files
    return made


def pdf_response(filename: str, content: bytes) -> HttpResponse:
    """The PDF to keep."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
