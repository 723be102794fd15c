"""The first page of a PDF as a picture, so that nobody has to open a stranger's PDF to know what it is."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf

from xingping.documents.typst_engine import new_compiler

LONGEST = 800.0
"""Points of the longer side; twice as many pixels."""
_SHAPE = 4
"""A page longer than so many times its width is shown as if it were just so long."""
_PAGE = (
    "#set page(width: {width}pt, height: {height}pt, margin: 0pt)\n"
    '#image("/it.pdf", width: 100%, height: 100%, fit: "contain", page: 1)'
)


class NoPictureError(ValueError):
    """This PDF cannot be drawn; it may still be kept and downloaded."""


def first_page(path: Path) -> bytes:
    """The first page as PNG, at most 1,600 pixels long. Raises NoPictureError."""
    import typst

    try:
        width, height = _size(path)
        with TemporaryDirectory(prefix="xingping-") as folder:
            shutil.copyfile(path, Path(folder) / "it.pdf")
            made = new_compiler(Path(folder)).compile(
                input=_PAGE.format(width=width, height=height).encode(), format="png", ppi=144
            )
    except (typst.TypstError, pikepdf.PdfError, RuntimeError, ValueError, KeyError, TypeError) as error:
        raise NoPictureError(str(error)) from error
    if not isinstance(made, bytes):
        raise NoPictureError("no page")
    return made


def _size(path: Path) -> tuple[float, float]:
    """Width and height in points, the longer one LONGEST, as the page is shown."""
    with pikepdf.open(path) as document:
        page = document.pages[0]
        left, bottom, right, top = (float(one) for one in page.cropbox)
        width, height = abs(right - left) or 1.0, abs(top - bottom) or 1.0
        if int(page.obj.get("/Rotate", 0)) % 180:
            width, height = height, width
    shape = min(max(width / height, 1 / _SHAPE), _SHAPE)
    return (LONGEST, LONGEST / shape) if shape >= 1 else (LONGEST * shape, LONGEST)
