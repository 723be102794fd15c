"""Who takes part in a rating, and how near an object is to somebody (workflow: 参与者)."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A role of a person on a case; a person may hold several."""

    PUBLIC = "public"
    APPLICANT = "applicant"
    RECOMMENDER = "recommender"
    ASSESSOR = "assessor"
    OFFICER = "officer"
    PANEL = "panel"
    STAKEHOLDER = "stakeholder"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"

    @property
    def label(self) -> str:
        """Chinese name."""
        return _LABELS[self]


_LABELS = {
    Role.PUBLIC: "公众",
    Role.APPLICANT: "申报单位",
    Role.RECOMMENDER: "推荐单位",
    Role.ASSESSOR: "评定专家",
    Role.OFFICER: "评定机构工作人员",
    Role.PANEL: "评定委员",
    Role.STAKEHOLDER: "社会组织或驻区单位",
    Role.SUPERVISOR: "主管部门",
    Role.AUDITOR: "审计",
    Role.ADMINISTRATOR: "管理员",
    Role.SYSTEM: "系统",
}

GRANTABLE = tuple(role for role in Role if role not in (Role.PUBLIC, Role.SYSTEM))
"""Roles that a body can grant to a person."""
