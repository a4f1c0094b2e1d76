"""Wording files that went through a spreadsheet or another encoding: read right, or asked about, never garbled."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from assessments import catalogue
from assessments.models import Wording
from assessments.wording.actions import load_wording
from assessments.wording.encodings import ENCODINGS, NotText, decode, samples
from assessments.wording.files import read_file
from assessments.wording.findings import WordingRefused
from assessments.wording.fitting import fit
from assessments.wording.parsers import from_data, to_data
from clinic.core.access import Role
from clinic.core.models import Staff
from tests.factories import a_practice, a_staff, actor, inside
from tests.web import pages

PHQ9 = catalogue.get("phq-9")
RIGHTS = "Free to use, says its publisher"
POLISH = "item;text\n" + "".join(f"{n};Czuję się źle, zdanie {n}\n" for n in range(1, 10))
POLISH += "=0;wcale\n=1;kilka dni\n=2;często\n=3;prawie codziennie\n"
ITEMS = "".join(f"{n};Statement {n}\n" for n in range(1, 10))
ANSWERS = {"0": "never", "1": "some days", "2": "often", "3": "always"}
LOST = "".join(f"{value};{word}\n" for value, word in ANSWERS.items())
UNSURE = ITEMS.replace("Statement 1", "Mam się źle").replace("źle", "dobrze")  # one letter only

TEXTS = {
    "cp1250": [
        "Część osób śpi źle, że aż żal",
        "Příliš často mám strach, že zůstanu sám",
        "Nehéz bízni, őszintén szólva",
    ],
    "iso8859-2": ["Łatwo mi się zbliżyć do innych, a jednak czuję się źle"],
    "cp852": ["Łatwo mi się zbliżyć do innych, a jednak czuję się źle"],
    "cp1251": ["Мне трудно доверять другим людям", "Важко довіряти іншим, я боюся"],
    "koi8-r": ["Мне трудно доверять другим людям"],
    "cp1252": [
        "Ich fühle mich größer und öfter müde",
        "Je m’inquiète d’être abandonnée à côté",
        "Jeg er på afstand, ængstelig, føler",
    ],
    "cp1253": ["Φοβάμαι ότι θα μείνω μόνος"],
    "cp1254": ["Başkalarına güvenmek bana zor geliyor, yalnız kalırım"],
    "cp1257": ["Aš dažnai jaučiu įtampą ir jėgų trūkumą"],
    "cp850": ["Ich fühle mich größer und öfter müde"],
    "mac-roman": ["Je me sens gêné à côté des autres, inquiète"],
}


# --- encodings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("encoding", "text"), [(name, text) for name, texts in TEXTS.items() for text in texts])
def test_letters_come_right_in_the_encodings_of_spreadsheets(encoding: str, text: str) -> None:
    found = decode(text.encode(encoding))
    assert found.text == text
    assert decode(text.encode(encoding), encoding) == type(found)(text, encoding)


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859-2", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_polish_file_comes_out_right(encoding: str) -> None:
    loaded = read_file(POLISH.encode(encoding))
    fitted = fit(PHQ9, loaded)
    assert fitted.prompts[8] == "Czuję się źle, zdanie 9"
    assert fitted.anchors["2"] == "często"
    assert loaded.others == ()
    assert from_data(to_data(loaded)) == loaded


def test_where_two_readings_are_as_likely_the_file_is_not_kept_before_somebody_has_chosen() -> None:
    content = UNSURE.encode("cp1250")
    loaded = read_file(content)
    assert loaded.others
    assert {"cp1250", "cp1252"} <= {loaded.encoding, *loaded.others}
    seen = dict(samples(content))
    assert "się" in seen["cp1250"]
    assert "siê" in seen["cp1252"]
    assert read_file(content, "", "cp1250").lines[0].text == "Mam się dobrze"


@pytest.mark.django_db
def test_an_action_refuses_what_nobody_has_chosen() -> None:
    admin = a_staff(a_practice(), Role.ADMIN)
    with inside(admin.practice), pytest.raises(WordingRefused, match="not certain"):
        load_wording(instrument=PHQ9, loaded=read_file(UNSURE.encode("cp1250")), rights=RIGHTS, by=actor(admin))


def test_what_is_no_text_in_the_encoding_that_was_named_says_so() -> None:
    with pytest.raises(NotText, match="UTF-8"):
        decode("ü".encode("cp1252"), "utf-8")
    with pytest.raises(WordingRefused, match="lost letters"):
        read_file("1;a\n2;b\ufffd\n".encode())
    with pytest.raises(WordingRefused, match="not text in"):
        read_file(b"1;a\xff\n", "", "rot13")
    assert "utf-8" in ENCODINGS


def test_letters_that_were_saved_wrongly_once_before_are_put_right() -> None:
    loaded = read_file((ITEMS + "=0;für mich\n=3;größte Mühe\n").encode().decode("cp1252").encode())
    assert loaded.lines[0].options == {0: "für mich", 3: "größte Mühe"}
    assert "put right" in str(loaded.notes[0])
    kept = read_file((ITEMS + "=0;château à gauche\n=3;NÃO\n").encode())
    assert kept.lines[0].options[3] == "NÃO"
    assert kept.notes == []


# --- spreadsheets -----------------------------------------------------------------------------------------------------

GOOD = ITEMS + "".join(f"={value};{word}\n" for value, word in ANSWERS.items())
DAMAGED = {
    "the = is gone": ITEMS + LOST,
    "the = is gone, with headings": "item;text\n" + ITEMS + LOST,
    "the = is gone, answers first": LOST + ITEMS,
    "sep= in the first line": "sep=;\n" + GOOD,
    "sep= with empty columns": "sep=;;;\n" + GOOD,
    "line ends of old Macs": GOOD.replace("\n", "\r"),
    "Windows line ends": GOOD.replace("\n", "\r\n"),
    "tabs": GOOD.replace(";", "\t"),
    "bars": GOOD.replace(";", "|"),
    "everything quoted": "".join(f'"{line.replace(";", chr(34) + ";" + chr(34))}"\n' for line in GOOD.splitlines()),
    "each row quoted as a whole": "".join(f'"{line}"\n' for line in GOOD.splitlines()),
    "empty columns and rows": "".join(f"{line};;;\n" for line in GOOD.splitlines()) + ";;;;\n\n\n",
    "a column between": "".join(line.replace(";", ";;", 1) + "\n" for line in GOOD.splitlines()),
    "apostrophes": "".join(f"'{line}\n" for line in GOOD.splitlines()),
    "numbers with a point": "".join(f"{n}.0;Statement {n}\n" for n in range(1, 10)) + LOST.replace(";", ".0;"),
    "numbers with a comma": "".join(f"{n},0;Statement {n}\n" for n in range(1, 10)) + LOST.replace(";", ",0;"),
    "formulas": ITEMS + "".join(f'"=""{value}""";{word}\n' for value, word in ANSWERS.items()),
    "a mark in front": "\ufeff" + GOOD,
    "no-break spaces": GOOD.replace(";", "\u00a0;\u00a0"),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_what_a_spreadsheet_did_is_taken_back(damage: str) -> None:
    fitted = fit(PHQ9, read_file(DAMAGED[damage].encode()))
    assert fitted.prompts == [f"Statement {n}" for n in range(1, 10)]
    assert fitted.anchors == ANSWERS


def test_that_the_signs_were_put_back_is_said() -> None:
    loaded = read_file(DAMAGED["the = is gone, with headings"].encode())
    assert [str(note) for note in loaded.notes] == [
        "Rows 11 to 14 were taken as the answers 0, 1, 2, 3: the “=” before them was missing,"
        " as spreadsheets leave it out. Check that this is right."
    ]
    assert read_file(GOOD.encode()).notes == []


@pytest.mark.parametrize("answers", ["1;a\n2;b\n3;c\n", "3;c\n2;b\n1;a\n", "-1;c\n0;b\n1;a\n", "0;a\n1;b\n"])
def test_answers_of_other_scales_are_known_by_starting_anew(answers: str) -> None:
    loaded = read_file((ITEMS + answers).encode())
    assert len(loaded.lines) == 9
    assert len(loaded.lines[0].options) == answers.count("\n")


@pytest.mark.parametrize(
    "rows", ["1;a\n1;b\n2;c\n", ITEMS + ITEMS, ITEMS + "4;x\n5;y\n", ITEMS + "1;x\n", "2;a\n3;b\n"]
)
def test_rows_that_only_look_a_little_like_answers_stay_items(rows: str) -> None:
    assert len(read_file(rows.encode()).lines) == rows.count("\n")


@pytest.mark.parametrize("first", ["02. Jan", "2-Feb", "Feb-02", "02.01.2026", "2026-01-02", "01/02/2026", "2. mai"])
def test_a_number_that_became_a_date_is_named(first: str) -> None:
    with pytest.raises(WordingRefused, match=r"date “.*”. A spreadsheet has made it of a number"):
        read_file(f"1;a\n{first};b\n=0;x\n=1;y\n".encode())


def test_typographic_quotes_around_a_text_with_the_separator() -> None:
    loaded = read_file("1,“I feel, well”\n2,“Help” is a word\n=0,“a, b”\n=1,c\n".encode())
    assert [line.text for line in loaded.lines] == ["I feel, well", "“Help” is a word"]
    assert loaded.lines[0].options[0] == "a, b"


# --- pages and command ------------------------------------------------------------------------------------------------


@pytest.fixture
def admin() -> Staff:
    return a_staff(a_practice(), Role.ADMIN)


def token_of(page: str) -> str:
    return page.split('name="token" value="')[1].split('"')[0]


@pytest.mark.django_db
def test_the_preview_shows_the_letters_and_reads_again_without_a_second_upload(admin: Staff) -> None:
    desk = pages(admin)
    form = desk.get("/practice/wordings/").content.decode()
    assert "Central European (Windows-1250)" in form
    asked = desk.post("/practice/wordings/", {"file": SimpleUploadedFile("a.csv", UNSURE.encode("cp1250"))})
    page = asked.content.decode()
    assert "not certain" in page
    assert "się" in page
    assert "siê" in page
    assert "/practice/wordings/load/" not in page  # nothing can be kept yet
    token = token_of(page)
    sent = {"token": token, "instrument": "phq-9", "rights": RIGHTS, "language": "pl"}
    kept = desk.post("/practice/wordings/load/", sent)
    assert "not certain" in kept.content.decode()
    for wrong in ("", "x", "utf-8"):
        assert desk.post("/practice/wordings/read/", {"token": token, "encoding": wrong}).status_code == 200
    page = desk.post("/practice/wordings/read/", {"token": token, "encoding": "cp1250"}).content.decode()
    assert "Mam się dobrze" in page
    assert desk.post("/practice/wordings/load/", sent | {"token": token_of(page)}).status_code == 302
    with inside(admin.practice):
        assert Wording.objects.get().prompts[0] == "Mam się dobrze"
    assert desk.post("/practice/wordings/read/", {"token": "x", "encoding": "cp1250"}).status_code == 302


@pytest.mark.django_db
def test_the_encoding_can_be_said_with_the_upload(admin: Staff) -> None:
    file = SimpleUploadedFile("a.csv", UNSURE.encode("cp1250"))
    page = pages(admin).post("/practice/wordings/", {"file": file, "encoding": "cp1250"}).content.decode()
    assert "Mam się dobrze" in page
    assert "not certain" not in page
    assert "Read as Central European (Windows-1250)." in page
    file = SimpleUploadedFile("a.csv", (ITEMS + LOST).encode())
    assert "were taken as the answers" in pages(admin).post("/practice/wordings/", {"file": file}).content.decode()


@pytest.mark.django_db
def test_the_command_asks_for_the_encoding_and_takes_it(
    admin: Staff, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(UNSURE.encode("cp1250"))
    options = {"by": admin.user.email, "rights": RIGHTS, "instrument": "phq-9", "language": "pl"}
    with pytest.raises(CommandError, match=r"--encoding cp1250 .*się"):
        call_command("load_wording", str(path), **options)
    call_command("load_wording", str(path), encoding="cp1250", **options)
    assert "Read as Central European (Windows-1250)." in capsys.readouterr().out
    with inside(admin.practice):
        assert Wording.objects.get().prompts[0] == "Mam się dobrze"
    with pytest.raises(CommandError):
        call_command("load_wording", str(path), encoding="ebcdic", **options)
