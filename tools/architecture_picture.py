"""Draw docs/pictures/architecture.svg: the layers of the house and the one direction of data."""

from __future__ import annotations

from pathlib import Path

LAYERS = (
    ("config", "一份设置：读环境变量", ()),
    ("入口", "", (("web", "网页，按角色分"), ("api", "接口 /api/v1/"), ("cli", "命令 xingping"))),
    (
        "rating",
        "唯一的 Django 应用",
        (
            ("permissions", "谁可以做什么"),
            ("services", "唯一写入处"),
            ("queries", "先看可见范围"),
            ("models · jobs", "数据与后台任务"),
        ),
    ),
    (
        "工具",
        "不认识 Django",
        (
            ("science", "最省路径、把握度"),
            ("national", "全国重算"),
            ("documents", "报告、证书、工作簿"),
            ("proof", "签名与验算"),
        ),
    ),
    ("core", "评定本身：标准 · 细则 · 算分 · 状态 · 有效期（只用标准库，精确有理数）", ()),
)
WIDTH, LEFT, ROW, GAP = 960, 24, 92, 20
FONT = "font-family=\"'PingFang SC','Microsoft YaHei','Noto Sans SC','Noto Sans CJK SC',sans-serif\""


def main() -> None:
    """Write the picture."""
    parts = []
    for number, (name, note, rooms) in enumerate(LAYERS):
        top = 24 + number * (ROW + GAP)
        parts.append(_box(LEFT, top, WIDTH - 2 * LEFT - 60, ROW, "#ffffff", "#e8e4de"))
        parts.append(_text(LEFT + 20, top + (38 if rooms else 53), name, 20, "#b3261e", 600))
        if rooms:
            parts.append(_text(LEFT + 20, top + 64, note, 13, "#5b6470"))
            parts += _rooms(top, rooms)
        else:
            parts.append(_text(LEFT + 130, top + 52, note, 15, "#1f2328"))
    height = 24 + len(LAYERS) * (ROW + GAP)
    parts.append(_arrow(WIDTH - 52, 40, height - 44))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {FONT} role="img">'
        f"<title>星评的分层</title>"
        f'<rect width="{WIDTH}" height="{height}" fill="#faf8f5"/>{"".join(parts)}</svg>\n'
    )
    target = Path(__file__).resolve().parent.parent / "docs/pictures/architecture.svg"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(svg, "utf-8")


def _rooms(top: int, rooms: tuple[tuple[str, str], ...]) -> list[str]:
    start, gap = LEFT + 150, 12
    width = (WIDTH - 2 * LEFT - 60 - 150 - 16 - gap * (len(rooms) - 1)) // len(rooms)
    parts = []
    for number, (name, note) in enumerate(rooms):
        left = start + number * (width + gap)
        parts.append(_box(left, top + 14, width, ROW - 28, "#faf8f5", "#e8e4de"))
        parts.append(_text(left + 14, top + 42, name, 15, "#1f2328", 600))
        parts.append(_text(left + 14, top + 64, note, 13, "#5b6470"))
    return parts


def _box(left: int, top: int, width: int, height: int, fill: str, line: str) -> str:
    return (
        f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="10" '
        f'fill="{fill}" stroke="{line}"/>'
    )


def _text(left: int, base: int, words: str, size: int, ink: str, weight: int = 400) -> str:
    return (
        f'<text x="{left}" y="{base}" font-size="{size}" fill="{ink}" font-weight="{weight}">{words}</text>'
    )


def _arrow(left: int, top: int, bottom: int) -> str:
    return (
        f'<path d="M{left} {top}V{bottom}" stroke="#b3261e" stroke-width="2"/>'
        f'<path d="M{left - 7} {bottom - 10}L{left} {bottom}L{left + 7} {bottom - 10}" fill="none" '
        f'stroke="#b3261e" stroke-width="2"/>'
        f'<text x="{left + 22}" y="{(top + bottom) // 2}" font-size="13" fill="#5b6470" '
        f'text-anchor="middle" transform="rotate(90 {left + 18} {(top + bottom) // 2})">'
        "只向下导入，从不向上</text>"
    )


if __name__ == "__main__":
    main()
