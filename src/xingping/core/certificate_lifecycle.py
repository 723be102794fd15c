"""The life of a certificate and its plaque (clauses 6.1.2 and 6.1.3): states and the one table of moves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from xingping.core.roles import Role


class CertificateState(StrEnum):
    """A state of a certificate. Expiry follows from the date; nobody has to write it for it to be true."""

    VALID = "valid"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REPLACED = "replaced"

    @property
    def label(self) -> str:
        """Chinese name."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    CertificateState.VALID: "有效",
    CertificateState.SUSPENDED: "暂停使用星级标志",
    CertificateState.EXPIRED: "已到期",
    CertificateState.CANCELLED: "已取消",
    CertificateState.REPLACED: "已换发",
}


class CertificateAction(StrEnum):
    """What moves a certificate."""

    SUSPEND = "suspend"
    RESUME = "resume"
    CANCEL = "cancel"
    REPLACE = "replace"
    DOWNGRADE = "downgrade"
    EXPIRE = "expire"
    RESTORE = "restore"

    @property
    def label(self) -> str:
        """Chinese name."""
        return _ACTION_LABELS[self]


_ACTION_LABELS = {
    CertificateAction.SUSPEND: "暂停",
    CertificateAction.RESUME: "恢复",
    CertificateAction.CANCEL: "取消",
    CertificateAction.REPLACE: "换发（复核或提前升星）",
    CertificateAction.DOWNGRADE: "降星换发",
    CertificateAction.EXPIRE: "到期",
    CertificateAction.RESTORE: "申诉成立，撤销取消",
}


class CertificateCondition(StrEnum):
    """What a move asks. Its value is the code of the refusal."""

    REASONS_GIVEN = "reasons_missing"
    HEARD = "not_heard"
    SECOND_PERSON = "second_person_needed"
    DOCUMENT_GIVEN = "document_missing"
    NEW_AWARD = "no_new_award"
    DOWNGRADE_ALLOWED = "downgrade_not_in_policy"
    LOWER_STAR = "not_a_lower_star"
    LAST_DAY_OVER = "still_valid"
    UNINVOLVED = "involved"
    NO_OTHER = "newer_certificate"

    @property
    def label(self) -> str:
        """Chinese words for the table in the documents."""
        return _CONDITION_LABELS[self]


_CONDITION_LABELS = {
    CertificateCondition.REASONS_GIVEN: "已写明理由",
    CertificateCondition.HEARD: "已书面告知并听取陈述",
    CertificateCondition.SECOND_PERSON: "由另一人复核",
    CertificateCondition.DOCUMENT_GIVEN: "有认定文件与日期",
    CertificateCondition.NEW_AWARD: "已有新的评定公告",
    CertificateCondition.DOWNGRADE_ALLOWED: "批次办法允许降星",
    CertificateCondition.LOWER_STAR: "新星级低于现有星级，仍在有效期内",
    CertificateCondition.LAST_DAY_OVER: "已过最后有效日",
    CertificateCondition.UNINVOLVED: "由没有参与取消的人复查",
    CertificateCondition.NO_OTHER: "没有另一张在用的证书",
}


@dataclass(frozen=True, slots=True)
class CertificateTransition:
    """One row of the certificate's table."""

    source: CertificateState
    action: CertificateAction
    role: Role
    guards: tuple[CertificateCondition, ...]
    target: CertificateState
    notify: tuple[Role, ...] = (Role.APPLICANT,)


_S, _A, _C = CertificateState, CertificateAction, CertificateCondition
_CANCEL = (_C.HEARD, _C.REASONS_GIVEN, _C.DOCUMENT_GIVEN, _C.SECOND_PERSON)
_DOWNGRADE = (*_CANCEL, _C.DOWNGRADE_ALLOWED, _C.LOWER_STAR)
CERTIFICATE_TRANSITIONS: tuple[CertificateTransition, ...] = (
    CertificateTransition(
        _S.VALID, _A.SUSPEND, Role.OFFICER, (_C.REASONS_GIVEN, _C.DOCUMENT_GIVEN), _S.SUSPENDED
    ),
    CertificateTransition(_S.SUSPENDED, _A.RESUME, Role.OFFICER, (_C.REASONS_GIVEN,), _S.VALID),
    CertificateTransition(_S.VALID, _A.CANCEL, Role.OFFICER, _CANCEL, _S.CANCELLED),
    CertificateTransition(_S.SUSPENDED, _A.CANCEL, Role.OFFICER, _CANCEL, _S.CANCELLED),
    CertificateTransition(_S.VALID, _A.REPLACE, Role.OFFICER, (_C.NEW_AWARD,), _S.REPLACED),
    CertificateTransition(_S.SUSPENDED, _A.REPLACE, Role.OFFICER, (_C.NEW_AWARD,), _S.REPLACED),
    CertificateTransition(_S.EXPIRED, _A.REPLACE, Role.OFFICER, (_C.NEW_AWARD,), _S.REPLACED),
    CertificateTransition(_S.VALID, _A.DOWNGRADE, Role.OFFICER, _DOWNGRADE, _S.REPLACED),
    CertificateTransition(_S.SUSPENDED, _A.DOWNGRADE, Role.OFFICER, _DOWNGRADE, _S.REPLACED),
    CertificateTransition(
        _S.CANCELLED, _A.RESTORE, Role.OFFICER, (_C.REASONS_GIVEN, _C.UNINVOLVED, _C.NO_OTHER), _S.VALID
    ),
    CertificateTransition(_S.VALID, _A.EXPIRE, Role.SYSTEM, (_C.LAST_DAY_OVER,), _S.EXPIRED),
    CertificateTransition(_S.SUSPENDED, _A.EXPIRE, Role.SYSTEM, (_C.LAST_DAY_OVER,), _S.EXPIRED),
)
"""The whole life of a certificate; whatever is not in this table cannot happen."""

FINAL_CERTIFICATE_STATES = frozenset({CertificateState.REPLACED})
"""States that nothing leads out of: an expired certificate can still be replaced by a late re-review, and a
cancelled one comes back where an appeal is upheld."""
