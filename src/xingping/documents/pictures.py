"""Pictures that a body uploads for its documents: logo and seal, made safe to set."""

from __future__ import annotations

import base64
import io
import re
from xml.etree.ElementTree import Element, tostring

from xingping.core.faults import Fault, FaultsError

LARGEST = 2_000_000
"""Bytes of a picture."""
MOST_PIXELS = 4000
"""Width and height of a raster picture."""
_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_FORBIDDEN = frozenset({"script", "foreignObject", "image", "use", "style", "animate", "set", "a", "iframe"})
_ADDRESS = re.compile(r"url\(\s*['\"]?(?!#)|https?:|file:|data:", re.IGNORECASE)


def picture_svg(content: bytes, name: str) -> str:
    """A PNG, JPEG or SVG file as SVG text that refers to nothing outside itself.

    Raster pictures are decoded and written anew. `name` is what the picture is called in messages.
    Raises FaultsError.
    """
    if len(content) > LARGEST:
        raise _refused(
            name, f"图片太大（{len(content) // 1000} kB）", f"请用 {LARGEST // 1000} kB 以内的图片"
        )
    if content.lstrip()[:5].lower() in (b"<?xml", b"<svg ") or b"<svg" in content[:500]:
        return _vector(content, name)
    return _raster(content, name)


def _raster(content: bytes, name: str) -> str:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            width, height = picture.size
            if max(width, height) > MOST_PIXELS:
                raise _refused(
                    name,
                    f"图片有 {width} × {height} 像素",
                    f"请缩到 {MOST_PIXELS} × {MOST_PIXELS} 像素以内",
                )
            stream = io.BytesIO()
            picture.convert("RGBA").save(stream, "PNG")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError) as error:
        raise _refused(name, "不是能读的图片", "请上传 PNG、JPEG 或 SVG 图片") from error
    written = base64.b64encode(stream.getvalue()).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}"><image width="{width}" height="{height}" href="data:image/png;base64,{written}"/>'
        "</svg>"
    )


def _vector(content: bytes, name: str) -> str:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root: Element = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise _refused(name, "SVG 读不出来", "请重新导出为普通 SVG，或改用 PNG") from error
    for element in root.iter():
        kind = str(element.tag).removeprefix(_SVG)
        if kind in _FORBIDDEN:
            raise _refused(name, f"SVG 里有 <{kind}>", "请导出为只含图形的普通 SVG，或改用 PNG")
        for attribute, value in element.attrib.items():
            if attribute.startswith("on") or attribute in ("href", _LINK) or _ADDRESS.search(value):
                raise _refused(
                    name, f"SVG 引用了外部内容（{attribute}）", "请导出为只含图形的普通 SVG，或改用 PNG"
                )
    if root.tag != f"{_SVG}svg":
        raise _refused(name, "不是 SVG 图片", "请上传 PNG、JPEG 或 SVG 图片")
    return tostring(root, encoding="unicode")


def _refused(name: str, what: str, mend: str) -> FaultsError:
    return FaultsError([Fault(name, what, mend)])
