"""The life of a case (申报件): states, actions and the one table of transitions (docs/lifecycle.md)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from xingping.core.conditions import Condition
from xingping.core.roles import Role


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


class Action(StrEnum):
    """What moves a case from one state to another."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    FORWARD = "forward"
    RETURN = "return"
    ACCEPT = "accept"
    REFUSE = "refuse"
    START_REVIEW = "start_review"
    OPEN_RECONCILIATION = "open_reconciliation"
    TO_PANEL = "to_panel"
    SEND_BACK = "send_back"
    DECIDE = "decide"
    CORRECT_FACTS = "correct_facts"
    PUBLISH_NOTICE = "publish_notice"
    DELIVER_NOT_AWARDED = "deliver_not_awarded"
    REOPEN = "reopen"
    APPEAL = "appeal"
    DECIDE_APPEAL = "decide_appeal"
    ANNOUNCE = "announce"
    TERMINATE = "terminate"

    @property
    def label(self) -> str:
        """Chinese name."""
        return _ACTION_LABELS[self]


_ACTION_LABELS = {
    Action.SUBMIT: "提交",
    Action.WITHDRAW: "撤回申报",
    Action.FORWARD: "同意推荐并上报",
    Action.RETURN: "退回补正",
    Action.ACCEPT: "受理",
    Action.REFUSE: "不予受理",
    Action.START_REVIEW: "开始评审",
    Action.OPEN_RECONCILIATION: "开启差异会商",
    Action.TO_PANEL: "提交评定委员会",
    Action.SEND_BACK: "退回评审",
    Action.DECIDE: "作出评定结论",
    Action.CORRECT_FACTS: "事实更正，重新审议",
    Action.PUBLISH_NOTICE: "公示",
    Action.DELIVER_NOT_AWARDED: "送达未获星级的结果",
    Action.REOPEN: "异议成立，重新审议",
    Action.APPEAL: "提出申诉",
    Action.DECIDE_APPEAL: "作出申诉复查结论",
    Action.ANNOUNCE: "公告",
    Action.TERMINATE: "终止评定",
}


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table. `when` chooses between rows of the same action; `guards` refuse."""

    source: State
    action: Action
    role: Role
    guards: tuple[Condition, ...]
    target: State
    notify: tuple[Role, ...]
    when: tuple[Condition, ...] = ()


_C = Condition
_OPEN = (
    State.DRAFT,
    State.SUBMITTED,
    State.RETURNED,
    State.RECOMMENDED,
    State.ACCEPTED,
    State.IN_REVIEW,
    State.RECONCILING,
    State.IN_PANEL,
    State.IN_FEEDBACK,
    State.IN_NOTICE,
    State.UNDER_APPEAL,
)
OPEN_STATES = frozenset(_OPEN)
"""States in which a rating is under way; from each it can be withdrawn or terminated."""
FINAL_STATES = frozenset({State.REFUSED, State.ANNOUNCED, State.WITHDRAWN, State.TERMINATED})
"""States that nothing leads out of. NOT_AWARDED is final unless appealed in time."""
EDITABLE_STATES = frozenset({State.DRAFT, State.RETURNED})
"""States in which the applicant may change the self-assessment and its evidence."""


def _row(
    source: State,
    action: Action,
    role: Role,
    target: State,
    *guards: Condition,
    notify: tuple[Role, ...] = (Role.APPLICANT,),
    when: tuple[Condition, ...] = (),
) -> Transition:
    return Transition(source, action, role, guards, target, notify, when)


_BOTH = (Role.APPLICANT, Role.OFFICER)
_APPLICATION = (
    _row(State.DRAFT, Action.SUBMIT, Role.APPLICANT, State.SUBMITTED, _C.ROUND_OPEN, _C.NOT_BANNED,
         _C.COMPLETE, notify=(Role.APPLICANT, Role.RECOMMENDER, Role.OFFICER)),
    _row(State.RETURNED, Action.SUBMIT, Role.APPLICANT, State.SUBMITTED, _C.WITHIN_CORRECTION, _C.COMPLETE,
         notify=(Role.APPLICANT, Role.RECOMMENDER), when=(_C.BY_CHAIN,)),
    _row(State.RETURNED, Action.SUBMIT, Role.APPLICANT, State.SUBMITTED, _C.WITHIN_CORRECTION, _C.COMPLETE,
         notify=_BOTH, when=(_C.BY_BODY, _C.NO_CHAIN)),
    _row(State.RETURNED, Action.SUBMIT, Role.APPLICANT, State.RECOMMENDED, _C.WITHIN_CORRECTION, _C.COMPLETE,
         notify=_BOTH, when=(_C.BY_BODY,)),
    _row(State.SUBMITTED, Action.FORWARD, Role.RECOMMENDER, State.SUBMITTED, _C.OPINION_GIVEN,
         _C.WITHIN_STAR_LIMIT, _C.WITHIN_QUOTA, _C.RANK_FREE,
         notify=(Role.APPLICANT, Role.RECOMMENDER), when=(_C.MORE_LEVELS,)),
    _row(State.SUBMITTED, Action.FORWARD, Role.RECOMMENDER, State.RECOMMENDED, _C.OPINION_GIVEN,
         _C.WITHIN_STAR_LIMIT, _C.WITHIN_QUOTA, _C.RANK_FREE, notify=_BOTH, when=(_C.LAST_LEVEL,)),
    _row(State.SUBMITTED, Action.RETURN, Role.RECOMMENDER, State.RETURNED, _C.REASONS_GIVEN),
)  # fmt: skip
_ACCEPTANCE = (
    _row(State.SUBMITTED, Action.ACCEPT, Role.OFFICER, State.ACCEPTED, _C.NO_CHAIN),
    _row(State.RECOMMENDED, Action.ACCEPT, Role.OFFICER, State.ACCEPTED),
    _row(State.SUBMITTED, Action.RETURN, Role.OFFICER, State.RETURNED, _C.NO_CHAIN, _C.REASONS_GIVEN),
    _row(State.RECOMMENDED, Action.RETURN, Role.OFFICER, State.RETURNED, _C.REASONS_GIVEN),
    _row(State.SUBMITTED, Action.REFUSE, Role.OFFICER, State.REFUSED, _C.REASONS_GIVEN),
    _row(State.RECOMMENDED, Action.REFUSE, Role.OFFICER, State.REFUSED, _C.REASONS_GIVEN),
    _row(State.RETURNED, Action.REFUSE, Role.OFFICER, State.REFUSED, _C.CORRECTION_OVERDUE, _C.REASONS_GIVEN),
)  # fmt: skip
_REVIEW = (
    _row(State.ACCEPTED, Action.START_REVIEW, Role.OFFICER, State.IN_REVIEW, _C.TEAM_COMPLETE,
         notify=(Role.APPLICANT, Role.ASSESSOR)),
    _row(State.IN_REVIEW, Action.OPEN_RECONCILIATION, Role.OFFICER, State.RECONCILING, _C.SHEETS_LOCKED,
         _C.DIVERGENT, notify=(Role.ASSESSOR,)),
    _row(State.IN_REVIEW, Action.TO_PANEL, Role.OFFICER, State.IN_PANEL, _C.SHEETS_LOCKED, _C.AGREED,
         notify=(Role.PANEL,)),
    _row(State.RECONCILING, Action.TO_PANEL, Role.OFFICER, State.IN_PANEL, _C.AGREED, notify=(Role.PANEL,)),
    _row(State.IN_PANEL, Action.SEND_BACK, Role.OFFICER, State.IN_REVIEW, _C.MAY_SEND_BACK, _C.REASONS_GIVEN,
         notify=(Role.ASSESSOR,)),
    _row(State.IN_PANEL, Action.DECIDE, Role.OFFICER, State.IN_FEEDBACK, _C.QUORUM_AND_MAJORITY,
         _C.POINTS_GIVE_STAR),
)  # fmt: skip
_RESULT = (
    _row(State.IN_FEEDBACK, Action.CORRECT_FACTS, Role.OFFICER, State.IN_PANEL, _C.WITHIN_FEEDBACK,
         _C.REASONS_GIVEN, notify=(Role.APPLICANT, Role.PANEL)),
    _row(State.IN_FEEDBACK, Action.PUBLISH_NOTICE, Role.OFFICER, State.IN_NOTICE, _C.FEEDBACK_OVER,
         _C.STAR_PROPOSED),
    _row(State.IN_FEEDBACK, Action.DELIVER_NOT_AWARDED, Role.OFFICER, State.NOT_AWARDED, _C.FEEDBACK_OVER,
         _C.NO_STAR_PROPOSED),
    _row(State.IN_NOTICE, Action.REOPEN, Role.OFFICER, State.IN_PANEL, _C.OBJECTION_UPHELD, _C.REASONS_GIVEN,
         notify=(Role.APPLICANT, Role.PANEL)),
    _row(State.IN_NOTICE, Action.APPEAL, Role.APPLICANT, State.UNDER_APPEAL, _C.WITHIN_APPEAL,
         _C.FIRST_APPEAL, _C.REASONS_GIVEN, notify=_BOTH),
    _row(State.NOT_AWARDED, Action.APPEAL, Role.APPLICANT, State.UNDER_APPEAL, _C.WITHIN_APPEAL,
         _C.FIRST_APPEAL, _C.REASONS_GIVEN, notify=_BOTH),
    _row(State.UNDER_APPEAL, Action.DECIDE_APPEAL, Role.OFFICER, State.IN_NOTICE, _C.UNINVOLVED,
         _C.REASONS_GIVEN, when=(_C.STAR_PROPOSED,)),
    _row(State.UNDER_APPEAL, Action.DECIDE_APPEAL, Role.OFFICER, State.NOT_AWARDED, _C.UNINVOLVED,
         _C.REASONS_GIVEN, when=(_C.NO_STAR_PROPOSED,)),
    _row(State.IN_NOTICE, Action.ANNOUNCE, Role.OFFICER, State.ANNOUNCED, _C.NOTICE_OVER, _C.NOTHING_OPEN),
)  # fmt: skip
_ENDINGS = tuple(
    _row(state, Action.WITHDRAW, Role.APPLICANT, State.WITHDRAWN, notify=_BOTH) for state in _OPEN
) + tuple(
    _row(state, Action.TERMINATE, Role.OFFICER, State.TERMINATED, _C.HEARD, _C.REASONS_GIVEN)
    for state in _OPEN
)

TRANSITIONS: tuple[Transition, ...] = _APPLICATION + _ACCEPTANCE + _REVIEW + _RESULT + _ENDINGS
"""The whole life of a case; whatever is not in this table cannot happen."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why a transition cannot happen: `code` of the refusal catalogue."""

    code: str


WRONG_STATE = "wrong_state"
WRONG_ROLE = "not_allowed"


def next_transition(
    state: State, action: Action, role: Role, holds: Callable[[Condition], bool]
) -> Transition | Blocked:
    """The row that applies, or why none does: wrong state, wrong role, or the first guard that fails.

    `holds` says whether a condition is true of the case; it is asked only what the rows need.
    """
    rows = [row for row in TRANSITIONS if row.source is state and row.action is action]
    if not rows:
        return Blocked(WRONG_STATE)
    rows = [row for row in rows if row.role is role]
    if not rows:
        return Blocked(WRONG_ROLE)
    fitting = next((row for row in rows if all(map(holds, row.when))), None)
    if fitting is None:
        return Blocked(next(condition for condition in rows[-1].when if not holds(condition)))
    failed = next((guard for guard in fitting.guards if not holds(guard)), None)
    return Blocked(failed.value) if failed else fitting


def actions_from(state: State, role: Role) -> tuple[Action, ...]:
    """What a role may try in a state, in the order of the table."""
    return tuple(dict.fromkeys(row.action for row in TRANSITIONS if row.source is state and row.role is role))
