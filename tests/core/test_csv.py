"""Tables as a spreadsheet opens them."""

import csv
import io

import pytest

from clinic.core.tables import csv_response


def cells(*row: object) -> list[str]:
    """The row as a program reads it that knows the mark of UTF-8."""
    text = csv_response("x.csv", [["head"], row]).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x"]
)
def test_what_a_spreadsheet_would_take_for_a_formula_is_text(text: str) -> None:
    assert cells(text) == [f"'{text}"]


def test_what_is_empty_stays_empty_and_numbers_stay_numbers() -> None:
    assert cells("", None, -3, 2.5, "a=b", "Ünal") == ["", "", "-3", "2.5", "a=b", "Ünal"]


def test_a_spreadsheet_is_told_that_it_is_utf_8() -> None:
    content = csv_response("x.csv", [["Ünal"]]).content
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\xef\xbb\xbf") == 1
