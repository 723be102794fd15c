"""A small country: the region files that tests load instead of the whole of China."""

from __future__ import annotations

import gzip
from pathlib import Path

UPPER = """prefix,name
11,北京市
1101,市辖区
110105,朝阳区
44,广东省
4419,东莞市
441900,东莞市
46,海南省
4604,儋州市
460400,儋州市
51,四川省
5101,成都市
510104,锦江区
510105,青羊区
5114,眉山市
511402,东坡区
"""
BELOW = {
    "44": "prefix,name\n441900003,东城街道\n441900003001,岗贝社区居委会\n",
    "51": (
        "prefix,name\n510104017,东湖街道\n510104026,牛市口街道\n510104026013,莲花社区居委会\n"
        "510104026018,莲桂西路社区居委会\n510105002,太升路街道\n511402001,通惠街道\n"
    ),
}


def lay_out(folder: Path) -> Path:
    """Write the files as tools/regions.py does; returns the folder."""
    (folder / "below").mkdir(parents=True)
    (folder / "regions.csv").write_text(UPPER, "utf-8")
    for province, text in BELOW.items():
        (folder / "below" / f"{province}.csv.gz").write_bytes(gzip.compress(text.encode()))
    return folder
