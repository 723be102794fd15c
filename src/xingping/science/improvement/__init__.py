"""The shortest way to the next star, by a guide's scoring points and an effort model."""

from xingping.science.improvement.effort import EffortModel, guide_effort
from xingping.science.improvement.way import Outcome, Way, WayPoint, WayStep, shortest_way

__all__ = ["EffortModel", "Outcome", "Way", "WayPoint", "WayStep", "guide_effort", "shortest_way"]
