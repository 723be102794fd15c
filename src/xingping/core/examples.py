"""Worked examples of an edition: examples.csv beside it, small enough to be checked by hand.

The file has the columns example, row, assessor, key, value, note, and four kinds of rows:

* `setting`: key `aggregate` (mean, median, trimmed), `step` (points, default 0.5) or `partial` (yes).
* `score`: an assessor's score of the indicator `key`. `*` stands for every indicator, and a value with
  `%` for that share of the indicator's points; rows further down replace those above.
* `decide`: points decided for the indicator `key`, replacing the aggregate.
* `expect`: what must come out; the keys are those of `EXPECTED` and the exact points of `level1 NAME`
  or `indicator SERIAL`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

from xingping.core.aggregation import Aggregate
from xingping.core.faults import Fault, FaultsError
from xingping.core.points import HUNDREDTHS, parse_hundredths
from xingping.core.reading import Source, read_utf8
from xingping.core.result_json import result_json
from xingping.core.scoring import DEFAULT_STEP, score
from xingping.core.standard import Edition

EXAMPLES_FILE = "examples.csv"
COLUMNS = ["example", "row", "assessor", "key", "value", "note"]
EVERY = "*"

EXPECTED: Mapping[str, Callable[[dict[str, Any]], object]] = {
    "total": lambda json: json["total_exact"],
    "shown": lambda json: json["total"],
    "rate": lambda json: json["rate"],
    "stars": lambda json: json["stars"],
    "complete": lambda json: "yes" if json["complete"] else "no",
    "next_star": lambda json: json["next_star"] and json["next_star"]["stars"],
    "needed": lambda json: json["next_star"] and json["next_star"]["points_needed_exact"],
    "needed_shown": lambda json: json["next_star"] and json["next_star"]["points_needed"],
}
"""Key of an `expect` row -> its value in the JSON of `score`; an empty cell means null."""


@dataclass(slots=True)
class Example:
    """One worked example: sheets and settings, and what must come out. Scores are hundredths."""

    name: str
    line: int
    rule: Aggregate = Aggregate.MEAN
    step: int = DEFAULT_STEP
    partial: bool = False
    sheets: dict[str, dict[str, int]] = field(default_factory=dict)
    corrections: dict[str, int] = field(default_factory=dict)
    expected: dict[str, str] = field(default_factory=dict)
    """Key -> value as text, in the order of the file."""


def read_examples(folder: Path, edition: Edition) -> tuple[Example, ...]:
    """Read examples.csv from an edition's folder; none if there is no such file.

    Raises FaultsError with every row that cannot be read.
    """
    path = folder / EXAMPLES_FILE
    if not path.exists():
        return ()
    source = Source(str(path))
    text = read_utf8(path, source)
    examples = {} if text is None else _rows(text, source, edition)
    if source.faults:
        raise FaultsError(source.faults)
    return tuple(examples.values())


def check_examples(folder: Path, edition: Edition) -> int:
    """Score every example and compare. Returns their number; raises FaultsError with all differences."""
    examples = read_examples(folder, edition)
    place = str(folder / EXAMPLES_FILE)
    faults = [fault for one in examples for fault in _differences(place, edition, one)]
    if faults:
        raise FaultsError(faults)
    return len(examples)


def outcome(edition: Edition, example: Example) -> dict[str, str]:
    """What the example's expected keys come to, as text. Raises FaultsError as `score` does."""
    result = score(
        edition,
        example.sheets,
        rule=example.rule,
        step=example.step,
        partial=example.partial,
        corrections=example.corrections,
    )
    json = result_json(result)
    exact = {f"level1 {one['name']}": one["points_exact"] for one in json["level1"]}
    exact |= {f"indicator {one['serial']}": one["points_exact"] for one in json["indicators"]}
    found = {
        key: EXPECTED[key](json) if key in EXPECTED else exact.get(key, "没有这一项")
        for key in example.expected
    }
    return {key: "" if value is None else str(value) for key, value in found.items()}


def _differences(place: str, edition: Edition, example: Example) -> list[Fault]:
    place = f"{place}:{example.line}"
    try:
        found = outcome(edition, example)
    except FaultsError as error:
        return [Fault(place, f"算例 {example.name}：{one.message}", one.mend) for one in error.faults]
    return [
        Fault(place, f"算例 {example.name} 的 {key} 写的是“{value}”，算得“{found[key]}”", "请核对算例")
        for key, value in example.expected.items()
        if found[key] != value
    ]


def _rows(text: str, source: Source, edition: Edition) -> dict[str, Example]:
    examples: dict[str, Example] = {}
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        if next(reader, None) != COLUMNS:
            source.fault(f"{source.name}:1", "表头不对", f"第一行应为 {','.join(COLUMNS)}")
            return examples
        for cells in reader:
            line = reader.line_num
            if len(cells) != len(COLUMNS):
                source.fault(f"{source.name}:{line}", f"有 {len(cells)} 列", f"应为 {len(COLUMNS)} 列")
                continue
            name, row, assessor, key, value, _ = cells
            example = examples.setdefault(name, Example(name, line))
            try:
                _READERS[row](edition, example, assessor, key, value)
            except (KeyError, ValueError):
                source.fault(
                    f"{source.name}:{line}",
                    f"这一行读不懂（{row}、{key}、{value}）",
                    "请核对行的种类、指标序号和数值",
                )
    except csv.Error as error:
        source.fault(f"{source.name}:{reader.line_num}", f"不是合法的 CSV（{error}）", "请检查引号")
    return examples


def _setting(_: Edition, example: Example, assessor: str, key: str, value: str) -> None:
    if key == "aggregate":
        example.rule = Aggregate(value)
    elif key == "step":
        example.step = parse_hundredths(value)
    elif (key, value) == ("partial", "yes"):
        example.partial = True
    else:
        raise ValueError(key)


def _score(edition: Edition, example: Example, assessor: str, key: str, value: str) -> None:
    sheet = example.sheets.setdefault(assessor, {})
    serials = edition.serials if key == EVERY else (edition.by_serial[key].serial,)
    for serial in serials:
        sheet[serial] = _hundredths(value, edition.by_serial[serial].points)


def _decide(edition: Edition, example: Example, assessor: str, key: str, value: str) -> None:
    example.corrections[edition.by_serial[key].serial] = parse_hundredths(value)


def _expect(_: Edition, example: Example, assessor: str, key: str, value: str) -> None:
    example.expected[key] = value


_READERS: Mapping[str, Callable[[Edition, Example, str, str, str], None]] = {
    "setting": _setting,
    "score": _score,
    "decide": _decide,
    "expect": _expect,
}


def _hundredths(value: str, points: int) -> int:
    if not value.endswith("%"):
        return parse_hundredths(value)
    share = Fraction(parse_hundredths(value[:-1]), 100 * HUNDREDTHS) * points
    if share.denominator != 1:
        raise ValueError(value)
    return share.numerator
