"""The scoring workbook (评分工作簿): score on paper's own table, see the star at once, hand it to `score`."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from xingping.core.faults import Fault, FaultsError
from xingping.core.guide import Guide
from xingping.core.scoring import score_fault
from xingping.core.standard import Edition
from xingping.documents.score_columns import DEFAULT_LABEL, NOTE
from xingping.documents.workbook.plan import MAX_ASSESSORS, Plan

if TYPE_CHECKING:
    from xingping.documents.workbook.facts_sheet import FactValue

DEFAULT_ASSESSORS = 3
LONGEST_LABEL = 60


def workbook_bytes(
    edition: Edition,
    guide: Guide,
    assessors: Sequence[str] = (),
    scores: Mapping[str, Mapping[str, int]] | None = None,
    facts: Mapping[str, FactValue] | None = None,
    subject: str | None = None,
) -> bytes:
    """The workbook as XLSX bytes; the same arguments give the same bytes.

    `assessors` are the labels of the columns (three unnamed ones by default), `scores` fills them in as
    {label: {serial: hundredths}}, `facts` adds a sheet of {fact name: value}, `subject` is the centre's
    name. Raises FaultsError for labels or scores that cannot stand in the workbook.
    """
    from xlsxwriter import Workbook

    from xingping.documents.workbook.facts_sheet import write_facts_sheet
    from xingping.documents.workbook.result_sheet import write_result_sheet
    from xingping.documents.workbook.rules_sheet import write_rules_sheet
    from xingping.documents.workbook.score_sheet import TITLE, write_score_sheet
    from xingping.documents.workbook.style import NORMAL, Style
    from xingping.documents.workbook.working_sheet import write_working_sheet

    labels = tuple(assessors) or default_labels(DEFAULT_ASSESSORS)
    plan = Plan(edition, guide, labels, scores or {})
    faults = [*_label_faults(plan), *_score_faults(plan)]
    if faults:
        raise FaultsError(faults)
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True, "default_format_properties": NORMAL})
    created = datetime.combine(edition.effective, time(), UTC).replace(tzinfo=None)
    book.set_properties({"title": TITLE, "subject": edition.code, "created": created})
    book.set_size(2400, 1500)
    style = Style(book)
    write_score_sheet(book, style, plan, subject or "")
    write_result_sheet(book, style, plan, subject or "")
    write_working_sheet(book, style, plan)
    write_rules_sheet(book, style, plan)
    if facts:
        write_facts_sheet(book, style, guide, edition.code, facts)
    book.close()
    return stream.getvalue()


def default_labels(count: int) -> tuple[str, ...]:
    """What `count` assessors are called until somebody writes their names."""
    return tuple(DEFAULT_LABEL.format(number) for number in range(1, count + 1))


def _label_faults(plan: Plan) -> list[Fault]:
    faults = []
    if len(plan.assessors) > MAX_ASSESSORS:
        faults.append(
            Fault(
                "评审专家", f"{plan.count} 名评审专家太多", f"一个工作簿最多 {MAX_ASSESSORS} 名，请分成几个"
            )
        )
    for number, label in enumerate(plan.assessors, start=1):
        place = f"第 {number} 名评审专家"
        if (
            not label.strip()
            or label.strip() == NOTE
            or len(label) > LONGEST_LABEL
            or not label.isprintable()
        ):
            faults.append(
                Fault(place, "姓名或代号是空的、太长或含有特殊字符", f"请写 1 至 {LONGEST_LABEL} 个普通文字")
            )
        elif label in plan.assessors[: number - 1]:
            faults.append(Fault(place, f"姓名或代号“{label}”重复", "请给每位评审专家不同的姓名或代号"))
    return faults


def _score_faults(plan: Plan) -> list[Fault]:
    faults = []
    for label, sheet in plan.scores.items():
        if label not in plan.assessors:
            faults.append(Fault("评分", f"没有名为“{label}”的评审专家", "请把他列入评审专家"))
        for serial, hundredths in sheet.items():
            indicator = plan.edition.by_serial.get(serial)
            if indicator is None:
                faults.append(Fault("评分", f"没有序号为“{serial}”的指标", "请按标准附录 A 的序号填写"))
            elif (wrong := score_fault(indicator, hundredths, plan.guide.step)) is not None:
                faults.append(Fault(f"{label} 的评分", *wrong))
    return faults
