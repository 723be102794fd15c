"""`xingping guide`: list, show, check, copy; and how a rating body makes a guide of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guides import SMALL_GUIDE
from xingping.cli.main import main
from xingping.cli.terminal import width
from xingping.core.catalogue import find_edition, find_guide
from xingping.core.guide_file import read_guide, read_guide_content

SHIPPED = find_guide()


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guide", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["名字", "名称", "版本", "适用标准", "性质", "内容指纹"]
    assert lines[1].split()[0] == "general"
    assert lines[1].split()[-2:] == ["本系统提供，非标准内容", SHIPPED.hash[:12]]


def test_json_is_the_guide(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guide", "show", "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert {key: content[key] for key in ("name", "version", "edition", "hash", "step", "aggregate")} == {
        "name": "general",
        "version": "1.0",
        "edition": "T/ZSX 0005-2024",
        "hash": SHIPPED.hash,
        "step": "0.5",
        "aggregate": "mean",
    }
    assert content["groups"][2] == {"id": "party", "name": "党建", "name_en": "Party building"}
    assert [one["serial"] for one in content["indicators"]] == list(find_edition().serials)
    first = content["indicators"][0]["scoring_points"][0]
    assert (first["id"], first["kind"], first["evidence_mode"]) == ("1.1", "narrative", "upload")
    assert read_guide_content(content, find_edition) == SHIPPED


def test_show_fits_the_page(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["guide", "show", "general"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(width, lines)) == 80
    assert lines[:2] == ["星评通用评分细则  1.0", "本系统提供，非标准内容"]
    assert "  2.2      50%  每百户设施面积不低于 50 ㎡                                  数量" in lines
    assert " " * 16 + "达到 50 ㎡/百户得满" in lines
    assert sum(line.startswith("  34.1") and "（城市社区）" in line for line in lines) == 1


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guide", "show", "mine"]) == 2
    assert capsys.readouterr().err == "评分细则: 找不到评分细则“mine”；已安装的细则：general\n"


def test_check_names_every_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guide", "check", str(SMALL_GUIDE)]) == 2
    assert capsys.readouterr().err == (
        f"{SMALL_GUIDE}:1: edition：没有编号为“T/DEMO 0001-2025”的标准；已安装的有：T/ZSX 0005-2024\n"
    )


def test_a_rating_body_makes_its_own_guide(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Copy, edit, check, mend, install, use: no code, no reinstalling."""
    own = tmp_path / "guides" / "yanshi"
    assert main(["guide", "copy", str(own)]) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"已把通用细则复制到 {own}"

    header = own / "guide.toml"
    text = header.read_text(encoding="utf-8")
    text = text.replace('name = "general"', 'name = "yanshi"').replace("星评通用评分细则", "演示区评分细则")
    header.write_text(text.replace("step = 0.5", "step = 1"), encoding="utf-8")
    planning = own / "1_planning_01_05.toml"
    text = planning.read_text(encoding="utf-8")
    planning.write_text(text.replace("tiers = [[350, 100]]", "tiers = [[300, 100]]"), encoding="utf-8")
    assert main(["guide", "check", str(own)]) == 2
    fault = capsys.readouterr().err
    assert fault.startswith(f"{planning}:")
    assert "300 就给满分，低于标准规定（每个社区不低于 350 平方米）" in fault

    planning.write_text(text.replace("tiers = [[350, 100]]", "tiers = [[400, 100]]"), encoding="utf-8")
    assert main(["guide", "check", str(own)]) == 0
    assert capsys.readouterr().out.startswith("通过：演示区评分细则 1.0，适用于 T/ZSX 0005-2024\n")

    monkeypatch.setenv("XINGPING_GUIDES", str(tmp_path / "guides"))
    assert main(["guide", "list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        "名字",
        "general",
        "yanshi",
    ]
    guide = find_guide("yanshi")
    assert guide == read_guide(own, find_edition)
    assert (guide.step, guide.hash != SHIPPED.hash) == (100, True)
    assert find_guide() == SHIPPED


def test_nothing_is_copied_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guide", "copy", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"{tmp_path}: 这个文件夹已经存在；请换一个还没有的名字\n"


def test_a_place_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    target = tmp_path / "file" / "guide"
    assert main(["guide", "copy", str(target)]) == 2
    assert capsys.readouterr().err.startswith(f"{target}: 写不进去")
