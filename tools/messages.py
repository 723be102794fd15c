"""The interface's translations: extract what is to be translated, compile what was.

    python tools/messages.py extract    add new texts to every django.po, drop the ones no longer used
    python tools/messages.py compile    django.po -> django.mo (not committed)
    python tools/messages.py missing    list texts without a translation

Chinese is the source language. Works with Babel alone; no GNU gettext is needed.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "xingping"
LOCALES = PACKAGE / "web" / "locale"
DOMAIN = "django.po"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def main(action: str = "compile") -> int:
    """Run one action; returns the exit status."""
    if action == "compile":
        compile_all()
        return 0
    if action == "extract":
        update_all()
        return 0
    if action == "missing":
        lacking = [(path, text) for path in catalogues() for text in untranslated(path)]
        for path, text in lacking:
            print(f"{path.relative_to(ROOT)}: {text}")
        return 1 if lacking else 0
    sys.exit(__doc__)


def catalogues() -> list[Path]:
    """Every django.po."""
    return sorted(LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}"))


def compile_all() -> None:
    """Write the .mo beside every .po whose content is newer."""
    for path in catalogues():
        catalogue = _read(path)
        for message in list(catalogue):
            if message.pluralizable and not all(message.string):
                # Without this an untranslated plural would show as nothing instead of the Chinese text.
                catalogue.delete(message.id, message.context)
        made = io.BytesIO()
        write_mo(made, catalogue)
        target = path.with_suffix(".mo")
        if not target.exists() or target.read_bytes() != made.getvalue():
            target.write_bytes(made.getvalue())


def update_all() -> None:
    """Bring every .po up to the texts of the package; new ones are left empty."""
    template = extracted()
    for path in catalogues():
        catalogue = _read(path)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        made = io.BytesIO()
        write_po(made, catalogue, width=100, sort_output=True, include_previous=False, no_location=True)
        path.write_bytes(_without_noise(made.getvalue()))


def extracted() -> Catalog:
    """Every text of the package that is marked for translation, from Python and from templates."""
    template = Catalog(project="xingping", charset="utf-8")
    for path in _sources():
        place = path.relative_to(ROOT).as_posix()
        for line, message, comments, context in _extracted(path):
            template.add(message, None, [(place, line)], auto_comments=comments, context=context)
    return template


def untranslated(path: Path, parts: tuple[str, ...] = ("",)) -> list[str]:
    """Texts that a catalogue does not translate, in order; `parts` are files' paths below the package."""
    catalogue = _read(path)
    beginnings = tuple(f"src/xingping/{part}" for part in parts)
    lacking = []
    for message in extracted():
        if not message.id or not any(place.startswith(beginnings) for place, _line in message.locations):
            continue
        found = catalogue.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        strings = (
            [found.string] if found and isinstance(found.string, str) else list(found.string if found else [])
        )
        if not strings or not all(strings):
            lacking.append(message.id if isinstance(message.id, str) else message.id[0])
    return sorted(lacking)


def _without_noise(catalogue: bytes) -> bytes:
    """Without header lines that change at every run or say nothing."""
    noise = (
        b"Report-Msgid",
        b"POT-Creation",
        b"PO-Revision",
        b"Last-Trans",
        b"Language-Team",
        b"Generated-By",
    )
    lines = catalogue.lstrip().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(tuple(b'"' + word for word in noise)))


def _sources() -> Iterator[Path]:
    for pattern in ("*.py", "*.html", "*.txt"):
        for path in sorted(PACKAGE.rglob(pattern)):
            if "static" not in path.parts and "migrations" not in path.parts:
                yield path


def _extracted(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        text = _templatized(text, path.name)
    yield from extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS)


def _templatized(text: str, name: str) -> str:
    """A template as Django's own extraction sees it: everything but its texts blanked out."""
    import django
    from django.conf import settings

    if not settings.configured:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xingping.config.settings")
        django.setup()
    from django.utils.translation.template import templatize

    # What Django blanks out keeps its indentation, which would be no Python.
    return "\n".join(line.lstrip() for line in templatize(text, origin=name).splitlines())


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, domain="django")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
