"""What a survey's results are made of: counts, which of them stay hidden, and weights of the answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xingping.core.questionnaire import Answer, Question, Questionnaire
from xingping.core.sample_plan import SamplePlan, shares
from xingping.science.suppression import SMALLEST_CELL, hidden_numbers
from xingping.science.survey import Cell, effective, raked

ALL = ""
"""Stands for all groups together in the keys of the numbers."""
Answers = Mapping[str, Answer]
Key = tuple[str, str, str]
"""(question, group, "asked", "yes" or "no")."""


@dataclass(frozen=True, slots=True)
class Table:
    """The counts, and which of them must not be shown."""

    questionnaire: Questionnaire
    numbers: Mapping[Key, int]
    hidden: frozenset[Key]

    def shown(self, key: Key) -> int | None:
        """A count; None where it is hidden or there is none."""
        return None if key in self.hidden else self.numbers.get(key)


@dataclass(frozen=True, slots=True)
class Weighting:
    """Whether answers were weighted to the stated sizes of groups, and what that did."""

    used: bool
    by: tuple[str, ...] = ()
    """"age", "place"."""
    least: float = 1.0
    most: float = 1.0
    effective: float = 0.0
    nobody: bool = False
    """Sizes are known, but of some group nobody answered: not weighted."""


def groups_of(questionnaire: Questionnaire) -> list[tuple[str, str]]:
    """The groups by which results are broken down: id and name."""
    group = questionnaire.group
    return [(option.id, option.label) for option in group.options] if group else []


def table_of(questionnaire: Questionnaire, answers: Sequence[Answers]) -> Table:
    """Everything that is counted, and what of it stays hidden."""
    numbers = _counts(questionnaire, answers)
    return Table(questionnaire, numbers, _hidden(questionnaire, numbers))


def _counts(questionnaire: Questionnaire, answers: Sequence[Answers]) -> dict[Key, int]:
    """Everything that is counted: of all and of each group, who was asked, who said yes, who did not.

    Groups of whom nobody answered are left out: everybody knows that their numbers are 0.
    """
    group_id = questionnaire.group.id if questionnaire.group else ""
    there = {one.get(group_id) for one in answers}
    names = [ALL, *(group for group, _label in groups_of(questionnaire) if group in there)]
    found: Counter[Key] = Counter()
    for question in questionnaire.questions:
        for name in names if question.measures else ():
            told = [one[question.id] in question.counts for one in answers
                    if question.id in one and name in (ALL, one.get(group_id))]  # fmt: skip
            found[question.id, name, "asked"] = len(told)
            found[question.id, name, "yes"] = sum(told)
            found[question.id, name, "no"] = len(told) - sum(told)
    return dict(found)


def _hidden(questionnaire: Questionnaire, numbers: Mapping[Key, int]) -> frozenset[Key]:
    """What must not be shown, of the groups before anything of all.

    How many of each group answered at all is known from the quotas; of all people, everything is told
    but what a bound stands for, and what would give that away.
    """
    measures = {one.id: one for one in questionnaire.questions if one.measures}
    known = set()
    exact: dict[str, bool] = {}
    for name, question in measures.items():
        before = _before(question, measures)
        tells_asked = before is None or exact[before.id]
        exact[name] = tells_asked and min(numbers[name, ALL, what] for what in ("yes", "no")) >= SMALLEST_CELL
        if tells_asked:
            known.add((name, ALL, "asked"))
        if exact[name]:
            known |= {(name, ALL, what) for what in ("yes", "no")}
        if not question.asked_question and not question.optional:
            known |= {key for key in numbers if key[0] == name and key[2] == "asked"}
    return hidden_numbers(numbers, list(_equations(measures, numbers)), frozenset(known))


def _before(question: Question, measures: Mapping[str, Question]) -> Question | None:
    """The question whose yes is just the number of those who were asked this one."""
    before = measures.get(question.asked_question)
    tied = before and not question.optional and set(question.asked_options) == set(before.counts)
    return before if tied else None


def _equations(measures: Mapping[str, Question], numbers: Mapping[Key, int]) -> Iterator[Mapping[Key, int]]:
    """How the numbers hang together: yes and no, the groups, and who is asked because of an answer."""
    groups = sorted({key[1] for key in numbers} - {ALL})
    for name, question in measures.items():
        before = _before(question, measures)
        for group in (ALL, *groups):
            yield {(name, group, "yes"): 1, (name, group, "no"): 1, (name, group, "asked"): -1}
            if before:
                yield {(before.id, group, "yes"): 1, (name, group, "asked"): -1}
        for what in ("yes", "no", "asked") if groups else ():
            yield {**{(name, group, what): 1 for group in groups}, (name, ALL, what): -1}


def weights_of(
    plan: SamplePlan, questionnaire: Questionnaire, rows: Sequence[tuple[Answers, str]]
) -> tuple[Weighting, list[float] | None]:
    """Weights by the stated sizes of ages and buildings, where they are known for all of them."""
    group = questionnaire.group
    by_age, by_place = shares(plan.groups), shares(plan.places)
    if not by_age and not by_place:
        return Weighting(False), None
    ages = {quota.id: number for number, quota in enumerate(plan.groups)} if by_age else {}
    places = {quota.id: number for number, quota in enumerate(plan.places)} if by_place else {}
    group_id = group.id if group else ""
    cells: list[Cell] = [
        (ages.get(str(answers.get(group_id)), 0), places.get(place, 0)) for answers, place in rows
    ]
    by = tuple(name for name, used in (("age", by_age), ("place", by_place)) if used)
    try:
        found = raked(Counter(cells), by_age or (1.0,), by_place or (1.0,))
    except ValueError:
        return Weighting(False, by, nobody=True), None
    weights = [found[cell] for cell in cells]
    return Weighting(True, by, min(weights), max(weights), effective(weights)), weights
