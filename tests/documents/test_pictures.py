from __future__ import annotations

import io
import struct
import zlib
from dataclasses import replace

import pytest
from PIL import Image

from documents_samples import CERTIFICATE
from pdf_reading import colours
from xingping.core.catalogue import find_edition
from xingping.core.faults import FaultsError
from xingping.documents.certificate import Layout, certificate_pdf
from xingping.documents.pictures import picture_svg

RED = (204, 0, 17)
NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(inside: str, more: str = "") -> bytes:
    return f"<svg {NAMESPACES} {more}>{inside}</svg>".encode()


SVG = svg('<rect width="9" height="9" fill="#cc0011"/>', 'viewBox="0 0 9 9"')


def raster(kind: str, size: tuple[int, int] = (60, 60)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, RED).save(stream, kind)
    return stream.getvalue()


@pytest.mark.parametrize("content", [raster("PNG"), raster("JPEG"), SVG, b"<?xml version='1.0'?>" + SVG])
def test_logo_and_seal_are_printed(content: bytes) -> None:
    picture = picture_svg(content, "印章")
    layout = Layout(seal=picture, logo=picture, signatory="主任　演示")
    made = certificate_pdf(replace(CERTIFICATE, stars=1), find_edition(), layout=layout)
    red = [
        count
        for colour, count in colours(made).items()
        if max(abs(a - b) for a, b in zip(colour, RED, strict=True)) < 4
    ]
    assert sum(red) > 2000


def bomb() -> bytes:
    """A PNG that claims 60,000 x 60,000 pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "不是能读的图片"),
        (b"GIF89a", "不是能读的图片"),
        (raster("PNG")[:100], "不是能读的图片"),
        (bomb(), "不是能读的图片|像素"),
        (raster("PNG", (4001, 10)), "4001 × 10 像素"),
        (b"x" * 2_000_001, "图片太大"),
        (b"<svg", "SVG 读不出来"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, "SVG 读不出来"),
        (b"<?xml version='1.0'?><html/>", "不是 SVG 图片"),
        (svg("<script>1</script>"), "<script>"),
        (svg("<foreignObject/>"), "<foreignObject>"),
        (svg('<image href="https://demo.example/x.png"/>'), "<image>"),
        (svg('<rect fill="url(https://demo.example/#a)"/>'), "引用了外部内容"),
        (svg("", 'onload="x()"'), "引用了外部内容"),
        (svg('<path xlink:href="#a"/>'), "引用了外部内容"),
    ],
)
def test_other_files_are_refused_with_what_to_do(content: bytes, message: str) -> None:
    with pytest.raises(FaultsError, match=message) as caught:
        picture_svg(content, "印章")
    assert all(fault.place == "印章" and fault.mend for fault in caught.value.faults)


def test_gradients_inside_an_svg_are_kept() -> None:
    inside = '<linearGradient id="g"/><rect fill="url(#g)"/>'
    assert "url(#g)" in picture_svg(svg(inside), "标志")
