"""`xingping standard`: what people and scripts see."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from xingping.cli.main import main
from xingping.core.catalogue import find_edition
from xingping.core.edition_json import edition_json

SIBLINGS = Path(__file__).parent.parent / "data" / "editions"
SHIPPED = Path(main.__code__.co_filename).parent.parent / "editions" / "t_zsx_0005_2024"

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _a_wide_page_and_two_editions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("XINGPING_EDITIONS", str(SIBLINGS))


def run(capsys: Output, *words: str) -> tuple[int, list[str]]:
    status = main(["standard", *words])
    captured = capsys.readouterr()
    assert captured.err == ""
    return status, captured.out.splitlines()


def test_list_aligns_its_columns(capsys: Output) -> None:
    status, lines = run(capsys, "list")
    shipped, sibling = find_edition("0005").hash[:12], find_edition("demo 0001").hash[:12]
    assert (status, lines) == (
        0,
        [
            "编号              名称                                发布        指标         总分  内容指纹",
            f"T/ZSX 0005-2024   城乡社区服务中心（站）星级指标体系  2024-10-23  7 / 23 / 57  1000  {shipped}",
            f"T/DEMO 0001-2025  演示服务点星级指标体系              2025-01-02  2 / 2 / 3    50.5  {sibling}",
        ],
    )


def test_show_as_json_is_the_contract(capsys: Output) -> None:
    status, lines = run(capsys, "show", "t/zsx 0005—2024", "--json")
    assert status == 0
    assert json.loads("\n".join(lines)) == edition_json(find_edition())


def test_a_code_needs_no_quotes_and_may_be_left_out(capsys: Output) -> None:
    shown = run(capsys, "show", "T/ZSX 0005-2024", "--json")
    assert run(capsys, "show", "T/ZSX", "0005-2024", "--json") == shown
    assert run(capsys, "show", "--json") == shown


def test_show_reads_well(capsys: Output) -> None:
    status, lines = run(capsys, "show", "DEMO 0001")
    assert status == 0
    assert lines == [
        "T/DEMO 0001-2025  演示服务点星级指标体系",
        "演示协会　2025-01-02 发布　2025-03-01 实施",
        "总分 50.5 分，有效期 2 年，到期前 1 个月内申请复核（6）",
        f"内容指纹 {find_edition('demo 0001').hash}",
        "",
        "星级（第 5 章）",
        "  ☆   一星级  得分率不低于 50 %  25.25 分  5",
        "  ☆☆  二星级  得分率不低于 88 %  44.44 分  5",
        "",
        "指标（一级 / 二级 / 三级：2 / 2 / 3）",
        "",
        f"场地 {'·' * 87} 30.5 分",
        f"  环境 {'·' * 85} 30.5 分",
        f"    1     整洁{' ' * 79}10.5 分",
        "          场地整洁。",
        f"    2-3   开放{' ' * 81}20 分",
        "          每周至少开放 40 小时。",
        "          ◇ 每周不少于 40 小时",
        "          ◇ 开放越久分值越高",
        "          ◷ 定期：公布开放时间",
        "",
        f"服务 {'·' * 89} 20 分",
        f"  环境 {'·' * 87} 20 分",
        f"    7     整洁{' ' * 81}20 分",
        "          服务台整洁。",
    ]


def test_show_names_every_indicator_limit_and_erratum_of_the_standard(capsys: Output) -> None:
    status, lines = run(capsys, "show", "0005")
    text = "\n".join(lines)
    edition = find_edition()
    assert status == 0
    for one in edition.indicators:
        assert f"    {one.serial:<6}{one.level3} " in text
        assert all(f"◇ {limit.text}\n" in text for limit in one.thresholds)
    assert text.count("    理由  ") == len(edition.errata) == 17
    assert "勘误与读法（17 条）" in text


def test_check_passes_what_ships(capsys: Output) -> None:
    assert run(capsys, "check", str(SHIPPED)) == (
        0,
        [
            "通过：T/ZSX 0005-2024 城乡社区服务中心（站）星级指标体系",
            "指标 7 / 23 / 57，总分 1000，5 个星级，勘误 17 条",
            "算例 31 个，结果全部相符",
            f"内容指纹 {find_edition().hash}",
        ],
    )
    assert run(capsys, "check", str(SIBLINGS / "t_demo_0001_2025"))[1][2] == "没有算例"


def test_check_lists_all_faults_on_stderr(capsys: Output, tmp_path: Path) -> None:
    folder = tmp_path / "edition"
    shutil.copytree(SIBLINGS / "t_demo_0001_2025", folder)
    rows = folder / "indicators.toml"
    text = rows.read_text(encoding="utf-8")
    rows.write_text(text.replace("points = 10.5", "points = 11").replace('"7"', '"3"'), encoding="utf-8")
    assert main(["standard", "check", str(folder)]) == 2
    assert capsys.readouterr() == (
        "",
        f"{rows}:14: “环境”写的是 30.5 分，所属三级指标合计 31 分；请核对两级的 points\n"
        f"{rows}:50: 序号 3 没有排在 3 之后；序号不能重复，按表的顺序由小到大\n",
    )


def test_check_of_no_folder(capsys: Output, tmp_path: Path) -> None:
    assert main(["standard", "check", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err == f"{tmp_path}/none: 没有这个文件夹；请给出含 edition.toml 的文件夹\n"


def test_an_unknown_code_is_a_clear_fault(capsys: Output) -> None:
    assert main(["standard", "show", "9999"]) == 2
    assert capsys.readouterr() == (
        "",
        "标准编号: 没有编号为“9999”的标准；已安装的有：T/ZSX 0005-2024、T/DEMO 0001-2025\n",
    )


def test_diff_of_an_edition_with_itself(capsys: Output) -> None:
    assert run(capsys, "diff", "0005", "zsx 0005") == (
        0,
        ["T/ZSX 0005-2024 → T/ZSX 0005-2024", "两者没有不同。"],
    )


def test_diff_says_what_changed(capsys: Output, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "later"
    shutil.copytree(SHIPPED, folder)
    changes = [
        ("edition.toml", "T/ZSX 0005-2024", "T/ZSX 0005-2029"),
        ("edition.toml", "years = 3", "years = 5"),
        ("indicators.toml", "value = 350", "value = 400"),
        ("indicators.toml", 'name = "选址布局"', 'name = "选址"'),
        (
            "indicators.toml",
            "配有无障碍设施，能正常使用。",
            "配有无障碍设施，" + "始终能正常使用，" * 6 + "有人维护。",
        ),
        ("indicators.toml", '  { fact = "library", op = "exists", ', '  { fact = "library", op = "more", '),
    ]
    for file, old, new in changes:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.setenv("XINGPING_EDITIONS", str(tmp_path))
    status, lines = run(capsys, "diff", "0005-2024", "0005-2029")
    assert status == 0
    assert lines == [
        "T/ZSX 0005-2024 → T/ZSX 0005-2029",
        "",
        "标准",
        "    有效期    3 年 → 5 年",
        "",
        "三级指标",
        "  1 选址布局",
        "    名称      选址布局 → 选址",
        "  2 设施面积",
        "    条件      每个社区不低于 350 平方米（350 平方米） → 每个社区不低于 350 平方米（400 平方米）",
        "  3 无障碍设施设置情况",
        "    要求      原为 配有无障碍设施，能正常使用。",
        "              改为 配有无障碍设施，始终能正常使用，始终能正常使用，始终能正常使用，始终能正常使用，",
        "                   始终能正常使用，始终能正常使用，有人维护。",
        "  46 社区教育",
        "    条件      取消 设有社区图书馆",
        "    条件      新增 设有社区图书馆",
        "",
        "共 6 处不同。",
    ]


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    """`standard show --json | head -1` prints a line and no traceback."""
    command = [sys.executable, "-m", "xingping.cli.main", "standard", "show", "0005", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    assert process.stderr
    assert process.stdout.readline() == b"{\n"
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(20) == 1
    process.stderr.close()
