"""`xingping national` as a user types it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from national.small import write_points
from xingping.cli.main import main
from xingping.core.catalogue import find_edition

PLACES = """code,name
110101001001,多福巷社区居委会
440106012003,岗贝社区
511902100200,某某村民委员会
"""
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated round of 30 centres."""
    folder = tmp_path_factory.mktemp("round")
    (folder / "places.csv").write_text(PLACES, "utf-8")
    out = folder / "sheets.parquet"
    given = [
        "--centres",
        "30",
        "--places",
        str(folder / "places.csv"),
        "--names",
        str(folder / "names.parquet"),
    ]
    assert main(["national", "generate", str(out), *given]) == 0
    assert pq.read_metadata(folder / "names.parquet").num_rows == 30
    return out


@pytest.fixture
def command(sheets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run one action on the round; what it wrote, if anything, is out.parquet."""

    def run(action: str, *given: str) -> tuple[int, str, str]:
        status = main(["national", action, str(sheets), "--out", str(tmp_path / "out.parquet"), *given])
        written = capsys.readouterr()
        return status, written.out, written.err

    return run


def _json(command: Command, action: str, *given: str) -> Any:
    status, out, err = command(action, *given, "--json")
    assert (status, err) == (0, "")
    return json.loads(out)


def test_score_writes_ratings_and_shows_the_stars(command: Command, tmp_path: Path) -> None:
    status, out, err = command("score")
    assert (status, err) == (0, "")
    assert "全部" in out
    assert "51 四川" in out
    assert "模拟" in out
    table = pq.read_table(tmp_path / "out.parquet")
    data = _json(command, "score")
    assert data["standard"] == "T/ZSX 0005-2024"
    counted = table["stars"].value_counts().to_pylist()
    assert {name: count for name, count in data["stars"].items() if count} == {
        str(one["values"]): one["counts"] for one in counted
    }


def test_score_takes_rules_and_decided_points(command: Command, tmp_path: Path) -> None:
    def totals(*given: str) -> list[int]:
        assert command("score", *given)[0] == 0
        return pq.read_table(tmp_path / "out.parquet")["total"].to_pylist()

    mean = totals()
    assert totals("--aggregate", "median") != mean
    decided = write_points(tmp_path / "decided.parquet", [(2, "31", 0)])
    corrected = totals("--decided", str(decided))
    assert [
        case for case, (one, other) in enumerate(zip(mean, corrected, strict=True), 1) if one != other
    ] == [2]


def test_what_if_shows_who_moves(command: Command, tmp_path: Path) -> None:
    given = ("--weights", "党建引领=100", "9=20", "--bands", "1=50%", "5=0.97", "--drop", "58")
    data = _json(command, "what-if", *given, "--by", "county")
    assert data["scenario"]["weights"] == {"党建引领": 100, "9-10": 20}
    assert data["scenario"]["bands"] == {"1": "1/2", "2": "7/10", "3": "4/5", "4": "9/10", "5": "97/100"}
    assert data["scenario"]["drop"] == ["58"]
    assert data["denominator"] == 2520 * 16
    assert sum(one["cases"] for one in data["flow"]) == data["cases"] == 30
    assert {one["region"] for one in data["regions"]} == {"110101", "440106", "511902"}
    moved = [value for value in pq.read_table(tmp_path / "out.parquet")["moved"].to_pylist() if value]
    assert (data["up"], data["down"]) == (
        sum(value > 0 for value in moved),
        sum(value < 0 for value in moved),
    )
    status, out, _ = command("what-if", *given)
    assert status == 0
    assert f"{data['up']} 件升星，{data['down']} 件降星" in out


def test_what_if_reads_weights_and_added_scores_from_files(command: Command, tmp_path: Path) -> None:
    weights = tmp_path / "weights.csv"
    weights.write_text("\ufeff指标,分值\n31,80\n32,20\n", "utf-8")
    added = write_points(tmp_path / "added.parquet", [(case, "63", 500) for case in range(1, 31)])
    given = ("--weights", str(weights), "--add", f"63:社会关注度及影响力=5@{added}", "64:党建引领=10@60%")
    data = _json(command, "what-if", *given, "--to-aggregate", "trimmed")
    assert data["scenario"]["weights"] == {"31": 80, "32": 20}
    assert data["scenario"]["aggregate"] == "trimmed"
    assert [one["rate"] for one in data["scenario"]["add"]] == [None, "3/5"]
    assert data["after"]["incomplete"] == 0


def test_sensitivity_says_how_firm_the_stars_are(command: Command, tmp_path: Path) -> None:
    data = _json(command, "sensitivity", "--vectors", "40", "--spread", "30", "--seed", "9")
    table = pq.read_table(tmp_path / "out.parquet")
    assert data["firm"] == table["changed"].to_pylist().count(0)
    assert data["cases"] == 30
    assert len(data["indicators"]) == 57
    parameters = json.loads(pq.read_schema(tmp_path / "out.parquet").metadata[b"xingping.parameters"])
    assert (parameters["seed"], parameters["weights_hash"]) == (9, data["weights_hash"])
    again = _json(command, "sensitivity", "--vectors", "40", "--spread", "30", "--seed", "9")
    assert again == data
    status, out, _ = command("sensitivity", "--vectors", "40")
    assert status == 0
    assert "试了 40 组权重，每项在 ±20% 内随机变动（种子 1）" in out


def test_an_edition_simulated_by_itself_moves_nobody(command: Command, tmp_path: Path) -> None:
    mapping = tmp_path / "map.csv"
    pairs = "".join(f"{serial},{serial}\n" for serial in find_edition().serials)
    mapping.write_text(f"old,new\n{pairs}", "utf-8")
    data = _json(command, "simulate-edition", "--draft", "0005", "--map", str(mapping))
    assert (data["up"], data["down"], data["dropped"]) == (0, 0, [])
    half = mapping.read_text("utf-8").replace("31,31\n", "31,\n")
    mapping.write_text(half, "utf-8")
    status, out, err = command("simulate-edition", "--draft", "0005", "--map", str(mapping))
    assert (status, out) == (2, "")
    assert "新版有 1 项指标没有来源：31“联席会议制度”" in err
    data = _json(command, "simulate-edition", "--draft", "0005", "--map", str(mapping), "--assume", "0%")
    assert data["dropped"] == ["31"]
    assert data["assumed"] == {"rate": "0%", "indicators": ["31"]}
    assert data["down"] > 0


WRONG = {
    ("what-if",): "什么也没有改",
    ("what-if", "--weights", "31"): "读不出这个文件",
    ("what-if", "--weights", "31=5.5"): "不是整数",
    ("what-if", "--weights", "9=5", "10=6"): "给了两次",
    ("what-if", "--weights", "99=5"): "标准里没有这项指标",
    ("what-if", "--drop", "99"): "去掉 99",
    ("what-if", "--bands", "6=50%"): "没有这个星级",
    ("what-if", "--bands", "1=many"): "不是得分率",
    ("what-if", "--bands", "1=75%"): "没有逐级升高",
    ("what-if", "--add", "63=20"): "读不懂",
    ("what-if", "--add", "63:党建引领=20@no.parquet"): "找不到文件",
    ("score", "--decided", "no.parquet"): "找不到文件",
    ("score", "--standard", "0009"): "没有编号为",
    ("score", "--memory", "much"): "不是内存大小",
    ("sensitivity", "--vectors", "0"): "不可用",
    ("simulate-edition", "--draft", "0009"): "没有编号为",
    ("simulate-edition", "--draft", "0005", "--map", "no.csv"): "无法读取",
}


@pytest.mark.parametrize("given", WRONG, ids=" ".join)
def test_what_cannot_be_meant_is_said_and_nothing_written(
    command: Command, tmp_path: Path, given: tuple[str, ...]
) -> None:
    status, out, err = command(*given)
    assert (status, out) == (2, "")
    assert WRONG[given] in err
    assert list(tmp_path.iterdir()) == []


def test_a_weight_file_needs_its_header(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "weights.csv"
    path.write_text("31,80\n", "utf-8")
    assert "表头" in command("what-if", "--weights", str(path))[2]


def test_help_needs_no_engine() -> None:
    code = "import sys; from xingping.cli.main import main; main(['national', 'score', '--help'])"
    heavy = "{'duckdb', 'ibis', 'pyarrow', 'numpy', 'pyspark'}"
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import atexit, sys; atexit.register(lambda: print(sorted({heavy} & set(sys.modules)))); {code}",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == "[]"


def test_bad_rows_end_with_status_2(sheets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = pq.read_table(sheets)
    scores = table["31"].to_pylist()
    scores[4] = 5001
    bad = tmp_path / "bad.parquet"
    pq.write_table(table.set_column(table.column_names.index("31"), "31", pa.array(scores, pa.int16())), bad)
    assert main(["national", "score", str(bad), "--out", str(tmp_path / "out.parquet")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"{bad}:第 5 行:列“31”" in said.err
    assert list(tmp_path.iterdir()) == [bad]


@pytest.mark.parametrize(
    "given", [("--assessors", "many"), ("--assessors", "5-3"), ("--gaps", "x"), ("--centres", "0")]
)
def test_generate_refuses_what_makes_no_round(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], given: tuple[str, str]
) -> None:
    (tmp_path / "places.csv").write_text(PLACES, "utf-8")
    places = ("--places", str(tmp_path / "places.csv"))
    assert main(["national", "generate", str(tmp_path / "out.parquet"), *places, *given]) == 2
    assert given[0] in capsys.readouterr().err
    assert not (tmp_path / "out.parquet").exists()
