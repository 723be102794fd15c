"""The states of a case and of a certificate (申报件、证书): one table each, printed in docs/lifecycle.md."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """A state of a case."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    RECOMMENDED = "recommended"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    IN_REVIEW = "in_review"
    RECONCILING = "reconciling"
    IN_PANEL = "in_panel"
    IN_FEEDBACK = "in_feedback"
    IN_NOTICE = "in_notice"
    NOT_AWARDED = "not_awarded"
    UNDER_APPEAL = "under_appeal"
    ANNOUNCED = "announced"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"

    @property
    def label(self) -> str:
        """Chinese name."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    State.DRAFT: "填报中",
    State.SUBMITTED: "已提交",
    State.RETURNED: "退回补正",
    State.RECOMMENDED: "已推荐",
    State.ACCEPTED: "已受理",
    State.REFUSED: "不予受理",
    State.IN_REVIEW: "评审中",
    State.RECONCILING: "差异会商",
    State.IN_PANEL: "评定委员会审议",
    State.IN_FEEDBACK: "结果反馈",
    State.IN_NOTICE: "公示中",
    State.NOT_AWARDED: "未获星级",
    State.UNDER_APPEAL: "申诉复查",
    State.ANNOUNCED: "已公告",
    State.WITHDRAWN: "已撤回",
    State.TERMINATED: "终止评定",
}
