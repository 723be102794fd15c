from __future__ import annotations

from pathlib import Path

import pytest

from xingping.core.faults import FaultsError
from xingping.national.places import read_places

LIST = """code,name,streetCode
511902100200,"某某村民委员会",511902100
110101001001,"多福巷社区居委会",110101001
441900003001,"岗贝社区",441900003
150821100201,"团结嘎查村委会",150821100
150821100202,"红旗嘎查",150821100
"""


def test_places_stand_in_the_order_of_their_codes_and_kinds_are_read_off_the_names(tmp_path: Path) -> None:
    path = tmp_path / "villages.csv"
    path.write_text(LIST, "utf-8")
    places = read_places(path)
    assert places.names.to_pylist()[0] == "多福巷社区居委会"
    assert dict(zip(places.codes.to_pylist(), places.rural.to_pylist(), strict=True)) == {
        "110101001001": False,
        "150821100201": True,
        "150821100202": True,
        "441900003001": False,
        "511902100200": True,
    }


def test_a_missing_or_other_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FaultsError, match=r"tools/assets\.py"):
        read_places(tmp_path / "no.csv")
    other = tmp_path / "other.csv"
    for text, message in (("code,name\n1101,北京\n", "不是 12 位"), ("a,b\n1,2\n", "读不出名录")):
        other.write_text(text, "utf-8")
        with pytest.raises(FaultsError, match=message):
            read_places(other)
