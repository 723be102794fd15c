"""Loading regions: counts, the three cities without counties, loading twice, renaming."""

from __future__ import annotations

from pathlib import Path

import pytest

from xingping.core.faults import FaultsError
from xingping.rating.models import Gram, Level, Region
from xingping.rating.services.regions import Loaded, is_loaded, load_below, load_upper

pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing(region_files: Path) -> None:
    assert is_loaded() is False
    assert load_upper() == Loaded(total=15, changed=15)
    grams = Gram.objects.count()
    assert load_upper() == Loaded(total=15, changed=0)
    assert (Region.objects.count(), Gram.objects.count(), is_loaded()) == (15, grams, True)


def test_dongguan_is_city_and_county_under_one_padded_code(region_files: Path) -> None:
    load_upper()
    found = Region.objects.filter(code="441900000000").order_by("level")
    assert [(r.prefix, r.level, r.parent_id) for r in found] == [
        ("4419", Level.CITY, "44"),
        ("441900", Level.COUNTY, "4419"),
    ]
    load_below("4419")
    assert Region.objects.get(prefix="441900003").parent_id == "441900"
    assert Region.objects.filter(prefix__startswith="4419").count() == 4


def test_streets_and_communities_on_demand(region_files: Path) -> None:
    progress: list[tuple[int, int]] = []
    assert load_below("510104", lambda done, of: progress.append((done, of))) == Loaded(4, 4)
    assert progress == [(4, 4)]
    assert load_below("5101", communities=False) == Loaded(3, 1)
    assert set(Region.objects.filter(level=Level.STREET).values_list("prefix", flat=True)) == {
        "510104017",
        "510104026",
        "510105002",
    }


def test_a_renamed_region_is_found_by_its_new_name_only(region_files: Path) -> None:
    load_upper()
    upper = region_files / "regions.csv"
    upper.write_text(upper.read_text("utf-8").replace("青羊区", "清扬区"), "utf-8")
    assert load_upper().changed == 1
    assert Region.objects.get(prefix="510105").pinyin == "qingyangqu"
    assert not Gram.objects.filter(target="510105", gram="青羊区").exists()
    assert Gram.objects.filter(target="510105", gram="清扬区").exists()


@pytest.mark.parametrize("prefix", ["", "5", "510", "51010", "成都", "５１", "510104026018", "99", "519999"])
def test_a_wrong_prefix_is_refused_with_a_way_out(region_files: Path, prefix: str) -> None:
    with pytest.raises(FaultsError) as refused:
        load_below(prefix)
    assert len(refused.value.faults) == 1
    assert refused.value.faults[0].mend
    assert not Region.objects.filter(level__gte=Level.STREET).exists()


def test_missing_files_are_said(region_files: Path) -> None:
    (region_files / "regions.csv").unlink()
    with pytest.raises(FaultsError, match="make setup"):
        load_upper()
