"""What an application still lacks: one gap for each thing, in the order in which it is filled in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from xingping.core.policy import RoundPolicy
from xingping.core.sheet_content import SheetRules, needed_facts, ticked_points


class GapKind(StrEnum):
    """What is missing, for the link to the place where it is filled in."""

    TARGET = "target"
    ELIGIBILITY = "eligibility"
    FORM = "form"
    PLEDGE = "pledge"
    FACT = "fact"
    SCORE = "score"
    STATEMENT = "statement"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing. `key` is the field of the sheet, the item's id, or ""."""

    kind: GapKind
    key: str
    message: str
    serial: str = ""

    @property
    def blocking(self) -> bool:
        """Whether it keeps the application from being submitted.

        Facts and scoring points are asked for but never compulsory: what does not exist need not be made,
        and a point that is not ticked counts as not met.
        """
        return self.kind not in (GapKind.FACT, GapKind.POINT)


@dataclass(frozen=True)
class Application:
    """What an applicant has filled in so far."""

    target_stars: int | None
    eligibility: Mapping[str, bool]
    files: Collection[str]
    """Kinds of scans that are there: form, pledge."""
    content: Mapping[str, Mapping[str, Any]]
    """The self-assessment {section: {key: value}}."""


def gaps(rules: SheetRules, policy: RoundPolicy, application: Application) -> tuple[Gap, ...]:
    """Everything that must be there before an application can be submitted and is not."""
    return (
        *_form_gaps(policy, application),
        *_fact_gaps(rules, application),
        *_sheet_gaps(rules, policy, application),
    )


def progress(rules: SheetRules, policy: RoundPolicy, application: Application) -> tuple[int, int]:
    """How many of the things asked for are there: (done, all)."""
    nothing = Application(None, {}, (), {})
    asked = len(gaps(rules, policy, nothing))
    return asked - len(gaps(rules, policy, application)), asked


def _form_gaps(policy: RoundPolicy, application: Application) -> list[Gap]:
    found = []
    if application.target_stars is None:
        found.append(Gap(GapKind.TARGET, "", "拟申报星级没有选择"))
    for item in policy.eligibility:
        answer = application.eligibility.get(item.id)
        if not item.met(answer):
            what = "没有确认" if answer is None else "不符合"
            found.append(Gap(GapKind.ELIGIBILITY, item.id, f"{what}：{item.text}"))
    if policy.form_scan_required and GapKind.FORM.value not in application.files:
        found.append(Gap(GapKind.FORM, "", "盖章申报表没有上传"))
    if policy.pledge_required and GapKind.PLEDGE.value not in application.files:
        found.append(Gap(GapKind.PLEDGE, "", "承诺书没有上传"))
    return found


def _fact_gaps(rules: SheetRules, application: Application) -> list[Gap]:
    given = application.content.get("facts", {})
    return [
        Gap(GapKind.FACT, f"facts.{name}", f"数据“{rules.guide.by_fact[name].label}”没有填写")
        for name in needed_facts(rules)
        if name not in given
    ]


def _sheet_gaps(rules: SheetRules, policy: RoundPolicy, application: Application) -> list[Gap]:
    scores, statements, points = (
        application.content.get(section, {}) for section in ("scores", "statements", "points")
    )
    found = []
    for indicator in rules.edition.indicators:
        serial, name = indicator.serial, f"指标 {indicator.serial}“{indicator.level3}”"
        found += [
            Gap(
                GapKind.POINT, f"points.{point.id}", f"{name}的评分要点没有选择是否做到：{point.text}", serial
            )
            for point in ticked_points(rules, serial)
            if point.id not in points
        ]
        if serial not in scores:
            found.append(Gap(GapKind.SCORE, f"scores.{serial}", f"{name}没有自评得分", serial))
        if policy.statement_required and not str(statements.get(serial, "")).strip():
            found.append(Gap(GapKind.STATEMENT, f"statements.{serial}", f"{name}没有说明", serial))
    return found
