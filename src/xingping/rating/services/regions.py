"""Loading administrative regions from the files that tools/regions.py lays out."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from xingping.core.faults import Fault, FaultsError
from xingping.rating.models import Gram, Level, Region
from xingping.rating.models.region import PREFIX_LENGTHS, SEARCH_KIND, level_of, padded
from xingping.rating.search_keys import Keys, keys_of
from xingping.rating.services.search_index import file_names

FOLDER = Path(__file__).resolve().parent.parent / "data" / "regions"
AT_ONCE = 2_000
Report = Callable[[int, int], None]
"""Called with the number of regions done and to do."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many regions a load found, and how many of them were new or had changed."""

    total: int
    changed: int


def load_upper(report: Report | None = None) -> Loaded:
    """Load all provinces, cities and counties; quick when they are loaded already."""
    path = FOLDER / "regions.csv"
    if not path.exists():
        raise FaultsError([_missing(path)])
    return _load(_read(path.read_text("utf-8")), report)


def load_below(prefix: str, report: Report | None = None, *, communities: bool = True) -> Loaded:
    """Load the streets and (unless told not to) communities below a province, city, county or street.

    Raises FaultsError for a prefix that is no loaded region or where the data are missing.
    """
    if not (prefix.isascii() and prefix.isdigit() and len(prefix) in PREFIX_LENGTHS[:4]):
        mend = "用 2、4、6 或 9 位代码前缀，例如 51（四川省）、5101（成都市）、510104（锦江区）"
        raise FaultsError([Fault("--streets", f"“{prefix}”不是区划代码前缀", mend)])
    path = FOLDER / "below" / f"{prefix[:2]}.csv.gz"
    if not path.parent.exists():
        raise FaultsError([_missing(path.parent)])
    if not path.exists():
        mend = "前两位是省级代码，可用 xingping regions find 名称 查到"
        raise FaultsError([Fault("--streets", f"没有代码为“{prefix[:2]}”的省", mend)])
    rows = _read(gzip.decompress(path.read_bytes()).decode())
    wanted = [row for row in rows if row[0].startswith(prefix) and (communities or len(row[0]) == 9)]
    if not wanted:
        mend = "请核对代码，或先用 xingping regions find 名称 查到代码"
        raise FaultsError([Fault("--streets", f"“{prefix}”之下没有街道或社区", mend)])
    if not Region.objects.filter(prefix=wanted[0][0][:6]).exists():
        load_upper()
    streets = {row[0][:9] for row in wanted}
    wanted += [row for row in rows if row[0] in streets and not row[0].startswith(prefix)]
    return _load(sorted(wanted, key=lambda row: (len(row[0]), row[0])), report)


def _read(text: str) -> list[tuple[str, str]]:
    rows = csv.reader(text.splitlines())
    next(rows)
    return [(prefix, name) for prefix, name in rows]


def _load(rows: Sequence[tuple[str, str]], report: Report | None) -> Loaded:
    """Write what is new or renamed, parents before children, in batches of one transaction each."""
    ordered = sorted(rows, key=lambda row: len(row[0]))
    known = _known([prefix for prefix, _name in ordered])
    fresh = [(prefix, name) for prefix, name in ordered if known.get(prefix) != name]
    for start in range(0, len(fresh), AT_ONCE):
        batch = fresh[start : start + AT_ONCE]
        with transaction.atomic():
            _write(batch)
        if report:
            report(start + len(batch), len(fresh))
    return Loaded(len(ordered), len(fresh))


def _known(prefixes: Sequence[str]) -> dict[str, str]:
    provinces = {prefix[:2] for prefix in prefixes}
    known: dict[str, str] = {}
    for province in provinces:
        known.update(Region.objects.filter(prefix__startswith=province).values_list("prefix", "name"))
    return known


def _write(batch: Sequence[tuple[str, str]]) -> None:
    keys = {prefix: keys_of(name) for prefix, name in batch}
    Region.objects.bulk_create(
        [_region(prefix, name, keys[prefix]) for prefix, name in batch],
        update_conflicts=True,
        unique_fields=["prefix"],
        update_fields=["name", "pinyin", "initials", "sort_key"],
        batch_size=500,
    )
    # Communities are many and always looked for within a street: not worth a row per gram.
    file_names(
        SEARCH_KIND, {prefix: keys[prefix] for prefix, _name in batch if level_of(prefix) < Level.COMMUNITY}
    )


def _region(prefix: str, name: str, keys: Keys) -> Region:
    level = level_of(prefix)
    return Region(
        prefix=prefix,
        code=padded(prefix),
        name=name,
        level=level,
        parent_id=prefix[: PREFIX_LENGTHS[level - 2]] if level > Level.PROVINCE else None,
        pinyin=keys.pinyin[:200],
        initials=keys.initials[:60],
        sort_key=keys.sort[:300],
    )


def _missing(path: Path) -> Fault:
    return Fault(str(path), "行政区划数据文件不存在", "请运行 make setup 重新生成")


def is_loaded() -> bool:
    """Whether provinces, cities and counties are there and filed for search."""
    return (
        Region.objects.filter(level=Level.COUNTY).exists() and Gram.objects.filter(kind=SEARCH_KIND).exists()
    )
