"""Documents on paper draw every character, or say it in Latin letters beside a box: never a box alone."""

import io
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader

from clinic.core import glyphs, paper

NAMES = {"王小明": "Wang Xiao Ming", "김민수": "Gimminsu", "さくら": "Sakura", "😀": "grinning face"}


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without any font but those that come with typst."""
    only = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr(glyphs, "fonts", lambda: only)
    monkeypatch.setattr(glyphs, "_known", {})


def made(folder: Path, text: str) -> tuple[bytes, str]:
    template = folder / "letter.typ"
    template.write_text('#let d = json("data.json")\n#set document(title: "x")\n#d.said')
    content = paper.pdf(template, {"said": text}, {})
    return content, " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.usefixtures("bare")
def test_without_fonts_a_name_stands_in_latin_letters_beside_a_box(tmp_path: Path) -> None:
    for name, latin in NAMES.items():
        content, text = made(tmp_path, f"Dear {name}, hello")
        assert f"{glyphs.BOX} {latin}, hello" in " ".join(text.split()), name
        assert b"pdfaid" in content  # typst has checked that every glyph is drawn


@pytest.mark.usefixtures("bare")
def test_scripts_that_come_with_typst_are_drawn_as_they_are(tmp_path: Path) -> None:
    for name in ("Ünlü Ørsted", "Ελένη", "Людмила", "שלום"):
        _content, text = made(tmp_path, name)
        assert glyphs.BOX not in text


@pytest.mark.usefixtures("bare")
def test_the_check_that_every_glyph_is_drawn_can_fail() -> None:
    with pytest.raises(typst.TypstError) as refused:
        typst.compile("王".encode(), font_paths=glyphs.fonts(), pdf_standards=[glyphs.STANDARD])
    assert glyphs.undrawn(refused.value) == "王"


@pytest.mark.usefixtures("bare")
def test_a_long_text_of_a_missing_script_costs_few_attempts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[str] = []
    known = glyphs._refused

    def counted(characters: str) -> str:
        asked.append(characters)
        return known(characters)

    monkeypatch.setattr(glyphs, "_refused", counted)
    made(tmp_path, "".join(map(chr, range(0x4E00, 0x4F00))))
    assert len(asked) <= glyphs.FEW + 1


@pytest.mark.usefixtures("bare")
def test_text_in_pictures_is_replaced_too(tmp_path: Path) -> None:
    template = tmp_path / "picture.typ"
    template.write_text('#set document(title: "x")\n#image("a.svg")\n#json("data.json").said')
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text x="2" y="12">王</text></svg>'
    assert paper.pdf(template, {"said": "x"}, {"a.svg": svg.encode()}).startswith(b"%PDF")
    assert glyphs.legible([svg])(svg).count(f"{glyphs.BOX}\u00a0Wang") == 1


@pytest.mark.parametrize(("text", "latin"), [("東京", "Dong Jing"), ("محمد", "Mhmd"), ("\ue000", "U+E000")])
def test_in_latin(text: str, latin: str) -> None:
    assert glyphs.in_latin(text).casefold() == latin.casefold()
