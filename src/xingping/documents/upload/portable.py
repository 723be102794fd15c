"""PDF files: pages counted; passwords, scripts and launched programs refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pikepdf


class EncryptedError(ValueError):
    """The PDF asks for a password."""


class BrokenPdfError(ValueError):
    """The PDF cannot be read."""


class ActiveContentError(ValueError):
    """The PDF would run something; `what` names it in Chinese."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


_ACTIVE_ACTIONS = {"/JavaScript": "脚本", "/Launch": "启动程序的动作", "/ImportData": "导入数据的动作"}


def count_pages(path: Path) -> int:
    """Count the pages of a harmless PDF. Raises one of this file's errors for any other."""
    try:
        with pikepdf.open(path) as document:
            if document.is_encrypted:
                raise EncryptedError
            _refuse_active(document)
            return len(document.pages)
    except pikepdf.PasswordError as error:
        raise EncryptedError from error
    except (pikepdf.PdfError, pikepdf.DataDecodingError, RuntimeError, KeyError, TypeError) as error:
        raise BrokenPdfError from error


def _refuse_active(document: pikepdf.Pdf) -> None:
    names = document.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        if "/JavaScript" in names:
            raise ActiveContentError("脚本")
        if "/EmbeddedFiles" in names:
            raise ActiveContentError("附带的文件")
    for thing in document.objects:
        for action in _dictionaries(thing):
            what = _ACTIVE_ACTIONS.get(str(action.get("/S", "")))
            if what is not None and ("/JS" in action or "/F" in action or "/Win" in action):
                raise ActiveContentError(what)


def _dictionaries(thing: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """The dictionaries written inside one object, itself included; references are not followed."""
    if isinstance(thing, pikepdf.Dictionary):
        yield thing
        inner = [value for _, value in thing.items()]
    elif isinstance(thing, pikepdf.Array):
        inner = list(thing)
    else:
        return
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _dictionaries(value)
