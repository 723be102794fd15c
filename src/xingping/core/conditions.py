"""What the transitions of a case ask about it; services answer, under the lock of the case."""

from __future__ import annotations

from enum import StrEnum


class Condition(StrEnum):
    """Something that a transition asks about the case. Its value is the code of the refusal."""

    ROUND_OPEN = "round_not_open"
    NOT_BANNED = "application_banned"
    COMPLETE = "not_complete"
    WITHIN_CORRECTION = "correction_time_over"
    CORRECTION_OVERDUE = "correction_time_running"
    NO_CHAIN = "chain_not_finished"
    MORE_LEVELS = "last_level"
    LAST_LEVEL = "more_levels"
    BY_CHAIN = "returned_by_body"
    BY_BODY = "returned_by_chain"
    OPINION_GIVEN = "opinion_missing"
    WITHIN_QUOTA = "quota_used_up"
    WITHIN_STAR_LIMIT = "above_star_limit"
    RANK_FREE = "rank_not_usable"
    REASONS_GIVEN = "reasons_missing"
    TEAM_COMPLETE = "team_not_complete"
    SHEETS_LOCKED = "sheets_not_locked"
    DIVERGENT = "no_divergence"
    AGREED = "divergence_open"
    QUORUM_AND_MAJORITY = "vote_not_valid"
    POINTS_GIVE_STAR = "star_not_given_by_points"
    MAY_SEND_BACK = "already_sent_back"
    WITHIN_FEEDBACK = "feedback_time_over"
    FEEDBACK_OVER = "feedback_time_running"
    STAR_PROPOSED = "no_star_proposed"
    NO_STAR_PROPOSED = "star_proposed"
    OBJECTION_UPHELD = "no_objection_upheld"
    WITHIN_APPEAL = "appeal_time_over"
    FIRST_APPEAL = "already_appealed"
    UNINVOLVED = "appeal_by_deciders"
    NOTICE_OVER = "notice_running"
    NOTHING_OPEN = "objections_open"
    HEARD = "not_heard"

    @property
    def label(self) -> str:
        """Chinese words for the table in the documents."""
        return _CONDITION_LABELS[self]


_CONDITION_LABELS = {
    Condition.ROUND_OPEN: "在申报期内",
    Condition.NOT_BANNED: "不在禁申期内",
    Condition.COMPLETE: "申报材料齐全",
    Condition.WITHIN_CORRECTION: "在补正期限内",
    Condition.CORRECTION_OVERDUE: "逾期未补正",
    Condition.NO_CHAIN: "本批次不设推荐层级",
    Condition.MORE_LEVELS: "其上还有推荐层级",
    Condition.LAST_LEVEL: "已是最后一级",
    Condition.BY_CHAIN: "由推荐单位退回",
    Condition.BY_BODY: "由评定机构退回",
    Condition.OPINION_GIVEN: "已填推荐意见",
    Condition.WITHIN_QUOTA: "推荐名额未用完",
    Condition.WITHIN_STAR_LIMIT: "不超过本级可推荐的星级",
    Condition.RANK_FREE: "排序合规且未被占用",
    Condition.REASONS_GIVEN: "已写明理由",
    Condition.TEAM_COMPLETE: "评审组人数与指标覆盖符合办法",
    Condition.SHEETS_LOCKED: "评分表全部锁定",
    Condition.DIVERGENT: "存在超限差异",
    Condition.AGREED: "差异已会商完毕",
    Condition.QUORUM_AND_MAJORITY: "出席与票数符合办法",
    Condition.POINTS_GIVE_STAR: "得分达到所议星级",
    Condition.MAY_SEND_BACK: "尚未用尽退回次数",
    Condition.WITHIN_FEEDBACK: "在反馈期内",
    Condition.FEEDBACK_OVER: "反馈期满或申报单位已确认",
    Condition.STAR_PROPOSED: "拟授予星级",
    Condition.NO_STAR_PROPOSED: "未拟授予星级",
    Condition.OBJECTION_UPHELD: "异议成立",
    Condition.WITHIN_APPEAL: "在申诉期内",
    Condition.FIRST_APPEAL: "首次申诉",
    Condition.UNINVOLVED: "由未参与原决定的人复查",
    Condition.NOTICE_OVER: "公示期满",
    Condition.NOTHING_OPEN: "没有未办结的异议或申诉",
    Condition.HEARD: "已书面告知并听取陈述",
}
