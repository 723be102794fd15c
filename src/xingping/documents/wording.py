"""Words that several documents and the command line share."""

from __future__ import annotations

from xingping.core.aggregation import TRIMMED_MINIMUM, Aggregate
from xingping.core.scoring import Result
from xingping.core.standard import Edition

AGGREGATE_NAMES = {
    Aggregate.MEAN: "平均分",
    Aggregate.MEDIAN: "中位数",
    Aggregate.TRIMMED: "去极值平均分",
}

AGGREGATE_RULES = {
    Aggregate.MEAN: "每项指标取各位评审专家得分的平均值。",
    Aggregate.MEDIAN: "每项指标取各位评审专家得分的中位数；人数为偶数时取中间两个的平均值。",
    Aggregate.TRIMMED: "每项指标去掉一个最高分和一个最低分后取平均值；"
    f"评分不足 {TRIMMED_MINIMUM} 个时为平均分。",
}

NO_STAR = "未达到星级"
NOT_COMPLETE = "未评完，不定星级"


def star_name(result: Result) -> str:
    """The star of a result in words: "三星级", or why there is none."""
    if result.stars is None:
        return NOT_COMPLETE
    return band_name(result.edition, result.stars) if result.stars else NO_STAR


def band_name(edition: Edition, stars: int) -> str:
    """The name of a band: 3 -> "三星级"."""
    return next(band.name for band in edition.bands if band.stars == stars)


def star_mark(edition: Edition, stars: int | None) -> str:
    """Filled and empty stars: 3 -> "★★★☆☆"; "—" where there is no result yet."""
    if stars is None:
        return "—"
    most = max(band.stars for band in edition.bands)
    return "★" * stars + "☆" * (most - stars)
