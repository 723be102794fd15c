"""What the scoring page's scripts say, and the reasons it offers."""

from __future__ import annotations

from django.utils.translation import gettext as _


def quick_reasons() -> tuple[str, ...]:
    """Deduction reasons offered at every indicator; an assessor's own come before them."""
    return (_("没有佐证材料"), _("记录不完整"), _("材料陈旧"), _("现场与材料不符"), _("只做到一部分"))


def words() -> dict[str, str]:
    """What the scripts say."""
    return {
        "saved": _("已自动保存 {time}"),
        "saving": _("正在保存…"),
        "offline": _("离线，{count} 项待保存"),
        "noStore": _("浏览器不允许在本机留存，断网时请不要关闭页面"),
        "signedOut": _("登录已过期。您填的内容都在本机，不会丢；请在新窗口重新登录，登录后自动继续保存。"),
        "ended": _("评分表已锁定，或评审已经结束，不能再修改。请刷新页面；没有保存的内容还在本机。"),
        "away": _("服务器暂时连不上。您填的内容都在本机，不会丢；正在自动重试。"),
        "refused": _("内容没有保存成功：{message}"),
        "conflicts": _("有 {count} 处与另一台设备不一致，请选择保留哪一个"),
        "conflictText": _("另一台设备把这里改成了“{theirs}”，这台设备上是“{yours}”。保留哪一个？"),
        "conflictMine": _("保留这台的：{yours}"),
        "conflictTheirs": _("采用另一台的：{theirs}"),
        "nothing": _("（空）"),
        "yes": _("属实"),
        "no": _("不符"),
        "asOf": "{value}",
        "badScore": _("请填 0 至 {most} 之间、{step} 的整数倍"),
        "reasonMissing": _("扣了分，请写明理由"),
        "next": _("下一项 · {name}"),
        "last": _("检查并锁定"),
        "self": _("自评 {points} 分"),
        "selfHidden": _("自评得分在您评分之后显示"),
        "more": _("更低的分"),
        "count": _("{scored} / {asked}"),
        "notSeen": _("未见"),
        "confidence": _("把握{level}"),
        "levels": _("低 中 高"),
        "noHistory": _("还没有修改记录。"),
        "historyAway": _("暂时读不到修改记录，请稍后再试。"),
        "change": _("{what}：{before} → {after}"),
        "what_scores": _("得分"),
        "what_statements": _("理由"),
        "what_points": _("要点 {id}"),
        "what_flags": _("标记"),
        "thisDevice": _("本机"),
        "otherDevice": _("另一台设备"),
    }
