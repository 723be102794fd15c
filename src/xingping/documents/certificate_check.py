"""Checking a body's own certificate template at upload: by making certificates of every kind with it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

from xingping.core.faults import Fault
from xingping.core.standard import Edition
from xingping.documents.certificate import CertificateText, Layout, Paper, certificate_data
from xingping.documents.own_template import OwnTemplate
from xingping.documents.typst_engine import ARCHIVE, DocumentError

LONGEST_SOURCE = 200_000
"""Characters of a template."""
PLACE = "证书版式"
SIZES = {Paper.A4: (842, 595), Paper.A3: (1191, 842)}
"""Width and height in points."""
SAMPLE = CertificateText(
    number="XP-2026-000000-0001",
    centre="演示社区服务中心",
    body="演示评定机构",
    stars=3,
    awarded=date(2026, 5, 31),
    last_day=date(2029, 5, 31),
    address="https://demo.example/v/0123456789abcdef0123456789abcdef",
    announcement="演评告〔2026〕1 号",
    total="812.66",
    centre_en="Demo Community Service Center",
    body_en="Demo Rating Body",
)
LONG = "演示某某自治州某某县某某镇某某社区居民委员会党群服务中心暨新时代文明实践综合服务站"


def check_template(source: str, edition: Edition, layout: Layout = Layout()) -> list[Fault]:  # noqa: B008 frozen
    """Everything wrong with a template; an empty list means that it may be used.

    It must make one landscape page of the right size on A4 and A3, in one and two languages, for every
    star and for a very long name, as PDF/A-3, and show number, centre, body, stars, last day and QR.
    """
    if len(source) > LONGEST_SOURCE:
        return [Fault(PLACE, f"版式有 {len(source)} 个字符", f"请压缩到 {LONGEST_SOURCE} 个以内")]
    if "@preview" in source or "@local" in source:
        return [Fault(PLACE, "版式引用了软件包", "请把用到的内容写进版式本身，不引用软件包")]
    with OwnTemplate(source) as template:
        faults: list[Fault] = []
        for name, text, one in _samples(edition, layout):
            faults += _sample_faults(template, name, text, one, edition)
            if faults:
                return faults
        return _shown_faults(template, edition, layout)


def _samples(edition: Edition, layout: Layout) -> list[tuple[str, CertificateText, Layout]]:
    samples = [
        (
            f"{paper.name} {'双语' if bilingual else '中文'}",
            SAMPLE,
            replace(layout, paper=paper, bilingual=bilingual),
        )
        for paper in Paper
        for bilingual in (False, True)
    ]
    samples += [(band.name, replace(SAMPLE, stars=band.stars), layout) for band in edition.bands]
    samples.append(("很长的名称", replace(SAMPLE, centre=LONG, centre_en=SAMPLE.centre_en * 3), layout))
    samples.append(("没有总分和公告", replace(SAMPLE, total="", announcement="", centre_en=""), layout))
    return samples


def _sample_faults(
    template: OwnTemplate, name: str, text: CertificateText, layout: Layout, edition: Edition
) -> list[Fault]:
    import pikepdf

    try:
        data = certificate_data(text, edition, layout=layout)
        made = template.render(data, dated=text.awarded, standards=ARCHIVE)
    except DocumentError as error:
        return [Fault(f"{PLACE}（{name}）", str(error), "请按提示修改版式后重新上传")]
    with pikepdf.open(io.BytesIO(made)) as document:
        count = len(document.pages)
        box = [float(one) for one in document.pages[0].mediabox]
    faults = []
    if count != 1:
        faults.append(Fault(f"{PLACE}（{name}）", f"排成了 {count} 页", "请缩小内容，使证书只有一页"))
    width, height = SIZES[layout.paper]
    if abs(box[2] - width) > 2 or abs(box[3] - height) > 2:
        faults.append(
            Fault(
                f"{PLACE}（{name}）", "纸张大小不对", f"请设为横向 {layout.paper.name}（用 data.scale 缩放）"
            )
        )
    return faults


def _shown_faults(template: OwnTemplate, edition: Edition, layout: Layout) -> list[Fault]:
    """A value is shown when changing it changes the page."""
    other = replace(SAMPLE, address=SAMPLE.address.replace("0", "1"))
    changes = {
        "证书编号": replace(SAMPLE, number="XP-2026-000000-0002"),
        "中心名称": replace(SAMPLE, centre="演示甲乙服务中心"),
        "评定机构": replace(SAMPLE, body="演示另一机构"),
        "星级": replace(SAMPLE, stars=2),
        "有效期": replace(SAMPLE, last_day=SAMPLE.last_day - timedelta(days=1)),
        "核验二维码": other,
    }
    before = _page(template, SAMPLE, layout, edition)
    return [
        Fault(PLACE, f"没有印出{name}", "请在版式中用到这一项")
        for name, text in changes.items()
        if _page(template, text, layout, edition) == before
    ]


def _page(template: OwnTemplate, text: CertificateText, layout: Layout, edition: Edition) -> bytes:
    """The page as it is seen, as SVG: a PDF tells glyphs by numbers that say nothing."""
    return template.render(certificate_data(text, edition, layout=layout), dated=text.awarded, form="svg")
