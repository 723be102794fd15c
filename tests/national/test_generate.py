from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from xingping.core.faults import FaultsError
from xingping.core.standard import Edition
from xingping.national.duckdb_engine import DuckEngine
from xingping.national.expression import Layout
from xingping.national.generate import LABEL, Plan, generate, write_names
from xingping.national.places import Places, read_places
from xingping.national.score import Job, score_file
from xingping.national.source import open_source

LIST = """code,name,streetCode
110101001001,"多福巷社区居委会",110101001
441900003001,"岗贝社区",441900003
511902100200,"某某村民委员会",511902100
150821100201,"团结嘎查村委会",150821100
150821100202,"红旗嘎查",150821100
"""


@pytest.fixture
def places(tmp_path: Path) -> Places:
    path = tmp_path / "villages.csv"
    path.write_text(LIST, "utf-8")
    return read_places(path)


@pytest.mark.parametrize("layout", list(Layout))
def test_a_simulated_round_can_be_rated_and_says_that_it_is_simulated(
    tmp_path: Path, places: Places, edition: Edition, engine: DuckEngine, layout: Layout
) -> None:
    path, out = tmp_path / "sheets.parquet", tmp_path / "out.parquet"
    generate(path, edition, places, Plan(12, layout=layout))
    source = open_source(path, edition)
    assert source.simulated == LABEL
    score_file(Job(source, edition, engine), out)
    rows = pq.read_table(out).to_pylist()
    assert [row["case_id"] for row in rows] == list(range(1, 13))
    assert [row["region"] for row in rows] == (places.codes.to_pylist() * 3)[:12]
    assert {row["assessors"] for row in rows} <= {3, 4, 5}
    assert all(row["complete"] for row in rows)
    assert pq.read_schema(out).metadata[b"xingping.simulated"].decode() == LABEL


def test_the_same_seed_gives_the_same_scores_in_both_layouts(
    tmp_path: Path, places: Places, edition: Edition, engine: DuckEngine
) -> None:
    ratings = []
    for name, plan in (("a", Plan(9, 4)), ("b", Plan(9, 4, layout=Layout.LONG)), ("c", Plan(9, 5))):
        generate(tmp_path / name, edition, places, plan)
        score_file(Job(open_source(tmp_path / name, edition), edition, engine), tmp_path / "out.parquet")
        ratings.append(pq.read_table(tmp_path / "out.parquet").to_pylist())
    assert ratings[0] == ratings[1]
    assert ratings[0] != ratings[2]


def test_teams_leave_no_indicator_out_and_gaps_do(tmp_path: Path, places: Places, edition: Edition) -> None:
    path = tmp_path / "sheets.parquet"
    generate(path, edition, places, Plan(5, fewest=3, most=3, teams=True))
    table = pq.read_table(path)
    assert all(table[serial].null_count == 5 for serial in edition.serials)
    generate(path, edition, places, Plan(5, gaps=5000))
    table = pq.read_table(path)
    missing = sum(table[serial].null_count for serial in edition.serials)
    assert 0.4 < missing / (table.num_rows * 57) < 0.6


def test_names_go_with_the_cases(tmp_path: Path, places: Places) -> None:
    write_names(tmp_path / "names.parquet", places, 6)
    rows = pq.read_table(tmp_path / "names.parquet").to_pylist()
    assert rows[5] == {"case_id": 6, "region": "110101001001", "name": "多福巷社区居委会"}


@pytest.mark.parametrize("plan", [Plan(0), Plan(5, fewest=0), Plan(5, fewest=4, most=3), Plan(5, most=11)])
def test_numbers_that_make_no_round_are_refused(
    tmp_path: Path, places: Places, edition: Edition, plan: Plan
) -> None:
    with pytest.raises(FaultsError, match="不可用"):
        generate(tmp_path / "out.parquet", edition, places, plan)
    assert not (tmp_path / "out.parquet").exists()
