"""Cases of the demo, led through the real services to the states a body sees on an ordinary day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from random import Random
from uuid import UUID

from xingping.core.guide import EvidenceMode
from xingping.core.policy import ItemKind
from xingping.core.standard import Kind
from xingping.rating.actor import Actor, actor_of
from xingping.rating.calendar import today
from xingping.rating.demo.files import SCENES, demo_files
from xingping.rating.demo.places import Place
from xingping.rating.demo.review import Reached, Reviewers, demo_reviewers, lead_review, open_a_vote
from xingping.rating.demo.seasons import most_lost
from xingping.rating.demo.sheets import demo_sheet
from xingping.rating.demo.teams import demo_register, demo_teams
from xingping.rating.evidence_rules import Shown
from xingping.rating.models import Blob, Case, CaseFileKind, Centre, Recommendation, Round
from xingping.rating.queries.pinned import rules_of
from xingping.rating.services.accepting import accept, refuse_application
from xingping.rating.services.applications import create_case, fill_form
from xingping.rating.services.demo_people import ensure_demo_applicant
from xingping.rating.services.evidence import add_evidence, attach_file
from xingping.rating.services.feedback import give_feedback, refuse_claims
from xingping.rating.services.notes import add_note
from xingping.rating.services.recommending import Opinion, forward
from xingping.rating.services.returning import return_for_correction
from xingping.rating.services.saving import save_self_assessment
from xingping.rating.services.submitting import submit, withdraw


class Stage(IntEnum):
    """How far a demo case is led."""

    NONE = 0
    STARTED = 1
    FILLED = 2
    COMPLETE = 3
    SUBMITTED = 4
    RETURNED_BY_STREET = 5
    AT_COUNTY = 6
    RECOMMENDED = 7
    RETURNED_BY_BODY = 8
    ACCEPTED = 9
    REFUSED = 10
    WITHDRAWN = 11
    IN_REVIEW = 12
    RECONCILING = 13
    IN_PANEL = 14
    IN_FEEDBACK = 15


PLAN: tuple[tuple[Stage, int], ...] = (
    (Stage.FILLED, 3),
    (Stage.RECOMMENDED, 6),
    (Stage.SUBMITTED, 6),
    (Stage.ACCEPTED, 2),
    (Stage.IN_REVIEW, 1),
    (Stage.RECONCILING, 1),
    (Stage.IN_PANEL, 2),
    (Stage.IN_FEEDBACK, 1),
    (Stage.AT_COUNTY, 4),
    (Stage.RETURNED_BY_BODY, 3),
    (Stage.STARTED, 2),
    (Stage.COMPLETE, 1),
    (Stage.RETURNED_BY_STREET, 1),
    (Stage.REFUSED, 1),
    (Stage.WITHDRAWN, 1),
    (Stage.NONE, 5),
)
"""Forty centres; the first one, whose account is shown first, is in the middle of filling in."""

REVIEWED = {
    Stage.IN_REVIEW: Reached.IN_REVIEW,
    Stage.RECONCILING: Reached.RECONCILING,
    Stage.IN_PANEL: Reached.IN_PANEL,
    Stage.IN_FEEDBACK: Reached.IN_FEEDBACK,
}

EVIDENCE = {
    "6": "综合服务区",
    "3": "无障碍坡道",
    "9-10": "消防通道",
    "33": "志愿服务活动",
    "46": "图书室",
    "11": "应急演练",
}
"""Serial -> caption of the picture shown for it."""


@dataclass(frozen=True)
class _Stage:
    """Everything that leading one case needs."""

    case: Case
    applicant: Actor
    street: Actor
    county: Actor
    officer: Actor
    reviewers: Reviewers
    files: Mapping[str, Blob]
    draws: Random


def lead_cases(
    round_: Round,
    centres: Sequence[tuple[Place, Centre]],
    units: Mapping[str, Actor],
    officer: Actor,
    seed: int,
) -> None:
    """Lead a case for each centre as far as the plan says; centres that have one are left alone.

    The same seed gives the same round.
    """
    files = demo_files()
    reviewers = demo_reviewers(officer, round_.body)
    stages = [stage for stage, count in PLAN for _ in range(count)]
    begun = set(Case.objects.filter(round=round_).values_list("centre_id", flat=True))
    for number, ((place, centre), stage) in enumerate(zip(centres, stages, strict=True)):
        username = "demo-applicant" if number == 0 else f"demo-applicant-{number + 1}"
        person = ensure_demo_applicant(username, f"演示·申报人 {number + 1}", centre)
        if stage is Stage.NONE or centre.pk in begun:
            continue
        applicant = actor_of(person)
        case = create_case(applicant, round_.pk, centre.pk)
        scene = _Stage(
            case,
            applicant,
            units[place.street],
            units[place.street[:6]],
            officer,
            reviewers,
            files,
            Random(seed + number),  # noqa: S311 (no secret: the same seed gives the same demo)
        )
        _lead(scene, stage)
    open_a_vote(reviewers, round_)
    demo_register(officer, round_.body)
    demo_teams(officer, round_)


def _lead(scene: _Stage, stage: Stage) -> None:
    if stage >= Stage.FILLED:
        _fill(scene, everything=stage is not Stage.FILLED)
    if stage >= Stage.COMPLETE:
        _complete(scene)
    if stage is Stage.WITHDRAWN:
        submit(scene.applicant, scene.case.pk)
        withdraw(scene.applicant, scene.case.pk, "演示：今年改造场地，明年再申报。")
    elif stage >= Stage.SUBMITTED:
        submit(scene.applicant, scene.case.pk)
        _recommend(scene, stage)


def _recommend(scene: _Stage, stage: Stage) -> None:
    case = scene.case.pk
    if stage is Stage.RETURNED_BY_STREET:
        return_for_correction(scene.street, case, {"11": "演示：请补充今年应急演练的日期。"})
    if stage >= Stage.AT_COUNTY:
        _forward(scene, scene.street)
    if stage >= Stage.RECOMMENDED:
        _forward(scene, scene.county)
    if stage is Stage.RETURNED_BY_BODY:
        reasons = {"2": "演示：面积与产权证明不一致，请核对。", "31": "演示：请补充联席会议出席情况。"}
        return_for_correction(scene.officer, case, reasons)
    if stage is Stage.ACCEPTED or stage in REVIEWED:
        accept(scene.officer, case)
    if stage in REVIEWED:
        lead_review(scene.reviewers, scene.case, REVIEWED[stage], scene.draws)
    if stage is Stage.IN_FEEDBACK:
        _name_errors(scene)
    if stage is Stage.ACCEPTED:
        add_note(scene.officer, case, "演示：材料齐全，建议安排在第二周现场评估。")
    if stage is Stage.REFUSED:
        refuse_application(scene.officer, case, "演示：中心开放不满一年，不符合申报条件。")


def _name_errors(scene: _Stage) -> None:
    """Two errors of fact in the draft result: one was answered, the other waits."""
    one, other = most_lost(scene.case, 2)
    named = {one: "演示：有一册记录当天没有翻到，现已找到。", other: "演示：上月起已经开放，没有计入。"}
    give_feedback(scene.applicant, scene.case.pk, named)
    reason = "演示：以数据基准日为准，上月开放的不在本次评定期内。"
    refuse_claims(scene.officer, scene.case.pk, {other: reason})


def _fill(scene: _Stage, *, everything: bool) -> None:
    rules = rules_of(scene.case)
    kind = Kind(scene.case.kind)
    fields = demo_sheet(rules.edition, rules.guide, kind, scene.case.round.facts_on, scene.draws)
    if not everything:
        kept = {one.serial for one in rules.edition.indicators[:32]}
        fields = {
            name: edit
            for name, edit in fields.items()
            if name.startswith("facts.") or name.split(".")[1] in kept
        }
    save_self_assessment(scene.applicant, scene.case.pk, device="demo", sequence=1, fields=fields)
    for serial, caption in EVIDENCE.items():
        if everything or serial in ("6", "3"):
            _show(scene, serial, caption)


def _show(scene: _Stage, serial: str, caption: str) -> None:
    point = next(
        (
            one
            for one in rules_of(scene.case).guide.by_serial[serial].points_for(Kind(scene.case.kind))
            if one.evidence_mode is EvidenceMode.UPLOAD
        ),
        None,
    )
    if point is None or caption not in SCENES:
        return
    shown = Shown(
        mode=EvidenceMode.UPLOAD,
        caption=f"演示·{caption}",
        blob=scene.files[caption],
        file_name=f"演示-{caption}.jpg",
        dated=scene.case.round.facts_on,
        not_secret=True,
        masked=True,
    )
    add_evidence(
        scene.applicant, scene.case.pk, UUID(int=scene.draws.getrandbits(128)), shown, [(serial, point.id)]
    )


def _complete(scene: _Stage) -> None:
    policy = rules_of(scene.case).policy
    answers = {item.id: item.kind is ItemKind.CONDITION for item in policy.eligibility}
    stars = scene.draws.choice((2, 3, 3, 4))
    fill_form(scene.applicant, scene.case.pk, target_stars=stars, eligibility=answers)
    for kind, title in ((CaseFileKind.FORM, "盖章申报表"), (CaseFileKind.PLEDGE, "承诺书")):
        attach_file(scene.applicant, scene.case.pk, kind, scene.files[title], f"演示-{title}.jpg")


def _forward(scene: _Stage, unit: Actor) -> None:
    attach_file(unit, scene.case.pk, CaseFileKind.OPINION, scene.files["推荐意见"], "演示-推荐意见.jpg")
    given = Recommendation.objects.filter(case__round=scene.case.round, by=unit.user).count()
    opinion = Opinion("演示：情况属实，同意推荐。", today(), given + 1)
    forward(unit, scene.case.pk, opinion)
