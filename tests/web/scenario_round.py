"""A round of four submitted centres with known self-scores, for the scenario pages."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from factories import (
    BlobFactory,
    BodyFactory,
    CentreFactory,
    Scene,
    applicant_of,
    officer_of,
    open_round_of,
    recommender_of,
    save,
)
from xingping.core.catalogue import find_edition
from xingping.core.policy import ItemKind, RoundPolicy
from xingping.rating.actor import Actor
from xingping.rating.models import CaseFileKind, RatingBody, Region, Round
from xingping.rating.services.applications import create_case, fill_form
from xingping.rating.services.evidence import attach_file
from xingping.rating.services.saving import Edit
from xingping.rating.services.submitting import submit

PARTY = "党建引领"
OTHERS = (Fraction(1), Fraction(4, 5), Fraction(7, 10), Fraction(1, 2))
"""Share of the points that each centre gives itself outside 党建引领, of which it gives itself half."""
REGIONS = ("510104026018", "510104026019", "510107001001", "510107001002")
NAMES = ("青禾", "望溪", "晨光", "松涛")


@dataclass(frozen=True)
class ScenarioRound:
    """The round, its cases, and an officer of its body."""

    body: RatingBody
    round: Round
    cases: list[Scene]
    officer: Actor


def make_scenario_round() -> ScenarioRound:
    """Four submitted cases; the first has the most points."""
    _regions()
    body = BodyFactory(region_prefix="5101")
    round_ = open_round_of(body, chain=[])
    cases = [
        _case(body, round_, f"演示·{name}社区服务中心", region, share)
        for name, region, share in zip(NAMES, REGIONS, OTHERS, strict=True)
    ]
    return ScenarioRound(body, round_, cases, officer_of(body))


def self_scores(share: Fraction) -> dict[str, int]:
    """Half points, rounded down."""
    return {
        one.serial: int(one.points * (Fraction(1, 2) if one.level1 == PARTY else share)) // 50 * 50
        for one in find_edition().indicators
    }


def _case(body: RatingBody, round_: Round, name: str, region: str, share: Fraction) -> Scene:
    centre = CentreFactory(body=body, name=name, name_key=name, region=region)
    applicant = applicant_of(centre)
    case = create_case(applicant, round_.pk, centre.pk)
    scene = Scene(case, applicant, officer_of(body), recommender_of(region[:9]), recommender_of(region[:6]))
    answers = {item.id: item.kind is ItemKind.CONDITION for item in RoundPolicy().eligibility}
    fill_form(applicant, case.pk, target_stars=3, eligibility=answers)
    for kind in (CaseFileKind.FORM, CaseFileKind.PLEDGE):
        attach_file(applicant, case.pk, kind, BlobFactory(), f"{kind.value}.pdf")
    save(scene, {f"scores.{serial}": Edit(None, points) for serial, points in self_scores(share).items()})
    submit(applicant, case.pk)
    return scene


def _regions() -> None:
    for prefix, name, level, parent in (
        ("51", "四川省", 1, None),
        ("5101", "成都市", 2, "51"),
        ("510104", "锦江区", 3, "5101"),
        ("510107", "武侯区", 3, "5101"),
        ("510104026", "督院街街道", 4, "510104"),
    ):
        keys = {"pinyin": "", "initials": "", "sort_key": prefix}
        Region.objects.create(
            prefix=prefix, code=prefix.ljust(12, "0"), name=name, level=level, parent_id=parent, **keys
        )
