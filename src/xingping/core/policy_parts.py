"""The parts of a round's policy: levels of the chain, eligibility items, the quorum, how a rule is shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil


class ChainLevel(StrEnum):
    """A level of the chain of recommendation, from the lowest."""

    STREET = "street"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"

    @property
    def label(self) -> str:
        """Chinese name."""
        return {"street": "街道（乡镇）", "county": "区（县）", "city": "市", "province": "省"}[self.value]

    @property
    def digits(self) -> int:
        """Digits of the region prefix of a unit of this level."""
        return {"street": 9, "county": 6, "city": 4, "province": 2}[self.value]


class ItemKind(StrEnum):
    """What answering an eligibility item with yes means."""

    CONDITION = "condition"
    """申报条件: must be met."""
    EXCLUSION = "exclusion"
    """不予评定情形: must not be the case."""


@dataclass(frozen=True, slots=True)
class EligibilityItem:
    """One thing that the applicant confirms before applying."""

    id: str
    text: str
    kind: ItemKind

    def met(self, answer: bool | None) -> bool:
        """Whether an answer allows the application."""
        return answer is (self.kind is ItemKind.CONDITION)


class Quorum(StrEnum):
    """Least share of all panel members who must be present for a vote."""

    HALF = "1/2"
    TWO_THIRDS = "2/3"
    THREE_QUARTERS = "3/4"
    ALL = "1/1"

    @property
    def label(self) -> str:
        """Chinese name."""
        return {"1/2": "二分之一", "2/3": "三分之二", "3/4": "四分之三", "1/1": "全体"}[self.value]

    def members_needed(self, members: int) -> int:
        """How many of so many members must be present."""
        return ceil(Fraction(self.value) * members)


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """How a field of the policy is shown and bounded."""

    label: str
    explanation: str
    group: str
    least: int = 0
    most: int = 0
    unit: str = ""
