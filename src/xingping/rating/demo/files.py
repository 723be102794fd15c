"""Files of the demo: pictures drawn on the spot, each labelled 演示 in its corner."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw, ImageFont

from xingping.documents.typst_engine import FONTS
from xingping.documents.upload import images, inspect_file
from xingping.rating import files
from xingping.rating.models import Blob

SCENES = {
    "综合服务区": ("#cfd9d2", "#8fa59a"),
    "无障碍坡道": ("#d9d3c6", "#a59a84"),
    "消防通道": ("#d8cfcf", "#a98f8f"),
    "志愿服务活动": ("#cdd6df", "#8c9db0"),
    "图书室": ("#ddd6cb", "#ab9c83"),
    "应急演练": ("#d6dccb", "#9aa886"),
}
"""Caption -> colours of an invented scene."""

FORMS = ("盖章申报表", "承诺书", "推荐意见")


def demo_files() -> dict[str, Blob]:
    """Caption -> stored file, with previews; made once, since content is stored once."""
    found = {caption: _keep(_scene(caption, *colours)) for caption, colours in SCENES.items()}
    return found | {title: _keep(_page(title)) for title in FORMS}


def site_picture(caption: str, number: int) -> bytes:
    """A made-up photo of a visit as a phone sends it; each assessor's differs. Its previews are kept."""
    light, dark = SCENES[caption]
    picture = _scene(caption, dark, light)
    _words(ImageDraw.Draw(picture), (40, 110), f"现场照片 {number + 1}", 40)
    blob = _keep(picture)
    with files.opened(blob.sha256) as source:
        return source.read()


def signature(number: int) -> bytes:
    """A scrawl as a signature on the phone is drawn."""
    drawn = Image.new("RGB", (480, 160), "white")
    points = [(20 + 44 * step, 80 + (-1) ** step * (12 + step * 7 * number % 40)) for step in range(10)]
    ImageDraw.Draw(drawn).line(points, fill="#1f2328", width=4, joint="curve")
    made = BytesIO()
    drawn.save(made, "PNG")
    return made.getvalue()


def _keep(picture: Image.Image) -> Blob:
    with TemporaryDirectory(prefix="xingping-demo-") as folder:
        path = Path(folder) / "demo.jpg"
        picture.save(path, "JPEG", quality=80)
        blob = files.keep(path, inspect_file(path))
        if not blob.preview:
            blob.preview = {
                name: files.keep_bytes(images.reduced(path, edge), "image/jpeg").sha256
                for name, edge in (("thumbnail", 320), ("preview", 1600))
            }
            blob.perceptual_hash = images.perceptual_hash(path)
            blob.save(update_fields=["preview", "perceptual_hash"])
    return blob


def _scene(caption: str, light: str, dark: str) -> Image.Image:
    picture = Image.new("RGB", (1200, 800), light)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 560, 1200, 800), fill=dark)
    draws = Random(caption)  # noqa: S311 (no secret: each scene has a shape of its own)
    for left in sorted(draws.sample(range(60, 1060, 140), draws.randint(2, 5))):
        top = draws.randint(120, 300)
        draw.rectangle(
            (left, top, left + 110, top + draws.randint(90, 260)), fill="#f4f1ec", outline=dark, width=6
        )
    middle = draws.randint(120, 1000)
    draw.ellipse((middle, 470, middle + 120, 590), fill="#f4f1ec")
    _words(draw, (40, 40), f"演示·{caption}", 56)
    _words(draw, (40, 720), "示意图，不是实景照片", 36)
    return picture


def _page(title: str) -> Image.Image:
    page = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(page)
    _words(draw, (420, 160), f"演示·{title}", 60)
    for line in range(14):
        top = 340 + line * 80
        draw.line((140, top, 1100, top), fill="#d8d3cb", width=3)
    draw.ellipse((760, 1380, 1060, 1680), outline="#b3261e", width=10)
    _words(draw, (820, 1490), "演示印章", 45, "#b3261e")
    return page


def _words(
    draw: ImageDraw.ImageDraw, place: tuple[int, int], words: str, size: int, ink: str = "#1f2328"
) -> None:
    draw.text(place, words, ink, ImageFont.truetype(BytesIO(_font()), size))


def _font() -> bytes:
    return next(iter(sorted(FONTS.glob("NotoSansSC_400*.ttf")))).read_bytes()
