"""Typst as this project uses it: our templates, our fonts, data as JSON, the same bytes every time.

A template is a file `NAME.typ` with a function `document(data)`. Data reach it as JSON in `sys.inputs`,
never as markup, so that a name such as `#eval("1")` or `$x$` stays text.
"""

from __future__ import annotations

import json
import os
import re
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import typst

FOLDER = Path(__file__).resolve().parent
TEMPLATES = FOLDER / "templates"
FONTS = FOLDER / "fonts"
SHANGHAI = timezone(timedelta(hours=8))
ACCESSIBLE = ("ua-1",)
ARCHIVE = ("a-3b",)
"""PDF/A-3b: for keeping, with attachments allowed."""

_MAIN = '#import "/{name}.typ": document\n#document(json(bytes(sys.inputs.data)))'
_NO_GLYPH = re.compile(r"the text `\"(.*?)\"` could not be displayed")
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_own = threading.local()


class DocumentError(RuntimeError):
    """A document could not be made; the message says in Chinese what to do."""


class NoGlyphError(DocumentError):
    """A character has no glyph in any font."""


def render_accessible(name: str, data: Mapping[str, Any], *, dated: date | None = None) -> bytes:
    """Like `render`, as PDF/UA-1 for screen readers; plain where a character has no glyph.

    For papers that must come out whatever name stands on them.
    """
    try:
        return render(name, data, dated=dated, standards=ACCESSIBLE)
    except NoGlyphError:
        return render(name, data, dated=dated)


def render(
    name: str,
    data: Mapping[str, Any],
    *,
    dated: date | None = None,
    standards: Sequence[str] = (),
) -> bytes:
    """Set template `name` with `data` as a PDF.

    `dated` is the date in the file's metadata; the same data and date give the same bytes. Raises
    DocumentError when fonts are missing, a character has no glyph, or a template is at fault.
    """
    return compile_with(_compiler(), name, data, dated=dated, standards=standards)


def compile_with(
    compiler: typst.Compiler,
    name: str,
    data: Mapping[str, Any],
    *,
    dated: date | None = None,
    standards: Sequence[str] = (),
    form: Literal["pdf", "svg"] = "pdf",
) -> bytes:
    """Like `render`, with a compiler of the caller's; `form` "svg" gives a single page's picture."""
    import typst

    day = dated or date(2024, 10, 23)
    cleaned = json.dumps(clean({**data, "day": [day.year, day.month, day.day]}), ensure_ascii=False)
    try:
        made = compiler.compile(
            input=_MAIN.format(name=name).encode(),
            format=form,
            sys_inputs={"data": cleaned},
            pdf_standards=list(standards),  # type: ignore[arg-type]
            timestamp=datetime.combine(day, time(), SHANGHAI),
        )
    except typst.TypstError as error:
        raise _explained(error) from error
    if not isinstance(made, bytes):
        raise DocumentError("文档没有生成，请检查版式文件")
    return made


@cache
def fonts() -> typst.Fonts:
    """The fonts that documents embed: ours, then those of the folders in `XINGPING_FONTS`."""
    import typst

    extra = [Path(one) for one in os.environ.get("XINGPING_FONTS", "").split(os.pathsep) if one]
    if not any(FONTS.glob("*.ttf")):
        raise DocumentError("缺少中文字体：请先运行 make setup 取用字体，再生成文档")
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[FONTS, *extra],
    )


def new_compiler(root: Path = TEMPLATES) -> typst.Compiler:
    """A compiler that sees nothing but `root` and our fonts, and no packages."""
    import typst

    nowhere = FOLDER / "no-packages"
    return typst.Compiler(
        root=root,
        font_paths=fonts(),
        ignore_system_fonts=True,
        package_path=nowhere,
        package_cache_path=nowhere,
    )


def clean(value: object) -> object:
    """The same JSON-like value with every text printable: no control or direction-changing characters.

    Such characters have no glyph or turn the text around; they become spaces, lone surrogates become �.
    """
    if isinstance(value, str):
        return value if value.isascii() and value.isprintable() else "".join(map(_printable, value))
    if isinstance(value, Mapping):
        return {key: clean(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [clean(one) for one in value]
    return value


def _printable(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    if category in ("Cc", "Zl", "Zp") or character in _DIRECTION_MARKS:
        return "\n" if character == "\n" else " "
    return character


def _compiler() -> typst.Compiler:
    """One compiler a thread (it cannot be shared); the fonts and its memory of layouts are common."""
    compiler: typst.Compiler | None = getattr(_own, "compiler", None)
    if compiler is None:
        compiler = _own.compiler = new_compiler()
    return compiler


def _explained(error: typst.TypstError) -> DocumentError:
    unknown = _NO_GLYPH.search(error.message)
    if unknown:
        return NoGlyphError(
            f"“{unknown.group(1)}”在现有字体中没有字形；"
            "请把含有该字的字体文件放进一个文件夹，并用环境变量 XINGPING_FONTS 指明"
        )
    if "download package" in error.message:
        return DocumentError("版式引用了软件包：请把用到的内容写进版式本身")
    hints = "；".join(error.hints)
    return DocumentError(f"版式有误：{error.message}{'（' + hints + '）' if hints else ''}")
