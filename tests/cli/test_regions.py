"""`xingping regions` on the real data of the set-up."""

from __future__ import annotations

import pytest

from xingping.cli.main import main
from xingping.rating.models import Level, Region

pytestmark = pytest.mark.django_db


def test_the_whole_country_loads_and_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["regions", "load"]) == 0
    assert capsys.readouterr().out == "省、市、县共 3351 个，新增或更新 3351 个\n"
    counts = [
        Region.objects.filter(level=level).count() for level in (Level.PROVINCE, Level.CITY, Level.COUNTY)
    ]
    assert counts == [31, 342, 2978]
    shared = {"441900000000", "442000000000", "460400000000"}
    assert all(Region.objects.filter(code=code).count() == 2 for code in shared)

    assert main(["regions", "load", "--streets", "460400"]) == 0
    capsys.readouterr()
    assert main(["regions", "find", "danzhou"]) == 0
    found = capsys.readouterr().out.splitlines()
    assert found[:2] == [
        "4604          460400000000  海南省儋州市",
        "460400        460400000000  海南省儋州市",
    ]


def test_a_wrong_prefix_ends_with_two_and_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["regions", "load", "--streets", "5"]) == 2
    assert "不是区划代码前缀" in capsys.readouterr().err


def test_nothing_found_ends_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["regions", "find", "没有的地方"]) == 1
    assert "没有找到" in capsys.readouterr().err
