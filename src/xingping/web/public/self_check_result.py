"""The result of an uploaded score file, for its page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from xingping.core.guide import Guide
from xingping.core.points import HUNDREDTHS, show_hundredths
from xingping.core.scoring import Result, score
from xingping.core.standard import Edition, Kind
from xingping.documents.score_file import ScoreFile
from xingping.science.improvement import shortest_way
from xingping.web.displays import in_language
from xingping.web.public.self_check_answer import described
from xingping.web.public.self_check_entries import Entries
from xingping.web.public.self_check_way import way_json
from xingping.web.radar import Radar, radar


def result_context(edition: Edition, guide: Guide, read: ScoreFile) -> dict[str, Any]:
    """Everything that `public/upload_result.html` shows."""
    result = score(edition, read.sheets, rule=guide.aggregate, step=guide.step, partial=True)
    sheets = {label: _typed(sheet) for label, sheet in read.sheets.items()}
    entries = {"kind": Kind.URBAN.value, "subject": read.subject or "", "sheets": sheets}
    return {
        "edition": edition,
        "guide": guide,
        "result": result,
        "first": described(result),
        "chart": chart_of(result),
        "way": way_json(shortest_way(result, guide), guide, Entries()),
        "rows": result.indicators,
        "warnings": read.warnings,
        "sheets": sheets,
        "subject": read.subject,
        "entries": json.dumps(entries, ensure_ascii=False),
    }


def chart_of(result: Result) -> Radar:
    """The radar of a result's level-1 score rates."""
    names = [in_language(one.section, "name") for one in result.level1]
    return radar(names, [Fraction(one.points * HUNDREDTHS, one.section.points) for one in result.level1])


def _typed(sheet: Mapping[str, int]) -> dict[str, str]:
    return {serial: show_hundredths(value) for serial, value in sheet.items()}
