"""Compiling translations: ``locale/LANGUAGE/LC_MESSAGES/django.po`` to ``django.mo`` beside it.

Done at set-up and not kept in version control. In Python, for ``msgfmt`` is not on a bare machine.
"""

from pathlib import Path


def compile_catalogues(folder: Path) -> int:
    """Compiles every catalogue below the folder that is newer than what was made of it; returns how many."""
    stale = [path for path in sorted(folder.glob("*/LC_MESSAGES/*.po")) if _is_stale(path)]
    for path in stale:
        _compile(path)
    return len(stale)


def _is_stale(path: Path) -> bool:
    made = path.with_suffix(".mo")
    return not made.exists() or made.stat().st_mtime < path.stat().st_mtime


def _compile(path: Path) -> None:
    from babel.messages import mofile, pofile  # heavy, and without a changed catalogue not needed

    with path.open("rb") as source:
        catalogue = pofile.read_po(source, locale=path.parts[-3], ignore_obsolete=True)
    with path.with_suffix(".mo").open("wb") as target:
        mofile.write_mo(target, catalogue)
