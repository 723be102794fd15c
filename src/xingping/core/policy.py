"""The procedure of one round (批次办法): every rule with its default, its bounds and who set it.

A rule of the standard cannot be changed by a body and is listed by `standard_rules`; all fields of
`RoundPolicy` are the rating body's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from xingping.core.canonical import content_hash
from xingping.core.policy_parts import ChainLevel, EligibilityItem, ItemKind, Quorum, RuleInfo
from xingping.core.standard import Edition

__all__ = [
    "ChainLevel",
    "EligibilityItem",
    "ItemKind",
    "Quorum",
    "RoundPolicy",
    "RuleInfo",
    "StandardRule",
    "kept_policy_hash",
    "policy_hash",
    "policy_json",
    "rule_info",
    "standard_rules",
]
STANDARD = "标准规定"
OWN = "本机构规定"


def _rule(default: Any, group: str, label: str, explanation: str, **bounds: Any) -> Any:  # noqa: ANN401
    return field(default=default, metadata={"info": RuleInfo(label, explanation, group, **bounds)})


APPLICATION, CHAIN, REVIEW, PANEL, RESULT, PUBLICATION, AWARD = (
    "申报",
    "推荐",
    "评审",
    "评定委员会",
    "反馈、公示与申诉",
    "公开",
    "授牌之后",
)

DEFAULT_ELIGIBILITY = (
    EligibilityItem("open_a_year", "中心（站）已建成并向居民开放满一年", ItemKind.CONDITION),
    EligibilityItem("premises", "场所来源合法、可以稳定使用", ItemKind.CONDITION),
    EligibilityItem("truthful", "所填内容和佐证材料真实，并已按要求公开", ItemKind.CONDITION),
    EligibilityItem("accident", "近两年内发生过重大责任事故", ItemKind.EXCLUSION),
    EligibilityItem("falsified", "近两年内在评定中弄虚作假", ItemKind.EXCLUSION),
    EligibilityItem("cancelled", "近一年内被取消星级评定结果", ItemKind.EXCLUSION),
)


@dataclass(frozen=True)
class RoundPolicy:
    """The rules of one round. Days are working days where the unit says 工作日."""

    eligibility: tuple[EligibilityItem, ...] = _rule(
        DEFAULT_ELIGIBILITY, APPLICATION, "申报条件与不予评定情形", "申报单位逐项确认，有一项不符就不能提交。"
    )
    form_scan_required: bool = _rule(
        True, APPLICATION, "须上传盖章申报表", "系统打印填好的申报表，盖章后上传扫描件。"
    )
    pledge_required: bool = _rule(True, APPLICATION, "须上传承诺书", "对材料真实、不涉密作出承诺的扫描件。")
    statement_required: bool = _rule(
        False, APPLICATION, "每项指标须写说明", "不要求时，说明可写可不写；评分与佐证材料不受影响。"
    )
    upgrade_months: int = _rule(
        0,
        APPLICATION,
        "提前升星",
        "授予满这么多个月、还没到复核期的，可以申请更高的星级；没有达到的，原星级不变。零为不受理。",
        least=0,
        most=33,
        unit="个月",
    )
    ban_cancelled_months: int = _rule(
        0,
        APPLICATION,
        "取消星级后的禁申期",
        "从取消之日起这么多个月内不受理申报，到对应日为止；零为不设。复核不受影响。",
        least=0,
        most=60,
        unit="个月",
    )
    ban_terminated_months: int = _rule(
        0,
        APPLICATION,
        "终止评定后的禁申期",
        "因弄虚作假或责任事故终止评定的，从终止之日起计算；零为不设。复核不受影响。",
        least=0,
        most=60,
        unit="个月",
    )
    ban_not_awarded_months: int = _rule(
        0,
        APPLICATION,
        "未获星级后的禁申期",
        "从结果送达之日起计算；零为不设。复核不受影响。",
        least=0,
        most=36,
        unit="个月",
    )
    stale_months: int = _rule(
        12,
        APPLICATION,
        "数据陈旧提示",
        "早于数据基准日这么多个月的数据和材料会标明，由专家判断。",
        least=1,
        most=60,
        unit="个月",
    )
    file_megabytes: int = _rule(
        200, APPLICATION, "单个文件上限", "超过的文件不接收。", least=1, most=2000, unit="MB"
    )
    case_megabytes: int = _rule(
        2000, APPLICATION, "每个申报件文件总量上限", "所有佐证材料合计。", least=10, most=100_000, unit="MB"
    )
    correction_days: int = _rule(
        10, APPLICATION, "补正期限", "退回补正后，从次日起计算。", least=1, most=60, unit="工作日"
    )
    acceptance_days: int = _rule(
        10,
        APPLICATION,
        "受理审查期限",
        "收到申报（推荐完成）后，从次日起计算。",
        least=1,
        most=60,
        unit="工作日",
    )
    chain: tuple[ChainLevel, ...] = _rule(
        (ChainLevel.STREET, ChainLevel.COUNTY), CHAIN, "推荐层级", "自下而上逐级推荐；不设的层级不出现。"
    )
    chain_days: int = _rule(
        10, CHAIN, "每级推荐期限", "从收到的次日起计算。", least=1, most=60, unit="工作日"
    )
    star_limits: tuple[tuple[ChainLevel, int], ...] = _rule(
        (), CHAIN, "各级可推荐的最高星级", "没有列出的层级不设上限。", least=1, most=5, unit="星"
    )
    rank_required: bool = _rule(True, CHAIN, "推荐须排序", "每个推荐单位给所推荐的申报件排出名次。")
    opinion_scan_required: bool = _rule(False, CHAIN, "推荐意见须上传盖章件", "不要求时也可以上传。")
    assessors_minimum: int = _rule(3, REVIEW, "每件评定专家人数下限", "含组长。", least=1, most=15, unit="人")
    coverage_minimum: int = _rule(
        2, REVIEW, "每项指标评分专家人数下限", "每项指标至少由这么多名专家评分。", least=1, most=10, unit="人"
    )
    divergence_percent: int = _rule(
        30,
        REVIEW,
        "差异会商界限",
        "同一指标最高分与最低分之差超过分值的这个比例，就要会商。",
        least=5,
        most=100,
        unit="%",
    )
    reason_below_full: bool = _rule(True, REVIEW, "扣分须写理由", "得分低于分值时必须写明理由。")
    hide_self_scores: bool = _rule(True, REVIEW, "先评后看自评", "专家填了本项得分后才能看到自评得分。")
    cooling_off_years: int = _rule(
        2,
        REVIEW,
        "回避年限",
        "这几年内与该中心有任职、指导等关系的专家应当回避。",
        least=0,
        most=10,
        unit="年",
    )
    recusal_days: int = _rule(
        3, REVIEW, "申请回避期限", "告知评审组名单后，从次日起计算。", least=1, most=15, unit="工作日"
    )
    one_more_below: int = _rule(
        0,
        REVIEW,
        "临界件加派专家",
        "评分表全部锁定后，星级把握低于这个百分比的，可以再加派一名专家；零为不加派。"
        "加派之前谁也不看得分，免得从前后之差看出谁评了什么。",
        least=0,
        most=99,
        unit="%",
    )
    panel_minimum: int = _rule(5, PANEL, "评定委员会人数下限", "全体委员。", least=3, most=51, unit="人")
    quorum: Quorum = _rule(  # noqa: RUF009
        Quorum.TWO_THIRDS, PANEL, "出席比例下限", "出席委员不少于全体委员的这个比例，人数向上取整。"
    )
    target_binds: bool = _rule(
        False,
        PANEL,
        "未达拟申报星级即不授星",
        "不选时，按得分所达的星级授予；选中时，低于拟申报星级的不授星。",
    )
    feedback_days: int = _rule(
        5, RESULT, "结果反馈核对期限", "申报单位核对事实错误，从次日起计算。", least=1, most=30, unit="工作日"
    )
    notice_days: int = _rule(7, RESULT, "公示天数", "自公示次日起计算。", least=7, most=60, unit="天")
    notice_working_days: int = _rule(
        5, RESULT, "公示期内工作日下限", "不足时公示顺延。", least=5, most=40, unit="工作日"
    )
    reply_days: int = _rule(
        10, RESULT, "异议答复期限", "从收到的次日起计算。", least=1, most=60, unit="工作日"
    )
    appeal_days: int = _rule(
        7,
        RESULT,
        "申诉期限",
        "自结果送达次日起计算；公示中的申报件在公示期内都可以申诉。",
        least=5,
        most=60,
        unit="天",
    )
    hearing_days: int = _rule(
        5,
        RESULT,
        "陈述申辩期限",
        "终止评定、取消星级之前书面告知，从次日起计算。",
        least=3,
        most=30,
        unit="工作日",
    )
    publish_points: bool = _rule(False, PUBLICATION, "公开总得分", "不公开时只公布星级、日期和编号。")
    publish_subtotals: bool = _rule(False, PUBLICATION, "公开一级指标得分", "需同时公开总得分。")
    publish_replies: bool = _rule(False, PUBLICATION, "公开申报单位的说明", "中心对结果的说明列在结果旁边。")
    plaque_return_days: int = _rule(
        15, AWARD, "收回标志牌期限", "取消或到期后，从次日起计算；逾期公告作废。", least=1, most=90, unit="天"
    )
    rereview_after_appeal_days: int = _rule(
        30,
        AWARD,
        "取消被撤销后的复核申请期",
        "取消期间占去复核申请期的，从撤销取消的次日起至少还有这么多天可以申请复核，末日遇休息日顺延；"
        "在此期间申请的视为按时。有效期本身不延长。",
        least=7,
        most=90,
        unit="天",
    )
    reminders: tuple[int, ...] = _rule(
        (90, 60, 30, 7), AWARD, "到期前提醒", "到期前第几天提醒申请复核。", least=1, most=365, unit="天"
    )
    downgrade_allowed: bool = _rule(
        False,
        AWARD,
        "允许降低星级",
        "违规不到取消程度的，经书面告知、听取陈述、两人办理，可以降低星级并换发证书。",
    )
    recheck_percent: int = _rule(
        0,
        AWARD,
        "随机抽查比例",
        "从本批次有效的证书中随机抽取这个比例（人数向上取整）复查；种子事先公布校验值。零为不抽查。",
        least=0,
        most=100,
        unit="%",
    )
    archive_years: int = _rule(10, AWARD, "档案保存年限", "从公告之日起计算。", least=1, most=99, unit="年")

    def star_limit(self, level: ChainLevel) -> int | None:
        """Most stars that a level may recommend, or None."""
        return dict(self.star_limits).get(level)

    def next_level(self, level: str) -> ChainLevel | None:
        """The level above; the lowest one for ""; None above the last."""
        position = self.chain.index(ChainLevel(level)) + 1 if level else 0
        return self.chain[position] if position < len(self.chain) else None


@dataclass(frozen=True, slots=True)
class StandardRule:
    """A rule that the standard itself sets; shown, never changed."""

    label: str
    value: str
    clause: str


def rule_info(name: str) -> RuleInfo:
    """How a field of the policy is shown; raises KeyError for an unknown one."""
    return _INFO[name]


def standard_rules(edition: Edition) -> tuple[StandardRule, ...]:
    """What the edition sets for every round, for display beside the body's own rules."""
    bands = "；".join(f"{band.name} {band.points // 100} 分起" for band in edition.bands)
    return (
        StandardRule("星级最低得分", bands, edition.bands_clause),
        StandardRule("星级有效期", f"{edition.validity_years} 年", edition.validity_clause),
        StandardRule("复核申请", f"到期前 {edition.review_months} 个月内", edition.validity_clause),
    )


def policy_json(policy: RoundPolicy) -> dict[str, Any]:
    """The policy as JSON values; `read_policy` is its inverse."""
    plain = asdict(policy)
    plain["eligibility"] = [
        {"id": item.id, "text": item.text, "kind": item.kind.value} for item in policy.eligibility
    ]
    plain["quorum"] = policy.quorum.value
    plain["chain"] = [level.value for level in policy.chain]
    plain["star_limits"] = {level.value: stars for level, stars in policy.star_limits}
    plain["reminders"] = list(policy.reminders)
    return plain


def policy_hash(policy: RoundPolicy) -> str:
    """SHA-256 (hex) of a policy with all rules that are known today."""
    return kept_policy_hash(policy_json(policy))


def kept_policy_hash(plain: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over the canonical JSON of a policy as it was kept; yes and no count as 1 and 0.

    A rule that came into being later is not in what was kept, and so not in its hash.
    """
    return content_hash(
        {key: int(value) if isinstance(value, bool) else value for key, value in plain.items()}
    )


_INFO: Mapping[str, RuleInfo] = {one.name: one.metadata["info"] for one in fields(RoundPolicy)}
