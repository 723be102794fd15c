"""A what-if on a loaded round: other weights and bands, or a draft edition; computed by `national` alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xingping.core.aggregation import Aggregate
from xingping.core.catalogue import find_edition
from xingping.core.faults import Fault, FaultsError
from xingping.core.points import show_exact
from xingping.core.standard import Edition
from xingping.national.flows import Flows, Level, place_cases
from xingping.national.matrix import Outcome, Round
from xingping.national.scenario import AddedIndicator, Scenario
from xingping.national.scheme import Scheme
from xingping.national.simulate import EditionMap, draft_scheme


@dataclass(frozen=True, slots=True)
class Draft:
    """Another edition over the sheets of this one."""

    edition: Edition
    mapping: EditionMap
    assumed: Fraction | None
    """Score rate of its indicators that take nothing from the old ones."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked: changes of the edition, or a draft edition in its place (then only the rule counts)."""

    scenario: Scenario = field(default_factory=Scenario)
    draft: Draft | None = None

    @property
    def changed(self) -> bool:
        """Whether anything differs from the edition as it stands."""
        return self.draft is not None or self.scenario != Scenario()

    def scheme(self, edition: Edition) -> Scheme:
        """The edition so changed. Raises FaultsError with everything that does not fit."""
        if self.draft is None:
            return self.scenario.scheme(edition)
        return draft_scheme(edition, self.draft.edition, self.draft.mapping, self.draft.assumed)


@dataclass(frozen=True, slots=True)
class Answer:
    """All cases before and after. `scored` holds the values by the rule asked for, in the same order."""

    plan: Plan
    before: Round
    scored: Round
    after: Outcome

    def flows(self, level: Level, within: str = "") -> Flows:
        """Who moves between stars, by regions of a level inside a region (digits of its code) and kind."""
        old, new = self.before.standing, self.after
        most = max(stars for scheme in (old.scheme, new.scheme) for stars, _ in scheme.thresholds)
        flows = Flows(most, level)
        regions, kinds = self.before.regions, self.before.kinds
        if not within:
            flows.count(place_cases(regions, kinds, level), old.stars, new.stars)
            return flows
        inside = self.inside(within)
        chosen = pa.array(inside)
        flows.add(regions.take(chosen), kinds.take(chosen), old.stars[inside], new.stars[inside])
        return flows

    def inside(self, within: str) -> npt.NDArray[np.int64]:
        """Positions of the cases in a region."""
        regions = self.before.regions
        if not within:
            return np.arange(len(regions), dtype=np.int64)
        return np.flatnonzero(np.asarray(pc.starts_with(regions, pattern=within))).astype(np.int64)


def answer(plan: Plan, before: Round, scored: Round) -> Answer:
    """Compute a plan over a round by its own rule and by the rule asked for (the same where it is none).

    Raises FaultsError when the plan does not fit the round's edition.
    """
    return Answer(plan, before, scored, scored.rate(plan.scheme(before.edition)))


def points(outcome: Outcome, position: int) -> Fraction:
    """Exact points of one case."""
    return Fraction(int(outcome.totals[position]), outcome.scheme.denominator * 100)


def plan_json(plan: Plan) -> dict[str, Any]:
    """A plan as it is saved; fractions as exact texts."""
    draft, said = plan.draft, plan.scenario.as_json()
    # Pairs, not objects: names of level-1 indicators are no keys of canonical JSON.
    said["weights"] = [list(pair) for pair in plan.scenario.weights.items()]
    return {
        "scenario": said,
        "draft": draft
        and {
            "code": draft.edition.code,
            "hash": draft.edition.hash,
            "map": [[new, list(old)] for new, old in draft.mapping.sources.items()],
            "assumed": None if draft.assumed is None else show_exact(draft.assumed),
        },
    }


def read_plan(content: Mapping[str, Any]) -> Plan:
    """A saved plan. Raises FaultsError when its draft edition is no longer installed as it was."""
    said, draft = content["scenario"], content["draft"]
    scenario = Scenario(
        weights=dict(said["weights"]),
        bands={int(stars): Fraction(rate) for stars, rate in said["bands"].items()},
        drop=frozenset(said["drop"]),
        add=tuple(
            AddedIndicator(
                one["serial"],
                one["points"],
                one["level1"],
                None if one["rate"] is None else Fraction(one["rate"]),
            )
            for one in said["add"]
        ),
        rule=Aggregate(said["aggregate"]) if said["aggregate"] else None,
    )
    return Plan(scenario, _draft(draft) if draft else None)


def _draft(said: Mapping[str, Any]) -> Draft:
    edition = find_edition(said["code"])
    if edition.hash != said["hash"]:
        mend = "请装回当时的内容，或按现在的内容另存一个方案"
        raise FaultsError([Fault(said["code"], "草案的内容与保存方案时不同", mend)])
    mapping = EditionMap({new: tuple(old) for new, old in said["map"]})
    return Draft(edition, mapping, Fraction(said["assumed"]) if said["assumed"] is not None else None)
