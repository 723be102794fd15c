from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from national.small import SMALL, make_edition, sheet
from xingping.core.faults import FaultsError
from xingping.core.standard import Edition
from xingping.national.comparison import Change, compare_file
from xingping.national.duckdb_engine import DuckEngine
from xingping.national.flows import Level
from xingping.national.score import Job
from xingping.national.sheet_file import write_sheets
from xingping.national.simulate import EditionMap, draft_scheme, read_map, same_name_map
from xingping.national.source import open_source

DRAFT = make_edition(
    (1000, 2000, 900), code="T/TEST 0001-2027", prefix="n", rates=(Fraction(1, 2), Fraction(4, 5))
)
MAP = "old,new\n1,n1\n2,n1\n4,n2\n4,n3\n3,\n"


def _map(folder: Path, text: str = MAP, encoding: str = "utf-8") -> EditionMap:
    path = folder / "map.csv"
    path.write_bytes(text.encode(encoding))
    return read_map(path, SMALL, DRAFT)


def test_a_map_is_read_in_both_encodings_and_languages(tmp_path: Path) -> None:
    expected = {"n1": ("1", "2"), "n2": ("4",), "n3": ("4",)}
    assert _map(tmp_path).sources == expected
    chinese = MAP.replace("old,new", "旧序号,新序号")
    assert _map(tmp_path, chinese, "gb18030").sources == expected
    assert _map(tmp_path, "\ufeff" + chinese).sources == expected
    assert _map(tmp_path).dropped(SMALL) == ("3", "5")
    assert _map(tmp_path).unmapped(DRAFT) == ()


def test_a_wrong_map_is_refused_line_by_line(tmp_path: Path) -> None:
    with pytest.raises(FaultsError) as caught:
        _map(tmp_path, "old,new\n8,n1\n1,n9\n,n1\n2,n2\n2,n2\n")
    places = [fault.place.rpartition(":")[2] for fault in caught.value.faults]
    assert places == ["2", "3", "4", "6"]
    for text, message in (("a,b\n1,2\n", "表头"), ("old,new\n", "一对序号也没有")):
        with pytest.raises(FaultsError, match=message):
            _map(tmp_path, text)
    with pytest.raises(FaultsError, match="无法读取"):
        read_map(tmp_path / "no.csv", SMALL, DRAFT)
    with pytest.raises(FaultsError, match="编码"):
        _map(
            tmp_path,
            "old,new\n\udcff\udc80,1\n".encode("utf-8", "surrogateescape").decode("latin-1"),
            "latin-1",
        )


def test_without_a_map_names_are_matched_where_they_are_unique() -> None:
    assert same_name_map(SMALL, DRAFT).sources == {"n1": ("1",), "n2": ("2",), "n3": ("3",)}
    doubled = make_edition((100, 200))
    twice = Edition(**{**_fields(doubled), "indicators": (doubled.indicators[0], doubled.indicators[0])})
    assert same_name_map(twice, DRAFT).sources == {}


def _fields(edition: Edition) -> dict[str, object]:
    return {name: getattr(edition, name) for name in edition.__dataclass_fields__}


def test_a_new_indicator_has_its_points_at_its_sources_rate(tmp_path: Path, engine: DuckEngine) -> None:
    path, out = tmp_path / "sheets.parquet", tmp_path / "draft.parquet"
    write_sheets(
        path, SMALL, [sheet(1, 1, 500, 0, 700, 1500, 2000), sheet(2, 1, 250, 1250, None, 3000, None)]
    )
    scheme = draft_scheme(SMALL, DRAFT, _map(tmp_path), None)
    compare_file(Job(open_source(path, SMALL), SMALL, engine), Change(scheme, {}), out, Level.COUNTRY)
    first, second = pq.read_table(out).to_pylist()
    unit = scheme.denominator

    def points(row: dict[str, int]) -> list[Fraction]:
        return [Fraction(row[f"level1_{at}_after"], unit) for at in (1, 2, 3)]

    # n1 (服务) from 1 and 2 together, n2 (效果) and n3 (设施) from 4.
    assert points(first) == [900 * Fraction(1, 2), 1000 * Fraction(500, 1750), 2000 * Fraction(1, 2)]
    assert points(second) == [900, 1000 * Fraction(1500, 1750), 2000]
    assert (first["stars_before"], first["stars_after"]) == (1, 0)
    assert (second["stars_before"], second["stars_after"]) == (None, 2)


def test_an_indicator_without_source_needs_an_assumption() -> None:
    mapping = EditionMap({"n1": ("1",), "n2": ("2",)})
    with pytest.raises(FaultsError, match="新版有 1 项指标没有来源：n3“指标3”"):
        draft_scheme(SMALL, DRAFT, mapping, None)
    with pytest.raises(FaultsError, match="--assume"):
        draft_scheme(SMALL, DRAFT, mapping, Fraction(3, 2))
    scheme = draft_scheme(SMALL, DRAFT, mapping, Fraction(2, 3))
    assert [Fraction(one, scheme.denominator) for one in scheme.constants] == [600, 0, 0]
