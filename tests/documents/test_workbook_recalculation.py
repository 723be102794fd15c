"""The workbook's formulas, recalculated by LibreOffice, say exactly what `core` says."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import zipfile
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from guides import demo_edition, small_guide
from xingping.core.aggregation import Aggregate
from xingping.core.catalogue import find_edition, find_guide
from xingping.core.points import round_down, round_up
from xingping.core.scoring import Result, score
from xingping.core.standard import Edition
from xingping.documents.wording import star_mark
from xingping.documents.workbook import workbook_bytes
from xingping.documents.workbook.plan import FIRST_COLUMNS

pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]

EDITION, GUIDE = find_edition(), find_guide()
Sheets = dict[str, dict[str, int]]

SIBLING: Sheets = {
    "甲": {"1": 1050, "2-3": 2000, "7": 2000},
    "乙": {"1": 350, "2-3": 1000, "7": 1500},
    "丙": {"1": 0, "2-3": 50, "7": 1000},
}

ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>"""


def random_sheets(seed: int, assessors: int, low: float = 0.5) -> Sheets:
    source = random.Random(seed)
    return {
        f"专家{number}": {
            one.serial: source.randint(int(one.points // GUIDE.step * low), one.points // GUIDE.step)
            * GUIDE.step
            for one in EDITION.indicators
        }
        for number in range(assessors)
    }


def sheets_totalling(hundredths: int, assessors: int) -> Sheets:
    """Sheets whose sums over all assessors are exactly `hundredths` x assessors, unevenly spread."""
    sheets: Sheets = {f"专家{number}": {} for number in range(assessors)}
    left = EDITION.total_points * assessors - hundredths * assessors
    for one in EDITION.indicators:
        for sheet in sheets.values():
            lost = min(left, one.points) // GUIDE.step * GUIDE.step
            sheet[one.serial] = one.points - lost
            left -= lost
    assert left == 0
    return sheets


def one_step_less(sheets: Sheets) -> Sheets:
    label, serial = next((a, s) for a, sheet in sheets.items() for s, value in sheet.items() if value)
    return {**sheets, label: {**sheets[label], serial: sheets[label][serial] - GUIDE.step}}


def thinned(sheets: Sheets, seed: int) -> Sheets:
    """Each indicator keeps one to all of its scores."""
    source = random.Random(seed)
    thin: Sheets = {label: {} for label in sheets}
    for one in EDITION.indicators:
        for label in source.sample(list(sheets), source.randint(1, len(sheets))):
            thin[label][one.serial] = sheets[label][one.serial]
    return thin


def each_threshold() -> Sheets:
    """One assessor's sheet at, and one step under, every band; a full one and an empty one."""
    sheets: Sheets = {"full": sheets_totalling(EDITION.total_points, 1)["专家0"]}
    for band in EDITION.bands:
        at = sheets_totalling(band.points, 1)
        sheets[f"at-{band.stars}"] = at["专家0"]
        sheets[f"under-{band.stars}"] = one_step_less(at)["专家0"]
    return {**sheets, "nothing": dict.fromkeys(EDITION.serials, 0)}


def cases() -> dict[str, Sheets]:
    made = {f"random-{number}": random_sheets(number, number) for number in (1, 2, 15)}
    for points, assessors in ((600, 3), (800, 7), (950, 11)):
        at = sheets_totalling(points * 100, assessors)
        made |= {f"at-{points}": at, f"under-{points}": one_step_less(at)}
    made |= {f"uneven-{n}": thinned(random_sheets(n, n, 0.8), n) for n in (6, 13)}
    made["each-threshold"] = each_threshold()
    partial = random_sheets(99, 3)
    made["partial"] = {label: dict(list(sheet.items())[5:]) for label, sheet in partial.items()}
    return made


def without_saved_results(data: bytes, path: Path) -> None:
    """Write the workbook with all formulas but none of their values."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        path.with_suffix(".source").write_bytes(data)
        with zipfile.ZipFile(path.with_suffix(".source")) as source:
            for name in source.namelist():
                content = source.read(name)
                if name.startswith("xl/worksheets/sheet"):
                    content = re.sub(rb"</f><v>[^<]*</v>", b"</f>", content)
                    assert b"</f><v>" not in content
                target.writestr(name, content)


def recalculate(folder: Path) -> Path:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    out = folder / "out"
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(out),
            *map(str, sorted(folder.glob("*.xlsx"))),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return out


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, openpyxl.Workbook]:
    """All cases through one run of LibreOffice; and one filled in by hand instead of beforehand."""
    folder = tmp_path_factory.mktemp("recalculation")
    for name, sheets in cases().items():
        without_saved_results(workbook_bytes(EDITION, GUIDE, tuple(sheets), sheets), folder / f"{name}.xlsx")
    by_hand(folder / "by-hand.xlsx")
    sibling = workbook_bytes(demo_edition(), small_guide(), tuple(SIBLING), SIBLING)
    without_saved_results(sibling, folder / "sibling.xlsx")
    out = recalculate(folder)
    return {path.stem: openpyxl.load_workbook(path, data_only=True) for path in sorted(out.glob("*.xlsx"))}


def by_hand(path: Path) -> None:
    """An empty workbook filled by another program, with one score too high and one a text."""
    path.write_bytes(workbook_bytes(EDITION, GUIDE, ("甲", "乙")))
    book = openpyxl.load_workbook(path)
    sheet = book["评分表"]
    for row in sheet.iter_rows(min_row=7, max_row=6 + len(EDITION.indicators)):
        row[FIRST_COLUMNS].value = row[4].value
        row[FIRST_COLUMNS + 1].value = row[4].value
    sheet["G7"].value = 5.5
    sheet["H8"].value = "8"
    sheet["H9"].value = 4.3
    book.save(path)


def expected_column(result: Result) -> list[object]:
    """What a column of the result sheet has to say, from `core` alone."""
    next_star, kept = result.next_star, result.kept_star
    names = {band.stars: band.name for band in result.edition.bands}
    star = "未评完" if result.stars is None else names.get(result.stars, "未达到星级")
    return [
        *(round_down(one.points) for one in result.level1),
        round_down(result.total),
        round_down(result.rate, 4),
        star,
        star_mark(result.edition, result.stars),
        round_up(next_star.points) if next_star else "—",
        round_down(kept.points) if kept else "—",
    ]


def shown(value: object, places: int = 2) -> object:
    return f"{value:.{places}f}" if isinstance(value, int | float) else value


def result_column(book: openpyxl.Workbook, column: int, edition: Edition = EDITION) -> list[object]:
    sheet = book["结果"]
    values = [sheet.cell(8 + row, 1 + column).value for row in range(len(edition.level1) + 6)]
    rate = len(edition.level1) + 1
    return [shown(value, 4 if row == rate else 2) for row, value in enumerate(values)]


@pytest.mark.parametrize("name", list(cases()))
def test_every_column_equals_core(recalculated: dict[str, openpyxl.Workbook], name: str) -> None:
    sheets, book = cases()[name], recalculated[name]
    for column, rule in ((2, Aggregate.MEAN), (4, Aggregate.MEDIAN), (5, Aggregate.TRIMMED)):
        result = score(EDITION, sheets, rule=rule, step=GUIDE.step, partial=True)
        assert result_column(book, column) == expected_column(result), rule
    for number, (label, sheet) in enumerate(sheets.items()):
        own = score(EDITION, {label: sheet}, step=GUIDE.step, partial=True)
        assert result_column(book, FIRST_COLUMNS + number) == expected_column(own), label


def test_another_edition(recalculated: dict[str, openpyxl.Workbook]) -> None:
    edition, guide = demo_edition(), small_guide()
    result = score(edition, SIBLING, rule=guide.aggregate, step=guide.step)
    assert result_column(recalculated["sibling"], 2, edition) == expected_column(result)
    for number, (label, sheet) in enumerate(SIBLING.items()):
        own = score(edition, {label: sheet}, step=guide.step)
        assert result_column(recalculated["sibling"], FIRST_COLUMNS + number, edition) == expected_column(own)


def test_the_sums_are_exact_integers(recalculated: dict[str, openpyxl.Workbook]) -> None:
    sheets, book = cases()["uneven-13"], recalculated["uneven-13"]
    result = score(EDITION, sheets, step=GUIDE.step)
    sheet = book["计算过程"]
    total_row = next(row for row in range(60, 80) if sheet.cell(row, 2).value == "总分")
    units = sheet.cell(total_row, 3 + 13 + 2).value
    assert Fraction(units, 360_360 * 100) == result.total


@pytest.mark.parametrize("name", ["uneven-13", "each-threshold", "partial"])
def test_values_saved_with_the_workbook_equal_the_recalculated_ones(
    recalculated: dict[str, openpyxl.Workbook], name: str, tmp_path: Path
) -> None:
    sheets = cases()[name]
    path = tmp_path / "fresh.xlsx"
    path.write_bytes(workbook_bytes(EDITION, GUIDE, tuple(sheets), sheets))
    fresh = openpyxl.load_workbook(path, data_only=True)
    for sheet in fresh:
        for row in sheet.iter_rows():
            for cell in row:
                again = recalculated[name][sheet.title][cell.coordinate].value
                if isinstance(cell.value, float):
                    assert again == pytest.approx(cell.value, abs=1e-9), cell.coordinate
                else:
                    assert (again or "") == (cell.value or ""), f"{sheet.title}!{cell.coordinate}"


def test_scores_that_are_not_allowed_stop_the_result(recalculated: dict[str, openpyxl.Workbook]) -> None:
    sheet = recalculated["by-hand"]["结果"]
    assert sheet["A5"].value == "有 3 处得分不合规定（评分表中标红），请先更正"
    assert sheet["A3"].value == "—"
    assert [sheet.cell(17, column).value for column in (3, 7, 8)] == ["未评完", "未评完", "未评完"]
