"""Translations are compiled at set-up, by Python alone, and again when they have changed."""

import gettext
import os
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from pytest_django import Settings

from clinic.core.catalogues import compile_catalogues

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n'


def test_a_changed_catalogue_is_compiled_again_and_an_unchanged_one_is_not(tmp_path: Path) -> None:
    assert compile_catalogues(tmp_path) == 0
    source = tmp_path / "de" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO + '\nmsgid "Save"\nmsgstr "Speichern"\n', encoding="utf-8")
    assert compile_catalogues(tmp_path) == 1
    assert compile_catalogues(tmp_path) == 0
    made = source.with_suffix(".mo")
    source.write_text(PO + '\nmsgid "Save"\nmsgstr "Sichern"\n', encoding="utf-8")
    os.utime(source, (made.stat().st_mtime + 5,) * 2)
    assert compile_catalogues(tmp_path) == 1
    with made.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Save") == "Sichern"


def test_a_command_compiles_where_the_local_stack_is_not_installed(tmp_path: Path, settings: Settings) -> None:
    settings.LOCALE_PATHS = [tmp_path]
    source = tmp_path / "de" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO, encoding="utf-8")
    out = StringIO()
    call_command("compile_texts", stdout=out)
    assert out.getvalue() == "Compiled catalogues: 1\n"
    assert source.with_suffix(".mo").exists()
