"""Nobody learns who scored what: canaries in everything other roles read, and chance as the best guess."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, is_dataclass
from itertools import permutations
from random import Random
from typing import Any

import pytest
from django.core import serializers
from django.db.models import Model, QuerySet

from factories import PersonFactory, person_with
from reviewing import (
    FULL,
    Review,
    all_locked,
    code_of,
    decided,
    fill_and_lock,
    in_review,
    make_assessor,
    with_meeting,
)
from xingping.core.blind_labels import draw_labels
from xingping.core.roles import Role
from xingping.rating.actor import Actor, actor_of
from xingping.rating.models import Case, Message, RoleGrant, Sheet, TeamMember, User
from xingping.rating.queries.case_file import case_file
from xingping.rating.queries.cases import desk_counts, find_cases, listed
from xingping.rating.queries.results import certainty_of, result_for, told_result
from xingping.rating.queries.reviews import own_sheet_view, reconciliations, team_names, to_reconcile
from xingping.rating.queries.visibility import counted_cases, visible_cases
from xingping.rating.services.reconciling import answer_reconciliation
from xingping.rating.services.reviewing import open_reconciliation, to_panel

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
SERIAL = "1"
FAR = FULL[SERIAL] // 2 // 50 * 50


def plant(review: Review) -> list[str]:
    """Give every assessor a name, login, phone and address found nowhere else."""
    canaries = []
    for number, actor in enumerate(review.assessors):
        words = (
            f"金丝雀{number}号",
            f"canary-login-{number}",
            f"1390000{number:04d}",
            f"canary{number}@example.org",
        )
        User.objects.filter(pk=actor.person.pk).update(
            name=words[0], username=words[1], phone=words[2], email=words[3]
        )
        canaries += words
    return canaries


def written(value: Any) -> str:
    """Everything that a query's answer holds, written out; rows with all their columns."""
    if isinstance(value, Model):
        return serializers.serialize("json", [value], ensure_ascii=False)
    if isinstance(value, QuerySet):
        return "".join(written(one) for one in value)
    if isinstance(value, list | tuple):
        return "".join(written(one) for one in value)
    if isinstance(value, dict):
        return "".join(f"{key}:{written(one)}" for key, one in value.items())
    if is_dataclass(value) and not isinstance(value, type):
        return "".join(written(getattr(value, name)) for name in value.__dataclass_fields__)
    return str(value)


def read_by(actor: Actor, case: Case) -> Iterator[str]:
    """Whatever the queries give this person about the case; a refusal gives its text."""
    yield from (written(one) for one in (visible_cases(actor), counted_cases(actor)))
    if visible_cases(actor).filter(pk=case.pk).exists():
        yield written(case_file(case))
    for query in (result_for, told_result, own_sheet_view, to_reconcile, reconciliations):
        try:
            yield written(query(actor, case))  # type: ignore[operator]
        except Exception as error:
            yield str(error)
    if actor.user:
        yield written(Message.objects.filter(recipient=actor.user).exclude(subject__contains="评审组名单"))


def others(review: Review) -> dict[str, Actor]:
    """Everybody but the assessors, by role."""
    scene = review.scene
    return {
        "applicant": scene.applicant,
        "street": scene.street,
        "county": scene.county,
        "officer": scene.officer,
        "panel": review.panel[0] if review.panel else actor_of(person_with(Role.PANEL, body=scene.body)),
        "supervisor": actor_of(person_with(Role.SUPERVISOR, region_prefix="5101")),
        "stakeholder": actor_of(person_with(Role.STAKEHOLDER, centre=scene.case.centre)),
        "auditor": actor_of(person_with(Role.AUDITOR, body=scene.body)),
        "administrator": actor_of(person_with(Role.ADMINISTRATOR, body=scene.body)),
    }


def reconciled() -> Review:
    review = all_locked({}, {}, {SERIAL: FAR})
    open_reconciliation(review.officer, review.case_id)
    for number, less in enumerate((0, 0, FAR)):
        answer_reconciliation(review.assessors[number], review.case_id, SERIAL, FULL[SERIAL] - less, "再看过")
    to_panel(review.officer, review.case_id)
    return with_meeting(review)


@pytest.mark.parametrize("led", [in_review, all_locked, reconciled, decided])
def test_assessors_names_appear_nowhere_but_in_the_announcement(led: Any) -> None:
    review: Review = led()
    canaries = plant(review)
    for name, actor in others(review).items():
        found = [one for text in read_by(actor, review.fresh()) for one in canaries if one in text]
        assert (name, found) == (name, [])
    for number, actor in enumerate(review.assessors):
        mine = canaries[number * 4 : number * 4 + 4]
        found = [one for text in read_by(actor, review.fresh()) for one in canaries if one in text]
        assert set(found) <= set(mine)
    names = {name for name, _ in team_names(review.officer, review.fresh())}
    assert names == {f"金丝雀{number}号" for number in range(3)}
    refused = [
        actor for name, actor in others(review).items() if name not in ("officer", "auditor", "applicant")
    ]
    assert all(code_of(lambda one=one: team_names(one, review.fresh())) for one in refused)  # type: ignore[misc]


def test_nobody_reads_scores_before_every_sheet_is_locked() -> None:
    review = in_review()
    fill_and_lock(review, 0, {SERIAL: FAR})
    fill_and_lock(review, 1)
    readers = {**others(review), "assessor": review.assessors[1], "open": review.assessors[2]}
    codes = {name: code_of(lambda one=one: result_for(one, review.fresh())) for name, one in readers.items()}  # type: ignore[misc]
    assert codes["officer"] == codes["auditor"] == "scores_hidden"
    assert set(codes.values()) <= {"scores_hidden", "not_allowed", "not_found"}
    for number in (0, 1, 2):
        assert code_of(lambda: to_reconcile(review.assessors[number], review.fresh())) == "scores_hidden"  # noqa: B023
        view = own_sheet_view(review.assessors[number], review.fresh())
        assert view.sheet == review.sheet(number)


def test_an_assessor_without_the_case_finds_no_trace() -> None:
    review = decided()
    stranger, _ = make_assessor(review.officer, review.scene.body, 3)
    case = review.fresh()
    assert not visible_cases(stranger).exists()
    assert not find_cases(visible_cases(stranger), case.number).exists()
    assert desk_counts(visible_cases(stranger)).every == 0
    assert not listed(visible_cases(stranger)).exists()
    assert not counted_cases(stranger).exists()
    assert not Message.objects.filter(recipient=stranger.person, subject__contains=case.number).exists()
    for query in (
        result_for,
        told_result,
        own_sheet_view,
        to_reconcile,
        reconciliations,
        team_names,
        certainty_of,
    ):
        if query is not certainty_of:
            assert code_of(lambda: query(stranger, case)) == "not_found"  # type: ignore[operator] # noqa: B023


def test_labels_of_many_teams_are_no_better_than_chance() -> None:
    """Guess by any fixed order of the members (joining, ids): right in 1/6 of the cases, plus 5 % at most."""
    cases, groups = 1200, ("a", "b")
    hits: Counter[tuple[str, ...]] = Counter()
    for seed in range(cases):
        drawn = draw_labels(groups, {10: frozenset(), 20: frozenset(), 30: frozenset()}, Random(seed))
        hits[tuple(drawn[member]["a"] for member in (10, 20, 30))] += 1
    assert set(hits) == set(permutations("ABC"))
    assert max(hits.values()) / cases < 1 / 6 + 0.05


def test_a_label_in_one_group_says_nothing_about_another() -> None:
    cases = 1200
    same = 0
    for seed in range(cases):
        drawn = draw_labels(("a", "b"), {1: frozenset(), 2: frozenset(), 3: frozenset()}, Random(seed))
        same += drawn[1]["a"] == drawn[1]["b"]
    assert abs(same / cases - 1 / 3) < 0.05


def test_ids_and_order_of_sheets_follow_the_labels_not_the_people() -> None:
    """Over many real teams: who joined first, or locked first, has the first sheet as often as anybody."""
    first: Counter[int] = Counter()
    for _ in range(24):
        review = in_review()
        sheets = list(Sheet.objects.filter(case=review.case_id).order_by("pk"))
        assert [sheet.label for sheet in sheets] == ["A", "B", "C"]
        members = TeamMember.objects.filter(team__case=review.case_id)
        labels = {one.assessor_id: one.label for one in members}
        first[next(n for n, one in enumerate(review.records) if labels[one.pk] == "A")] += 1
    # 24 draws of 3: no place above 20 but with a chance of 1 in 10^6.
    assert max(first.values()) <= 20


def test_what_others_see_holds_no_times_and_no_ids() -> None:
    review = reconciled()
    rows = reconciliations(review.officer, review.fresh())
    shown = rows.values("round", "serial", "label", "before", "after", "reason")
    assert [row["label"] for row in shown] == ["A", "B", "C"]
    assert all(row.get_deferred_fields() >= {"answered_at", "sheet_id"} for row in rows)
    found = result_for(review.officer, review.fresh())
    text = json.dumps(asdict(found.sheets), ensure_ascii=False)
    assert sorted(found.sheets.scores) == ["A", "B", "C"]
    assert not any(str(sheet.locked_at) in text for sheet in Sheet.objects.all())


def test_the_link_between_person_and_label_stands_in_one_table() -> None:
    linking = [
        model.__name__
        for model in (Sheet, TeamMember)
        if {one.name for one in model._meta.fields} & {"assessor", "person", "by"}
    ]
    assert linking == ["TeamMember"]
    person = PersonFactory()
    RoleGrant.objects.create(person=person, role=Role.ASSESSOR, body=in_review().scene.body)
    review = in_review()
    from reviewing import put
    from xingping.rating.services.saving import Edit

    put(review, 0, {"scores.1": Edit(None, 0)}, device="phone")
    assert list(review.sheet(0).devices) == ["phone"]
