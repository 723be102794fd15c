"""The tables of the open data: published facts alone, the same that the public pages show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import ceil, floor

from xingping.core.catalogue import find_edition
from xingping.core.points import show_hundredths
from xingping.documents.open_tables import Field, OpenTable, Row
from xingping.rating.models import Certificate, IndexedCentre, Notice, Region
from xingping.rating.queries.awards import with_public_items
from xingping.rating.queries.centre_search import STARS, Asked, count_by_region
from xingping.rating.queries.survey_results import Measured, published_results
from xingping.rating.queries.verification import COLUMNS, shown_row

AT_ONCE = 2_000
DEMO = Field("is_demo", "演示", "boolean", "演示数据，不是真实的结果")
REGION = Field("region", "行政区划代码", "string", "12 位，国家统计局统计用区划代码")


def open_tables(on: date) -> tuple[OpenTable, ...]:
    """Every table as it is on a day."""
    return (
        OpenTable("centres", "公开的中心（站）", CENTRES, _centres),
        OpenTable("results", "评定结果与证书", RESULTS, lambda: _results(on)),
        OpenTable("points", "公布的一级指标得分", POINTS, lambda: _points(on)),
        OpenTable("notices", "公示", NOTICES, _notices),
        OpenTable("statistics", "各地区各星级的中心（站）数", STATISTICS, _statistics),
        OpenTable("surveys", "居民调查的结果（不足 10 人的数字不公布）", SURVEYS, _surveys),
        OpenTable("standard", "标准的三级指标", STANDARD, _standard),
    )


CENTRES = (
    Field("id", "编号", "integer", "本网站中心（站）页面 /centres/编号/ 的编号"),
    Field("name", "名称", "string", "登记的名称，原样"),
    Field("form", "形式", "string", "centre 服务中心，station 服务站"),
    Field("kind", "类型", "string", "urban 城市社区，rural 农村（村）"),
    REGION,
    Field("place", "所在地区", "string", "从省到街道的名称"),
    Field("address", "地址", "string", "登记的地址"),
    Field("stars", "现有星级", "integer", "有效证书的星级；0 为没有"),
    DEMO,
)
RESULTS = (
    Field("certificate", "证书编号", "string", "证书编号"),
    Field("centre", "中心（站）编号", "integer", "centres 表的 id"),
    Field("name", "名称", "string", "授予时的名称"),
    REGION,
    Field("stars", "星级", "integer", "授予的星级，1 至 5"),
    Field("awarded_on", "授予日期", "date", "有效期从这一天开始"),
    Field("last_day", "有效期至", "date", "最后有效日（标准 6.1.2）"),
    Field("status", "状态", "string", "valid、in_rereview、expired、suspended、cancelled、replaced"),
    Field("announcement", "公告文号", "string", "授予星级的公告"),
    Field("announced_on", "公告日期", "date", "公告日期"),
    Field("edition", "标准编号", "string", "评定所依据的标准"),
    Field("total", "总得分", "string", "评定机构公布得分时才有；十进制，只舍不入"),
    DEMO,
)
POINTS = (
    Field("certificate", "证书编号", "string", "results 表的 certificate"),
    Field("level1", "一级指标", "string", "一级指标名称"),
    Field("points", "得分", "string", "十进制，只舍不入"),
    Field("full", "分值", "string", "满分"),
)
NOTICES = (
    Field("notice", "公示文号", "string", "公示文号"),
    Field("published_on", "公示日期", "date", "公示日期"),
    Field("ends_on", "最后一日", "date", "受理异议的最后一日"),
    Field("name", "名称", "string", "拟授予星级的中心（站）"),
    REGION,
    Field("stars", "拟授予星级", "integer", "1 至 5"),
    DEMO,
)
STATISTICS = (
    Field("region", "区划代码前缀", "string", "2 位省，4 位市，6 位区（县）"),
    Field("name", "地区", "string", "地区名称"),
    Field("stars", "星级", "integer", "5 至 1；0 为没有星级"),
    Field("centres", "中心（站）数", "integer", "公开的中心（站）数"),
)
SURVEYS = (
    Field("centre", "中心（站）编号", "integer", "centres 表的 id"),
    Field("opens_on", "开始日期", "date", "调查的第一天"),
    Field("closes_on", "截止日期", "date", "调查的最后一天"),
    Field("measure", "指标", "string", "awareness、visit、activity_awareness、participation、satisfaction"),
    Field("value", "结果", "string", "0 至 1 的小数；bound 不空时只是界限"),
    Field(
        "bound", "界限", "string", "at_least 不低于，at_most 不高于（另一种回答不足 10 人）；空为 value 本身"
    ),
    Field("low", "区间下限", "string", "95% 置信区间，已作有限总体修正；有界限时为空"),
    Field("high", "区间上限", "string", "同上"),
    Field("asked", "作答人数", "integer", "回答这一问题的人数；会暴露小数字的为空"),
    Field("answered", "有效答卷", "integer", "整个调查的有效答卷"),
    Field("planned", "计划份数", "integer", "有效答卷 ÷ 计划份数 = 应答率"),
    Field("weighted", "加权", "boolean", "是否按各组居民人数加权"),
    DEMO,
)
STANDARD = (
    Field("serial", "序号", "string", "表 A.1 的序号"),
    Field("level1", "一级指标", "string", "一级指标"),
    Field("level2", "二级指标", "string", "二级指标"),
    Field("level3", "三级指标", "string", "三级指标"),
    Field("points", "分值", "string", "分值"),
    Field("edition", "标准编号", "string", "标准编号"),
)


def _centres() -> Iterator[Row]:
    names = ("pk", "name", "form", "kind", "region", "path", "address", "stars", "centre__is_demo")
    yield from IndexedCentre.objects.filter(public=True).order_by("pk").values_list(*names).iterator(AT_ONCE)


def _results(on: date) -> Iterator[Row]:
    for row in Certificate.objects.order_by("pk").values("centre_id", *COLUMNS).iterator(AT_ONCE):
        yield (
            row["number"], row["centre_id"], row["centre_name"], row["region"], row["stars"],
            row["awarded_on"], row["last_day"], shown_row(row, on).face.value, row["announcement_number"],
            row["announced_on"], row["edition_code"], row["published"].get("total"), row["is_demo"],
        )  # fmt: skip


def _points(_on: date) -> Iterator[Row]:
    rows = Certificate.objects.order_by("pk").values_list("number", "published")
    for number, published in rows.iterator(AT_ONCE):
        for name, points, full in published.get("subtotals", ()):
            yield number, name, points, full


def _notices() -> Iterator[Row]:
    for notice in with_public_items(Notice.objects.order_by("pk")):
        for item in notice.items.all():
            yield (
                notice.number, notice.published_on, notice.ends_on, item.centre_name, item.region,
                item.stars, notice.is_demo,
            )  # fmt: skip


def _statistics() -> Iterator[Row]:
    regions = list(Region.objects.filter(level__lte=3).order_by("prefix").values_list("prefix", "name"))
    for start in range(0, len(regions), 200):
        some = regions[start : start + 200]
        counts = count_by_region([prefix for prefix, _name in some], Asked())
        for prefix, name in some:
            if any(counts[prefix].values()):
                for stars in STARS:
                    yield prefix, name, stars, counts[prefix][stars]


def _surveys() -> Iterator[Row]:
    for found in published_results():
        survey = found.survey
        for one in found.measured:
            low, high = (f"{one.rate.low:.3f}", f"{one.rate.high:.3f}") if one.rate else (None, None)
            yield (
                survey.centre_id, survey.opens_on, survey.closes_on, one.measure.value, _told(one),
                one.bound, low, high, one.asked, found.answered, survey.planned, found.weighting.used,
                survey.is_demo,
            )  # fmt: skip


def _told(one: Measured) -> str:
    """The rate with three decimals; a bound that holds also after rounding."""
    thousandths = one.value * 1000
    rounded = {"at_least": floor, "at_most": ceil}.get(one.bound, round)(thousandths)
    return f"{rounded / 1000:.3f}"


def _standard() -> Iterator[Row]:
    edition = find_edition()
    for one in edition.indicators:
        yield one.serial, one.level1, one.level2, one.level3, show_hundredths(one.points), edition.code
