"""A folder with edition.toml and indicators.toml -> an Edition, or every fault of both files at once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from xingping.core.canonical import content_hash
from xingping.core.edition_json import normative_content
from xingping.core.faults import Fault, FaultsError
from xingping.core.indicators_file import Facts, Rows, read_facts, read_rows
from xingping.core.points import HUNDREDTHS, show_hundredths
from xingping.core.reading import UNREAD, Table, read_toml
from xingping.core.standard import Band, Clause, Edition, Erratum

EDITION_FILE = "edition.toml"
INDICATORS_FILE = "indicators.toml"
FORMAT = 1
"""The file format read here; another number is refused rather than misread."""

_CODE = re.compile(r"[A-Z0-9]+(?:/[A-Z0-9]+)? [0-9]+(?:\.[0-9]+)?-[0-9]{4}")


def read_edition(folder: Path) -> Edition:
    """Read and validate an edition. Raises FaultsError with every fault of its files."""
    if not folder.is_dir():
        raise FaultsError([Fault(str(folder), "没有这个文件夹", f"请给出含 {EDITION_FILE} 的文件夹")])
    faults: list[Fault] = []
    return make_edition(
        read_toml(folder / EDITION_FILE, faults), read_toml(folder / INDICATORS_FILE, faults), faults
    )


def make_edition(root: Table | None, indicators: Table | None, faults: list[Fault]) -> Edition:
    """Make an edition of the two root tables (None: unreadable), whose faults land in `faults`.

    Raises FaultsError with every fault.
    """
    if root is None:
        _rows(indicators, "", UNREAD)
        raise FaultsError(faults)
    head = _head(root)
    facts, rows = _rows(indicators, head.table, head.total_points)
    if faults:
        raise FaultsError(faults)
    edition = replace(
        head,
        level1=rows.level1,
        level2=rows.level2,
        indicators=rows.indicators,
        facts=facts.labels,
        facts_en=facts.labels_en,
        fact_units=facts.units,
    )
    return replace(edition, hash=content_hash(normative_content(edition)))


def _head(root: Table) -> Edition:
    """Everything but the indicator table."""
    if root.whole("format", least=1, most=999) not in (FORMAT, UNREAD):
        root.fault("format 不认识", f"这个程序读的格式是 {FORMAT}，请改成 format = {FORMAT} 并照此格式填写")
    total = root.points("total_points")
    clauses = _clauses(root)
    validity = root.table("validity")
    published, effective = root.day("published"), root.day("effective")
    if date.min < effective < published:
        root.fault("effective 早于 published", "实施日期不能早于发布日期，请核对")
    head = Edition(
        code=_code(root),
        title=root.text("title"),
        title_en=root.text("title_en"),
        publisher=root.text("publisher"),
        publisher_en=root.text("publisher_en"),
        published=published,
        effective=effective,
        total_points=total,
        table=root.text("table", longest=40),
        validity_years=validity.whole("years", least=1, most=50),
        review_months=validity.whole("review_months", least=1, most=60),
        validity_clause=_cited(validity, "clause", clauses),
        bands_clause=_cited(root, "bands_clause", clauses),
        bands=_bands(root, total),
        level1=(),
        level2=(),
        indicators=(),
        errata=tuple(_erratum(one) for one in root.optional_tables("errata")),
        hash="",
        clauses=clauses,
    )
    validity.done()
    root.done()
    return head


def _rows(indicators: Table | None, clause: str, total: int) -> tuple[Facts, Rows]:
    if indicators is None:
        return Facts(), Rows()
    facts = read_facts(indicators)
    rows = read_rows(indicators, facts, clause)
    facts.note_unused()
    points = [section.points for section in rows.level1]
    if points and UNREAD not in (total, *points) and sum(points) != total:
        indicators.fault(
            f"一级指标分值合计 {show_hundredths(sum(points))}，总分是 {show_hundredths(total)}",
            f"请核对各一级指标的 points 与 {EDITION_FILE} 的 total_points",
        )
    indicators.done()
    return facts, rows


def _code(root: Table) -> str:
    code = root.text("code", longest=40)
    if code and not _CODE.fullmatch(code):
        root.fault(f"code“{code}”写法不对", "请写成 T/ZSX 0005-2024 的样子：大写代号、一个空格、编号-年份")
    return code


def _clauses(root: Table) -> tuple[Clause, ...]:
    clauses: dict[str, Clause] = {}
    for table in root.tables("clauses"):
        number = table.text("number", longest=20)
        if number and number in clauses:
            table.fault(f"条款号 {number} 重复", "每个条款只写一次")
        clauses[number] = Clause(
            number, table.text("title"), table.text("title_en"), table.text("text"), table.text("text_en")
        )
        table.done()
    return tuple(clauses.values())


def _cited(table: Table, key: str, clauses: tuple[Clause, ...]) -> str:
    number = table.text(key, longest=20)
    if number and clauses and number not in {clause.number for clause in clauses}:
        table.fault(f"{key} 引用了没有列出的条款 {number}", "请在 [[clauses]] 里补上，或改正条款号")
    return number


def _bands(root: Table, total: int) -> tuple[Band, ...]:
    bands: list[Band] = []
    for table in root.tables("bands"):
        band = Band(
            stars=table.whole("stars", least=1, most=10),
            name=table.text("name", longest=20),
            name_en=table.text("name_en", longest=40),
            level=table.text("level", longest=20),
            mark=table.text("mark", longest=10),
            rate=_rate(table),
            points=table.points("points"),
            clause=table.text("clause", longest=20),
        )
        table.done()
        _check_band(table, band, bands[-1] if bands else None, total)
        bands.append(band)
    return tuple(bands)


def _rate(table: Table) -> Fraction:
    rate = table.number("rate", least=0, most=1)
    if rate == 0:
        table.fault("rate 是 0", "得分率应大于 0、不超过 1")
        return Fraction(UNREAD)
    return rate


def _check_band(table: Table, band: Band, lower: Band | None, total: int) -> None:
    expected = lower.stars + 1 if lower else 1
    if UNREAD not in (band.stars, expected - 1) and band.stars != expected:
        table.fault(f"stars 是 {band.stars}", f"星级应从 1 起逐级加 1，这里应为 {expected}")
    if lower and UNREAD not in (band.rate, lower.rate) and band.rate <= lower.rate:
        table.fault("rate 没有比上一级高", "各星级的得分率应由低到高")
    if UNREAD in (band.rate, band.points, total):
        return
    if band.points != band.rate * total:
        should = band.rate * total / HUNDREDTHS
        table.fault(
            f"points 是 {show_hundredths(band.points)}，与得分率乘总分不符",
            f"得分率乘总分等于 {should}，请核对 rate、points 与 total_points",
        )


def _erratum(table: Table) -> Erratum:
    erratum = Erratum(
        table.text("place"),
        table.text("printed"),
        table.text("read_as"),
        table.text("why"),
        table.text("note_en"),
    )
    table.done()
    return erratum
