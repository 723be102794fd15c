"""How much effort it takes to meet a scoring point: a guide's estimate, which the user can change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from xingping.core.guide import Guide, PointKind, ScoringPoint

MOST = 1000
CHANGED = "使用者修改过的估计，非标准内容"


@dataclass(frozen=True, slots=True)
class EffortModel:
    """Relative effort by kind of scoring point, and for single points. It is nobody's standard."""

    label: str
    by_kind: Mapping[PointKind, int]
    by_point: Mapping[str, int]
    """Scoring point id -> effort, where it differs from its kind's."""

    def of(self, point: ScoringPoint) -> int:
        """Effort to meet a scoring point from nothing."""
        return self.by_point.get(point.id, self.by_kind[point.kind])

    def changed(
        self,
        *,
        by_kind: Mapping[PointKind, int] | None = None,
        by_point: Mapping[str, int] | None = None,
        label: str = CHANGED,
    ) -> EffortModel:
        """The model with some efforts replaced; a kind changed leaves single points as they are.

        Raises ValueError for an effort that is no whole number from 1 to 1000.
        """
        kinds, points = by_kind or {}, by_point or {}
        for name, effort in [*kinds.items(), *points.items()]:
            if isinstance(effort, bool) or not isinstance(effort, int) or not 1 <= effort <= MOST:
                raise ValueError(f"{name} 的工作量 {effort!r} 不对，请填 1 至 {MOST} 的整数")
        return replace(
            self, label=label, by_kind={**self.by_kind, **kinds}, by_point={**self.by_point, **points}
        )


def guide_effort(guide: Guide) -> EffortModel:
    """The estimate that a guide itself gives."""
    own = {point.id: point.effort for point in guide.by_point.values() if point.effort is not None}
    return EffortModel(guide.effort.label, dict(guide.effort.by_kind), own)
