"""The tables of the open data: published facts alone, the same that the public pages show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import ceil, floor

from django.utils.translation import gettext_noop as N_  # noqa: N812

from xingping.core.catalogue import find_edition
from xingping.core.points import show_hundredths
from xingping.documents.open_tables import Field, OpenTable, Row
from xingping.rating.models import Certificate, IndexedCentre, Notice, Region
from xingping.rating.queries.awards import with_public_items
from xingping.rating.queries.centre_search import STARS, Asked, count_by_region
from xingping.rating.queries.survey_results import Measured, published_results
from xingping.rating.queries.verification import COLUMNS, shown_row

AT_ONCE = 2_000
DEMO = Field("is_demo", N_("演示"), "boolean", N_("演示数据，不是真实的结果"))
REGION = Field("region", N_("行政区划代码"), "string", N_("12 位，国家统计局统计用区划代码"))


def open_tables(on: date) -> tuple[OpenTable, ...]:
    """Every table as it is on a day."""
    return (
        OpenTable("centres", N_("公开的中心（站）"), CENTRES, _centres),
        OpenTable("results", N_("评定结果与证书"), RESULTS, lambda: _results(on)),
        OpenTable("points", N_("公布的一级指标得分"), POINTS, lambda: _points(on)),
        OpenTable("notices", N_("公示"), NOTICES, _notices),
        OpenTable("statistics", N_("各地区各星级的中心（站）数"), STATISTICS, _statistics),
        OpenTable("surveys", N_("居民调查的结果（不足 10 人的数字不公布）"), SURVEYS, _surveys),
        OpenTable("standard", N_("标准的三级指标"), STANDARD, _standard),
    )


CENTRES = (
    Field("id", N_("编号"), "integer", N_("本网站中心（站）页面 /centres/编号/ 的编号")),
    Field("name", N_("名称"), "string", N_("登记的名称，原样")),
    Field("form", N_("形式"), "string", N_("centre 服务中心，station 服务站")),
    Field("kind", N_("类型"), "string", N_("urban 城市社区，rural 农村（村）")),
    REGION,
    Field("place", N_("所在地区"), "string", N_("从省到街道的名称")),
    Field("address", N_("地址"), "string", N_("登记的地址")),
    Field("stars", N_("现有星级"), "integer", N_("有效证书的星级；0 为没有")),
    DEMO,
)
RESULTS = (
    Field("certificate", N_("证书编号"), "string", N_("证书编号")),
    Field("centre", N_("中心（站）编号"), "integer", N_("centres 表的 id")),
    Field("name", N_("名称"), "string", N_("授予时的名称")),
    REGION,
    Field("stars", N_("星级"), "integer", N_("授予的星级，1 至 5")),
    Field("awarded_on", N_("授予日期"), "date", N_("有效期从这一天开始")),
    Field("last_day", N_("有效期至"), "date", N_("最后有效日（标准 6.1.2）")),
    Field("status", N_("状态"), "string", N_("valid、in_rereview、expired、suspended、cancelled、replaced")),
    Field("announcement", N_("公告文号"), "string", N_("授予星级的公告")),
    Field("announced_on", N_("公告日期"), "date", N_("公告日期")),
    Field("edition", N_("标准编号"), "string", N_("评定所依据的标准")),
    Field("total", N_("总得分"), "string", N_("评定机构公布得分时才有；十进制，只舍不入")),
    DEMO,
)
POINTS = (
    Field("certificate", N_("证书编号"), "string", N_("results 表的 certificate")),
    Field("level1", N_("一级指标"), "string", N_("一级指标名称")),
    Field("points", N_("得分"), "string", N_("十进制，只舍不入")),
    Field("full", N_("分值"), "string", N_("满分")),
)
NOTICES = (
    Field("notice", N_("公示文号"), "string", N_("公示文号")),
    Field("published_on", N_("公示日期"), "date", N_("公示日期")),
    Field("ends_on", N_("最后一日"), "date", N_("受理异议的最后一日")),
    Field("name", N_("名称"), "string", N_("拟授予星级的中心（站）")),
    REGION,
    Field("stars", N_("拟授予星级"), "integer", N_("1 至 5")),
    DEMO,
)
STATISTICS = (
    Field("region", N_("区划代码前缀"), "string", N_("2 位省，4 位市，6 位区（县）")),
    Field("name", N_("地区"), "string", N_("地区名称")),
    Field("stars", N_("星级"), "integer", N_("5 至 1；0 为没有星级")),
    Field("centres", N_("中心（站）数"), "integer", N_("公开的中心（站）数")),
)
SURVEYS = (
    Field("centre", N_("中心（站）编号"), "integer", N_("centres 表的 id")),
    Field("opens_on", N_("开始日期"), "date", N_("调查的第一天")),
    Field("closes_on", N_("截止日期"), "date", N_("调查的最后一天")),
    Field(
        "measure",
        N_("指标"),
        "string",
        N_("awareness、visit、activity_awareness、participation、satisfaction"),
    ),
    Field("value", N_("结果"), "string", N_("0 至 1 的小数；bound 不空时只是界限")),
    Field(
        "bound",
        N_("界限"),
        "string",
        N_("at_least 不低于，at_most 不高于（另一种回答不足 10 人）；空为 value 本身"),
    ),
    Field("low", N_("区间下限"), "string", N_("95% 置信区间，已作有限总体修正；有界限时为空")),
    Field("high", N_("区间上限"), "string", N_("同上")),
    Field("asked", N_("作答人数"), "integer", N_("回答这一问题的人数；会暴露小数字的为空")),
    Field("answered", N_("有效答卷"), "integer", N_("整个调查的有效答卷")),
    Field("planned", N_("计划份数"), "integer", N_("有效答卷 ÷ 计划份数 = 应答率")),
    Field("weighted", N_("加权"), "boolean", N_("是否按各组居民人数加权")),
    DEMO,
)
STANDARD = (
    Field("serial", N_("序号"), "string", N_("表 A.1 的序号")),
    Field("level1", N_("一级指标"), "string", N_("一级指标")),
    Field("level2", N_("二级指标"), "string", N_("二级指标")),
    Field("level3", N_("三级指标"), "string", N_("三级指标")),
    Field("points", N_("分值"), "string", N_("分值")),
    Field("edition", N_("标准编号"), "string", N_("标准编号")),
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
