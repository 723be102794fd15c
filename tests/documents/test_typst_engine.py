from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest

from bundles import made_result, made_sheets
from xingping.core.catalogue import find_guide
from xingping.documents import typst_engine
from xingping.documents.report import report_pdf
from xingping.documents.typst_engine import (
    ARCHIVE,
    DocumentError,
    clean,
    compile_with,
    fonts,
    new_compiler,
    render,
)

PLAIN = (
    '#import "common.typ": *\n#let document(data) = { show: base.with(data, title: data.title); data.title }'
)


def own(tmp_path: Path, source: str) -> bytes:
    (tmp_path / "common.typ").write_bytes((typst_engine.TEMPLATES / "common.typ").read_bytes())
    (tmp_path / "own.typ").write_text(source, "utf-8")
    return compile_with(
        new_compiler(tmp_path), "own", {"title": "题"}, dated=date(2026, 1, 1), standards=ARCHIVE
    )


def test_a_template_at_fault_is_said_in_chinese(tmp_path: Path) -> None:
    assert own(tmp_path, PLAIN).startswith(b"%PDF-")
    with pytest.raises(DocumentError, match="版式有误：unknown variable"):
        own(tmp_path, "#let document(data) = nothing-such")
    with pytest.raises(DocumentError, match="版式有误"):
        own(tmp_path, '#let document(data) = read("/etc/passwd")')
    with pytest.raises(DocumentError, match="版式有误"):
        render("no-such-template", {})


def test_a_character_without_glyph_is_named_where_archives_need_it(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"“𪚥”在现有字体中没有字形；.*XINGPING_FONTS"):
        own(tmp_path, PLAIN.replace("data.title }", '"𪚥😀" }'))


def test_missing_fonts_say_what_to_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(typst_engine, "FONTS", tmp_path)
    fonts.cache_clear()
    try:
        with pytest.raises(DocumentError, match="make setup"):
            new_compiler()
    finally:
        fonts.cache_clear()


def test_text_is_cleaned_wherever_it_stands() -> None:
    given = {"a": ["x\x07y", {"b": "一\u202e二\u2029三"}, 5, None], "c": ("第一行\n第二行",), "d": "\udcff"}
    assert clean(given) == {
        "a": ["x y", {"b": "一 二 三"}, 5, None],
        "c": ["第一行\n第二行"],
        "d": "\ufffd",
    }


def test_threads_set_documents_side_by_side() -> None:
    result, made = made_result(made_sheets(1)), list[bytes]()

    def work() -> None:
        made.append(report_pdf(result, find_guide()))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len(set(made)) == 1
