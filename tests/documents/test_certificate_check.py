from __future__ import annotations

from pathlib import Path

import pytest

from xingping.core.catalogue import find_edition
from xingping.documents import certificate_check, own_template
from xingping.documents.certificate_check import check_template
from xingping.documents.own_template import OwnTemplate
from xingping.documents.typst_engine import DocumentError

EDITION = find_edition()
OURS = '#import "certificate.typ": document'
PAGE = "set page(width: 297mm * data.scale / 1000, height: 210mm * data.scale / 1000)"


def faults(source: str) -> list[str]:
    return [f"{fault.message}；{fault.mend}" for fault in check_template(source, EDITION)]


def test_our_own_template_passes() -> None:
    assert faults(OURS) == []


def test_a_body_may_put_its_own_line_on_ours() -> None:
    source = OURS + ' as ours\n#let document(data) = { ours(data + (title: "荣誉证书")) }'
    assert faults(source) == []


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("#let document(data) = (", "版式有误：unclosed delimiter"),
        ("#let other(data) = [x]", "版式有误"),
        ("#let document(data) = [x]", "纸张大小不对；请设为横向 A4"),
        ("#let document(data) = { " + PAGE + "; [a]; pagebreak(); [b] }", "排成了 2 页"),
        ('#let document(data) = { import "@preview/x:1.0.0": y }', "版式引用了软件包"),
        ('#let document(data) = { import "@pre" + "view/x:1.0.0" }', "版式引用了软件包"),
        ('#let document(data) = read("/etc/passwd")', "版式有误：file not found"),
        ('#let document(data) = read("../../../etc/passwd")', "版式有误：path"),
        ("#let document(data) = { while true { } }", "版式有误"),
        (" " * 200_001, "版式有 200001 个字符"),
    ],
)
def test_what_is_wrong_is_said(source: str, message: str) -> None:
    (found,) = faults(source)
    assert found.startswith(message)


def test_what_is_not_shown_is_named() -> None:
    source = (
        "#let document(data) = { " + PAGE + "; data.number; data.centre; for i in range(data.stars) [x] }"
    )
    assert faults(source) == [
        f"没有印出{name}；请在版式中用到这一项" for name in ("评定机构", "有效期", "核验二维码")
    ]


def test_a_template_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "#let document(data) = { for i in range(9000) { for j in range(9000) { let x = i * j } } }"
    with OwnTemplate(source, seconds=0.5) as template, pytest.raises(DocumentError, match="超过 0 秒"):
        template.render({"day": [2026, 1, 1]}, dated=certificate_check.SAMPLE.awarded)
    monkeypatch.setattr(own_template, "LARGEST", 100)
    with OwnTemplate("#let document(data) = [x]") as template, pytest.raises(DocumentError, match="最多 100"):
        template.render({}, dated=certificate_check.SAMPLE.awarded)


def test_a_template_that_eats_memory_is_stopped() -> None:
    source = '#let document(data) = { let a = "x" * 1000; for i in range(40) { a = a + a }; a }'
    with OwnTemplate(source, seconds=3) as template, pytest.raises(DocumentError, match="占用内存过多"):
        template.render({}, dated=certificate_check.SAMPLE.awarded)


def test_a_template_sees_no_secrets_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XINGPING_SECRET_KEY", "geheim")
    with OwnTemplate("#let document(data) = [#sys.inputs.len()]") as template:
        template.render({}, dated=certificate_check.SAMPLE.awarded)
        process, folder = template._process, template._folder
        assert process is not None
        assert folder is not None
        environment = Path(f"/proc/{process.pid}/environ").read_text("utf-8")
        assert "geheim" not in environment
        assert "127.0.0.1:9" in environment
    assert process.poll() is not None
    assert not folder.exists()
