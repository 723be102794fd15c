"""Lists of reports of the media: the centre's own, and a case's for its applicant and for the office."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.media import MediaLevel, Medium
from xingping.rating.models import MediaReport
from xingping.rating.queries.media import find_reports
from xingping.web.tables import Column, Filter, TableSpec
from xingping.web.templatetags.xingping import tag

LEVELS: tuple[tuple[str, Promise], ...] = (
    (MediaLevel.NATIONAL.value, gettext_lazy("国家级")),
    (MediaLevel.PROVINCE.value, gettext_lazy("省级")),
    (MediaLevel.CITY.value, gettext_lazy("市级")),
    (MediaLevel.DISTRICT.value, gettext_lazy("区（县）级")),
)
MEDIA: tuple[tuple[str, Promise], ...] = (
    (Medium.NEWSPAPER.value, gettext_lazy("报纸")),
    (Medium.RADIO.value, gettext_lazy("电台")),
    (Medium.TELEVISION.value, gettext_lazy("电视台")),
    (Medium.ONLINE.value, gettext_lazy("网络")),
)


def by_level(counted: Iterable[tuple[MediaLevel, int]]) -> list[tuple[str, int]]:
    """Counts with the levels' names in the reader's language."""
    return [(str(dict(LEVELS)[level.value]), count) for level, count in counted]


def _files(one: MediaReport) -> SafeString:
    parts = (("screenshot", one.screenshot_id, _("截图")), ("archived", one.archived_id, _("存档")))
    links = [(reverse("media-file", args=[one.pk, part]), label) for part, kept, label in parts if kept]
    if one.link:
        links.insert(0, (one.link, _("原文")))
    return format_html_join(" · ", '<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>', links)


def _used(one: Any) -> SafeString | str:  # noqa: ANN401
    return tag(_("已用作佐证"), "ok") if one.is_used else ""


TITLE = Column("title", gettext_lazy("标题"), lambda one: one.title, sort=("title",), kind="main")
COLUMNS = (
    TITLE,
    Column("outlet", gettext_lazy("媒体"), lambda one: one.outlet, sort=("outlet",)),
    Column("level", gettext_lazy("层级"), lambda one: dict(LEVELS)[one.level], sort=("level",)),
    Column("medium", gettext_lazy("类型"), lambda one: dict(MEDIA)[one.medium], sort=("medium",)),
    Column("published", gettext_lazy("报道日期"), lambda one: one.published_on, sort=("published_on",)),
    Column("files", gettext_lazy("查看"), _files, plain=lambda one: one.link),
)
FILTERS = (
    Filter("level", gettext_lazy("层级"), LEVELS, lambda rows, one: rows.filter(level=one)),
    Filter("medium", gettext_lazy("类型"), MEDIA, lambda rows, one: rows.filter(medium=one)),
)
OWN = TableSpec(
    caption=gettext_lazy("媒体报道"),
    columns=(
        replace(TITLE, url=lambda one: reverse("centre:media-edit", args=[one.pk])),
        *COLUMNS[1:],
        Column(
            "centre", gettext_lazy("中心（站）"), lambda one: one.centre.name, sort=("centre__name_pinyin",)
        ),
        Column("used", gettext_lazy("佐证"), _used, plain=lambda one: _("已用作佐证") if one.is_used else ""),
    ),
    default_sort="-published",
    search=find_reports,
    search_label=gettext_lazy("标题、媒体、链接"),
    filters=FILTERS,
    empty_title=gettext_lazy("还没有登记媒体报道"),
    empty_text=gettext_lazy("看到报纸、电台、电视台、网络的报道就登记一条，申报时一点就成为指标 56 的佐证。"),
    export_name="media",
)


def of_case(before: date, uses: dict[int, SafeString] | None = None) -> TableSpec:
    """A case's list: what is older than `before` is marked; `uses` are the buttons of its applicant."""

    def age(one: MediaReport) -> SafeString | str:
        old = _("早于 %(day)s") % {"day": before}
        return tag(old, "warn") if one.published_on < before else ""

    def here(one: Any) -> SafeString | str:  # noqa: ANN401
        if one.is_here:
            return tag(_("本件佐证"), "ok")
        return (uses or {}).get(one.pk, "")

    return replace(
        OWN,
        columns=(
            *COLUMNS,
            Column("age", gettext_lazy("时效"), age, plain=lambda one: "" if age(one) == "" else _("较早")),
            Column(
                "here", gettext_lazy("佐证"), here, plain=lambda one: _("本件佐证") if one.is_here else ""
            ),
        ),
        empty_text=gettext_lazy("中心（站）登记的媒体报道会列在这里。"),
    )


def use_button(url: str, csrf: str) -> SafeString:
    """The one click that makes a report evidence."""
    return format_html(
        '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button class="button compact">{}</button></form>',
        url,
        csrf,
        _("用作佐证"),
    )
