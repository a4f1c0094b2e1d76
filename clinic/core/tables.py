"""Tables that are exported as CSV."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse


def _cell(value: object) -> object:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" else value


def csv_response(filename: str, rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The rows, the first one the headings, as a CSV to keep."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    writer = csv.writer(response)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return response
