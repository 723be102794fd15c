"""The workspace's seven sections and their cards: one indicator each, as this case may fill it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from xingping.core.guide import EvidenceMode, Fact, Guide
from xingping.core.standard import Edition, Indicator, Kind, Section
from xingping.core.validity import add_months
from xingping.web.guide_words import DescribedPoint, described
from xingping.web.public.standard_reading import Level1, outline

_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Filling:
    """What this case lets be filled in: its kind, what is open, and why it was returned."""

    kind: Kind
    open_serials: frozenset[str] | None
    """None: everything."""
    reasons: Mapping[str, str]
    editable: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator to fill in."""

    indicator: Indicator
    level2: Section
    facts: tuple[Fact, ...]
    points: tuple[DescribedPoint, ...]
    open: bool
    reason: str

    @property
    def modes(self) -> frozenset[EvidenceMode]:
        """How evidence for this indicator may be shown."""
        return frozenset(one.point.evidence_mode for one in self.points)

    @property
    def uploads(self) -> bool:
        """Whether files may be uploaded for it at all."""
        return EvidenceMode.UPLOAD in self.modes

    @property
    def on_site_only(self) -> bool:
        """Whether everything is looked at on the spot."""
        return self.modes == {EvidenceMode.ON_SITE}


@dataclass(frozen=True, slots=True)
class CardSection:
    """One of the seven sections."""

    level1: Level1
    cards: tuple[Card, ...]

    @property
    def numeral(self) -> str:
        """The place as people number sections: 一 to 七."""
        return _NUMERALS[self.level1.place - 1]


def card_sections(edition: Edition, guide: Guide, filling: Filling) -> list[CardSection]:
    """All sections in table order, with what counts for this kind of centre."""
    return [
        CardSection(
            one,
            tuple(
                _card(guide, indicator, level2.section, filling)
                for level2 in one.level2
                for indicator in level2.indicators
            ),
        )
        for one in outline(edition)
    ]


def stale_before(facts_on: date, months: int) -> date:
    """Facts and evidence older than this day are marked as old (the round's own rule)."""
    return add_months(facts_on, -months)


def targets_json(sections: list[CardSection]) -> dict[str, list[dict[str, str]]]:
    """{serial: scoring points with their evidence mode}, for linking evidence."""
    return {
        card.indicator.serial: [
            {"id": one.point.id, "text": one.point.text, "mode": one.point.evidence_mode.value}
            for one in card.points
        ]
        for section in sections
        for card in section.cards
    }


def names_json(edition: Edition) -> dict[str, str]:
    """{serial: its name as people say it}."""
    return {one.serial: f"{one.serial} {one.level3}" for one in edition.indicators}


def words() -> dict[str, str]:
    """What the workspace's scripts say."""
    return {
        "saved": _("已自动保存 {time}"),
        "saving": _("正在保存…"),
        "offline": _("离线，{count} 项待保存"),
        "waiting": _("{count} 项待保存"),
        "noStore": _("浏览器不允许在本机留存，断网时请不要关闭页面"),
        "signedOut": _("登录已过期。您填的内容都在本机，不会丢；请在新窗口重新登录，登录后自动继续保存。"),
        "ended": _("申报件的状态已改变，不能再修改。请刷新页面；没有保存的内容还在本机。"),
        "away": _("服务器暂时连不上。您填的内容都在本机，不会丢；正在自动重试。"),
        "refused": _("内容没有保存成功：{message}"),
        "conflicts": _("有 {count} 处和同事的修改不一致，请选择保留哪一个"),
        "conflictText": _("您填写时，同事把这里改成了“{theirs}”，您填的是“{yours}”。保留哪一个？"),
        "conflictMine": _("保留我的：{yours}"),
        "conflictTheirs": _("采用同事的：{theirs}"),
        "nothing": _("（空）"),
        "yes": _("做到"),
        "no": _("没有做到"),
        "place": _("指标 {serial}"),
        "asOf": _("{value}（截至 {day}）"),
        "adopt": _("采用 {points}"),
        "notScored": _("未打分"),
        "rest": _("其余 {count} 项"),
        "keep": _("这项先不动"),
        "fixed": _("先不动的指标："),
        "release": _("指标 {serial} 可以调整"),
        "stale": _("数据较旧"),
        "missing": _("还缺 {scores} 项得分 · {evidence} 项没有佐证"),
        "missingScores": _("还缺 {scores} 项得分"),
        "missingEvidence": _("{evidence} 项还没有佐证（不强制）"),
        "missingNothing": _("得分已齐，佐证已备"),
        "badScore": _("请填 0 至 {most} 之间、{step} 的整数倍"),
    }


def evidence_words() -> dict[str, str]:
    """What the scripts about evidence say."""
    return {
        "count": _("{count} 份佐证"),
        "none": _("待补佐证"),
        "uploading": _("正在上传 {percent}%"),
        "waiting": _("等待上传"),
        "resuming": _("连接中断，自动重试"),
        "checking": _("正在检查文件"),
        "cancel": _("取消上传"),
        "dismiss": _("知道了"),
        "again": _("重新选择"),
        "refused": _("“{name}”没有收下：{message}{mend}"),
        "failed": _("没有成功：{message}"),
        "limit": _("指标 {serial} 最多 {limit} 件佐证材料，已有 {count} 件。请先移除一件，或用新版本替换。"),
        "tooLarge": _("“{name}”有 {size}，超过单个文件上限 {limit} MB，请压缩后再传。"),
        "empty": _("“{name}”是空文件，请重新选择。"),
        "openItem": _("查看或修改：{caption}"),
        "link": _("公开链接"),
        "onSite": _("现场查验"),
        "stale": _("较旧"),
        "expired": _("已过期"),
        "version": _("第 {number} 版"),
        "whole": _("整项指标"),
        "add": _("添加"),
        "adding": _("添加 {count} 个文件"),
        "captionOf": _("“{name}”的说明"),
        "caption": _("说明"),
        "removeFile": _("不传这个"),
        "taken": _("拍摄时间"),
        "place": _("拍摄位置"),
        "dated": _("形成日期"),
        "validUntil": _("有效期至"),
        "shownFor": _("用于"),
        "versions": _("版本"),
        "notConfirmed": _("请检查后勾选两项确认。"),
        "noCaption": _("请用一句话说明材料内容。"),
        "noFile": _("请选择文件。"),
        "saveLinks": _("保存关联"),
        "changeLinks": _("关联的指标"),
        "noTarget": _("请至少选择一项。"),
        "removed": _("已移除"),
        "chooseMore": _("再关联一项指标"),
    }


def _card(guide: Guide, indicator: Indicator, level2: Section, filling: Filling) -> Card:
    points = tuple(one for one in described(guide, indicator) if one.point.applies in (None, filling.kind))
    facts = dict.fromkeys(
        fact for one in points for fact in one.facts if fact.applies in (None, filling.kind)
    )
    opened = filling.open_serials is None or indicator.serial in filling.open_serials
    return Card(
        indicator=indicator,
        level2=level2,
        facts=tuple(facts),
        points=points,
        open=filling.editable and opened,
        reason=filling.reasons.get(indicator.serial, ""),
    )
