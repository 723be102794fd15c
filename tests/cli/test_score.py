"""`xingping score` as people and scripts see it."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from score_files import CHINESE, EDITION, csv_bytes, full_rows, replaced, xlsx_bytes
from xingping.cli.main import main
from xingping.core.aggregation import Aggregate
from xingping.core.catalogue import find_guide
from xingping.core.result_json import result_json
from xingping.core.scoring import score
from xingping.documents.score_file import read_scores
from xingping.documents.workbook import workbook_bytes

Captured = pytest.CaptureFixture[str]
SIBLINGS = Path(__file__).parent.parent / "data" / "editions"
HEAVY = {
    "django",
    "numpy",
    "scipy",
    "pandas",
    "duckdb",
    "ibis",
    "pyarrow",
    "typst",
    "xlsxwriter",
    "openpyxl",
    "python_calamine",
    "cryptography",
}


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Half of all points from two assessors, 501.5 from a third, who has not scored everything."""
    path = tmp_path / "评分.csv"
    rows = [*full_rows("甲", "乙"), *replaced("3", ("3", "丙", "4"), "丙")[:50]]
    path.write_bytes(csv_bytes(rows, CHINESE, "gb18030"))
    return path


def run(*arguments: str | Path) -> int:
    return main(["score", *map(str, arguments)])


def test_json_is_that_of_core(sheet: Path, capsys: Captured) -> None:
    assert run(sheet, "--json") == 0
    out, err = capsys.readouterr()
    sheets = read_scores(sheet.read_bytes(), "F", EDITION).sheets
    assert json.loads(out) == result_json(score(EDITION, sheets))
    assert err == (
        f"{sheet}:1: 提示：评审专家“丙”没有评指标 56、57、58、59、60、61、62；"
        "这些指标按其他专家的评分汇总；若是漏评请补上\n"
    )


def test_the_contract_of_the_json(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "a.csv"
    rows = [(one.serial, label, f"{one.points / 100:g}") for label in "AB" for one in EDITION.indicators]
    rows += [(one.serial, "C", "0") for one in EDITION.indicators]
    path.write_bytes(csv_bytes(rows))
    assert run(path, "--json", "--standard", "t/zsx 0005—2024") == 0
    given = json.loads(capsys.readouterr().out)
    assert {key: given[key] for key in list(given)[:9] if key not in ("level1", "indicators")} == {
        "standard": "T/ZSX 0005-2024",
        "aggregate": "mean",
        "assessors": 3,
        "complete": True,
        "total": "666.66",
        "total_exact": "2000/3",
        "rate": "0.6666",
        "stars": 1,
    }
    assert given["level1"][0] == {"name": "规划建设", "max": 80, "points": "53.33", "points_exact": "160/3"}
    assert given["indicators"][8] == {
        "serial": "9-10",
        "max": 10,
        "points": "6.66",
        "points_exact": "20/3",
        "scores": {"A": "10", "B": "10", "C": "0"},
    }
    assert given["next_star"] == {"stars": 2, "points_needed": "33.34", "points_needed_exact": "100/3"}


@pytest.mark.parametrize("rule", list(Aggregate))
def test_aggregates(sheet: Path, rule: Aggregate, capsys: Captured) -> None:
    assert run(sheet, "--json", "--aggregate", rule.value) == 0
    sheets = read_scores(sheet.read_bytes(), "F", EDITION).sheets
    assert json.loads(capsys.readouterr().out) == result_json(score(EDITION, sheets, rule=rule))


def test_text_for_people(sheet: Path, capsys: Captured) -> None:
    assert run(sheet) == 0
    out = capsys.readouterr().out
    lines = out.splitlines()
    assert lines[:3] == [
        "T/ZSX 0005-2024  城乡社区服务中心（站）星级指标体系",
        "细则 星评通用评分细则 1.0 · 汇总 平均分 · 记分单位 0.5",
        "评审专家 甲、乙、丙",
    ]
    assert lines[4] == "  ☆☆☆☆☆  未达到星级    总分 500.50 / 1000    得分率 50.05 %"
    assert lines[7] == "  规划建设             40.50    80  50.62 %  ██████████··········"
    assert lines[-1] == "  ↑ 距一星级还差 99.50 分"


def test_a_star_and_what_keeps_it(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes([(one.serial, "甲", f"{one.points / 100:g}") for one in EDITION.indicators]))
    assert run(path) == 0
    out = capsys.readouterr().out
    assert "  ★★★★★  五星级    总分 1000.00 / 1000    得分率 100.00 %" in out
    assert out.endswith("  ✓ 高出五星级最低线 50.00 分\n")


def test_partial(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes(full_rows(*map(str, range(12)))[:12]))
    assert run(path) == 2
    assert capsys.readouterr().err.count("没有评分；请补上得分；只评了一部分时加 --partial\n") == 45
    assert run(path, "--partial") == 0
    out = capsys.readouterr().out
    assert "未评完，不定星级" in out
    assert "还有 45 项指标没有评分（序号 14、15、" in out
    assert run(path, "--partial", "--json") == 0
    given = json.loads(capsys.readouterr().out)
    assert (given["complete"], given["stars"], given["next_star"]) == (False, None, None)


def test_many_assessors_with_long_names(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "a.csv"
    names = [f"评审专家第{number}号" * 3 for number in range(12)]
    path.write_bytes(csv_bytes(full_rows(*names)))
    assert run(path) == 0
    out = capsys.readouterr().out
    assert "等 12 名" in out
    assert names[0] not in out
    assert f"{names[0][:15]}…" in out


def test_faults_one_a_line_nothing_on_stdout_nothing_written(tmp_path: Path, capsys: Captured) -> None:
    path, report = tmp_path / "a.csv", tmp_path / "r.xlsx"
    path.write_bytes(csv_bytes([("1", "甲", "x"), *full_rows()[1:], ("2", "甲", "99")]))
    assert run(path, "--report", report, "--json") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        f"{path}:2: 指标 1“选址布局”的得分“x”不是普通的小数；请填 0 至 5 之间、0.5 的整数倍",
        f"{path}:59: 评审专家“甲”对指标 2“设施面积”重复评分，第 3 行已有；请只保留一行",
        f"{path}:59: 指标 2“设施面积”的得分 99 超出范围；请填 0 至 10 之间的数",
    ]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("--step", "0"), "--step: 记分单位“0”不对；请写大于 0 的小数，最多两位，如 0.5"),
        (("--step", "０.5"), "--step: 记分单位“０.5”不对；请写大于 0 的小数，最多两位，如 0.5"),
        (("--step", "0.001"), "--step: 记分单位“0.001”不对；请写大于 0 的小数，最多两位，如 0.5"),
        (("--standard", "X"), "标准编号: 没有编号为“X”的标准；已安装的有：T/ZSX 0005-2024"),
        (("--report", "a.doc"), "--report: 不认识的报告格式“a.doc”；请写 .pdf 或 .xlsx 结尾的文件名"),
        (("--report", "/no/a.pdf"), "--report: 不能写到“/no/a.pdf”；请写已有文件夹中的文件名"),
    ],
)
def test_options_that_cannot_be(
    sheet: Path, arguments: tuple[str, ...], fault: str, capsys: Captured
) -> None:
    assert run(sheet, *arguments) == 2
    assert capsys.readouterr() == ("", fault + "\n")


def test_an_unknown_guide_and_an_unknown_aggregate(sheet: Path, capsys: Captured) -> None:
    assert run(sheet, "--guide", "mine") == 2
    assert "找不到" in capsys.readouterr().err
    with pytest.raises(SystemExit) as caught:
        run(sheet, "--aggregate", "sum")
    assert caught.value.code == 2


def test_a_step_of_ones_own(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes(replaced("1", ("1", "甲", "4.37"))))
    assert run(path) == 2
    assert run(path, "--step", "0.01", "--json") == 0
    assert json.loads(capsys.readouterr().out)["total"] == "501.87"


def test_a_standard_without_a_guide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("XINGPING_EDITIONS", str(SIBLINGS))
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes([("1", "甲", "1")]))
    assert run(path, "--standard", "T/DEMO 0001-2025", "--partial") == 0
    assert "没有评分细则 · 汇总 平均分 · 记分单位 0.5" in capsys.readouterr().out
    assert run(path, "--standard", "T/DEMO 0001-2025", "--partial", "--report", tmp_path / "a.pdf") == 2
    assert "还没有评分细则，出不了报告" in capsys.readouterr().err


def test_the_report_as_xlsx(sheet: Path, tmp_path: Path, capsys: Captured) -> None:
    report = tmp_path / "结果.XLSX"
    assert run(sheet, "--report", report) == 0
    book = openpyxl.load_workbook(report)
    assert book.sheetnames == ["评定结果", "逐项得分", "提升办法"]
    assert book["评定结果"]["C3"].value == "500.50"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([sheet.name, report.name])


def test_the_report_as_pdf_of_a_workbook(tmp_path: Path, capsys: Captured) -> None:
    path, report = tmp_path / "a.xlsx", tmp_path / "r.pdf"
    full = {one.serial: one.points for one in EDITION.indicators}
    path.write_bytes(workbook_bytes(EDITION, find_guide(), ("甲",), {"甲": full}, subject="演示中心"))
    assert run(path, "--report", report) == 0
    assert report.read_bytes().startswith(b"%PDF")


def test_a_report_never_overwrites_the_scores(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "a.xlsx"
    given = xlsx_bytes(full_rows())
    path.write_bytes(given)
    assert run(path, "--report", path) == 2
    assert capsys.readouterr().err == "--report: 报告会覆盖评分表；请换一个文件名\n"
    assert path.read_bytes() == given


def test_a_report_that_cannot_be_written(
    sheet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def refuse(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    assert run(sheet, "--report", tmp_path / "a.xlsx") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "--report: 写不了报告（No space left on device）；请检查文件夹的权限与磁盘空间\n"


def test_json_stays_valid_where_the_terminal_has_few_characters(
    sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    assert run(sheet, "--json") == 0
    stream.seek(0)
    given = json.loads(stream.read())
    assert set(given["indicators"][0]["scores"]) == {"甲", "乙", "丙"}
    assert Fraction(given["total_exact"]) == Fraction(1001, 2)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_nothing_heavy_is_loaded(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    rows = full_rows(*"甲乙丙丁戊")
    path.write_bytes(csv_bytes(rows) if suffix == "csv" else xlsx_bytes(rows))
    code = (
        "import sys; from xingping.cli.main import main; "
        "status = main(sys.argv[1:]); print('\\n'.join(sys.modules), file=sys.stderr); sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "score", str(path), "--json"], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["total"] == "500.00"
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert "xingping" in loaded
    assert not loaded & HEAVY


def test_the_example_of_the_documentation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    text = (Path(__file__).parents[2] / "docs" / "score.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```(csv|text)\n(.*?)```", text, re.DOTALL)
    (_, given), (_, expected) = blocks[-2:]
    monkeypatch.chdir(tmp_path)
    Path("例.csv").write_text(given, encoding="utf-8")
    assert run("例.csv", "--partial") == 2
    assert capsys.readouterr().err == expected


@pytest.mark.parametrize("closed", [1, 2])
def test_a_closed_output_is_no_reason_to_break(sheet: Path, closed: int) -> None:
    done = subprocess.run(
        f'"{sys.executable}" -m xingping.cli.main score "{sheet}" {closed}>&-',
        shell=True,
        capture_output=True,
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
