"""Assignment of assessors to the cases of a round."""

from xingping.science.assignment.anchors import choose_anchors
from xingping.science.assignment.assign import assign
from xingping.science.assignment.figures import Figures, figures
from xingping.science.assignment.problem import (
    Assignment,
    Candidate,
    CaseNeed,
    Demand,
    Problem,
    Unmet,
    wishes_unmet,
)

__all__ = [
    "Assignment",
    "Candidate",
    "CaseNeed",
    "Demand",
    "Figures",
    "Problem",
    "Unmet",
    "assign",
    "choose_anchors",
    "figures",
    "wishes_unmet",
]
