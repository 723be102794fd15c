"""The sheets of a case without people: what counts, by blind labels that differ from group to group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, Max

from xingping.core.assessor_sheet import covered_serials, least_coverage
from xingping.core.blind_labels import merge_by_label
from xingping.core.guide import Guide
from xingping.rating.models import Case, Correction, Sheet, TeamMember
from xingping.rating.queries.pinned import rules_of


@dataclass(frozen=True)
class BlindSheets:
    """Scores {letter: {serial: hundredths}} and reasons {letter: {serial: text}} of all locked sheets."""

    scores: Mapping[str, Mapping[str, int]]
    reasons: Mapping[str, Mapping[str, str]]
    subtotals: Mapping[str, tuple[float, ...]]
    """Indicator group -> subtotal of each of its assessors (points), ascending."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many sheets there are to be, and how many are locked."""

    sheets: int
    locked: int
    enough: bool
    """Whether there are as many, and each indicator is scored by as many, as the policy asks for."""

    @property
    def complete(self) -> bool:
        """Whether every sheet is locked, and none is missing since a member left."""
        return self.enough and self.sheets == self.locked


def standing_sheets(case: Case) -> dict[str, Sheet]:
    """The newest revision of each present member's sheet, by the sheet's own label. Internal."""
    return standing_sheets_of([case.pk]).get(case.pk, {})


def standing_sheets_of(cases: Collection[int]) -> dict[int, dict[str, Sheet]]:
    """As `standing_sheets` for many cases, in two queries."""
    present = {
        (case, label)
        for case, label in TeamMember.objects.filter(team__case__in=cases, ended_at=None).values_list(
            "team__case", "label"
        )
    }
    found: dict[int, dict[str, Sheet]] = defaultdict(dict)
    for sheet in Sheet.objects.filter(case__in=cases).order_by("case_id", "label", "revision"):
        if (sheet.case_id, sheet.label) in present:
            found[sheet.case_id][sheet.label] = sheet
    return found


def progress(case: Case) -> Progress:
    """How far a case's sheets are; says nothing about whose or what is in them."""
    sheets = standing_sheets(case).values()
    locked = sum(sheet.locked_at is not None for sheet in sheets)
    return Progress(len(sheets), locked, _enough(case, sheets))


def blind_sheets(case: Case) -> BlindSheets | None:
    """What counts for a case; None before every sheet is locked."""
    return blind_sheets_of([case]).get(case.pk)


def blind_sheets_of(cases: Collection[Case]) -> dict[int, BlindSheets]:
    """What counts for each of many cases, in three queries; cases with an open sheet are left out."""
    keys = [case.pk for case in cases]
    sheets, labels = standing_sheets_of(keys), _labels(keys)
    return {
        case.pk: _blind(rules_of(case).guide, sheets[case.pk], labels[case.pk])
        for case in cases
        if _complete(case, sheets.get(case.pk, {}).values())
    }


def round_subtotals(round_id: int) -> list[Mapping[str, tuple[float, ...]]]:
    """Group subtotals of every case of a round whose sheets are all locked, in three queries."""
    cases = {case.pk: case for case in Case.objects.filter(round=round_id, team__isnull=False)}
    labels = _labels(list(cases))
    return [
        _blind(rules_of(cases[pk]).guide, sheets, labels[pk]).subtotals
        for pk, sheets in standing_sheets_of(list(cases)).items()
        if _complete(cases[pk], sheets.values())
    ]


def round_state(round_id: int) -> tuple[object, ...]:
    """What `round_subtotals` follows from, in two queries: it changes with every sheet and every member.

    A locked sheet never changes, and a later revision is a new row, so counts and last times are enough.
    """
    sheets = Sheet.objects.filter(case__round=round_id).aggregate(
        Count("pk"), Count("locked_at"), Max("pk"), Max("locked_at")
    )
    members = TeamMember.objects.filter(team__case__round=round_id).aggregate(
        Count("pk"), Count("ended_at"), Max("pk"), Max("ended_at")
    )
    return (*sheets.values(), *members.values())


def corrections_of(case: Case) -> dict[str, int]:
    """Points (hundredths) that the panel decided and that stand."""
    return corrections_of_all([case]).get(case.pk, {})


def corrections_of_all(cases: Collection[Case]) -> dict[int, dict[str, int]]:
    """As `corrections_of` for many cases, in one query."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Correction.objects.filter(case__in=[case.pk for case in cases], standing=True)
    for case, serial, points in rows.values_list("case_id", "serial", "points"):
        found[case][serial] = points
    return found


def _complete(case: Case, sheets: Collection[Sheet]) -> bool:
    return all(sheet.locked_at is not None for sheet in sheets) and _enough(case, sheets)


def _enough(case: Case, sheets: Collection[Sheet]) -> bool:
    """Scores of too few are shown to nobody: whoever joined then could be told by what changed."""
    rules = rules_of(case)
    if not sheets or len(sheets) < rules.policy.assessors_minimum:
        return False
    return least_coverage(rules.guide, [sheet.groups for sheet in sheets]) >= rules.policy.coverage_minimum


def _labels(cases: Collection[int]) -> dict[int, dict[str, Mapping[str, str]]]:
    """Case -> sheet label -> {group: letter}."""
    rows = TeamMember.objects.filter(team__case__in=cases, ended_at=None)
    found: dict[int, dict[str, Mapping[str, str]]] = defaultdict(dict)
    for case, label, letters in rows.values_list("team__case", "label", "labels"):
        found[case][label] = letters
    return found


def _blind(guide: Guide, sheets: Mapping[str, Sheet], labels: Mapping[str, Mapping[str, str]]) -> BlindSheets:
    groups = guide.by_group
    numbered = dict(enumerate(sorted(sheets)))
    letters = {number: labels[label] for number, label in numbered.items()}
    scores = {number: sheets[label].scores for number, label in numbered.items()}
    reasons = {number: sheets[label].statements for number, label in numbered.items()}
    subtotals = {
        group: tuple(
            sorted(
                sum(sheet.scores.get(serial, 0) for serial in covered_serials(guide, [group])) / 100
                for label, sheet in sheets.items()
                if group in labels[label]
            )
        )
        for group in groups
    }
    return BlindSheets(
        scores=merge_by_label(groups, letters, scores),
        reasons=merge_by_label(groups, letters, reasons),
        subtotals={group: given for group, given in subtotals.items() if given},
    )
