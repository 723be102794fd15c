"""The order of recommendations: whose it is, what stands, and two people changing it."""

from __future__ import annotations

import pytest

from factories import Scene, recommender_of
from web.desks import chain_scene, copies
from xingping.core.lifecycle import State
from xingping.rating.calendar import today
from xingping.rating.errors import RefusedError
from xingping.rating.models import AuditEntry, Case, Recommendation
from xingping.rating.services.accepting import accept, refuse_application
from xingping.rating.services.ranking import rank_cases
from xingping.rating.services.recommending import Opinion, forward

pytestmark = pytest.mark.django_db
STREET = "510104026"


def ranked(count: int) -> tuple[Scene, list[Case]]:
    """A scene whose street has recommended so many cases in order."""
    scene = chain_scene("street")
    cases = [scene.case, *copies(scene.case, count - 1)]
    for rank, case in enumerate(cases, start=1):
        forward(scene.street, case.pk, Opinion("同意", today(), rank))
    return scene, cases


def ranks() -> dict[int, int | None]:
    return dict(Recommendation.objects.filter(standing=True).values_list("case_id", "rank"))


def test_any_order_can_be_given_and_each_move_is_recorded() -> None:
    scene, (one, two, three) = ranked(3)
    rank_cases(scene.street, scene.case.round_id, STREET, [three.pk, one.pk, two.pk])
    assert ranks() == {three.pk: 1, one.pk: 2, two.pk: 3}
    entries = AuditEntry.objects.filter(verb="case.rank").order_by("pk")
    assert [entry.detail["after"]["rank"] for entry in entries] == [2, 3, 1]


def test_the_same_order_writes_nothing() -> None:
    scene, cases = ranked(2)
    rank_cases(scene.street, scene.case.round_id, STREET, [case.pk for case in cases])
    assert AuditEntry.objects.filter(verb="case.rank").count() == 0


def test_ranks_keep_their_gaps() -> None:
    scene, (one, two, three) = ranked(3)
    refuse_application(scene.officer, two.pk, "不符合条件")
    rank_cases(scene.street, scene.case.round_id, STREET, [three.pk, one.pk])
    assert ranks() == {three.pk: 1, one.pk: 3}


@pytest.mark.parametrize("order", [[], [1], [10**9, 2]])
def test_a_list_that_is_not_the_present_one_is_refused(order: list[int]) -> None:
    scene, _cases = ranked(2)
    with pytest.raises(RefusedError) as caught:
        rank_cases(scene.street, scene.case.round_id, STREET, order)
    assert caught.value.refusal.code == "changed_meanwhile"


def test_a_case_past_recommendation_keeps_its_rank() -> None:
    scene, (one, two) = ranked(2)
    accept(scene.officer, one.pk)
    with pytest.raises(RefusedError) as caught:
        rank_cases(scene.street, scene.case.round_id, STREET, [two.pk, one.pk])
    assert caught.value.refusal.code == "wrong_state"
    assert ranks() == {one.pk: 1, two.pk: 2}
    assert Case.objects.get(pk=one.pk).state == State.ACCEPTED


def test_other_units_and_roles_are_refused() -> None:
    scene, cases = ranked(2)
    order = [case.pk for case in reversed(cases)]
    for actor, unit in (
        (recommender_of("510104027"), STREET),
        (recommender_of("510104027"), "510104027"),
        (scene.county, STREET),
        (scene.officer, STREET),
        (scene.applicant, STREET),
    ):
        with pytest.raises(RefusedError) as caught:
            rank_cases(actor, scene.case.round_id, unit, order)
        assert caught.value.refusal.code in ("not_found", "changed_meanwhile")
    assert ranks() == {cases[0].pk: 1, cases[1].pk: 2}
