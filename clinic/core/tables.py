"""Tables that are exported as CSV."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

# With one of these, also a wide one of East Asian scripts, a spreadsheet begins a formula (OWASP, CSV injection).
FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def _cell(value: object) -> object:
    """A cell that a spreadsheet does not take for a formula; what is empty stays empty."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def csv_response(filename: str, rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The rows, the first one the headings, as a CSV to keep.

    UTF-8 with its mark: without it a spreadsheet that is opened by a double click takes the country's old encoding.
    """
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    writer = csv.writer(response)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return response
