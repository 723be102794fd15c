"""The life of a star plaque (星级标志牌, clause 6.1.1): designed and managed by the rating body alone.

The standard says nothing more, so that every row here is the rating body's own procedure (本机构规定).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PlaqueState(StrEnum):
    """A state of a plaque."""

    ORDERED = "ordered"
    PRODUCED = "produced"
    HANDED_OVER = "handed_over"
    LOST = "lost"
    REPLACED = "replaced"
    RETURNED = "returned"
    VOID = "void"

    @property
    def label(self) -> str:
        """Chinese name."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    PlaqueState.ORDERED: "待制作",
    PlaqueState.PRODUCED: "已制作",
    PlaqueState.HANDED_OVER: "已交付",
    PlaqueState.LOST: "已报失",
    PlaqueState.REPLACED: "已换新",
    PlaqueState.RETURNED: "已收回",
    PlaqueState.VOID: "已公告作废",
}


class PlaqueAction(StrEnum):
    """What moves a plaque."""

    ORDER = "order"
    PRODUCE = "produce"
    HAND_OVER = "hand_over"
    LOSE = "lose"
    REPLACE = "replace"
    RETURN = "return"
    VOID = "void"

    @property
    def label(self) -> str:
        """Chinese name."""
        return _ACTION_LABELS[self]


_ACTION_LABELS = {
    PlaqueAction.ORDER: "下达制作",
    PlaqueAction.PRODUCE: "制作完成",
    PlaqueAction.HAND_OVER: "交付",
    PlaqueAction.LOSE: "报失",
    PlaqueAction.REPLACE: "换发新牌",
    PlaqueAction.RETURN: "收回",
    PlaqueAction.VOID: "公告作废",
}


class PlaqueNeed(StrEnum):
    """What has to be given with a move. Its value is the code of the refusal."""

    RECEIVER = "receiver_missing"
    PROOF = "proof_missing"
    REASON = "reasons_missing"
    ANNOUNCEMENT = "announcement_missing"

    @property
    def label(self) -> str:
        """Chinese words for the table in the documents."""
        return _NEED_LABELS[self]


_NEED_LABELS = {
    PlaqueNeed.RECEIVER: "签收人与签名",
    PlaqueNeed.PROOF: "照片",
    PlaqueNeed.REASON: "理由",
    PlaqueNeed.ANNOUNCEMENT: "公告文号",
}


@dataclass(frozen=True, slots=True)
class PlaqueTransition:
    """One row of the plaque's table."""

    source: PlaqueState
    action: PlaqueAction
    needs: tuple[PlaqueNeed, ...]
    target: PlaqueState


_S, _A, _N = PlaqueState, PlaqueAction, PlaqueNeed
PLAQUE_TRANSITIONS: tuple[PlaqueTransition, ...] = (
    PlaqueTransition(_S.ORDERED, _A.PRODUCE, (), _S.PRODUCED),
    PlaqueTransition(_S.PRODUCED, _A.HAND_OVER, (_N.RECEIVER,), _S.HANDED_OVER),
    PlaqueTransition(_S.HANDED_OVER, _A.LOSE, (_N.REASON,), _S.LOST),
    PlaqueTransition(_S.PRODUCED, _A.LOSE, (_N.REASON,), _S.LOST),
    PlaqueTransition(_S.HANDED_OVER, _A.REPLACE, (_N.REASON,), _S.REPLACED),
    PlaqueTransition(_S.PRODUCED, _A.REPLACE, (_N.REASON,), _S.REPLACED),
    PlaqueTransition(_S.HANDED_OVER, _A.RETURN, (_N.PROOF,), _S.RETURNED),
    PlaqueTransition(_S.REPLACED, _A.RETURN, (_N.PROOF,), _S.RETURNED),
    PlaqueTransition(_S.LOST, _A.RETURN, (_N.PROOF,), _S.RETURNED),
    PlaqueTransition(_S.ORDERED, _A.VOID, (_N.REASON,), _S.VOID),
    PlaqueTransition(_S.PRODUCED, _A.VOID, (_N.REASON, _N.ANNOUNCEMENT), _S.VOID),
    PlaqueTransition(_S.HANDED_OVER, _A.VOID, (_N.REASON, _N.ANNOUNCEMENT), _S.VOID),
    PlaqueTransition(_S.REPLACED, _A.VOID, (_N.REASON, _N.ANNOUNCEMENT), _S.VOID),
    PlaqueTransition(_S.LOST, _A.VOID, (_N.REASON, _N.ANNOUNCEMENT), _S.VOID),
)
"""The whole life of a plaque; a new plaque for a lost or replaced one starts as ordered."""

STANDING = frozenset({PlaqueState.ORDERED, PlaqueState.PRODUCED, PlaqueState.HANDED_OVER})
"""States of the one plaque that a certificate has."""
RECALLED = frozenset({PlaqueState.LOST, PlaqueState.REPLACED, PlaqueState.RETURNED, PlaqueState.VOID})
"""States of plaques that must not hang on a wall any more; the public page warns."""


def next_plaque_state(state: PlaqueState, action: PlaqueAction) -> PlaqueTransition | None:
    """The row that applies, or None."""
    return next((row for row in PLAQUE_TRANSITIONS if (row.source, row.action) == (state, action)), None)
