"""`xingping workbook`: written whole, never over somebody's scores."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from score_files import EDITION
from xingping.cli.main import main
from xingping.core.catalogue import find_guide
from xingping.documents.workbook import default_labels, workbook_bytes

Captured = pytest.CaptureFixture[str]
GUIDE = find_guide()


def run(*arguments: str | Path) -> int:
    return main(["workbook", *map(str, arguments)])


def test_three_assessors_unless_said_otherwise(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "评分.xlsx"
    assert run(path) == 0
    assert path.read_bytes() == workbook_bytes(EDITION, GUIDE, default_labels(3))
    assert capsys.readouterr().out == (
        f"已生成 {path}：3 名评审专家，T/ZSX 0005-2024，星评通用评分细则 1.0\n"
        f"填好后运行 xingping score {path}\n"
    )
    assert list(tmp_path.iterdir()) == [path]


def test_so_many_assessors(tmp_path: Path) -> None:
    path = tmp_path / "a.XLSX"
    assert run(path, "--assessors", "5", "--standard", "0005", "--guide", "general") == 0
    sheet = openpyxl.load_workbook(path)["评分表"]
    assert [sheet.cell(6, column).value for column in range(7, 13)] == [*default_labels(5), "备注"]


def test_a_story_from_the_empty_workbook_to_the_result(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "a.xlsx"
    assert run(path, "--assessors", "2") == 0
    assert main(["score", str(path)]) == 2
    assert capsys.readouterr().err == f"{path}:1: 文件里一项得分也没有；请填写得分后再计算\n"
    book = openpyxl.load_workbook(path)
    sheet = book["评分表"]
    for row in range(7, 7 + len(EDITION.indicators)):
        sheet.cell(row, 7).value = sheet.cell(row, 5).value
        sheet.cell(row, 8).value = sheet.cell(row, 5).value - 0.5
    book.save(path)
    assert main(["score", str(path)]) == 0
    assert "★★★★★  五星级    总分 985.75 / 1000    得分率 98.57 %" in capsys.readouterr().out


@pytest.mark.parametrize("count", ["0", "16", "-1", "３", "x", "", "1.5", "9" * 5000])
def test_numbers_of_assessors_that_cannot_be(tmp_path: Path, count: str, capsys: Captured) -> None:
    assert run(tmp_path / "a.xlsx", f"--assessors={count}") == 2
    assert capsys.readouterr().err.endswith("不对；请写 1 至 15 的整数\n")
    assert list(tmp_path.iterdir()) == []


def test_places_that_cannot_be(tmp_path: Path, capsys: Captured) -> None:
    assert run(tmp_path / "a.csv") == 2
    assert run(tmp_path / "no" / "a.xlsx") == 2
    (tmp_path / "folder.xlsx").mkdir()
    assert run(tmp_path / "folder.xlsx") == 2
    assert [line.split(": ")[1] for line in capsys.readouterr().err.splitlines()] == [
        "工作簿的文件名要以 .xlsx 结尾；请改文件名",
        "写不到这里；请写已有文件夹中的文件名",
        "写不到这里；请写已有文件夹中的文件名",
    ]


def test_only_what_holds_nothing_is_replaced(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "a.xlsx"
    path.touch()
    assert run(path) == 0
    assert run(path, "--assessors", "4") == 0
    filled = workbook_bytes(EDITION, GUIDE, ("甲",), {"甲": {"1": 500}})
    wrong = filled.replace(b"PK", b"PX")
    for content in (filled, wrong, b"somebody's"):
        path.write_bytes(content)
        capsys.readouterr()
        assert run(path) == 2
        assert (
            capsys.readouterr().err
            == f"{path}: 已有这个文件，里面可能有评分；请换一个文件名，或加 --overwrite\n"
        )
        assert path.read_bytes() == content
    assert run(path, "--overwrite") == 0
    assert path.read_bytes() == workbook_bytes(EDITION, GUIDE, default_labels(3))


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def refuse(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    assert run(tmp_path / "a.xlsx") == 2
    assert "写不了文件（No space left on device）；请检查文件夹的权限与磁盘空间" in capsys.readouterr().err


def test_an_unknown_standard(tmp_path: Path, capsys: Captured) -> None:
    assert run(tmp_path / "a.xlsx", "--standard", "X") == 2
    assert "没有编号为“X”的标准" in capsys.readouterr().err
