"""What is installed is found by any usual way of writing its code; further folders are added by hand."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from xingping.core.catalogue import editions, find_edition, find_guide, guides
from xingping.core.faults import FaultsError
from xingping.core.standard import Edition

SIBLINGS = Path(__file__).parent.parent / "data" / "editions"
SIBLING = SIBLINGS / "t_demo_0001_2025"
GUIDES = SIBLINGS.parent / "guides"


@pytest.fixture(autouse=True)
def _nothing_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XINGPING_EDITIONS", raising=False)
    monkeypatch.delenv("XINGPING_GUIDES", raising=False)


def messages(caught: pytest.ExceptionInfo[FaultsError]) -> list[str]:
    return [f"{fault.message}；{fault.mend}" for fault in caught.value.faults]


def test_the_standard_ships_and_is_read_once() -> None:
    assert [one.code for one in editions()] == ["T/ZSX 0005-2024"]
    assert find_edition() is find_edition("T/ZSX 0005-2024")


@pytest.mark.parametrize(
    "code",
    [
        "T/ZSX 0005-2024",
        "t/zsx 0005-2024",
        "T/ZSX0005—2024",
        "T/ZSX 0005 – 2024",
        "  T／ＺＳＸ　０００５－２０２４",
        "0005",
        "0005-2024",
        "ZSX 0005",
        "zsx0005-2024",
        "T/ZSX 0005",
        "T/ZSX\u00a00005\u22122024",
    ],
)
def test_every_usual_way_to_write_the_code_is_understood(code: str) -> None:
    assert find_edition(code).code == "T/ZSX 0005-2024"


@pytest.mark.parametrize("code", ["", "5", "005", "2024", "ZSX", "T/ZSX 0005-2023", "0006", "标准"])
def test_an_unknown_code_names_what_is_installed(code: str) -> None:
    with pytest.raises(FaultsError) as caught:
        find_edition(code)
    assert messages(caught) == [f"没有编号为“{code}”的标准；已安装的有：T/ZSX 0005-2024"]


@pytest.mark.parametrize("folder", [SIBLING, SIBLINGS])
def test_a_further_edition_is_installed_by_its_folder_or_the_one_above(
    monkeypatch: pytest.MonkeyPatch, folder: Path, sibling: Edition
) -> None:
    monkeypatch.setenv("XINGPING_EDITIONS", f"{folder}{os.pathsep}")
    assert [one.code for one in editions()] == ["T/ZSX 0005-2024", "T/DEMO 0001-2025"]
    assert find_edition("demo 0001") == sibling


def test_a_short_code_of_two_editions_is_not_guessed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copytree(SIBLING, tmp_path / "later")
    head = tmp_path / "later" / "edition.toml"
    head.write_text(head.read_text(encoding="utf-8").replace("0001-2025", "0001-2029"), encoding="utf-8")
    monkeypatch.setenv("XINGPING_EDITIONS", f"{SIBLING}{os.pathsep}{tmp_path}")
    with pytest.raises(FaultsError) as caught:
        find_edition("0001")
    assert messages(caught) == ["“0001”可以指不止一个标准；请写全编号：T/DEMO 0001-2025、T/DEMO 0001-2029"]
    assert find_edition("0001-2029").code == "T/DEMO 0001-2029"


def test_all_faults_of_what_the_operator_installed_come_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copytree(SIBLING, tmp_path / "broken")
    (tmp_path / "broken" / "indicators.toml").write_text("level1 = 1", encoding="utf-8")
    folders = [SIBLING, SIBLING, tmp_path / "nothing", tmp_path]
    monkeypatch.setenv("XINGPING_EDITIONS", os.pathsep.join(map(str, folders)))
    with pytest.raises(FaultsError) as caught:
        editions()
    assert messages(caught) == [
        "XINGPING_EDITIONS 里的这个文件夹什么也没装；请核对路径，或从环境变量里去掉它",
        "标准 T/DEMO 0001-2025 已经装过；请删去重复的一个文件夹",
        "level1 的类型不对；应为数组，每项以 [[level1]] 开头",
    ]
    assert caught.value.faults[0].place == f"{tmp_path / 'nothing'}"


def test_the_general_guide_ships_for_the_standard(edition: Edition) -> None:
    general = find_guide()
    assert (general.name, general.edition) == ("general", edition.code)
    assert find_guide("general", edition) is general
    assert guides() == (general,)


def test_an_unknown_guide_names_what_is_installed(edition: Edition, sibling: Edition) -> None:
    with pytest.raises(FaultsError) as caught:
        find_guide("ours")
    assert messages(caught) == ["找不到评分细则“ours”；已安装的细则：general"]
    with pytest.raises(FaultsError) as caught:
        find_guide(edition=sibling)
    assert messages(caught) == [
        "找不到适用于 T/DEMO 0001-2025 的评分细则“general”；已安装的适用于 T/DEMO 0001-2025 的细则：没有"
    ]


def test_a_further_guide_is_installed_as_a_file_or_a_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sibling: Edition
) -> None:
    monkeypatch.setenv("XINGPING_EDITIONS", str(SIBLING))
    monkeypatch.setenv("XINGPING_GUIDES", str(GUIDES))
    alone = find_guide(edition=sibling)
    assert (alone.edition, len(guides())) == (sibling.code, 2)
    assert find_guide(f" {alone.name} ", sibling) is alone

    (tmp_path / "ours").mkdir()
    shutil.copy(GUIDES / "small.toml", tmp_path / "ours" / "guide.toml")
    for place in (tmp_path, tmp_path / "ours"):
        monkeypatch.setenv("XINGPING_GUIDES", str(place))
        assert find_guide(alone.name) == alone


def test_all_faults_of_further_guides_come_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copy(GUIDES / "small.toml", tmp_path / "again.toml")
    (tmp_path / "broken.toml").write_text("[", encoding="utf-8")
    monkeypatch.setenv("XINGPING_EDITIONS", str(SIBLING))
    monkeypatch.setenv("XINGPING_GUIDES", os.pathsep.join([str(GUIDES), str(tmp_path), str(tmp_path / "no")]))
    with pytest.raises(FaultsError) as caught:
        guides()
    name = find_small_name()
    assert [message.partition("（")[0] for message in messages(caught)] == [
        "XINGPING_GUIDES 里的这个文件夹什么也没装；请核对路径，或从环境变量里去掉它",
        f"细则 {name} 已经装过；请改用另一个名字",
        "不是合法的 TOML，文件末尾",
    ]


def find_small_name() -> str:
    text = (GUIDES / "small.toml").read_text(encoding="utf-8")
    return text.partition('name = "')[2].partition('"')[0]
